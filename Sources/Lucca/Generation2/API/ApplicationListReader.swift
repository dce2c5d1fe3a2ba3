import HTTPTransport
import SyncCore

/// A row of a list of the Lucca API, with what is embedded for it.
protocol ApplicationRow: Sendable, Equatable {
    /// nil when it could not be read.
    var id: String? { get }
    init(_ row: ApplicationItem)
}

/// Reads lists of the Lucca API whole, again from the start when they shifted meanwhile. A list is odd for good when two readings of
/// it are the same, and is then taken as it is.
struct ApplicationListReader: Sendable {
    let api: ApplicationAPI

    struct Reading<Row: ApplicationRow>: Sendable, Equatable {
        let rows: [Row]
        /// Rows that Lucca counts and delivers in no page, the same at two readings.
        let missing: Int
    }

    /// - Parameter limit: rows of a page; halved, for good, when Lucca finds a page too slow.
    func rows<Row: ApplicationRow>(
        of list: ApplicationList, as row: Row.Type, limit: inout Int
    ) async throws -> Reading<Row> {
        var odd: [Reading<Row>] = []
        for _ in 0..<LuccaListReader.readings {
            var walk = LinkWalk<Row>()
            var link: RemoteLink?
            var followed: Set<RemoteLink> = []
            var step = WalkStep.more
            while step == .more {
                switch try await api.page(of: list, at: link, limit: limit) {
                case .page(let page):
                    link = try api.link(of: page, list)
                    step = walk.take(page, isLast: link == nil)
                    // Pages in a circle have no end.
                    if let link, !followed.insert(link).inserted { step = .shifted }
                case .tooSlow:
                    // A link names its page by the limit that it was made with.
                    limit = try Self.smaller(limit, list.subject)
                    (walk, link, followed) = (LinkWalk<Row>(), nil, [])
                }
            }
            if step == .done {
                let reading = Reading(rows: walk.rows, missing: walk.missing)
                if !walk.isOdd || odd.contains(reading) { return reading }
                odd.append(reading)
            }
        }
        throw LuccaFailure.incomplete(list.subject, readings: LuccaListReader.readings)
    }

    private static func smaller(_ limit: Int, _ subject: LuccaSubject) throws -> Int {
        guard limit > LuccaAssumptions.smallestApplicationPage else { throw LuccaFailure.tooSlow(subject) }
        return max(limit / 2, LuccaAssumptions.smallestApplicationPage)
    }
}

/// One walk through a list whose pages are linked. Decides; asks nobody.
struct LinkWalk<Row: ApplicationRow> {
    private(set) var rows: [Row] = []
    /// An id came twice, or more or fewer rows came than were counted: only a second reading tells whether the list is so, or changed.
    private(set) var isOdd = false
    /// Rows that were counted and came in no page.
    private(set) var missing = 0
    private var count: Int?
    private var isFirst = true
    /// Where each id came first.
    private var places: [String: Int] = [:]
    /// Rows of an earlier page that came again.
    private var repeated = 0

    mutating func take(_ page: ApplicationPage, isLast: Bool) -> WalkStep {
        if let count, let now = page.count, now != count { return .shifted }
        count = count ?? page.count
        let fresh = page.items.map(Row.init)
        let (known, earlier) = (places.count, rows.count)
        let unreadable = fresh.count { $0.id == nil }
        for (offset, row) in fresh.enumerated() {
            guard let id = row.id else { continue }
            if let place = places[id] {
                isOdd = true
                if place < earlier, rows[place] == row { repeated += 1 }
            } else {
                places[id] = earlier + offset
            }
        }
        rows += fresh
        defer { isFirst = false }
        // The same page again: its rows stand where others should, and a server that answers everything alike never comes to an end.
        if !isFirst, !fresh.isEmpty, places.count == known, unreadable == 0 { return .shifted }
        guard isLast else {
            // Rows whose ids are unreadable may be the same ones again and again: the count ends them.
            guard let count, unreadable > 0, rows.count > count else { return .more }
            return .shifted
        }
        guard let count else { return .done }
        if rows.count > count { isOdd = true }
        // Pages that overlap may leave out as many rows as they repeat: the count alone does not show it.
        let delivered = rows.count - repeated
        if delivered < count { (isOdd, missing) = (true, count - delivered) }
        return .done
    }
}
