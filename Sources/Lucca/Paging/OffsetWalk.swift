/// One walk through a list of `/api/v3`, whose pages are offsets that shift when rows come and go. Decides; asks nobody.
///
/// Each page but the first begins one row early: that row must be the last one of the page before. With that and the count
/// checked, a row that slipped between two pages is noticed even when another one came in its place.
struct OffsetWalk<Row: LuccaRow> {
    private(set) var rows: [Row] = []
    private(set) var count: Int?
    private var ids: Set<String> = []
    private var lastID: String?

    /// Where the next page begins.
    var offset: Int { max(0, rows.count - 1) }

    mutating func take(_ page: LuccaPage) -> WalkStep {
        if let count, let now = page.count, now != count { return .shifted }
        count = count ?? page.count
        var fresh = page.rows[...]
        if let lastID {
            guard let anchor = fresh.popFirst(), anchor[.id]?.identifier == lastID else { return .shifted }
        }
        rows.reserveCapacity(rows.count + fresh.count)
        for json in fresh {
            let row = Row(json)
            guard let id = row.id else { return .unreadable }
            guard ids.insert(id).inserted else { return .shifted }
            rows.append(row)
            lastID = id
        }
        guard let count else { return fresh.isEmpty ? .done : .more }
        // Rows that came beyond the count are a count that is wrong: nothing says which.
        if rows.count >= count { return rows.count == count ? .done : .shifted }
        return fresh.isEmpty ? .shifted : .more
    }
}
