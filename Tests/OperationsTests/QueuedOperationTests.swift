import Foundation
import Operations
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// Operations that are queued, performed on a worker's ports, and shown again.
@Suite("Queued operations")
struct QueuedOperationTests {
    private static let acme = try? TenantSlug("acme")

    private func ready(checks: [CheckResult] = []) async throws -> (Front, TenantSlug) {
        let front = Front(checks: checks)
        try await front.register()
        try await front.giveScope()
        try await front.giveSecrets()
        return (front, try #require(Self.acme))
    }

    /// With a run that withheld every deletion.
    private func withheld() async throws -> (front: Front, tenant: TenantID, braked: RunID) {
        let (front, acme) = try await ready()
        _ = try await front.perform(SyncNow(of: acme))
        front.source.change { $0.leaves = [] }
        var tenant = try await front.services.registry.tenant(acme)
        tenant.settings.brake = Brake(count: 0, percent: 0)
        try await front.services.registry.update(tenant)
        return (front, tenant.id, try await front.perform(SyncNow(of: acme)).result.end.runID)
    }

    /// As a worker does.
    private func work(_ front: Front) async throws {
        let queue = front.services.queue
        for lease in try await queue.claim(worker: "w", leaseSeconds: 60, atMost: 9) {
            let result = try await queue.claimed(lease).perform(front.services)
            try await queue.finish(lease, result: result)
        }
    }

    @Test func aQueuedPreviewReportsWhatThePreviewItselfDoes() async throws {
        let (front, acme) = try await ready()
        let id = try await front.perform(QueueOperation(.preview(asOf: nil, reconcile: false), of: acme)).operation
        #expect(try await front.perform(ShowQueuedOperation(id)).report == nil)
        try await work(front)
        let direct = try await front.perform(PreviewRun(of: acme))
        guard case .preview(let queued)? = try await front.perform(ShowQueuedOperation(id)).report else {
            Issue.record("there is no preview")
            return
        }
        #expect(queued.preview.changes.map(\.reference) == direct.preview.changes.map(\.reference))
        #expect(queued.preview.changes.map(\.cause) == direct.preview.changes.map(\.cause))
        #expect(queued.preview.changes.map(\.typeKey) == direct.preview.changes.map(\.typeKey))
        #expect(queued.preview.window == direct.preview.window && queued.preview.counts == direct.preview.counts)
        #expect(!queued.preview.changes.isEmpty)
        // Why someone is absent is stored nowhere.
        #expect(direct.preview.changes.contains { $0.typeLabel == "Congés payés" })
        #expect(try await front.services.queue.operation(id).result?.contains("Cong") == false)
        #expect(queued.identifiers == direct.identifiers)
    }

    @Test func aPreviewKeepsNoLogin() async throws {
        let (front, acme) = try await ready()
        var tenant = try await front.services.registry.tenant(acme)
        tenant.settings.identifier = .login
        front.source.change { $0.employees = $0.employees.map { Employee(id: $0.id, login: "marie.durand", departmentID: "1") } }
        try await front.services.registry.update(tenant)
        let id = try await front.perform(QueueOperation(.preview(asOf: nil, reconcile: false), of: acme)).operation
        try await work(front)
        let ended = try await front.services.queue.operation(id)
        #expect(ended.result?.contains("marie") == false, "\(ended)")
    }

    @Test func aQueuedCheckReportsEachFinding() async throws {
        let results = [
            CheckResult(.luccaEmployees, .ok, .employeesReadable(count: 12)),
            CheckResult(.planningPMEUser, .failed, .failure(.planning(.appKeyMalformed))),
        ]
        let (front, acme) = try await ready(checks: results)
        let id = try await front.perform(QueueOperation(.check, of: acme)).operation
        try await work(front)
        guard case .check(let queued)? = try await front.perform(ShowQueuedOperation(id)).report else {
            Issue.record("there is no check")
            return
        }
        let direct = try await front.perform(CheckTenant(acme))
        #expect(queued.findings.map(\.state) == direct.findings.map(\.state))
        #expect(queued.failed.map(\.cause) == direct.failed.map(\.cause))
    }

    @Test func aQueuedProbeNeedsItsConfirmation() async throws {
        let (front, acme) = try await ready()
        let work = QueuedWork.probe(resource: 7, day: nil)
        await #expect(throws: Refused(.probeUnconfirmed(acme, 7, nil))) {
            _ = try await front.perform(QueueOperation(work, of: acme))
        }
        let id = try await front.perform(QueueOperation(work, of: acme, isConfirmed: true)).operation
        try await self.work(front)
        guard case .probe(let queued)? = try await front.perform(ShowQueuedOperation(id)).report else {
            Issue.record("there is no probe")
            return
        }
        #expect(queued.probe.resource == 7)
        #expect(!queued.probe.points.isEmpty)
    }

    @Test func anApprovalOfSomeEmployeesIsQueuedWithThem() async throws {
        let (front, _, braked) = try await withheld()
        let stranger: Set<EmployeeID> = ["43"]
        await #expect(throws: Refused(.employeesNotWithheld(["43"], braked))) {
            _ = try await front.perform(QueueApproval(braked, only: stranger))
        }
        let report = try await front.perform(ShowRun(braked))
        let only = Set(report.withheld.deletions.map(\.employeeID))
        #expect(!only.isEmpty && report.withheld.deletions(of: stranger).isEmpty)
        let shown = try await front.perform(ShowReview(braked))
        #expect(shown.digest == report.withheld.digest && shown.decider == nil)
        let queued = try await front.perform(QueueApproval(braked, shown: shown.digest, only: only))
        #expect(try await front.perform(ShowReview(braked)).decider?.id == queued.run)
        #expect(try await front.perform(WatchRun(queued.run)).run.approvesOnly == only)
        _ = try await front.services.worker.work(queued.run)
        let end = try await front.perform(WatchRun(queued.run)).run
        #expect(try await front.perform(ShowApproval(queued.queued, as: end))?.deletions?.map(\.fate) == [.done])
    }

    @Test func whatWasRejectedOrShownOtherwiseIsNotApproved() async throws {
        let (front, tenant, braked) = try await withheld()
        do {
            _ = try await front.perform(ApproveRun(braked, shown: ReviewDigest(deletions: [], clears: [])))
            Issue.record("it was approved")
        } catch let error as SyncError { #expect(error.code == .reviewDiffers) }
        do {
            _ = try await front.perform(RejectRun(braked, shown: ReviewDigest(deletions: [], clears: [])))
            Issue.record("it was rejected")
        } catch let error as SyncError { #expect(error.code == .reviewDiffers) }
        _ = try await front.perform(RejectRun(braked, shown: front.perform(ShowReview(braked)).digest))
        do {
            _ = try await front.perform(QueueApproval(braked))
            Issue.record("it was queued")
        } catch let error as SyncError { #expect(error.failure == .run(.rejected(run: braked))) }
        #expect(try await front.services.runs.liveRun(of: tenant) == nil)
    }

    @Test func anApprovalOfAnotherListIsRefusedAndNothingIsQueued() async throws {
        let (front, tenant, braked) = try await withheld()
        let shown = try await front.perform(ShowRun(braked)).withheld.digest
        let other = ReviewDigest(deletions: [], clears: [])
        #expect(shown != other)
        do {
            _ = try await front.perform(QueueApproval(braked, shown: other))
            Issue.record("it was queued")
        } catch let error as SyncError { #expect(error.code == .reviewDiffers) }
        #expect(try await front.services.runs.liveRun(of: tenant) == nil)

        let report = try await front.perform(QueueApproval(braked, shown: shown))
        _ = try await front.services.worker.work(report.run)
        let end = try await front.perform(WatchRun(report.run)).run
        let result = try #require(try await front.perform(ShowApproval(report.queued, as: end)))
        #expect(result.deletions?.map(\.fate) == [.done])
        #expect(try await front.perform(ShowRun(braked)).run.review == .approved(by: report.run))
    }
}
