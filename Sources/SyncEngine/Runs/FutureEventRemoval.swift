public import SyncCore

/// Removes a customer's events of today and later from its planning, before the customer is deleted or is given another address.
///
/// It is a run of its own kind (`RunPurpose.removal`): no sync comes between, and no worker takes it up. Once it has removed something it
/// stays, whether it succeeded, failed or was killed, until the tenant is deleted or somebody cancels it: a sync in between would write
/// the events again. Called again, it goes on.
public struct FutureEventRemoval: Sendable {
    private let worker: RunWorker
    private let today: CalendarDay

    private static let chunk = 20
    /// Further ahead than any absence is booked.
    private static let farAheadMonths = 60

    public init(worker: RunWorker, today: CalendarDay) {
        self.worker = worker
        self.today = today
    }

    private var ports: SyncPorts { worker.sync.ports }

    private struct Tally: Sendable {
        var counts: RunCounts
        var requests: RequestCounts
        /// Something may be gone from the planning.
        var hasBegun: Bool
        var failure: SyncError?

        init(_ claimed: ClaimedRun) {
            counts = claimed.run.counts
            requests = claimed.run.requests
            // Whatever the worker came to record that began it.
            hasBegun = claimed.lease.term > 1
        }
    }

    /// - Returns: how many events were removed.
    /// - Throws: `planning_disagrees` while the tenant's dialect is in doubt; `run_active` while the tenant has a sync, or another process
    ///   removes; `run_state_refused` when it was cancelled; `view_limited` when everything else was removed, and creates whose answers
    ///   were lost may stand where lists show our user nothing; what the ports throw: what was removed until then is recorded.
    public func remove(of known: Tenant) async throws -> Int {
        let tenant = try await ports.registry.tenant(known.id)
        if let doubt = tenant.dialect.doubt { throw SyncError.dialectInDoubt(doubt, tenant.slug) }
        let (claimed, trust) = try await begin(tenant)
        let keeper = LeaseKeeper(
            runs: worker.sync.ports.runs, renewals: worker.renewals, trust: trust, clock: worker.clock, policy: worker.policy,
            cancelBell: Doorbell(), logger: worker.sync.logger)
        var (tally, isCancelRequested) = (Tally(claimed), claimed.isCancelRequested)
        if !isCancelRequested {
            let begun = tally
            (tally, isCancelRequested) = try await keeper.keeping {
                var tally = begun
                do {
                    try await remove(of: tenant, claimed, trust, &tally)
                } catch let crash as InjectedCrash {
                    throw crash
                } catch {
                    let failure = SyncError(of: error)
                    if failure.failureClass == .leaseLost { throw failure }
                    tally.failure = failure
                }
                return tally
            }
        }
        try await record(tally, of: claimed, isCancelRequested: isCancelRequested)
        return tally.counts.deleted
    }

    /// A new run, or the one that was left behind.
    private func begin(_ tenant: Tenant) async throws -> (ClaimedRun, LeaseGuard) {
        let live = try await ports.runs.liveRun(of: tenant.id)
        let sent = worker.clock.now
        let claimed =
            if let live, live.purpose == .removal {
                try await takeUp(live)
            } else {
                try await ports.runs.begin(
                    NewRun(
                        tenantID: tenant.id, trigger: .manual,
                        window: SyncWindow(asOf: today, horizonMonths: tenant.settings.horizonMonths), purpose: .removal),
                    worker: worker.name, leaseSeconds: worker.policy.seconds)
            }
        return (claimed, LeaseGuard(claimed.lease, claimSentAt: sent, clock: worker.clock, policy: worker.policy))
    }

    private func takeUp(_ run: Run) async throws -> ClaimedRun {
        guard let claimed = try await ports.runs.claim(run.id, worker: worker.name, leaseSeconds: worker.policy.seconds) else {
            throw SyncError.runActive(try await ports.runs.run(run.id))
        }
        return claimed
    }

    private func remove(
        of tenant: Tenant, _ claimed: ClaimedRun, _ trust: LeaseGuard, _ tally: inout Tally
    ) async throws {
        let connected = try await ports.connector.connect(
            tenant, for: claimed, permit: { () throws(SyncError) in try trust.check() })
        let before = tally.requests.planningPME
        do {
            try await remove(of: tenant, connected.target, trust, &tally)
        } catch {
            tally.requests.planningPME = before + (await connected.target.requestCount)
            throw error
        }
        tally.requests.planningPME = before + (await connected.target.requestCount)
    }

    private func remove(
        of tenant: Tenant, _ target: any PlanningTarget, _ trust: LeaseGuard, _ tally: inout Tally
    ) async throws {
        let calendar = tenant.settings.calendar
        let start = calendar.instant(startOf: HalfDay(today, .morning))
        let end = calendar.instant(startOf: HalfDay(today.adding(months: Self.farAheadMonths), .morning))
        let standing = { () async throws -> [Unavailability] in
            try await target.unavailabilities(from: start, to: end, resources: nil)
        }
        var memory = try await ports.ledger.load(tenant.id)
        if memory.reconciledAt == nil {
            // Nothing is remembered, or something older than the planning: ours are told by their references.
            try await adopt(tenant, memory, try await standing(), after: start, trust)
            memory = try await ports.ledger.load(tenant.id)
        }
        var entries = memory.entries.filter { $0.end > start }
        guard !entries.isEmpty else { return }
        if entries.contains(where: { $0.openIntent == .create }) {
            // What a dead worker had sent may still be under way: looking too early would miss it.
            try await trust.wait(seconds: target.landingSeconds)
        }
        // The ledger tells which events are ours, the planning which of them are there: an open create may have happened.
        var shown = try await standing()
        var found = Self.found(shown, tenant)
        let missing = entries.filter { entry in
            entry.eventKey == nil && entry.references.allSatisfy { found[$0.under(tenant.luccaAccount)] == nil }
        }
        var hidden: Set<EventReference> = []
        if !missing.isEmpty {
            let search = EventSearch(
                target: target, range: start..<end, today: start..<calendar.startOfDay(today.adding(days: 1)),
                isViewLimited: tenant.dialect.dialect.view == .limited)
            shown += try await search.ofAnyKind(missing)
            found = Self.found(shown, tenant)
            let reach = ViewReach(shown)
            for entry in missing where entry.references.allSatisfy({ found[$0.under(tenant.luccaAccount)] == nil }) {
                if search.isBeyondView(entry.start, of: entry.resource, reach) { hidden.insert(entry.reference) }
            }
            entries.removeAll { hidden.contains($0.reference) }
        }
        for position in stride(from: 0, to: entries.count, by: Self.chunk) {
            try Task.checkCancellation()
            let some = Array(entries[position..<min(position + Self.chunk, entries.count)])
            try await remove(some, of: tenant, found, standing, target, trust, &tally)
        }
        // They stay open: whoever goes on looks for them again.
        if !hidden.isEmpty { throw Self.beyondView(hidden.count, tenant.slug) }
    }

    /// What stands on the planning under references of the tenant's accounts, by the reference under the account's name of today.
    private typealias Found = [EventReference: [FoundEvent]]

    private static func found(_ events: [Unavailability], _ tenant: Tenant) -> Found {
        var found = Found()
        var seen: Set<EventKey> = []
        for event in events.sorted(by: { $0.key < $1.key }) where seen.insert(event.key).inserted {
            for reference in Set(EventReference.all(in: event.remark)) where tenant.luccaAccounts.contains(reference.account) {
                found[reference.under(tenant.luccaAccount), default: []].append(
                    FoundEvent(reference: reference, event: event, employeeID: .nobody))
            }
        }
        return found
    }

    /// Makes the ledger of what stands there.
    private func adopt(
        _ tenant: Tenant, _ memory: TenantMemory, _ standing: [Unavailability], after start: Instant, _ trust: LeaseGuard
    ) async throws {
        let calendar = tenant.settings.calendar
        let settlement = Settlement(
            memory.entries.filter { $0.openIntent == nil },
            Settlement.WholeRead(
                events: standing, start: start, accounts: tenant.luccaAccounts, account: tenant.luccaAccount,
                remembersAll: false, owner: { _, _ in .nobody }, startAsWritten: { calendar.instant(startOf: $0.first) },
                resource: { _ in nil }))
        guard settlement.changesLedger else { return }
        let open = Set(memory.entries.filter { $0.openIntent != nil }.map(\.reference))
        var ledger = settlement.ledger
        // A list is no proof that an event is gone: what it does not show is asked for by its key.
        let shown = Set(ledger.write.compactMap(\.eventKey))
        let unseen = Set(memory.entries.filter { entry in entry.eventKey.map(shown.contains) != true }.map(\.reference))
        ledger.remove.removeAll(where: unseen.contains)
        // What a write under way is about is looked for by it.
        ledger.write.removeAll { open.contains($0.reference) }
        ledger.isWholePlanning = false
        try await ports.ledger.settle(ledger, trust.lease)
    }

    /// The events to delete for an entry, and the copies of it that planners made on purpose.
    private func events(
        of entry: LedgerEntry, _ tenant: Tenant, _ found: Found
    ) -> (ours: Set<EventKey>, plannersCopies: [EventKey]) {
        let references = Set([entry.reference, entry.pendingReference].compactMap { $0?.under(tenant.luccaAccount) })
        let events = references.sorted().flatMap { found[$0] ?? [] }
        var ours = Set([entry.eventKey].compactMap { $0 })
        let known = events.first { $0.event.key == entry.eventKey }
        guard let original = known ?? events.first(where: { $0.isSame(as: entry) }) ?? events.first else { return (ours, []) }
        var copies: [EventKey] = []
        for event in events {
            if event == original || event.isDuplicate(of: original) || event.isDuplicate(of: entry) {
                ours.insert(event.event.key)
            } else if !ours.contains(event.event.key) {
                copies.append(event.event.key)
            }
        }
        return (ours, copies)
    }

    private func remove(
        _ entries: [LedgerEntry], of tenant: Tenant, _ found: Found, _ standing: () async throws -> [Unavailability],
        _ target: any PlanningTarget, _ trust: LeaseGuard, _ tally: inout Tally
    ) async throws {
        try trust.check()
        // An open create stays one until its event is gone: it has no key yet, and whoever goes on has to look for it again.
        let intents = entries.filter { $0.eventKey != nil }.map { LedgerIntent.delete($0.reference) }
        if !intents.isEmpty { try await ports.ledger.recordIntents(intents, trust.lease) }
        tally.hasBegun = true
        try await worker.sync.faults.reach(.afterIntents)
        var gone: [LedgerEntry] = []
        // Of events that the list showed and that are said not to be there: the list has the last word.
        var doubtful: [EventKey: EventReference] = [:]
        var failure: (any Error)?
        let shown = Set(found.values.joined().map(\.event.key))
        do {
            for entry in entries {
                let (ours, plannersCopies) = events(of: entry, tenant, found)
                for key in plannersCopies { try await target.release(key) }
                for key in ours.sorted() {
                    let wasThere =
                        try await entry.standsWrong && key == entry.eventKey
                        ? target.withdraw(key, standing: entry) : target.delete(key)
                    if !wasThere, shown.contains(key) { doubtful[key] = entry.reference }
                }
                gone.append(entry)
            }
        } catch {
            failure = error
        }
        if !doubtful.isEmpty {
            var left = Set(doubtful.values)
            do {
                left = Set(try await standing().compactMap { doubtful[$0.key] })
                if !left.isEmpty { failure = failure ?? Self.stillShown(left.count) }
            } catch {
                failure = failure ?? error
            }
            gone.removeAll { left.contains($0.reference) }
        }
        try await worker.sync.faults.reach(.beforeOutcomes)
        let changes = gone.map { entry in
            RunChange(
                action: .delete, outcome: .done, reference: entry.reference, employeeID: entry.employeeID,
                resource: entry.resource, type: entry.type, start: entry.start, end: entry.end)
        }
        let (ledger, lease) = (ports.ledger, trust.lease)
        let outcomes = gone.map { LedgerOutcome.gone($0.reference) }
        // What is gone is recorded as gone, also when the task is being cancelled.
        try await uncancellable {
            try await ledger.recordOutcomes(outcomes, changes: changes, lease)
        }
        tally.counts.deleted += gone.count
        if let failure { throw failure }
    }

    /// - Throws: what ended the removal, whatever becomes of the record: it is what the operator needs to hear.
    private func record(_ tally: Tally, of claimed: ClaimedRun, isCancelRequested: Bool) async throws {
        let reason = tally.failure.flatMap { $0.failureClass == .cancelled ? nil : $0.failure }
        let (runs, lease) = (ports.runs, claimed.lease)
        do {
            try await uncancellable {
                if isCancelRequested || (tally.failure != nil && !tally.hasBegun) {
                    let state = isCancelRequested || reason == nil ? RunState.cancelled : .failed
                    let outcome = RunOutcome(state: state, counts: tally.counts, requests: tally.requests, error: reason)
                    _ = try await runs.finish(lease, outcome, withheld: [])
                } else {
                    try await runs.release(
                        lease, afterSeconds: nil, reason: reason, counts: tally.counts, requests: tally.requests)
                }
            }
        } catch {
            throw tally.failure ?? error
        }
        if isCancelRequested { throw Self.cancelled(claimed.run) }
        guard let failure = tally.failure else { return }
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
