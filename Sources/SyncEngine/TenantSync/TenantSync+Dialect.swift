import Logging
import SyncCore

/// How a run handles the tenant's dialect.
extension TenantSync {
    /// Removes a killed probe's events from the planning, before anything is read there. If deletions are rejected they stay for
    /// the next probe: trying each day costs requests and changes nothing.
    /// - Parameter now: by the database's clock.
    /// - Returns: what a person has to look for. It is reported once: the next run cannot search for it.
    /// - Throws: errors that also prevent any other write.
    func removeProbeLeftovers(
        _ tenant: Tenant, _ connected: ConnectedTenant, now: Instant, _ trust: LeaseGuard
    ) async throws -> Problem? {
        guard let probe = tenant.dialect.openProbe, let prober = connected.prober else { return nil }
        guard probe.isLeft(at: now), tenant.dialect.dialect.deletion != .refused, !probe.isLeftToPerson else { return nil }
        try trust.check()
        do {
            let remains = try await prober.removeProbeEvents(probe).asFar(as: tenant.dialect)
            let (registry, id) = (ports.registry, tenant.id)
            try await uncancellable { try await registry.changeDialect(of: id) { $0.closeProbe(probe, leaving: remains) } }
            logger.info("What a probe left was removed", metadata: [LogKey.count: "\(probe.keys.count - remains.keys.count)"])
            guard !remains.lostOn.isEmpty else { return nil }
            return Problem(.tenant(tenant.slug), .probeEventLeft(resource: probe.resource, days: remains.lostOn))
        } catch {
            let failure = SyncError(of: error)
            if failure.endsEverything { throw failure }
            logger.notice("What a probe left could not be removed", metadata: [LogKey.errorCode: "\(failure.code)"])
            return nil
        }
    }

    /// Stops the tenant's runs from writing until the dialect is checked.
    func doubt(_ point: DialectPoint, _ tenant: Tenant, _ run: RunID, since moment: Instant) async throws {
        let (registry, id) = (ports.registry, tenant.id)
        let doubt = TenantDialect.Doubt(point: point, since: moment, run: run)
        try await uncancellable { try await registry.doubtDialect(doubt, of: id) }
        logger.error("The tenant's dialect is in doubt: nothing is written", metadata: [LogKey.dialectPoint: "\(point.rawValue)"])
    }

    /// Stores a limited view, which is reported once. Events that are only found by key count like a probe's finding: they
    /// override an older probe that saw everything, and no survey overrides them.
    func rememberView(_ view: ViewEvidence, _ tenant: Tenant, at moment: Instant) async throws {
        let limited = PlanningDialect.View.limited.rawValue
        guard view.isLimited, tenant.dialect.findings[.view]?.value != limited else { return }
        let finding = TenantDialect.Finding(value: limited, origin: .probed, foundAt: moment, evidence: view.facts)
        let (registry, id) = (ports.registry, tenant.id)
        try await uncancellable { try await registry.changeDialect(of: id) { $0.take([.view: finding]) } }
    }

    /// Why nothing may be written: lists are known to be incomplete, nothing is remembered, something was written before, and an
    /// event to be created may already exist.
    ///
    /// A tenant's first load has nothing to duplicate: it has no runs, no ledger and no references on the planning. Not detected:
    /// a tenant that was registered again and none of whose events are listed.
    func unprovenCreates(_ material: SyncMaterial) async throws -> SyncError? {
        let (view, search) = (material.settlement.view, material.search)
        let hidden = material.plan.operations.count { operation in
            guard case .create(let event) = operation else { return false }
            return search.isBeyondView(event.start, of: event.resource.existing, view.reach)
        }
        guard hidden > 0 else { return nil }
        var wasWritten = view.showsOurs || !material.memory.entries.isEmpty
        if !wasWritten { wasWritten = try await hasWritten(material.tenant.id) }
        return wasWritten ? .memoryLostBeyondView(hidden, material.tenant.slug) : nil
    }

    private func hasWritten(_ tenant: TenantID) async throws -> Bool {
        if try await ports.runs.lastSuccess(of: tenant) != nil { return true }
        return try await ports.runs.list(RunFilter(tenant: tenant)).contains { $0.counts.created + $0.counts.updated > 0 }
    }
}

extension ResourceReference {
    fileprivate var existing: ResourceKey? {
        if case .existing(let key) = self { key } else { nil }
    }
}

/// Counts consecutive disagreeing writes, for each point of the dialect and overall: one may be specific to that event, three
/// mean that the dialect is wrong. Writes that could not be compared are a separate streak: each may be wrong.
struct DisagreementRows: Hashable, Sendable {
    /// The limit of events, or resources, that may be written wrongly (`contracts/planningpme.md`, The dialect).
    static let limit = 3

    private struct Row: Hashable, Sendable {
        var length = 0
        /// The position of the last one within `count`.
        var last = 0
    }

    private var rows: [DialectPoint: Row] = [:]
    /// For any point: nothing sent since the first of them matches what was sent.
    private var unbroken = Row()
    private var lastPoint: DialectPoint?
    private var unverified = Row()
    /// Disagreements and writes that could not be compared so far: each write records the count when it is sent.
    private(set) var count = 0

    /// The longest streak: together with writes in progress it never exceeds `limit`.
    var longest: Int { max(unbroken.length, unverified.length, rows.values.map(\.length).max() ?? 0) }

    /// Three consecutive writes could not be compared: the next ones could not be either.
    var isBlind: Bool { unverified.length >= Self.limit }

    /// The point whose streak has reached the limit.
    var doubtful: DialectPoint? {
        rows.filter { $0.value.length >= Self.limit }.keys.min { $0.rawValue < $1.rawValue }
            ?? (unbroken.length >= Self.limit ? lastPoint : nil)
    }

    /// A matching write ends the streaks of compared writes, unless it was sent before their last disagreement was known: the
    /// planning may have changed since. Any other write does not affect them.
    /// - Parameter sent: how many disagreements were known when the write was sent.
    mutating func note(_ result: WriteResult, sentAfter sent: Int) {
        switch result {
        case .done(_, let compared):
            for point in compared where rows[point].map({ $0.last <= sent }) == true { rows[point] = nil }
            if !compared.isEmpty, unbroken.last <= sent { unbroken.length = 0 }
            if !compared.isEmpty, unverified.last <= sent { unverified.length = 0 }
        case .disagrees(_, let disagreement):
            count += 1
            rows[disagreement.point, default: Row()].length += 1
            rows[disagreement.point]?.last = count
            unbroken.length += 1
            unbroken.last = count
            lastPoint = disagreement.point
            if unverified.last <= sent { unverified.length = 0 }
        case .unverified:
            count += 1
            unverified.length += 1
            unverified.last = count
        case .eventIsGone, .refused, .unconfirmed, .notSent: break
        }
    }
}

extension DisagreementRows {
    /// The error that a full streak ends the run with.
    func failure(_ tenant: TenantSlug) -> SyncError? {
        doubtful.map { .writesDisagree($0, tenant) } ?? (isBlind ? .writesUnverified(tenant) : nil)
    }
}

extension SyncError {
    /// Three consecutive writes differ from what was sent.
    static func writesDisagree(_ point: DialectPoint, _ tenant: TenantSlug) -> SyncError {
        SyncError(.planning(.writesDisagree(writes: DisagreementRows.limit, point: point, tenant: tenant)))
    }

    /// Three consecutive writes could not be compared with what was sent.
    static func writesUnverified(_ tenant: TenantSlug) -> SyncError {
        SyncError(.planning(.writesUnverified(writes: DisagreementRows.limit, tenant: tenant)), .transient)
    }

    /// Like `writesDisagree`, found by an earlier run.
    static func dialectInDoubt(_ doubt: TenantDialect.Doubt, _ tenant: TenantSlug) -> SyncError {
        SyncError(.planning(.dialectInDoubt(run: doubt.run, point: doubt.point, tenant: tenant)))
    }

    /// The ledger may lack events and lists show a limited period: writing could create duplicates.
    static func memoryLostBeyondView(_ count: Int, _ tenant: TenantSlug) -> SyncError {
        SyncError(.planning(.memoryLostBeyondView(events: count, tenant: tenant)))
    }
}
