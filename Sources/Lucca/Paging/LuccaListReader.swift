import SyncCore

/// A list as it was read.
struct LuccaList<Row: LuccaRow>: Sendable, Equatable {
    let rows: [Row]
    /// As Lucca says.
    let count: Int?
    /// Rows that Lucca counts and delivers in no page, the same at two readings.
    let missing: Int
    /// An id comes twice, or the count is not that of the rows.
    let isOdd: Bool
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
    func offsets<Row: LuccaRow>(
        _ subject: LuccaSubject, of row: Row.Type, limit: inout Int, ask: (Int, Int) async throws -> LuccaAPI.Answer
    ) async throws -> LuccaList<Row> {
        var odd: [LuccaList<Row>] = []
        for _ in 0..<Self.readings {
            var walk = OffsetWalk<Row>()
            var step = WalkStep.more
            while step == .more {
                switch try await ask(walk.offset, limit) {
                case .page(let page): step = walk.take(page)
                case .tooSlow: limit = try Self.smaller(limit, subject)
                }
            }
            if step == .done {
                let list = LuccaList(rows: walk.rows, count: walk.count, missing: walk.missing, isOdd: walk.isOdd)
                if !walk.isOdd || odd.contains(list) { return list }
                odd.append(list)
            }
        }
        throw LuccaFailure.incomplete(subject, readings: Self.readings)
    }

    /// A list of v4.
    func pages<Row: LuccaRow>(
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
                let list = LuccaList(rows: walk.rows, count: nil, missing: walk.missing, isOdd: walk.isOdd)
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
