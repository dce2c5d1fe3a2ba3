import Foundation
import PostgresClient
import PostgresTestKit
import SyncCore

/// SQL that a test builds, run with its caller's rights.
enum Probe {
    /// Functions that run a text with the caller's rights.
    static func install(in database: TestDatabase) async throws {
        try await database.superuser.withConnection { connection in
            try await connection.executeScript(
                """
                create function probe_count(sql text) returns bigint language plpgsql as
                    'declare found bigint; begin execute sql into found; return found; end';
                create function probe_change(sql text) returns bigint language plpgsql as
                    'declare changed bigint; begin execute sql; get diagnostics changed = row_count; return changed; end';
                grant execute on function probe_count, probe_change to public;
                """)
        }
    }

    enum Answer: Equatable {
        case rows(Int)
        /// SQLSTATE.
        case refused(String)
    }

    static func count(_ sql: String, of tenant: TenantID?, _ pool: PostgresPool) async throws -> Answer {
        try await ask(Count(text: sql), tenant, pool)
    }

    static func change(_ sql: String, of tenant: TenantID?, _ pool: PostgresPool) async throws -> Answer {
        try await ask(Change(text: sql), tenant, pool)
    }

    private static func ask<Statement: PostgresStatement>(
        _ statement: Statement, _ tenant: TenantID?, _ pool: PostgresPool
    ) async throws -> Answer where Statement.Row == Int {
        let settings = tenant.map { ["passerelle.tenant": $0.value.uuidString] } ?? [:]
        do {
            return .rows(
                try await pool.transaction(PostgresTransactionOptions(localSettings: settings)) { connection in
                    try await connection.query(statement).first ?? 0
                })
        } catch let error as PostgresError {
            guard let state = error.sqlstate else { throw error }
            return .refused(state)
        }
    }

    struct Count: PostgresStatement {
        static let sql = "select probe_count($1) as rows"
        let text: String
        var bindings: [PostgresValue] { [.text(text)] }
        static func decode(_ row: PostgresRow) throws -> Int { try row.int("rows") }
    }

    struct Change: PostgresStatement {
        static let sql = "select probe_change($1) as rows"
        let text: String
        var bindings: [PostgresValue] { [.text(text)] }
        static func decode(_ row: PostgresRow) throws -> Int { try row.int("rows") }
    }
}
