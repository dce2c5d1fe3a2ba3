import Testing

@testable import PostgresClient

struct Sum: PostgresStatement {
    static let sql = "select $1::bigint + 1 as value"
    var value = 1
    var bindings: [PostgresValue] { [.int(value)] }
    static func decode(_ row: PostgresRow) throws -> Int { try row.int("value") }
}

@Suite("Queries")
struct QueryTests {
    @Test func aStatementReturnsItsRows() async throws {
        try await TestDatabase.withPool { pool in
            let rows = try await pool.query(Sum(value: 41))
            #expect(rows == [42])
        }
    }
}
