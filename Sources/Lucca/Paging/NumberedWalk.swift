/// One walk through a list of v4, whose pages are numbered from 1. Decides; asks nobody.
struct NumberedWalk<Row: LuccaRow> {
    private(set) var rows: [Row] = []
    /// The page to ask for.
    private(set) var page = 1
    /// An id came twice, or more rows came than were counted: only a second reading tells whether the list is so, or changed.
    private(set) var isOdd = false
    private let limit: Int
    private var count: Int?
    private var ids: Set<String> = []
    private var seen: Set<Row> = []

    init(limit: Int) {
        self.limit = limit
    }

    mutating func take(_ answer: LuccaPage) -> WalkStep {
        if let count, let now = answer.count, now != count { return .shifted }
        count = count ?? answer.count
        page += 1
        let fresh = answer.rows.map(Row.init)
        // The very row of an earlier page: these pages do not follow each other, and what lies between them is in neither.
        guard !fresh.contains(where: { $0.id != nil && seen.contains($0) }) else { return .shifted }
        seen.formUnion(fresh)
        rows += fresh
        for id in fresh.compactMap(\.id) where !ids.insert(id).inserted { isOdd = true }
        let mayGoOn = (answer.hasNext || fresh.count >= limit) && !fresh.isEmpty
        guard let count else { return mayGoOn ? .more : .done }
        if rows.count > count { isOdd = true }
        if rows.count == count, !isOdd { return .done }
        // The count may be of ids: an odd list ends where no page follows.
        if isOdd, rows.count >= count { return mayGoOn ? .more : .done }
        return fresh.isEmpty ? .shifted : .more
    }
}
