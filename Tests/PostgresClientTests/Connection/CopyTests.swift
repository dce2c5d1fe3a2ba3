import Testing

@testable import PostgresClient

@Suite("COPY", .timeLimit(.minutes(15)))
struct CopyTests {
    private static let tables = #"create table "Odd ""name""" (id int primary key, "the text" text, bytes bytea, tags text[])"#
    private static let table = PostgresTable("Odd \"name\"")
    private static let columns = ["id", "the text", "bytes", "tags"]

    private struct SelectAll: PostgresStatement {
        static let sql = #"select * from "Odd ""name""" order by id"#
        static func decode(_ row: PostgresRow) throws -> Entry {
            Entry(
                id: try row.int("id"), text: try row.optionalText("the text"), bytes: try row.bytes("bytes"),
                tags: try row.nullableTexts("tags"))
        }
    }

    private struct Entry: Equatable {
        var id: Int
        var text: String?
        var bytes: [UInt8]
        var tags: [String?]

        var values: [PostgresValue] { [.int(id), .optional(text, PostgresValue.text), .bytes(bytes), .texts(tags)] }
    }

    private static let entries: [Entry] = [
        Entry(id: 1, text: "a\tb\nc\rd\\e\\N", bytes: Array(0...255), tags: ["x\ty", nil, "\\", "\"", "NULL", ""]),
        Entry(id: 2, text: nil, bytes: [], tags: []), Entry(id: 3, text: "", bytes: [0x5C], tags: ["\n"]),
        Entry(id: 4, text: "\\.", bytes: [1], tags: ["\\."]), Entry(id: 5, text: "Zoé 🙂", bytes: [2], tags: ["été"]),
    ]

    @Test func everyCharacterArrives() async throws {
        try await Scratch.withPool(Self.tables) { pool in
            let count = try await pool.withConnection {
                try await $0.copyIn(Self.table, columns: Self.columns, rows: Self.entries.map(\.values))
            }
            let stored = try await pool.query(SelectAll())
            #expect(count == 5)
            #expect(stored == Self.entries)
        }
    }

    @Test func aStreamOfManyRowsArrives() async throws {
        try await Scratch.withPool(Self.tables) { pool in
            let rows = AsyncStream { continuation in
                for id in 0..<20_000 {
                    continuation.yield([PostgresValue.int(id), .text("row \(id)"), .bytes([1, 2]), .texts(["a"])])
                }
                continuation.finish()
            }
            let count = try await pool.transaction {
                try await $0.copyIn(Self.table, columns: Self.columns, streaming: rows)
            }
            let stored = try await pool.query(SelectAll())
            #expect(count == 20_000)
            #expect(stored.count == 20_000)
            #expect(stored.last?.text == "row 19999")
        }
    }

    @Test func noRowsAreNoRows() async throws {
        try await Scratch.withPool(Self.tables) { pool in
            let count = try await pool.withConnection { try await $0.copyIn(Self.table, columns: ["id"], rows: []) }
            #expect(count == 0)
        }
    }

    private struct SourceFailure: Error {}

    @Test func whatFailsLeavesNothingAndTheConnectionUsable() async throws {
        try await Scratch.withPool(Self.tables, { $0.maximumConnections = 1 }) { pool in
            let before = try await pool.first(Backend())
            try await pool.withConnection { connection in
                let many = (0..<20_000).map { [PostgresValue.int($0), .text("x"), .bytes([]), .texts([])] }

                let refused = try await postgresError {
                    try await connection.copyIn(Self.table, columns: Self.columns, rows: many + [Self.entries[0].values])
                }
                #expect(refused.code == .server)
                #expect(refused.sqlstate == SQLState.uniqueViolation)
                #expect(refused.phase == .copy)

                let nul = try await postgresError {
                    try await connection.copyIn(Self.table, columns: ["id", "the text"], rows: [[.int(1), .text("x\0")]])
                }
                #expect(nul.code == .invalidValue)
                #expect(nul.description.contains("Value 2 of row 1"))

                let ragged = try await postgresError {
                    try await connection.copyIn(Self.table, columns: Self.columns, rows: many + [[.int(1)]])
                }
                #expect(ragged.code == .invalidValue)

                let unknown = try await postgresError {
                    try await connection.copyIn("nowhere", columns: ["id"], rows: [[.int(1)]])
                }
                #expect(unknown.sqlstate == SQLState.undefinedTable)

                let unnamed = try await postgresError { try await connection.copyIn(Self.table, columns: [], rows: []) }
                #expect(unnamed.code == .invalidValue)

                await #expect(throws: SourceFailure.self) {
                    let source = AsyncThrowingStream<[PostgresValue], any Error> { continuation in
                        for row in many { continuation.yield(row) }
                        continuation.finish(throwing: SourceFailure())
                    }
                    try await connection.copyIn(Self.table, columns: Self.columns, streaming: source)
                }
                let stored = try await connection.query(SelectAll())
                #expect(stored == [])
            }
            let after = try await pool.first(Backend())
            #expect(after == before)
        }
    }

    @Test func nothingElseIsAskedDuringAStream() async throws {
        try await Scratch.withPool(Self.tables) { pool in
            try await pool.withConnection { connection in
                let (rows, feed) = AsyncStream.makeStream(of: [PostgresValue].self)
                let copy = Task { try await connection.copyIn(Self.table, columns: ["id"], streaming: rows) }
                // Until the COPY has begun, queries pass.
                while (try? await connection.query(Successor())) != nil { await Task.yield() }
                let error = try await postgresError { try await connection.query(Successor()) }
                #expect(error.code == .misuse)
                feed.yield([.int(1)])
                feed.finish()
                let count = try await copy.value
                #expect(count == 1)
                let value = try await connection.query(Successor())
                #expect(value == [2])
            }
        }
    }

    @Test func aCancelledStreamLeavesNothing() async throws {
        try await Scratch.withPool(Self.tables, { $0.maximumConnections = 1 }) { pool in
            try await pool.withConnection { connection in
                let (rows, feed) = AsyncStream.makeStream(of: [PostgresValue].self)
                let copy = Task { try await connection.copyIn(Self.table, columns: ["id"], streaming: rows) }
                while (try? await connection.query(Successor())) != nil { await Task.yield() }
                feed.yield([.int(1)])
                copy.cancel()
                let error = try await postgresError { try await copy.value }
                #expect(error.code == .cancelled)
                let stored = try await connection.query(SelectAll())
                #expect(stored == [])
            }
        }
    }
}
