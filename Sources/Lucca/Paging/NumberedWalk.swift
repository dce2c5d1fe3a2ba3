/// One walk through a list of v4, whose pages are numbered from 1. Decides; asks nobody.
struct NumberedWalk<Row: LuccaRow> {
    private(set) var rows: [Row] = []
    /// The page to ask for.
    private(set) var page = 1
    /// An id came twice, or more or fewer rows came than were counted: only a second reading tells whether the list is so, or changed.
    private(set) var isOdd = false
    /// Rows that were counted and came in no page.
    private(set) var missing = 0
    private let limit: Int
    private var count: Int?
    /// Where each id came first.
    private var places: [String: Int] = [:]

    init(limit: Int) {
        self.limit = limit
    }

    mutating func take(_ answer: LuccaPage) -> WalkStep {
        if let count, let now = answer.count, now != count { return .shifted }
        if count == nil {
            count = answer.count
            rows.reserve(answer.count)
        }
        page += 1
        let fresh = answer.rows.map(Row.init)
        let isFirst = rows.isEmpty
        let known = places.count
        let earlier = rows.count
        for row in fresh {
            if let id = row.id {
                if let place = places[id] {
                    // The very row of an earlier page: these pages do not follow each other, and what lies between them is in neither.
                    if place < earlier, rows[place] == row { return .shifted }
                    isOdd = true
                } else {
                    places[id] = rows.count
                }
            }
            rows.append(row)
        }
        // A server that answers everything alike never comes to an end.
        if !isFirst, !fresh.isEmpty, places.count == known, rows.count != count { return .shifted }
        let mayGoOn = (answer.hasNext || fresh.count >= limit) && !fresh.isEmpty
        guard let count else { return mayGoOn ? .more : .done }
        if rows.count > count { isOdd = true }
        if rows.count == count { return .done }
        // The count may be of ids: a longer list ends where no page follows.
        if rows.count > count { return mayGoOn ? .more : .done }
        guard fresh.isEmpty else { return .more }
        (isOdd, missing) = (true, count - rows.count)
        return .done
    }
}
