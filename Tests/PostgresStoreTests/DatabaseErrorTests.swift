import PostgresClient
import PostgresTestKit
import SyncCore
import Testing

@testable import PostgresStore

@Suite("Errors of the database")
struct DatabaseErrorTests {
    @Test(
        arguments: [
            (SQLState.readOnlyTransaction, SyncError.Code.databaseReadOnly, FailureClass.transient),
            ("53100", .databaseFull, .transient), (SQLState.tooManyConnections, .databaseUnreachable, .transient),
            (SQLState.insufficientPrivilege, .databaseForbidden, .misconfigured),
            (SQLState.invalidPassword, .databaseForbidden, .misconfigured),
            (SQLState.unknownDatabase, .databaseUnreachable, .misconfigured),
            (SQLState.undefinedTable, .schemaOutdated, .misconfigured), (SQLState.deadlockDetected, .databaseFailed, .transient),
            (SQLState.adminShutdown, .databaseUnreachable, .transient), (SQLState.queryCanceled, .databaseFailed, .transient),
            (SQLState.checkViolation, .databaseFailed, .defect),
        ])
    func aServersErrorHasItsNameAndRemedy(state: String, code: SyncError.Code, failureClass: FailureClass) {
        let error = SyncError(PostgresError(.server, phase: .statement, "Refused.", sqlstate: state))
        #expect(error.code == code)
        #expect(error.failureClass == failureClass)
        #expect(!error.message.isEmpty)
        #expect(!error.remedy.isEmpty)
    }

    @Test func aLostAnswerIsAmbiguous() {
        let lost = PostgresError(.connectionLost, phase: .commit, "Lost.", isOutcomeUnknown: true)
        #expect(SyncError(lost).isAmbiguous)
        #expect(SyncError(lost).code == .databaseUnreachable)
    }

    @Test func aServerThatIsNotThereIsUnreachable() async throws {
        let configuration = PostgresConfiguration(
            conninfo: "host=127.0.0.1 port=1 dbname=none", maximumConnections: 1, failsFast: true)
        let error = await #expect(throws: SyncError.self) {
            try await withPool(configuration) { try await PostgresTenantRegistry(pool: $0).list() }
        }
        #expect(error?.code == .databaseUnreachable)
        #expect(error?.failureClass == .transient)
    }

    @Test func aReadOnlyDatabaseIsNamed() async throws {
        try await withTestDatabase { database, _ in
            let configuration = PostgresConfiguration(
                conninfo: database.conninfo, role: TestRole.worker.rawValue, maximumConnections: 1, failsFast: true,
                sessionSettings: ["default_transaction_read_only": "on"])
            let failure = try await code {
                try await withPool(configuration) { pool in
                    _ = try await PostgresTenantRegistry(pool: pool).create(Samples.newTenant("acme"))
                }
            }
            #expect(failure == .databaseReadOnly)
        }
    }
}
