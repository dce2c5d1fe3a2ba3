import Foundation
public import SyncCore

/// Finds out a tenant's dialect by writing, and keeps what was found (`docs/contracts/planningpme.md`, The dialect).
///
/// That a probe is under way is recorded before its first write, each of its events before it is sent and as its key comes: whoever finds
/// it open later (the next probe, a check, a run) knows what to remove.
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
        let before = try await removeLeftovers(of: tenant.id, prober)

        let id = tenant.id
        let open = TenantDialect.OpenProbe(
            resource: resource, days: [days.day, days.otherDay], keys: before.left, lostOn: [], startedAt: started)
        let known = try await registry.changeDialect(of: id) { $0.openProbe = open }
        let plan = ProbePlan(
            resource: resource, day: days.day, otherDay: days.otherDay, known: known,
            referenceField: tenant.settings.referenceField)
        let report: ProbeReport
        do {
            report = try await prober.probe(plan, at: started) { step in
                let registry = registry
                // A key that is known is recorded, also while the probe is being given up.
                try await uncancellable { try await registry.changeDialect(of: id) { $0.noteProbe(step, of: open) } }
            }
        } catch {
            let remains = await cleanUp(open, of: id, prober)
            throw Self.naming(before.lost, open, remains, in: error)
        }
        let after = try await record(report, open, of: id, at: started)
        // Those of an earlier probe are said here, and then it is a person's to look.
        let lost = after.isWholeViewFound ? [] : before.lost
        return ProbedTenant(
            tenant: tenant.slug, resource: resource, day: days.day, otherDay: days.otherDay,
            points: ReportedPoint.all(before: known, after: after, seen: report.findings), obstacles: report.obstacles,
            left: report.remains.keys, lost: lost + LostProbeEvent.all(on: resource, report.remains.lostOn),
            removedBefore: before.removed, requests: report.requests, dialect: after)
    }

    /// A create whose answer was lost may have made an event that no list shows and of which nobody has the key.
    /// - Parameters:
    ///   - before: of an earlier probe.
    ///   - remains: nil when nobody could look.
    private static func naming(
        _ before: [LostProbeEvent], _ open: TenantDialect.OpenProbe, _ remains: ProbeRemains?, in error: any Error
    ) -> any Error {
        guard let error = error as? SyncError else { return error }
        let own = remains?.lostOn ?? (error.isAmbiguous ? open.days : [])
        let lost = before + LostProbeEvent.all(on: open.resource, own)
        guard !lost.isEmpty else { return error }
        return SyncError(
            .planning(.probeFailed(cause: error.failure, lost: lost, isUnsearched: remains == nil)), error.failureClass,
            isAmbiguous: error.isAmbiguous, detail: error.detail)
    }

    /// What became of what an earlier probe had left.
    public struct Removal: Sendable {
        /// What could not be removed: the next probe uses it.
        public let left: [EventKey]
        /// What may be there, and no list shows.
        public let lost: [LostProbeEvent]
        public let removed: Int
    }

    /// Removes what an earlier probe left, however young: whoever probes again knows that it is over.
    public func removeLeftovers(of tenant: TenantID, _ prober: any DialectProber) async throws -> Removal {
        let dialect = try await registry.tenant(tenant).dialect
        guard let open = dialect.openProbe else { return Removal(left: [], lost: [], removed: 0) }
        let remains = try await prober.removeProbeEvents(open).asFar(as: dialect)
        let registry = registry
        try await uncancellable { try await registry.changeDialect(of: tenant) { $0.closeProbe(open, leaving: remains) } }
        return Removal(
            left: remains.keys, lost: LostProbeEvent.all(on: open.resource, remains.lostOn),
            removed: max(0, open.keys.count - remains.keys.count))
    }

    private func record(
        _ report: ProbeReport, _ open: TenantDialect.OpenProbe, of tenant: TenantID, at moment: Instant
    ) async throws -> TenantDialect {
        let registry = registry
        return try await uncancellable {
            try await registry.changeDialect(of: tenant) { dialect in
                dialect.take(report.findings)
                if report.obstacles.isEmpty, report.remains.isEmpty {
                    dialect.probedAt = moment
                    dialect.assumedAt = nil
                    dialect.doubt = nil
                } else {
                    // An earlier one's success is not this planning's any more.
                    dialect.probedAt = nil
                }
                dialect.closeProbe(open, leaving: report.remains)
            }
        }
    }

    /// The prober deletes whatever happens. Whether it could, only a look says; without one the probe stays open.
    /// - Returns: nil when nobody could look.
    private func cleanUp(
        _ open: TenantDialect.OpenProbe, of tenant: TenantID, _ prober: any DialectProber
    ) async -> ProbeRemains? {
        let registry = registry
        return try? await uncancellable {
            let dialect = try await registry.tenant(tenant).dialect
            let written = dialect.openProbe.flatMap { $0.startedAt == open.startedAt ? $0 : nil } ?? open
            let remains = try await prober.removeProbeEvents(written).asFar(as: dialect)
            try await registry.changeDialect(of: tenant) { $0.closeProbe(open, leaving: remains) }
            return remains
        }
    }
}

extension ProbeRemains {
    /// Where lists show every day, what they do not show was never made.
    func asFar(as dialect: TenantDialect) -> ProbeRemains {
        dialect.isWholeViewFound ? ProbeRemains(keys: keys) : self
    }
}

/// The two days that a probe writes on: one in summer time and one in winter time, where the tenant's zone has both.
public struct ProbeDays: Hashable, Sendable {
    /// So far ahead nobody looks, and no horizon is as long.
    public static let defaultMonthsAhead = 18

    public let day: CalendarDay
    public let otherDay: CalendarDay

    /// - Parameter asked: the operator's day; nil for a working day 18 months ahead. The other one lies nearer where it can, so that
    ///   what is asked for bounds how far the probe writes.
    /// - Throws: `invalid_input` for a day that is not to come.
    public init(asked: CalendarDay?, today: CalendarDay, calendar: TenantCalendar) throws(SyncError) {
        if let asked, asked <= today {
            throw SyncError(.tenant(.probeDayOver(day: asked, example: today.adding(days: 90))), .rejected)
        }
        day = asked ?? Self.working(today.adding(months: Self.defaultMonthsAhead), calendar)
        otherDay = Self.other(than: day, today: today, calendar)
    }

    /// Six months nearer, else another month on the way there, else six months further.
    private static func other(than day: CalendarDay, today: CalendarDay, _ calendar: TenantCalendar) -> CalendarDay {
        let offset = noonOffset(day, calendar)
        let candidates = [-6, -5, -7, -4, -8, -3, -9, -2, -10, -1, -11, 6, 5, 7, 4, 8, 3, 9, 2, 10, 1, 11].map {
            working(day.adding(months: $0), calendar)
        }
        let isOther = { (other: CalendarDay) in other > today && noonOffset(other, calendar) != offset }
        if let other = candidates.first(where: isOther) { return other }
        // The zone's clocks never change.
        let nearer = working(day.adding(months: -6), calendar)
        return nearer > today ? nearer : working(day.adding(months: 6), calendar)
    }

    private static func noonOffset(_ day: CalendarDay, _ calendar: TenantCalendar) -> Int {
        calendar.zone.secondsFromGMT(for: calendar.startOfDay(day).adding(seconds: 12 * 3600).date)
    }

    /// That day or the next one that the tenant works; a tenant that works none takes it as it is.
    private static func working(_ day: CalendarDay, _ calendar: TenantCalendar) -> CalendarDay {
        (0..<31).map { day.adding(days: $0) }.first(where: calendar.isWorked) ?? day
    }
}

/// Looks at what a tenant's planning shows of its dialect, without writing there, and keeps it.
public struct SurveyTenant: Sendable {
    private let registry: any TenantRegistry
    private let now: @Sendable () async throws -> Instant

    /// - Parameter now: the store's time.
    public init(registry: any TenantRegistry, now: @escaping @Sendable () async throws -> Instant) {
        self.registry = registry
        self.now = now
    }

    /// - Throws: what the prober and the registry throw: then nothing is kept.
    public func perform(_ tenant: Tenant, prober: any DialectProber) async throws -> SurveyedTenant {
        let before = try await registry.tenant(tenant.id).dialect
        let survey = try await prober.survey(at: try await now())
        let findings = survey.findings
        let after = findings.isEmpty ? before : try await registry.changeDialect(of: tenant.id) { $0.take(findings) }
        return SurveyedTenant(
            tenant: tenant.slug, points: ReportedPoint.all(before: before, after: after, seen: findings), open: survey.open,
            unforeseen: survey.unforeseen, requests: survey.requests, dialect: after)
    }
}
