/// One walk through a list whose things have keys. Decides; asks nobody.
///
/// A server that ignores paging sends the same page again: a page without a new key ends the walk.
struct KeyedWalk {
    enum Step: Sendable, Equatable {
        case more
        case done
        /// Fewer or more things than the total says: the list changed while it was read, or came back with holes.
        case incomplete
        /// A page of things without a key that could be read: nothing tells it from an earlier one.
        case unreadable
    }

    private(set) var items: [JSONValue] = []
    /// The page to ask for, from 1.
    private(set) var page = 1
    private var keys: Set<Int> = []
    private var total: Int?
    /// Rows that repeat a key of their own page: the list is so, it did not change between two pages.
    private var repeated = 0

    mutating func take(_ answer: PlanningPage) -> Step {
        if let total, let now = answer.total, now != total { return .incomplete }
        total = total ?? answer.total
        page += 1
        var isNew = false
        var here: Set<Int> = []
        var keyless: [JSONValue] = []
        for item in answer.items {
            guard let key = item["key"]?.whole else {
                keyless.append(item)
                continue
            }
            guard keys.insert(key).inserted else {
                if here.contains(key) { repeated += 1 }
                continue
            }
            here.insert(key)
            isNew = true
            items.append(item)
        }
        if !keyless.isEmpty {
            // They can't be told from those of an earlier page where nothing else is new.
            guard isNew || page == 2 else { return .unreadable }
            isNew = true
            items += keyless
        }
        if let total {
            // The total may be of rows, or of keys.
            if items.count >= total { return items.count == total ? .done : .incomplete }
            if repeated > 0, items.count + repeated == total { return .done }
            return isNew ? .more : .incomplete
        }
        return isNew ? .more : .done
    }
}
