import Logging
import SyncCore

/// What a run does about the tenant's dialect.
extension TenantSync {
    /// Removes what a killed probe left on the planning, before anything is read there. Where deletions are refused it stays for the next
    /// probe: asking each day costs requests and changes nothing.
    /// - Parameter now: by the database's clock.
    /// - Returns: what a person has to look for. It is reported once: the next run has nothing to ask about it.
    /// - Throws: what says that nothing else can be written either.
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

    /// No run of the tenant writes before somebody has looked.
    func doubt(_ point: DialectPoint, _ tenant: Tenant, _ run: RunID, since moment: Instant) async throws {
        let (registry, id) = (ports.registry, tenant.id)
        let doubt = TenantDialect.Doubt(point: point, since: moment, run: run)
        try await uncancellable { try await registry.doubtDialect(doubt, of: id) }
        logger.error("The tenant's dialect is in doubt: nothing is written", metadata: [LogKey.dialectPoint: "\(point.rawValue)"])
    }

    /// A limited view is reported once: what was found of it is kept. Events that were written and that only their keys lead to are as good
    /// as a probe's: they outweigh an older probe that saw the whole, and no survey outweighs them.
    func rememberView(_ view: ViewEvidence, _ tenant: Tenant, at moment: Instant) async throws {
        let limited = PlanningDialect.View.limited.rawValue
        guard view.isLimited, tenant.dialect.findings[.view]?.value != limited else { return }
        let finding = TenantDialect.Finding(value: limited, origin: .probed, foundAt: moment, evidence: view.facts)
        let (registry, id) = (ports.registry, tenant.id)
        try await uncancellable { try await registry.changeDialect(of: id) { $0.take([.view: finding]) } }
    }

    /// The reason why nothing may be written: lists are known not to show everything, nothing is remembered, something was written
    /// before, and an event is to be made where it may stand already.
    ///
    /// A tenant whose first load this is has nothing to double: it is told by its runs, its ledger and its references on the planning,
    /// of which there are none. What can't be known: that one which was registered again, of whose events lists show not even one.
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

/// Counts writes in a row that do not stand as they were sent, for each point of the dialect and for all together: one may be that
/// event's own, three mean that the planning speaks otherwise than was found out. Those that could not be compared are a row of their
/// own: each may stand wrong.
struct DisagreementRows: Hashable, Sendable {
    /// So many events, or resources, at most may be written wrongly (`contracts/planningpme.md`, The dialect).
    static let limit = 3

    private struct Row: Hashable, Sendable {
        var length = 0
        /// Which the last of them was, of all that `count` counts.
        var last = 0
    }

    private var rows: [DialectPoint: Row] = [:]
    /// Whatever their points: nothing that was sent since the first of them stands as it was sent.
    private var unbroken = Row()
    private var lastPoint: DialectPoint?
    private var unverified = Row()
    /// Disagreements and writes that could not be compared so far: a write that is sent remembers how many there were.
    private(set) var count = 0

    /// How long the longest row is: with the writes under way it is never more than `limit`.
    var longest: Int { max(unbroken.length, unverified.length, rows.values.map(\.length).max() ?? 0) }

    /// Three writes in a row could not be compared: what becomes of the next ones could not be told either.
    var isBlind: Bool { unverified.length >= Self.limit }

    /// The point whose row is full.
    var doubtful: DialectPoint? {
        rows.filter { $0.value.length >= Self.limit }.keys.min { $0.rawValue < $1.rawValue }
            ?? (unbroken.length >= Self.limit ? lastPoint : nil)
    }

    /// A write that agreed ends the rows of what was compared, unless it was sent before their last one was known: then the planning may
    /// speak otherwise since. Any other write says nothing of them.
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
    /// What a full row ends the run with.
    func failure(_ tenant: TenantSlug) -> SyncError? {
        doubtful.map { .writesDisagree($0, tenant) } ?? (isBlind ? .writesUnverified(tenant) : nil)
    }
}

extension SyncError {
    /// Three writes in a row are not on the planning as they were sent.
    static func writesDisagree(_ point: DialectPoint, _ tenant: TenantSlug) -> SyncError {
        SyncError(.planning(.writesDisagree(writes: DisagreementRows.limit, point: point, tenant: tenant)))
    }

    /// Three writes in a row could not be compared with what was sent.
    static func writesUnverified(_ tenant: TenantSlug) -> SyncError {
        SyncError(.planning(.writesUnverified(writes: DisagreementRows.limit, tenant: tenant)), .transient)
    }

    /// As `writesDisagree`, found by an earlier run.
    static func dialectInDoubt(_ doubt: TenantDialect.Doubt, _ tenant: TenantSlug) -> SyncError {
        SyncError(.planning(.dialectInDoubt(run: doubt.run, point: doubt.point, tenant: tenant)))
    }

    /// Nothing is remembered of what was written beyond what lists show: whoever writes there may write twice.
    static func memoryLostBeyondView(_ count: Int, _ tenant: TenantSlug) -> SyncError {
        SyncError(.planning(.memoryLostBeyondView(events: count, tenant: tenant)))
    }
}
