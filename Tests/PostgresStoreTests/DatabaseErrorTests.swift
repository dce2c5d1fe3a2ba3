import PostgresClient
import PostgresTestKit
import SyncCore
import SyncEngine
import SyncTestKit
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
            (SQLState.checkViolation, .databaseFailed, .defect), (SQLState.cannotConnectNow, .databaseUnreachable, .transient),
            (SQLState.outOfMemory, .databaseFailed, .transient), (SQLState.lockNotAvailable, .databaseFailed, .transient),
            ("58030", .databaseFailed, .transient), ("XX001", .databaseFailed, .transient),
        ])
    func aServersErrorHasItsNameAndRemedy(state: String, code: SyncError.Code, failureClass: FailureClass) {
        let error = SyncError(PostgresError(.server, phase: .statement, "Refused.", sqlstate: state))
        #expect(error.code == code)
        #expect(error.failureClass == failureClass)
        #expect(!error.message.isEmpty)
        #expect(!error.remedy.isEmpty)
    }

    @Test func anUnsuitableDatabaseIsNamedWithARemedy() {
        let shared = SyncError(PostgresError(.unsuitableSession, phase: .connect, "A pooler."))
        #expect(shared.code == .databaseUnsuitable && shared.failureClass == .misconfigured)
        #expect(shared.remedy.contains("pool_mode = session"))
        let startup = SyncError(
            PostgresError(
                .connectFailed, phase: .connect, "FATAL: unsupported startup parameter: options", sqlstate: "08P01"))
        #expect(startup.code == .databaseUnsuitable && startup.remedy.contains("PGOPTIONS"))
        let replica = SyncError(
            PostgresError(.unsuitableSession, phase: .connect, "No foreign key.", sqlstate: SQLState.insufficientPrivilege))
        #expect(replica.code == .databaseUnsuitable && replica.remedy.contains("session_replication_role"))
    }

    @Test(
        arguments: [
            ("right_approver", Failure.Database.personLacks(right: .approver)), ("right_worker", .workerRoleMissing),
            ("operator_granted_elsewhere", .grantedElsewhere), ("right_of_way", .rightMissing), ("tenant_pkey", .rightMissing),
        ])
    func aMissingRightIsNamed(constraint: String, failure: Failure.Database) {
        let error = SyncError(
            PostgresError(
                .server, phase: .statement, "Refused.", sqlstate: SQLState.insufficientPrivilege, constraint: constraint))
        #expect(error.failure == .database(failure) && error.failureClass == .misconfigured)
    }

    @Test func aLostAnswerIsAmbiguousAndSaysSo() {
        let lost = SyncError(PostgresError(.connectionLost, phase: .commit, "Lost.", isOutcomeUnknown: true))
        #expect(lost.isAmbiguous)
        #expect(lost.code == .databaseUnreachable)
        #expect(lost.message.contains("not known") && lost.remedy.contains("look whether it was done"))
        let harmless = SyncError(PostgresError(.connectionLost, phase: .statement, "Lost."))
        #expect(!harmless.isAmbiguous && !harmless.message.contains("not known"))
    }

    @Test func aServerThatHasAFaultOfItsOwnIsNotCalledOurs() {
        for state in ["58030", "XX000"] {
            let error = SyncError(PostgresError(.server, phase: .statement, "Refused.", sqlstate: state))
            #expect(error.message.contains(state) && !error.remedy.contains("Passerelle"))
        }
    }

    @Test func readOnlyHostsAreReported() async throws {
        try await withTestDatabase { database, _ in
            let configuration = PostgresConfiguration(
                conninfo: database.conninfo + " target_session_attrs=standby", maximumConnections: 1, failsFast: true)
            let error = await #expect(throws: SyncError.self) {
                try await withPool(configuration) { try await PostgresTenantRegistry(pool: $0).list() }
            }
            #expect(error?.code == .databaseUnreachable && error?.failureClass == .transient)
            #expect(error?.remedy.contains("target_session_attrs") == true)
        }
    }

    @Test func aServerThatIsNotThereIsUnreachable() async throws {
        let configuration = PostgresConfiguration(
            conninfo: "host=127.0.0.1 port=1 dbname=none", maximumConnections: 1, failsFast: true)
        let error = await #expect(throws: SyncError.self) {
            try await withPool(configuration) { try await PostgresTenantRegistry(pool: $0).list() }
        }
        #expect(error?.code == .databaseUnreachable)
        #expect(error?.failureClass == .transient)
        #expect(error?.message.contains("127.0.0.1") == true, "it names the server")
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
