/// One walk through a list of v4, whose pages are numbered from 1. Decides; asks nobody.
struct NumberedWalk<Row: LuccaRow> {
    private(set) var rows: [Row] = []
    /// The page to ask for.
    private(set) var page = 1
    private let limit: Int
    private var count: Int?
    private var ids: Set<String> = []

    init(limit: Int) {
        self.limit = limit
    }

    mutating func take(_ answer: LuccaPage) -> WalkStep {
        if let count, let now = answer.count, now != count { return .shifted }
        count = count ?? answer.count
        page += 1
        for json in answer.rows {
            let row = Row(json)
            guard let id = row.id else { return .unreadable }
            guard ids.insert(id).inserted else { return .shifted }
            rows.append(row)
        }
        guard let count else {
            let mayGoOn = answer.hasNext || answer.rows.count >= limit
            return mayGoOn && !answer.rows.isEmpty ? .more : .done
        }
        if rows.count >= count { return rows.count == count ? .done : .shifted }
        return answer.rows.isEmpty ? .shifted : .more
    }
}
