import Foundation
import PostgresClient
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

@testable import PostgresStore

@Suite("Connections that are lost", .timeLimit(.minutes(15)))
struct LostConnectionTests {
    private actor Attempts {
        private(set) var count = 0
        func next() -> Int {
            count += 1
            return count
        }
    }

    private let tenant = TenantID(UUID())

    @Test func aTransactionThatWasCutOffBeforeItsCommitIsDoneAgain() async throws {
        try await withTestDatabase { database, worker in
            let attempts = Attempts()
            try await StoreDatabase(pool: worker).transaction(of: tenant) { connection in
                if await attempts.next() == 1 { try await database.superuser.execute(Terminate(await connection.backendID)) }
                try await connection.execute(Nothing())
            }
            #expect(await attempts.count == 2)
        }
    }

    @Test func oneThatIsCutOffEachTimeIsGivenUp() async throws {
        try await withTestDatabase { database, worker in
            let attempts = Attempts()
            let error = await #expect(throws: SyncError.self) {
                try await StoreDatabase(pool: worker).transaction(of: tenant) { connection in
                    _ = await attempts.next()
                    try await database.superuser.execute(Terminate(await connection.backendID))
                    try await connection.execute(Nothing())
                }
            }
            #expect(error?.code == .databaseUnreachable && error?.isAmbiguous == false)
            #expect(await attempts.count == 2)
        }
    }

    @Test func aWriteWhoseCommitMayHaveTakenEffectIsNotRepeated() async throws {
        try await withTestDatabase { database, worker in
            let attempts = Attempts()
            let error = await #expect(throws: SyncError.self) {
                try await StoreDatabase(pool: worker).transaction(of: tenant) { connection in
                    _ = await attempts.next()
                    try await database.superuser.execute(Terminate(await connection.backendID))
                }
            }
            #expect(error?.isAmbiguous == true)
            #expect(await attempts.count == 1)
        }
    }

    @Test func aRequestsPlaceInTheBudgetIsAskedForAgain() async throws {
        try await withTestDatabase { database, worker in
            let budget = PostgresRequestBudget(pool: worker)
            let scope = BudgetScope(name: "lucca:acme.ilucca.net", limit: 50, windowSeconds: 3600)
            _ = try await budget.take(scope)
            try await database.withPool(as: nil) { other in
                let task = try await other.transaction { connection in
                    try await connection.executeScript("lock table request_budget in access exclusive mode")
                    let task = Task { try await budget.take(scope) }
                    var ended = 0
                    while ended == 0 { ended = try await database.superuser.query(TerminateWaiting()).filter { $0 }.count }
                    return task
                }
                #expect(try await task.value == nil)
            }
        }
    }

    private struct Nothing: PostgresStatement {
        static let sql = "select"
    }

    private struct Terminate: PostgresStatement {
        static let sql = "select pg_terminate_backend($1, 60000)"
        let pid: Int
        init(_ pid: Int) { self.pid = pid }
        var bindings: [PostgresValue] { [.int(pid)] }
    }

    /// Ends the sessions of this database that wait for a lock.
    private struct TerminateWaiting: PostgresStatement {
        static let sql = """
            select pg_terminate_backend(pid, 60000) as ended from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'
            """
        static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("ended") }
    }
}
