package import Logging
package import SyncCore

/// One tenant's sync: load, fetch, settle, plan, apply. The caller has claimed the run and records how it ended.
package struct TenantSync: Sendable {
    let ports: SyncPorts
    let faults: FaultPoints
    let logger: Logger

    package init(ports: SyncPorts, logger: Logger, faults: FaultPoints = .none) {
        self.ports = ports
        self.logger = logger
        self.faults = faults
    }

    /// A copy whose log lines have that logger's metadata.
    func logging(to logger: Logger) -> TenantSync {
        TenantSync(ports: ports, logger: logger, faults: faults)
    }

    /// Performs a claimed run.
    /// - Parameter trust: of the claim's lease: each remote write checks it first.
    /// - Throws: `lease_lost`, `InjectedCrash`: then nothing may be recorded. Every other failure is a `SyncEnd`.
    package func perform(_ claimed: ClaimedRun, _ options: SyncOptions, trust: LeaseGuard) async throws -> SyncEnd {
        var attempt = SyncAttempt(run: claimed.run)
        do {
            return try await work(claimed, options, trust, &attempt)
        } catch let crash as InjectedCrash {
            throw crash
        } catch {
            let failure = SyncError(of: error)
            let (counts, requests) = await attempt.tally()
            switch failure.failureClass {
            case .leaseLost:
                throw failure
            case .throttled(let seconds):
                return .paused(seconds: seconds, failure, SyncTally(counts, requests, attempt.problems, attempt.notices))
            case .cancelled:
                return .stopped(SyncTally(counts, requests, attempt.problems, attempt.notices))
            case .transient, .rejected, .misconfigured, .defect:
                let outcome = RunOutcome(
                    state: .failed, counts: counts, requests: requests, error: failure.failure,
                    isMisconfigured: failure.failureClass == .misconfigured, problems: attempt.problems,
                    notices: attempt.notices)
                return .ended(outcome, withheld: [], failure: failure)
            }
        }
    }

    private func work(
        _ claimed: ClaimedRun, _ options: SyncOptions, _ trust: LeaseGuard, _ attempt: inout SyncAttempt
    ) async throws -> SyncEnd {
        let run = claimed.run
        let background = try claimed.background.get()
        let told = background.changes
        attempt.report.count(told)
        attempt.writtenBefore = Set(told.filter { $0.outcome == .done && $0.action != .delete }.map(\.reference))
        let tenant = background.tenant
        if let doubt = tenant.dialect.doubt { throw SyncError.dialectInDoubt(doubt, tenant.slug) }
        let decisions = try await decisions(run, background.declined)
        options.onProgress(SyncProgress(.connecting))
        let connected = try await ports.connector.connect(
            tenant, for: claimed, permit: { () throws(SyncError) in try trust.check() })
        attempt.connected = connected
        let memory = try await ports.ledger.load(tenant.id)
        attempt.leftover = try await removeProbeLeftovers(tenant, connected, now: memory.loadedAt, trust)
        let reading = try await fetch(tenant, run.window, connected.source, options, memory.fieldRules) {
            attempt.read = $0
        }
        try await faults.reach(.afterFetch)

        let plannedWhole = isWholeReadDue(memory, options)
        var search = search(tenant, run.window, connected.target)
        if memory.hasOpenWrites {
            // The last write of a dead worker or an interrupted run may still take effect: reading too early would miss it. Its
            // age is only known from the database's clock, which may have been changed, so wait the whole time.
            options.onProgress(SyncProgress(.landing))
            try await trust.wait(seconds: connected.target.landingSeconds)
        }
        options.onProgress(SyncProgress(.reading))
        let settlement = try await settle(tenant, memory, reading, run.window, search, isWhole: plannedWhole)
        search.isViewLimited = search.isViewLimited || settlement.view.isLimited
        // The planning counts as remembered once nothing can be hidden where events are to be created.
        let isUnproven = search.isViewLimited && memory.reconciledAt == nil
        try await record(settlement, claimed.lease, &attempt, isWhole: !isUnproven)
        try await faults.reach(.afterSettlement)

        var request = PlanRequest(
            tenant: tenant, window: run.window, memory: memory, connected: connected, reading: reading,
            settlement: settlement, search: search, isWhole: plannedWhole, decisions: decisions,
            lastSuccess: background.lastSuccess)
        var material = try await plan(request, options)
        if material.catalog != nil {
            // Then nothing is planned a second time, and half-days are most of what was read.
            request.reading.leaves.leaves = []
            material.forgetHalfDays()
        }
        attempt.planned = material
        if isUnproven {
            if let refusal = try await unprovenCreates(material) { throw refusal }
            if !settlement.hasCopies { try await settleWhole(claimed.lease) }
        }
        attempt.writtenBefore.formUnion(settlement.happened.filter { $0.action != .delete }.map(\.reference))
        logger.info("Planned", metadata: [LogKey.count: "\(material.plan.operations.count)"])

        var applier = PlanApplier(surroundings(claimed, options, trust, search, attempt, material), report: attempt.report)
        do {
            try await applier.write(material.plan, catalogWasRead: material.catalog != nil)
            if let catalog = try await missed(by: applier, material) {
                attempt.writtenBefore.formUnion(applier.written)
                request.memory = try await ports.ledger.load(tenant.id)
                request.settlement.entries = request.memory.entries
                material = try await plan(request, options, catalog: catalog)
                attempt.planned = material
                applier = applier.startingOver(surroundings(claimed, options, trust, search, attempt, material))
                try await applier.write(material.plan, catalogWasRead: true)
            }
            try await applier.finish(
                material.plan, copies: material.copies, plannersCopies: settlement.plannersCopies)
            try await applier.writeFields(material.plan)
            attempt.report = applier.report
        } catch {
            if applier.doubtful != nil { applier.noteDoubt() }
            attempt.report = applier.report
            if let point = applier.doubtful, !(error is InjectedCrash) {
                try await doubt(point, tenant, run.id, since: memory.loadedAt)
            }
            throw error
        }
        attempt.report.problems += try await notShown(material, applier)
        if settlement.ledger.isWholePlanning, settlement.hasCopies, material.copies.count == settlement.copies.count {
            // Only here: a whole read that was due stays due while copies exist.
            try await settleWhole(claimed.lease)
        }
        try await rememberView(settlement.view, tenant, at: memory.loadedAt)
        return await conclude(run, material, attempt)
    }

    /// What a person decided about withheld deletions and clearings.
    private func decisions(_ run: Run, _ declined: [EventReference: Decline]) async throws -> Decisions {
        var decisions = Decisions(declined: declined)
        guard let approved = run.approves else { return decisions }
        let withheld = try await RunReviews(runs: ports.runs).withheld(by: approved)
        let leftOut = Decline(at: run.startedAt ?? run.scheduledFor, by: nil)
        for change in withheld.deletions {
            if run.approvesOnly?.contains(change.employeeID) ?? true {
                decisions.approved.insert(change.reference)
                decisions.declined[change.reference] = nil
            } else {
                decisions.declined[change.reference] = change.declined ?? leftOut
            }
        }
        decisions.approvedClears = Set(withheld.clears(of: run.approvesOnly))
        for employee in Set(withheld.clears).subtracting(decisions.approvedClears) {
            decisions.declinedClears[employee] = leftOut
        }
        return decisions
    }

    func record(
        _ settlement: Settlement, _ lease: LeaseTerm, _ attempt: inout SyncAttempt, isWhole: Bool
    ) async throws {
        guard settlement.changesLedger else { return }
        var ledger = settlement.ledger
        if settlement.hasCopies || !isWhole { ledger.isWholePlanning = false }
        let (port, settled) = (ports.ledger, ledger)
        let happened = settlement.happened
        try await uncancellable {
            try await port.settle(settled, lease)
            if !happened.isEmpty { try await port.recordOutcomes([], changes: happened, lease) }
        }
        attempt.report.count(happened)
    }

    private func settleWhole(_ lease: LeaseTerm) async throws {
        try await ports.ledger.settle(LedgerSettlement(remove: [], write: [], isWholePlanning: true), lease)
    }

    /// A rejected write may name something that was deleted since it was remembered: then the catalog is read, once in a run, and
    /// everything is planned again.
    /// - Returns: nil if it was already read, or no rejected write names something missing.
    private func missed(by applier: PlanApplier, _ material: SyncMaterial) async throws -> Catalog? {
        guard material.catalog == nil, applier.hasDoubts else { return nil }
        let catalog: Catalog
        do {
            catalog = try await readCatalog(material.connected.target, material.memory, material.reading)
        } catch {
            let failure = SyncError(of: error)
            if failure.endsEverything { throw failure }
            logger.notice("The catalog could not be read", metadata: [LogKey.errorCode: "\(failure.code)"])
            return nil
        }
        let missing = applier.refusals(missingIn: catalog)
        guard missing > 0 else { return nil }
        logger.info("Planning again: the planning lacks what was remembered", metadata: [LogKey.count: "\(missing)"])
        return catalog
    }

    /// Compares the plan's wanted absences with the ledger, which is by then up to date: an absence that no event shows is a
    /// problem, even if everything seemed to succeed.
    private func notShown(_ material: SyncMaterial, _ applier: PlanApplier) async throws -> [Problem] {
        let entries =
            material.plan.operations.isEmpty
            ? material.settlement.entries : try await ports.ledger.load(material.tenant.id).entries
        let keys = applier.keys
        // An event that was unreadable or could not be searched for stays unchanged, and is already a problem.
        let unreadable = Set(
            (material.settlement.unreadable + material.settlement.beyondView).map { [$0.periodID.value, $0.accountID.value] })
        return material.plan.notShown(
            by: entries, calendar: material.tenant.settings.calendar, resource: { keys.key($0) }, type: { keys.key($0) }
        )
        .filter {
            !applier.told.contains($0.reference)
                && !unreadable.contains([$0.reference.periodID.value, $0.reference.accountID.value])
        }
        .map { .absenceNotOnPlanning($0, material.tenant) }
    }

    private func surroundings(
        _ claimed: ClaimedRun, _ options: SyncOptions, _ trust: LeaseGuard, _ search: EventSearch, _ attempt: SyncAttempt,
        _ material: SyncMaterial
    ) -> PlanApplier.Surroundings {
        PlanApplier.Surroundings(
            target: search.target, ledger: ports.ledger, runs: ports.runs, trust: trust, search: search, faults: faults,
            hasWritten: material.settlement.entries.contains { $0.eventKey != nil }, isMaking: material.memory.isMaking,
            fields: PlanApplier.FieldSurroundings(links: material.memory.links, digest: material.digest),
            tenant: material.tenant.slug, onProgress: options.onProgress,
            tally: attempt.tally(with:))
    }

    /// `needs_review` while the brake withholds deletions; else `partial` with any problem, because each one means that the
    /// planning differs from Lucca and a person has to act; else `succeeded`.
    private func conclude(_ run: Run, _ material: SyncMaterial, _ attempt: SyncAttempt) async -> SyncEnd {
        let (counts, requests) = await attempt.tally()
        let plan = material.plan
        // An approved run that withholds nothing has satisfied the brake.
        let isBraked = !plan.brakeReasons.isEmpty && !(run.approves != nil && plan.withheld.isEmpty)
        var problems = attempt.problems
        let isReviewed = !isBraked && plan.withheld.isEmpty && !plan.brakeReasons.isEmpty
        if isReviewed { problems.removeAll { $0.code == .deletionsWithheld && $0.withheldClears.isEmpty } }
        if attempt.report.resourcesUpdated > 0 {
            logger.info("Extra data was written", metadata: [LogKey.count: "\(attempt.report.resourcesUpdated)"])
        }
        let state: RunState =
            isBraked || problems.contains(where: { !$0.withheldClears.isEmpty })
            ? .needsReview : problems.isEmpty ? .succeeded : .partial
        let outcome = RunOutcome(
            state: state, counts: counts, requests: requests, problems: problems, notices: attempt.notices)
        let withheld = plan.withheld.map { entry in
            RunChange(
                .delete, .withheld, entry.event, because: plan.cause(ofWithholding: entry),
                declined: material.input.declinedDeletions[entry.reference])
        }
        return .ended(outcome, withheld: withheld, failure: nil)
    }
}

package struct SyncPorts: Sendable {
    package let registry: any TenantRegistry
    package let runs: any RunStore
    package let ledger: any EventLedger
    package let vault: any CredentialVault
    package let connector: any TenantConnector

    package init(
        registry: any TenantRegistry, runs: any RunStore, ledger: any EventLedger, vault: any CredentialVault,
        connector: any TenantConnector
    ) {
        self.registry = registry
        self.runs = runs
        self.ledger = ledger
        self.vault = vault
        self.connector = connector
    }
}

/// What a person requests for one sync beyond its tenant's settings.
package struct SyncOptions: Sendable {
    /// Read the whole planning even if it was read less than a week ago.
    package var reconcile: Bool
    package var onProgress: @Sendable (SyncProgress) -> Void

    package init(reconcile: Bool = false, onProgress: @escaping @Sendable (SyncProgress) -> Void = { _ in }) {
        self.reconcile = reconcile
        self.onProgress = onProgress
    }
}

/// A run's progress, for display.
package struct SyncProgress: Sendable, Hashable {
    package enum Phase: String, Sendable, Hashable, CaseIterable {
        case connecting
        /// Reading Lucca.
        case fetching
        /// Waiting until writes with lost answers must have taken effect.
        case landing
        /// Reading the planning: open writes, adoption, reconciliation, the catalog.
        case reading
        case planning
        /// Types, departments and resources.
        case preparing
        /// Events.
        case applying
        /// Extra data of resources.
        case fields
        case recording
    }

    package let phase: Phase
    package let done: Int
    /// 0 while unknown.
    package let total: Int

    package init(_ phase: Phase, done: Int = 0, total: Int = 0) {
        self.phase = phase
        self.done = done
        self.total = total
    }
}

/// How one attempt of a run ended, with everything to record.
package enum SyncEnd: Sendable {
    /// - Parameter failure: why it ended as `failed`.
    case ended(RunOutcome, withheld: [RunChange], failure: SyncError?)
    /// The hourly plan is used up, or a remote answered with a delay.
    case paused(seconds: Int, SyncError, SyncTally)
    /// The process received a stop request.
    case stopped(SyncTally)
}

/// The progress of a sync that was paused or cancelled.
package struct SyncTally: Sendable {
    package let counts: RunCounts
    package let requests: RequestCounts
    /// Only reported if the run does not continue: otherwise a later attempt reports them.
    package let problems: [Problem]
    /// The same.
    package let notices: [APINotice]

    package init(
        _ counts: RunCounts, _ requests: RequestCounts, _ problems: [Problem] = [], _ notices: [APINotice] = []
    ) {
        self.counts = counts
        self.requests = requests
        self.problems = problems
        self.notices = notices
    }
}
