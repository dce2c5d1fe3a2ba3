package import SyncCore

/// Removes a tenant's events of today and later from its planning, before the tenant is deleted or its address changes.
///
/// It is a separate kind of run (`RunPurpose.removal`): no sync runs in between, and workers do not claim it. Once it has removed
/// something it stays until the tenant is deleted or the run cancelled, even if it succeeded, failed or was killed: a sync in
/// between would write the events again. Calling it again resumes it.
package struct FutureEventRemoval: Sendable {
    private let worker: RunWorker
    private let today: CalendarDay

    package init(worker: RunWorker, today: CalendarDay) {
        self.worker = worker
        self.today = today
    }

    private var ports: SyncPorts { worker.sync.ports }

    private struct Removal: Sendable {
        var attempt: SyncAttempt
        /// Something may have been removed from the planning.
        var hasBegun: Bool
        var failure: SyncError?

        init(_ claimed: ClaimedRun) {
            attempt = SyncAttempt(run: claimed.run)
            // Whatever its first worker recorded.
            hasBegun = claimed.lease.term > 1
        }
    }

    /// - Returns: the number of events removed.
    /// - Throws: `planning_disagrees` while the tenant's dialect is in doubt; `run_active` while the tenant has a sync or another
    ///   process removes; `run_state_refused` if it was cancelled; `view_limited` if everything else was removed, but creates
    ///   with lost answers may exist beyond what our user's lists show; what the ports throw: removals so far are recorded.
    package func remove(of known: Tenant) async throws -> Int {
        let tenant = try await ports.registry.tenant(known.id)
        if let doubt = tenant.dialect.doubt { throw SyncError.dialectInDoubt(doubt, tenant.slug) }
        let (claimed, trust) = try await begin(tenant)
        let keeper = LeaseKeeper(
            runs: worker.sync.ports.runs, renewals: worker.renewals, trust: trust, clock: worker.clock, policy: worker.policy,
            cancelSignal: WakeSignal(), logger: worker.sync.logger)
        var (removal, isCancelRequested) = (Removal(claimed), claimed.isCancelRequested)
        removal.attempt.report.count(try claimed.background.get().changes)
        if !isCancelRequested {
            let begun = removal
            (removal, isCancelRequested) = try await keeper.keeping {
                var removal = begun
                do {
                    try await remove(of: tenant, claimed, trust, &removal)
                } catch let crash as InjectedCrash {
                    throw crash
                } catch {
                    let failure = SyncError(of: error)
                    if failure.failureClass == .leaseLost { throw failure }
                    removal.failure = failure
                }
                return removal
            }
        }
        try await record(removal, of: claimed, isCancelRequested: isCancelRequested)
        return removal.attempt.report.deleted
    }

    /// A new run, or the interrupted one.
    private func begin(_ tenant: Tenant) async throws -> (ClaimedRun, LeaseGuard) {
        let live = try await ports.runs.liveRun(of: tenant.id)
        let sent = worker.clock.now
        let claimed =
            if let live, live.purpose == .removal {
                try await takeUp(live)
            } else {
                try await ports.runs.begin(
                    NewRun(tenantID: tenant.id, trigger: .manual, window: window(of: tenant), purpose: .removal),
                    worker: worker.name, leaseSeconds: worker.policy.seconds)
            }
        return (claimed, LeaseGuard(claimed.lease, claimSentAt: sent, clock: worker.clock, policy: worker.policy))
    }

    private func window(of tenant: Tenant) -> SyncWindow {
        SyncWindow(asOf: today, horizonMonths: tenant.settings.horizonMonths)
    }

    private func takeUp(_ run: Run) async throws -> ClaimedRun {
        guard let claimed = try await ports.runs.claim(run.id, worker: worker.name, leaseSeconds: worker.policy.seconds) else {
            throw SyncError.runActive(try await ports.runs.run(run.id))
        }
        return claimed
    }

    /// Reads the whole planning, then deletes our events as a plan of deletions: the planning's list is authoritative.
    private func remove(
        of tenant: Tenant, _ claimed: ClaimedRun, _ trust: LeaseGuard, _ removal: inout Removal
    ) async throws {
        let sync = worker.sync
        let connected = try await ports.connector.connect(
            tenant, for: claimed, permit: { () throws(SyncError) in try trust.check() })
        removal.attempt.connected = connected
        let memory = try await ports.ledger.load(tenant.id)
        if memory.entries.contains(where: { $0.openIntent == .create }) {
            // A dead worker's last write may still take effect: reading too early would miss it.
            try await trust.wait(seconds: connected.target.landingSeconds)
        }
        var search = sync.search(tenant, window(of: tenant), connected.target)
        let settlement = try await sync.settle(tenant, memory, .nothing, window(of: tenant), search, isWhole: true)
        search.isViewLimited = search.isViewLimited || settlement.view.isLimited
        // A resumed removal reads the whole planning again.
        try await sync.record(settlement, claimed.lease, &removal.attempt, isWhole: false)

        let start = tenant.settings.calendar.startOfDay(today)
        let future = settlement.entries.filter { $0.end > start }
        let known = future.filter { $0.eventKey != nil }
        if !known.isEmpty || settlement.hasCopies {
            removal.hasBegun = true
            let attempt = removal.attempt
            var applier = PlanApplier(
                PlanApplier.Surroundings(
                    target: connected.target, ledger: ports.ledger, runs: ports.runs, trust: trust, search: search,
                    faults: sync.faults, hasWritten: true, isMaking: false, fields: nil, tenant: tenant.slug,
                    onProgress: { _ in }, tally: attempt.tally(with:)), report: attempt.report)
            defer { removal.attempt.report = applier.report }
            do {
                try await applier.remove(known, copies: settlement.copies, plannersCopies: settlement.plannersCopies)
            } catch {
                if let point = applier.doubtful, !(error is InjectedCrash) {
                    try await sync.doubt(point, tenant, claimed.run.id, since: memory.loadedAt)
                }
                throw error
            }
            if let failure = applier.firstRefusal { throw failure }
            let left = applier.report.failed + applier.unconfirmedCopies
            if left > 0 { throw Self.stillShown(left) }
        }
        // They stay open: a resumed removal searches for them again.
        let lost = future.count - known.count
        guard lost > 0 else { return }
        throw settlement.beyondView.isEmpty ? Self.stillShown(lost) : Self.beyondView(lost, tenant.slug)
    }

    /// - Throws: what ended the removal, even if recording it fails: the operator needs that error.
    private func record(_ removal: Removal, of claimed: ClaimedRun, isCancelRequested: Bool) async throws {
        let reason = removal.failure.flatMap { $0.failureClass == .cancelled ? nil : $0.failure }
        let (runs, lease) = (ports.runs, claimed.lease)
        let (counts, requests) = await removal.attempt.tally()
        do {
            try await uncancellable {
                if isCancelRequested || (removal.failure != nil && !removal.hasBegun) {
                    let state = isCancelRequested || reason == nil ? RunState.cancelled : .failed
                    let outcome = RunOutcome(state: state, counts: counts, requests: requests, error: reason)
                    _ = try await runs.finish(lease, outcome, withheld: [])
                } else {
                    try await runs.release(
                        lease, afterSeconds: nil, reason: reason, counts: counts, requests: requests)
                }
            }
        } catch {
            throw removal.failure ?? error
        }
        if isCancelRequested { throw Self.cancelled(claimed.run) }
        guard let failure = removal.failure else { return }
        if failure.failureClass == .cancelled { throw CancellationError() }
        throw failure
    }

    private static func stillShown(_ count: Int) -> SyncError {
        SyncError(.planning(.deletedAndListed(events: count)), .transient)
    }

    private static func beyondView(_ count: Int, _ tenant: TenantSlug) -> SyncError {
        SyncError(.planning(.removalBeyondView(creates: count, tenant: tenant)))
    }

    private static func cancelled(_ run: Run) -> SyncError {
        SyncError(.run(.removalCancelled(run: run.id, tenant: run.tenant)), .rejected)
    }
}

/// Counts a tenant's events of today and later on its planning, before an operation that would leave them behind.
package struct FutureEventCount: Sendable {
    package enum Answer: Sendable, Hashable {
        case known(Int)
        /// The ledger does not show it, and the planning could not be read.
        case unknown(SyncError)
    }

    private let ledger: any EventLedger
    private let runs: any RunStore
    private let target: @Sendable (Tenant) async throws -> any PlanningTarget

    package init(
        ledger: any EventLedger, runs: any RunStore, target: @escaping @Sendable (Tenant) async throws -> any PlanningTarget
    ) {
        self.ledger = ledger
        self.runs = runs
        self.target = target
    }

    /// Sends no request if the ledger is sufficient; otherwise it reads the planning for events under the account's names.
    /// - Throws: what the store throws.
    package func events(of tenant: Tenant, today: CalendarDay) async throws -> Answer {
        let calendar = tenant.settings.calendar
        let start = calendar.startOfDay(today)
        let memory = try await ledger.load(tenant.id)
        if memory.reconciledAt != nil { return .known(memory.entries.count { $0.end > start }) }
        do {
            let end = calendar.startOfDay(today.adding(months: TenantSync.searchedMonths))
            let standing = try await target(tenant).unavailabilities(from: start, to: end, resources: nil)
            return .known(
                standing.count { event in
                    event.end > start
                        && EventReference.all(in: event.remark).contains { tenant.luccaAccounts.contains($0.account) }
                })
        } catch {
            // A mistyped address cannot be read, and a tenant without runs wrote nothing.
            if try await runs.list(RunFilter(tenant: tenant.id, limit: 1)).isEmpty, memory.entries.isEmpty { return .known(0) }
            return .unknown(SyncError(of: error))
        }
    }
}
