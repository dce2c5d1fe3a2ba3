package import Foundation
package import SyncCore
package import SyncEngine

/// Queues a preview, a check or a probe for the fleet: it takes neither the keyring nor the worker's role.
package struct QueueOperation: ServiceOperation {
    package struct Report: Sendable {
        package let operation: OperationID
        /// No worker takes queued operations; false also if the fleet could not be read.
        package let lacksWorker: Bool
        /// The fleet is paused: what was queued waits for its end.
        package let pause: FleetPause?
    }

    /// What the operation itself takes at least: a viewer reads no secret, and sends nothing with one.
    package static let right = Right.operator
    package var audit: Audit { .change("queue.\(work.kind.rawValue)", .operation(of: tenant)) }
    private let work: QueuedWork
    private let tenant: TenantSlug
    private let isConfirmed: Bool

    /// - Parameter isConfirmed: of a probe: the operator allowed its events to be written.
    package init(_ work: QueuedWork, of tenant: TenantSlug, isConfirmed: Bool = false) {
        self.work = work
        self.tenant = tenant
        self.isConfirmed = isConfirmed
    }

    /// - Throws: `operation_limit`, `scope_missing`, `credential_missing`, `credential_unbound`, `credential_for_other_host`, `as_of_too_late`;
    ///   `invalid_input` for a probe's day that is not in the future; `Refused` if a probe is not confirmed.
    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let now = try await services.schedules.now()
        switch work {
        case .preview(let asOf, _):
            try tenant.requireScope()
            _ = try RunDay(asOf, of: tenant, now: now)
            try await SufficientCredentials.require(of: tenant, in: services.vault)
        case .check: break
        case .probe(let resource, let day):
            guard isConfirmed else { throw Refused(.probeUnconfirmed(tenant.slug, resource, day)) }
            let calendar = tenant.settings.calendar
            _ = try ProbeDays(asked: day, today: now.day(in: calendar.zone), calendar: calendar)
        case .unreadable: throw SyncError.defect(.unknownError)
        }
        let id = try await services.queue.queue(work, of: tenant.id)
        // It is already queued: it does not depend on the fleet's answer.
        return Report(
            operation: id, lacksWorker: (try? await FindWorker().perform(services)) == false,
            pause: (try? await services.fleet.pause()) ?? nil)
    }
}

/// Shows a queued operation, and once it is done its report.
package struct ShowQueuedOperation: ServiceOperation {
    package struct Report: Sendable {
        package let operation: QueuedOperation
        /// The tenant's; GMT if it was deleted.
        package let zone: TimeZone
        /// Of the tenant at this moment; nil unless the operation is done.
        package let report: QueuedReport?

        /// Why there is no report, of an operation that has ended or cannot be read.
        package var failure: Failure? {
            switch operation.state {
            case .failed: operation.error ?? .defect(.unknownError)
            case .expired: .queue(.expired(operation: operation.id))
            case .queued, .running, .done: operation.work == .unreadable ? operation.error : nil
            }
        }
    }

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .nothing }
    private let id: OperationID

    package init(_ id: OperationID) { self.id = id }

    /// - Throws: `operation_unknown`; `operation_unreadable` for the result of another release.
    package func perform(_ services: Services) async throws -> Report {
        let operation = try await services.queue.operation(id)
        guard operation.state == .done, operation.work != .unreadable else {
            let zone = try? await services.registry.tenant(operation.tenantID).settings.calendar.zone
            return Report(operation: operation, zone: zone ?? .gmt, report: nil)
        }
        let tenant = try await services.registry.tenant(operation.tenantID)
        guard let report = operation.result.flatMap({ QueuedReport($0, of: tenant) }) else {
            throw SyncError(.queue(.resultUnreadable(operation: id)), .rejected)
        }
        return Report(operation: operation, zone: tenant.settings.calendar.zone, report: report)
    }
}

/// Lists queued operations, the newest first, without their reports.
package struct ListQueuedOperations: ServiceOperation {
    package typealias Report = [QueuedOperation]

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .nothing }
    private let tenant: TenantSlug?
    private let limit: Int

    /// - Parameter tenant: nil for every tenant's.
    package init(of tenant: TenantSlug? = nil, limit: Int = 20) {
        self.tenant = tenant
        self.limit = limit
    }

    package func perform(_ services: Services) async throws -> [QueuedOperation] {
        var id: TenantID?
        if let tenant { id = try await services.registry.tenant(tenant).id }
        return try await services.queue.list(of: id, limit: min(max(1, limit), 1000))
    }
}

/// Queues, as a run for the fleet, the withheld deletions and clearings that still apply.
package struct QueueApproval: ServiceOperation {
    package struct Report: Sendable {
        /// Its run is followed and shown like any other.
        package let queued: RunApproval.Queued
        package let tenant: TenantSlug
        /// No worker claims queued runs; false also if the fleet could not be read.
        package let lacksWorker: Bool
        /// The fleet is paused: what was queued waits for its end.
        package let pause: FleetPause?

        package var run: RunID { queued.run }
    }

    package static let right = Right.approver
    package var audit: Audit { .change("run.approve", .run(run)) }
    private let run: RunID
    private let shown: ReviewDigest?
    private let only: Set<EmployeeID>?
    private let asOf: CalendarDay?

    /// - Parameters:
    ///   - shown: the digest of what the person saw (`WithheldDeletions.digest`).
    ///   - only: as in `ApproveRun`.
    ///   - asOf: nil for today, or the run's own day if that is later.
    package init(_ run: RunID, shown: ReviewDigest? = nil, only: Set<EmployeeID>? = nil, asOf: CalendarDay? = nil) {
        self.run = run
        self.shown = shown
        self.only = only
        self.asOf = asOf
    }

    /// - Throws: `review_differs`, `run_unknown`, `run_state_refused`, `as_of_too_late`, `as_of_passed`, `run_active`,
    ///   `credential_missing`, `credential_unbound`, `credential_for_other_host`; `Refused` for an employee of whom the run withholds
    ///   nothing.
    package func perform(_ services: Services) async throws -> Report {
        let approved = try await services.runs.run(run)
        let tenant = try await services.registry.tenant(approved.tenantID)
        let day = try RunDay(asOf, of: tenant, now: try await services.schedules.now())
        let review = try await services.approval.open(approved, of: tenant, shown: shown, only: only)
        try review.requireWithheld()
        try await SufficientCredentials.require(of: tenant, in: services.vault)
        let queued = try await services.approval.queue(review, asOf: day.asOf, isToday: day.isToday)
        return Report(
            queued: queued, tenant: tenant.slug, lacksWorker: (try? await FindWorker().perform(services)) == false,
            pause: (try? await services.fleet.pause()) ?? nil)
    }
}

/// What became of each withheld deletion and clearing of a queued approval.
package struct ShowApproval: ServiceOperation {
    package typealias Report = RunApproval.Result?

    package static let right = Right.viewer
    package var audit: Audit { .nothing }
    private let queued: RunApproval.Queued
    private let run: Run

    /// - Parameter run: the approval's, as last read.
    package init(_ queued: RunApproval.Queued, as run: Run) {
        self.queued = queued
        self.run = run
    }

    /// - Returns: nil while the run has not ended.
    package func perform(_ services: Services) async throws -> RunApproval.Result? {
        try await services.approval.result(of: queued, as: run)
    }
}

extension ShowRun.Report {
    /// What the run withholds, or withheld.
    package var withheld: WithheldDeletions { WithheldDeletions(changes: changes, problems: problems.map(\.problem)) }
}

extension Services {
    /// Approvals of withheld deletions.
    var approval: RunApproval { RunApproval(runNow: RunNow(worker: worker), runs: runs) }
}
