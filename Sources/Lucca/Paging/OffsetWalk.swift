import JSONText

/// One walk through a list of `/api/v3`, whose pages are offsets that shift when rows come and go. Decides; asks nobody.
///
/// Each page but the first begins one row early: that row must be the last one of the page before. With that and the count
/// checked, a row that slipped between two pages is noticed even when another one came in its place.
struct OffsetWalk<Row: LuccaRow> {
    private(set) var rows: [Row] = []
    private(set) var count: Int?
    /// An id came twice, or more or fewer rows came than were counted: only a second reading tells whether the list is so, or changed.
    private(set) var isOdd = false
    /// Rows that were counted and came in no page.
    private(set) var missing = 0
    private var ids: Set<String> = []

    /// Where the next page begins.
    var offset: Int { max(0, rows.count - 1) }

    mutating func take(_ page: LuccaPage) -> WalkStep {
        if let count, let now = page.count, now != count { return .shifted }
        if count == nil {
            count = page.count
            rows.reserve(page.count)
        }
        var fresh = page.rows.map(Row.init)[...]
        if let last = rows.last {
            guard let anchor = fresh.popFirst(), anchor.isSame(as: last) else { return .shifted }
        }
        let isFirst = rows.isEmpty
        let known = ids.count
        rows += fresh
        for id in fresh.compactMap(\.id) where !ids.insert(id).inserted { isOdd = true }
        // A server that answers everything alike never comes to an end.
        if !isFirst, !fresh.isEmpty, ids.count == known, rows.count != count { return .shifted }
        guard let count else { return fresh.isEmpty ? .done : .more }
        if rows.count > count { isOdd = true }
        if rows.count == count { return .done }
        // The count may be of ids: a longer list ends with a page of nothing new.
        guard fresh.isEmpty else { return .more }
        if rows.count < count { (isOdd, missing) = (true, count - rows.count) }
        return .done
    }
}
