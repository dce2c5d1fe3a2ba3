package import SyncCore

/// Performs a tenant's run in this process: a new one, or the queued or abandoned one.
package struct RunNow: Sendable {
    /// How the run ended, and whether it was resumed.
    package struct Result: Sendable, Hashable {
        package let end: RunEnd
        /// The run was queued or abandoned before, and kept its id and its as-of date.
        package let wasResumed: Bool
    }

    let worker: RunWorker

    package init(worker: RunWorker) {
        self.worker = worker
    }

    private var runs: any RunStore { worker.sync.ports.runs }

    /// - Parameters:
    ///   - asOf: the day to sync; a resumed run keeps its own.
    ///   - isToday: the day was not requested explicitly.
    ///   - approves: the run whose withheld deletions may happen (`RunApproval`).
    ///   - only: whose; nil for everybody's.
    /// - Throws: `run_active` while another worker holds the tenant's run, or its events are being removed; `as_of_passed`; what
    ///   `RunWorker.work` throws.
    package func perform(
        _ tenant: Tenant, asOf: CalendarDay, isToday: Bool = false, approves: RunID? = nil, only: Set<EmployeeID>? = nil,
        options: SyncOptions = SyncOptions()
    ) async throws -> Result {
        // The active run may end, and another one begin, between the two steps.
        for _ in 0..<3 {
            if let live = try await runs.liveRun(of: tenant.id) {
                guard live.purpose == .sync, approves == nil || live.approves == approves && live.approvesOnly == only else {
                    throw SyncError.runActive(live)
                }
                if let end = try await worker.work(live.id, options) { return Result(end: end, wasResumed: true) }
                return try await notClaimed(live.id)
            }
            let hasSucceeded = try await runs.lastSuccess(of: tenant.id) != nil
            let window = SyncWindow(of: tenant, asOf: asOf, hasSucceeded: hasSucceeded)
            do {
                let new = NewRun(
                    tenantID: tenant.id, trigger: .manual, window: window, approves: approves, approvesOnly: only,
                    isToday: isToday)
                return Result(end: try await worker.begin(new, options), wasResumed: false)
            } catch let error as SyncError where error.code == .runActive {
                continue
            }
        }
        throw SyncError(.run(.othersKeepStarting(tenant: tenant.slug)), .transient)
    }

    /// Why a run could not be claimed.
    private func notClaimed(_ id: RunID) async throws -> Result {
        let run = try await runs.run(id)
        switch run.state {
        case .queued: return Result(end: .waiting(id), wasResumed: false)
        case .running: throw SyncError.runActive(run)
        case .succeeded, .partial, .needsReview, .failed, .cancelled:
            return Result(end: .ended(id, run.state, nil), wasResumed: true)
        }
    }
}

/// The as-of day of a manually started run.
package struct RunDay: Sendable, Hashable {
    package let asOf: CalendarDay
    /// It was not requested explicitly. A requested day may not be before the last sync's: the store checks that (`NewRun`).
    package let isToday: Bool

    /// - Parameters:
    ///   - wished: nil for the tenant's today.
    ///   - now: by the store's clock.
    /// - Throws: `as_of_too_late` for a day beyond today's window, for which nothing can be known yet.
    package init(_ wished: CalendarDay?, of tenant: Tenant, now: Instant) throws(SyncError) {
        let today = now.day(in: tenant.settings.calendar.zone)
        isToday = wished == nil
        asOf = wished ?? today
        let last = today.adding(months: tenant.settings.horizonMonths)
        guard asOf <= last else { throw .asOfTooLate(asOf, last: last, tenant) }
    }
}

extension Tenant {
    /// - Throws: `scope_missing` if the scope is empty.
    package func requireScope() throws(SyncError) {
        guard scope.bases.isEmpty else { return }
        throw SyncError(.tenant(.scopeMissing(slug: slug)))
    }
}

extension SyncError {
    fileprivate static func asOfTooLate(_ asked: CalendarDay, last: CalendarDay, _ tenant: Tenant) -> SyncError {
        SyncError(
            .run(.asOfTooLate(asked: asked, last: last, tenant: tenant.slug, months: tenant.settings.horizonMonths)), .rejected)
    }
}
