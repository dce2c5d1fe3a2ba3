import JSONText
import SyncCore

/// A list as it was read.
struct LuccaList<Row: LuccaRow>: Sendable {
    private var pages: [[Row]]
    /// As Lucca says.
    let count: Int?
    /// Rows that Lucca counts and delivers in no page, the same at two readings.
    let missing: Int
    /// An id comes twice, or the count is not that of the rows.
    let isOdd: Bool

    init(pages: [[Row]], count: Int?, missing: Int, isOdd: Bool) {
        (self.pages, self.count, self.missing, self.isOdd) = (pages, count, missing, isOdd)
    }

    var rows: [Row] { pages.flatMap { $0 } }
    var length: Int { pages.reduce(0) { $0 + $1.count } }

    /// Takes the rows out of the list, page by page: half-days, which come by the hundred thousand, are never in memory twice.
    mutating func takePages(_ body: ([Row]) -> Void) {
        while !pages.isEmpty { body(pages.removeFirst()) }
    }
}

extension LuccaList: Equatable {
    /// Whatever the pages were.
    static func == (left: LuccaList, right: LuccaList) -> Bool {
        left.count == right.count && left.missing == right.missing && left.isOdd == right.isOdd
            && left.pages.joined().elementsEqual(right.pages.joined())
    }
}

/// Reads lists of Lucca whole, again from the start when they shifted meanwhile. A list is odd for good when two readings of it are
/// the same, and is then taken as it is.
struct LuccaListReader: Sendable {
    /// The first reading and three more.
    static let readings = 4

    private let api: LuccaAPI

    init(_ api: LuccaAPI) {
        self.api = api
    }

    /// A list of `/api/v3`.
    /// - Parameters:
    ///   - limit: rows of a page; halved, for good, when Lucca finds a page too slow.
    ///   - ask: an offset and a limit.
    func offsets<Row: PlainRow>(
        _ subject: LuccaSubject, of row: Row.Type, limit: inout Int, ask: (Int, Int) async throws -> LuccaAPI.Answer
    ) async throws -> LuccaList<Row> {
        try await offsets(subject, reading: Row.init, limit: &limit, ask: ask)
    }

    /// - Parameter read: makes a row of what was sent.
    func offsets<Row: LuccaRow>(
        _ subject: LuccaSubject, reading read: @escaping (JSONValue) -> Row, limit: inout Int,
        ask: (Int, Int) async throws -> LuccaAPI.Answer
    ) async throws -> LuccaList<Row> {
        var odd: [LuccaList<Row>] = []
        for _ in 0..<Self.readings {
            var walk = OffsetWalk(reading: read)
            var step = WalkStep.more
            while step == .more {
                switch try await ask(walk.offset, limit) {
                case .page(let page): step = walk.take(page)
                case .tooSlow: limit = try Self.smaller(limit, subject)
                }
            }
            if step == .done {
                let list = LuccaList(pages: walk.pages, count: walk.count, missing: walk.missing, isOdd: walk.isOdd)
                if !walk.isOdd || odd.contains(list) { return list }
                odd.append(list)
            }
        }
        throw LuccaFailure.incomplete(subject, readings: Self.readings)
    }

    /// A list of v4.
    func pages<Row: PlainRow>(
        _ subject: LuccaSubject, of row: Row.Type, limit: Int, ask: (Int) async throws -> LuccaAPI.Answer
    ) async throws -> LuccaList<Row> {
        var odd: [LuccaList<Row>] = []
        for _ in 0..<Self.readings {
            var walk = NumberedWalk<Row>(limit: limit)
            var step = WalkStep.more
            while step == .more {
                switch try await ask(walk.page) {
                case .page(let page): step = walk.take(page)
                case .tooSlow: throw LuccaFailure.tooSlow(subject)
                }
            }
            if step == .done {
                let list = LuccaList(pages: [walk.rows], count: nil, missing: walk.missing, isOdd: walk.isOdd)
                if !walk.isOdd || odd.contains(list) { return list }
                odd.append(list)
            }
        }
        throw LuccaFailure.incomplete(subject, readings: Self.readings)
    }

    private static func smaller(_ limit: Int, _ subject: LuccaSubject) throws -> Int {
        guard limit > LuccaAssumptions.smallestPage else { throw LuccaFailure.tooSlow(subject) }
        return max(limit / 2, LuccaAssumptions.smallestPage)
    }
}

/// A row of a list as sent.
protocol LuccaRow: Sendable, Equatable {
    /// nil when it could not be read.
    var id: String? { get set }
    /// What came and could not be read, except for the id.
    var unknown: Set<LuccaProperty> { get }
}

/// A row that is read the same way whatever is asked for.
protocol PlainRow: LuccaRow {
    init(_ row: JSONValue)
}

extension LuccaRow {
    /// Whether two pages show the same row: its id may be unreadable in one of them.
    func isSame(as other: Self) -> Bool {
        if let id, let otherID = other.id { return id == otherID }
        var other = other
        other.id = id
        return self == other
    }
}

extension Array where Element: LuccaRow {
    /// Room for what was counted, so that a long list is not copied while it grows; no more than a page's answer may make up.
    mutating func reserve(_ counted: Int?) {
        if let counted { reserveCapacity(Swift.min(Swift.max(0, counted), 1_000_000)) }
    }
}

extension EmployeeWire: PlainRow {}
extension DepartmentWire: PlainRow {}
extension LeaveWire: PlainRow {}

/// What comes after a page.
enum WalkStep: Sendable, Equatable {
    case more
    case done
    /// The list changed while it was read, or its pages do not follow each other: what was read so far is worth nothing.
    case shifted
}

/// One walk through a list of v4, whose pages are numbered from 1. Decides; asks nobody.
struct NumberedWalk<Row: PlainRow> {
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

/// One walk through a list of `/api/v3`, whose pages are offsets that shift when rows come and go. Decides; asks nobody.
///
/// Each page but the first begins one row early: that row must be the last one of the page before. With that and the count
/// checked, a row that slipped between two pages is noticed even when another one came in its place.
struct OffsetWalk<Row: LuccaRow> {
    /// None of them empty.
    private(set) var pages: [[Row]] = []
    private(set) var count: Int?
    /// An id came twice, or more or fewer rows came than were counted: only a second reading tells whether the list is so, or changed.
    private(set) var isOdd = false
    /// Rows that were counted and came in no page.
    private(set) var missing = 0
    private var length = 0
    private var ids: Set<String> = []
    private let read: (JSONValue) -> Row

    init(reading read: @escaping (JSONValue) -> Row) {
        self.read = read
    }

    var rows: [Row] { pages.flatMap { $0 } }
    /// Where the next page begins.
    var offset: Int { max(0, length - 1) }

    mutating func take(_ page: LuccaPage) -> WalkStep {
        if let count, let now = page.count, now != count { return .shifted }
        if count == nil { count = page.count }
        var fresh = page.rows[...]
        let last = pages.last?.last
        if let last {
            guard let anchor = fresh.popFirst(), read(anchor).isSame(as: last) else { return .shifted }
        }
        let isFirst = pages.isEmpty
        let known = ids.count
        let added = fresh.map(read)
        for row in added {
            if let id = row.id, !ids.insert(id).inserted { isOdd = true }
        }
        if !added.isEmpty { pages.append(added) }
        length += added.count
        // A server that answers everything alike never comes to an end. Rows whose ids are unreadable are new where they differ: the count
        // ends them.
        let isCounted = count.map { length <= $0 } ?? false
        let isNew = ids.count > known || isCounted && added.contains { $0.id == nil && $0 != last }
        if !isFirst, !fresh.isEmpty, !isNew, length != count { return .shifted }
        guard let count else { return fresh.isEmpty ? .done : .more }
        if length > count { isOdd = true }
        if length == count { return .done }
        // The count may be of ids: a longer list ends with a page of nothing new.
        guard fresh.isEmpty else { return .more }
        if length < count { (isOdd, missing) = (true, count - length) }
        return .done
    }
}

extension OffsetWalk where Row: PlainRow {
    init() { self.init(reading: Row.init) }
}
