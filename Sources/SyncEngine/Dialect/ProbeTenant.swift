public import SyncCore

/// Finds out a tenant's dialect by writing, and keeps what was found (`docs/contracts/planningpme.md`, The dialect).
///
/// That a probe is under way is recorded before its first write, and each of its events as its key comes: whoever finds it open later
/// (the next probe, a check, a run) knows what to remove.
public struct ProbeTenant: Sendable {
    private let registry: any TenantRegistry
    private let now: @Sendable () async throws -> Instant

    /// - Parameter now: the store's time.
    public init(registry: any TenantRegistry, now: @escaping @Sendable () async throws -> Instant) {
        self.registry = registry
        self.now = now
    }

    /// - Parameters:
    ///   - resource: where the events are written.
    ///   - day: nil for a day that `ProbeDays` chooses.
    /// - Throws: `invalid_input` for a day that is not to come; what the prober and the registry throw, after what the probe wrote was
    ///   looked for and removed. Where that fails, it stays recorded as open.
    public func perform(
        _ tenant: Tenant, resource: ResourceKey, day: CalendarDay?, prober: any DialectProber
    ) async throws -> ProbedTenant {
        let started = try await now()
        let calendar = tenant.settings.calendar
        let days = try ProbeDays(asked: day, today: started.day(in: calendar.zone), calendar: calendar)
        let (left, removed) = try await removeLeftovers(of: tenant.id, prober)

        let id = tenant.id
        let open = TenantDialect.OpenProbe(
            resource: resource, days: [days.day, days.otherDay], keys: left, startedAt: started)
        let known = try await registry.changeDialect(of: id) { $0.openProbe = open }
        let plan = ProbePlan(
            resource: resource, day: days.day, otherDay: days.otherDay, known: known,
            referenceField: tenant.settings.referenceField)
        let report: ProbeReport
        do {
            report = try await prober.probe(plan, at: started) { key in
                let registry = registry
                // A key that is known is recorded, also while the probe is being given up.
                try await uncancellable { try await registry.changeDialect(of: id) { $0.noteProbeEvent(key, of: open) } }
            }
        } catch {
            await cleanUp(open, of: id, prober)
            throw Self.naming(open, in: error)
        }
        let after = try await record(report, open, of: id, at: started)
        return ProbedTenant(
            tenant: tenant.slug, resource: resource, day: days.day, otherDay: days.otherDay,
            points: ReportedPoint.all(before: known, after: after, seen: report.findings), obstacles: report.obstacles,
            left: report.left, removedBefore: removed, requests: report.requests, dialect: after)
    }

    /// A create whose answer was lost may have made an event that no list shows and of which nobody has the key.
    private static func naming(_ open: TenantDialect.OpenProbe, in error: any Error) -> any Error {
        guard let error = error as? SyncError, error.isAmbiguous else { return error }
        let days = open.days.map(\.description).joined(separator: " and ")
        return SyncError(
            error.code, error.message,
            remedy:
                "Probe again: that removes what lists show. If resource \(open.resource) shows an event marked \(ProbePlan.mark) on "
                + "\(days) afterwards, delete it in PlanningPME.",
            failureClass: error.failureClass, isAmbiguous: true, detail: error.detail)
    }

    /// Removes what an earlier probe left, however young: whoever probes again knows that it is over.
    /// - Returns: what could not be removed, which the next probe uses; and how much was.
    public func removeLeftovers(of tenant: TenantID, _ prober: any DialectProber) async throws -> (left: [EventKey], removed: Int)
    {
        guard let open = try await registry.tenant(tenant).dialect.openProbe else { return ([], 0) }
        let left = try await prober.removeProbeEvents(open)
        let registry = registry
        try await uncancellable { try await registry.changeDialect(of: tenant) { $0.closeProbe(open, leaving: left) } }
        return (left, max(0, open.keys.count - left.count))
    }

    private func record(
        _ report: ProbeReport, _ open: TenantDialect.OpenProbe, of tenant: TenantID, at moment: Instant
    ) async throws -> TenantDialect {
        let registry = registry
        return try await uncancellable {
            try await registry.changeDialect(of: tenant) { dialect in
                dialect.take(report.findings)
                if report.obstacles.isEmpty, report.left.isEmpty {
                    dialect.probedAt = moment
                    dialect.assumedAt = nil
                    dialect.doubt = nil
                } else {
                    // An earlier one's success is not this planning's any more.
                    dialect.probedAt = nil
                }
                dialect.closeProbe(open, leaving: report.left)
            }
        }
    }

    /// The prober deletes whatever happens. Whether it could, only a look says; without one the probe stays open.
    private func cleanUp(_ open: TenantDialect.OpenProbe, of tenant: TenantID, _ prober: any DialectProber) async {
        let registry = registry
        _ = try? await uncancellable {
            var written = open
            if let known = try await registry.tenant(tenant).dialect.openProbe, known.startedAt == open.startedAt {
                written.keys = known.keys
            }
            let left = try await prober.removeProbeEvents(written)
            try await registry.changeDialect(of: tenant) { $0.closeProbe(open, leaving: left) }
        }
    }
}
