/// One walk through a list whose things have keys. Decides; asks nobody.
///
/// A server that ignores paging sends the same page again: a page without a new key ends the walk.
struct KeyedWalk {
    enum Step: Sendable, Equatable {
        case more
        case done
        /// Fewer or more things than the total says: the list changed while it was read, or came back with holes.
        case incomplete
        /// A thing has no key that could be read.
        case unreadable
    }

    private(set) var items: [JSONValue] = []
    /// The page to ask for, from 1.
    private(set) var page = 1
    private var keys: Set<Int> = []
    private var total: Int?

    mutating func take(_ answer: PlanningPage) -> Step {
        if let total, let now = answer.total, now != total { return .incomplete }
        total = total ?? answer.total
        page += 1
        var isNew = false
        for item in answer.items {
            guard let key = item["key"]?.whole else { return .unreadable }
            guard keys.insert(key).inserted else { continue }
            isNew = true
            items.append(item)
        }
        if let total {
            if items.count >= total { return items.count == total ? .done : .incomplete }
            return isNew ? .more : .incomplete
        }
        return isNew ? .more : .done
    }
}
