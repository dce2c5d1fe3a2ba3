import PostgresClient
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

@testable import PostgresStore

/// Whose rejection the database takes, and what it says of it.
@Suite("Rejections in PostgreSQL", .timeLimit(.minutes(5)))
struct RejectionTests {
    @Test(arguments: [TestRole.viewer, .operator, .approver, .worker])
    func beneathAnApproverNoOneRejects(role: TestRole) async throws {
        try await withTestDatabase { database, worker in
            let runs = PostgresRunStore(pool: worker)
            let tenant = try await Samples.tenant("acme", in: worker)
            let lease = try await Samples.claimed(tenant, in: runs).lease
            try await runs.finish(lease, RunOutcome(state: .needsReview), withheld: [])
            try await database.withLogin(in: []) { other, _ in
                #expect(
                    try await PostgresOperatorStore(pool: worker).add(other, .viewer, isShared: false, worksToo: false) == .added)
                try await database.withLogin(in: [role], as: role == .worker ? .worker : nil) { login, pool in
                    do {
                        try await PostgresRunStore(pool: pool).reject(lease.runID)
                        #expect(role == .approver)
                        #expect(try await runs.run(lease.runID).rejected?.by == login)
                    } catch let error as SyncError {
                        #expect(role != .approver, "\(error)")
                        #expect([.rightMissing, .databaseForbidden].contains(error.code), "\(error)")
                        #expect(try await runs.run(lease.runID).rejected == nil)
                    }
                }
            }
        }
    }

    /// In its own transaction, whatever the program says.
    @Test func aRejectionIsOneEntryOfTheAuditLog() async throws {
        try await withTestDatabase { _, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            let audit = AuditContext(operation: "run.reject", reason: "ticket 4711")
            let runs = PostgresRunStore(pool: worker, audit: audit)
            let lease = try await Samples.claimed(tenant, in: runs).lease
            try await runs.finish(lease, RunOutcome(state: .needsReview), withheld: [])
            let log = PostgresAuditLog(pool: worker)
            let before = try await log.list(AuditFilter(limit: 1000)).count
            try await runs.reject(lease.runID)
            let found = try await log.list(AuditFilter(limit: 1000))
            #expect(found.count == before + 1)
            let entry = try #require(found.first)
            #expect(entry.run == lease.runID && entry.object == "run" && entry.reason == "ticket 4711")
            #expect(entry.changes?.contains("rejected_by") == true)
            #expect(try await log.changes(of: lease.runID).last == entry, "the last that a person did to the run")
        }
    }

    /// Of an approval and a rejection that begin at once, one is done.
    @Test func anApprovalAndARejectionExcludeEachOther() async throws {
        try await withTestDatabase { _, worker in
            let runs = PostgresRunStore(pool: worker)
            for number in 1...8 {
                let tenant = try await Samples.tenant("acme-\(number)", in: worker)
                let claimed = try await Samples.claimed(tenant, in: runs)
                try await runs.finish(claimed.lease, RunOutcome(state: .needsReview), withheld: [])
                let run = claimed.run.id
                var new = try Samples.newRun(tenant)
                new.approves = run
                let approval = new
                async let rejected = succeeds { try await runs.reject(run) }
                async let approved = succeeds { _ = try await runs.begin(approval, worker: "w", leaseSeconds: 60) }
                let (isRejected, isApproved) = try await (rejected, approved)
                #expect(isRejected != isApproved)
                #expect(try await (runs.run(run).rejected != nil) == isRejected)
                #expect(try await (runs.liveRun(of: tenant.id) != nil) == isApproved)
            }
        }
    }

    private func succeeds(_ body: @Sendable () async throws -> Void) async throws -> Bool {
        do {
            try await body()
            return true
        } catch let error as SyncError where [.runStateRefused, .runActive].contains(error.code) {
            return false
        }
    }
}
