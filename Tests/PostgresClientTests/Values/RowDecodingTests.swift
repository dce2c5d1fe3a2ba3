import Testing

@testable import PostgresClient

@Suite("Rows")
struct RowDecodingTests {
    private static let sql = """
        select 'Lefèvre' as name, null::text as nothing, 1.5::numeric as fraction, 99999999999999999999::numeric as huge,
            'infinity'::timestamptz as eternity, 'infinity'::date as forever, 1 as twice, 2 as twice, array['a', null] as holes,
            array[array[1, 2]] as square, '' as empty, 12 as twelve, true as flag, -0::int as zero, array['a', 'b'] as words
        """

    private struct Everything: PostgresStatement {
        static let sql = RowDecodingTests.sql
        static func decode(_ row: PostgresRow) throws -> PostgresRow { row }
    }

    private func failure(_ read: @Sendable (PostgresRow) throws -> some Any) async throws -> PostgresError {
        try await TestDatabase.withPool { pool in
            let row = try #require(try await pool.first(Everything()))
            return try await postgresError { try read(row) }
        }
    }

    @Test func aRowOutlivesItsConnection() async throws {
        let row = try await TestDatabase.withPool { pool in try #require(try await pool.first(Everything())) }
        #expect(try row.text("name") == "Lefèvre")
        #expect(try row.optionalText("nothing") == nil)
        #expect(try row.isNull("nothing"))
        #expect(try row.int("twelve") == 12)
        #expect(try row.double("fraction") == 1.5)
        #expect(try row.bool("flag"))
        #expect(try row.texts("words") == ["a", "b"])
    }

    @Test func aMissingColumnIsNamed() async throws {
        let error = try await failure { try $0.text("absent") }
        #expect(error.code == .decoding)
        #expect(error.description == "Column absent of Everything is not in the result.")
        #expect(error.column == "absent")
        #expect(error.statement == "Everything")
    }

    @Test func anAmbiguousColumnIsNotRead() async throws {
        #expect(try await failure { try $0.int("twice") }.description == "Column twice of Everything is in the result twice.")
    }

    @Test func aNullWhereNoneMayBeIsNamed() async throws {
        #expect(try await failure { try $0.text("nothing") }.description == "Column nothing of Everything is null.")
        #expect(try await failure { try $0.timestamp("nothing") }.code == .decoding)
    }

    @Test func whatReadsAsSomethingElseIsRefusedWithoutItsValue() async throws {
        let error = try await failure { try $0.int("name") }
        #expect(error.description == "Column name of Everything is not a whole number.")
        #expect(!error.debugDescription.contains("Lefèvre"))
        #expect(try await failure { try $0.int("fraction") }.code == .decoding)
        #expect(try await failure { try $0.int("huge") }.code == .decoding)
        #expect(try await failure { try $0.int("empty") }.code == .decoding)
        #expect(try await failure { try $0.bool("twelve") }.code == .decoding)
        #expect(try await failure { try $0.uuid("name") }.code == .decoding)
        #expect(try await failure { try $0.bytes("name") }.code == .decoding)
        #expect(try await failure { try $0.double("name") }.code == .decoding)
        #expect(try await failure { try $0.timestamp("eternity") }.code == .decoding)
        #expect(try await failure { try $0.date("forever") }.code == .decoding)
        #expect(try await failure { try $0.texts("holes") }.code == .decoding)
        #expect(try await failure { try $0.texts("square") }.code == .decoding)
        #expect(try await failure { try $0.texts("name") }.code == .decoding)
    }

    @Test func aRowDoesNotPrintItsValues() async throws {
        let row = try await TestDatabase.withPool { pool in try #require(try await pool.first(Everything())) }
        var dumped = "\(row) \(String(reflecting: row))"
        dump(row, to: &dumped)
        #expect(!dumped.contains("Lefèvre"))
        #expect(dumped.contains("name"))
    }
}
