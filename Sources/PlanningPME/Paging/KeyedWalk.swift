import JSONText

/// A thing of a list, made of it at once: what else the page held is not kept.
protocol KeyedRow: Sendable {
    /// nil when it could not be read.
    var key: Int? { get }
    init(_ item: JSONValue)
}

extension EventWire: KeyedRow {}
extension ThingWire: KeyedRow {}

/// One walk through a list whose things have keys. Decides; asks nobody.
///
/// A server that ignores paging sends the same page again: a page without a new key ends the walk.
struct KeyedWalk<Row: KeyedRow> {
    private(set) var rows: [Row] = []
    /// The page to ask for, from 1.
    private(set) var page = 1
    private var keys: Set<Int> = []
    private var total: Int?
    /// Rows that repeat a key of their own page: the list is so, it did not change between two pages.
    private var repeated = 0

    mutating func take(_ answer: PlanningPage) -> KeyedWalkStep {
        if let total, let now = answer.total, now != total { return .incomplete }
        total = total ?? answer.total
        page += 1
        var isNew = false
        var here: Set<Int> = []
        var keyless: [Row] = []
        for item in answer.items {
            let row = Row(item)
            guard let key = row.key else {
                keyless.append(row)
                continue
            }
            guard keys.insert(key).inserted else {
                if here.contains(key) { repeated += 1 }
                continue
            }
            here.insert(key)
            isNew = true
            rows.append(row)
        }
        if !keyless.isEmpty {
            // They can't be told from those of an earlier page where nothing else is new.
            guard isNew || page == 2 else { return .unreadable }
            isNew = true
            rows += keyless
        }
        if let total {
            // The total may be of rows, or of keys.
            if rows.count >= total { return rows.count == total ? .done : .incomplete }
            if repeated > 0, rows.count + repeated == total { return .done }
            return isNew ? .more : .incomplete
        }
        return isNew ? .more : .done
    }
}

enum KeyedWalkStep: Sendable, Equatable {
    case more
    case done
    /// Fewer or more things than the total says: the list changed while it was read, or came back with holes.
    case incomplete
    /// A page of things without a key that could be read: nothing tells it from an earlier one.
    case unreadable
}
