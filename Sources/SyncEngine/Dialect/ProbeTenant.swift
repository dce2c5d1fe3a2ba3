import Foundation
package import SyncCore

/// Finds a tenant's dialect by writing, and stores the findings (`docs/contracts/planningpme.md`, The dialect).
///
/// The probe is recorded before its first write, and each event before it is sent and once its key is known: after an
/// interruption the next probe, check or run knows what to remove.
package struct ProbeTenant: Sendable {
    private let registry: any TenantRegistry
    private let now: @Sendable () async throws -> Instant

    /// - Parameter now: the store's time.
    package init(registry: any TenantRegistry, now: @escaping @Sendable () async throws -> Instant) {
        self.registry = registry
        self.now = now
    }

    /// - Parameters:
    ///   - resource: where the events are written.
    ///   - day: nil to let `ProbeDays` choose.
    /// - Throws: `invalid_input` for a day that is not in the future; what the prober and the registry throw, after the probe's
    ///   events were searched for and removed. If that fails, the probe stays open.
    package func perform(
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
                // Record a known key, also while the probe is being cancelled.
                try await uncancellable { try await registry.changeDialect(of: id) { $0.noteProbe(step, of: open) } }
            }
        } catch {
            let remains = await cleanUp(open, of: id, prober)
            throw Self.naming(before.lost, open, remains, in: error)
        }
        let after = try await record(report, open, of: id, at: started)
        // Report those of an earlier probe here; from then on a person has to look for them.
        let lost = after.isWholeViewFound ? [] : before.lost
        return ProbedTenant(
            tenant: tenant.slug, resource: resource, day: days.day, otherDay: days.otherDay,
            points: ReportedPoint.all(before: known, after: after, seen: report.findings), obstacles: report.obstacles,
            left: report.remains.keys, lost: lost + LostProbeEvent.all(on: resource, report.remains.lostOn),
            removedBefore: before.removed, requests: report.requests, dialect: after)
    }

    /// Adds the events that a create with a lost answer may have made: no list shows them, and their keys are unknown.
    /// - Parameters:
    ///   - before: of an earlier probe.
    ///   - remains: nil if the search failed.
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

    /// The result of removing an earlier probe's events.
    package struct Removal: Sendable {
        /// Could not be removed: the next probe uses them.
        package let left: [EventKey]
        /// May exist, and no list shows them.
        package let lost: [LostProbeEvent]
        package let removed: Int
    }

    /// Removes an earlier probe's events, however recent: starting a new probe implies that the earlier one is over.
    package func removeLeftovers(of tenant: TenantID, _ prober: any DialectProber) async throws -> Removal {
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
                    // An earlier success does not apply to another planning.
                    dialect.probedAt = nil
                }
                dialect.closeProbe(open, leaving: report.remains)
            }
        }
    }

    /// The prober always deletes its events. Only a search confirms it; without one the probe stays open.
    /// - Returns: nil if the search failed.
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
    /// Where lists show every day, an event that they lack does not exist.
    func asFar(as dialect: TenantDialect) -> ProbeRemains {
        dialect.isWholeViewFound ? ProbeRemains(keys: keys) : self
    }
}

/// The two days that a probe writes on: one in summer time and one in winter time, if the tenant's zone has both.
package struct ProbeDays: Hashable, Sendable {
    /// Too far ahead for planners to see, and beyond any horizon.
    package static let defaultMonthsAhead = 18

    package let day: CalendarDay
    package let otherDay: CalendarDay

    /// - Parameter asked: the operator's day; nil for a working day 18 months ahead. The other day is earlier if possible, so
    ///   that the operator's day limits how far ahead the probe writes.
    /// - Throws: `invalid_input` for a day that is not in the future.
    package init(asked: CalendarDay?, today: CalendarDay, calendar: TenantCalendar) throws(SyncError) {
        if let asked, asked <= today {
            throw SyncError(.tenant(.probeDayOver(day: asked, example: today.adding(days: 90))), .rejected)
        }
        day = asked ?? Self.working(today.adding(months: Self.defaultMonthsAhead), calendar)
        otherDay = Self.other(than: day, today: today, calendar)
    }

    /// Six months earlier, else another earlier month, else six months later.
    private static func other(than day: CalendarDay, today: CalendarDay, _ calendar: TenantCalendar) -> CalendarDay {
        let offset = noonOffset(day, calendar)
        let candidates = [-6, -5, -7, -4, -8, -3, -9, -2, -10, -1, -11, 6, 5, 7, 4, 8, 3, 9, 2, 10, 1, 11].map {
            working(day.adding(months: $0), calendar)
        }
        let isOther = { (other: CalendarDay) in other > today && noonOffset(other, calendar) != offset }
        if let other = candidates.first(where: isOther) { return other }
        // The zone has no clock changes.
        let nearer = working(day.adding(months: -6), calendar)
        return nearer > today ? nearer : working(day.adding(months: 6), calendar)
    }

    private static func noonOffset(_ day: CalendarDay, _ calendar: TenantCalendar) -> Int {
        calendar.zone.secondsFromGMT(for: calendar.startOfDay(day).adding(seconds: 12 * 3600).date)
    }

    /// That day or the tenant's next working day; unchanged if the tenant has none.
    private static func working(_ day: CalendarDay, _ calendar: TenantCalendar) -> CalendarDay {
        (0..<31).map { day.adding(days: $0) }.first(where: calendar.isWorked) ?? day
    }
}

/// Detects what a tenant's planning shows of its dialect without writing, and stores it.
package struct SurveyTenant: Sendable {
    private let registry: any TenantRegistry
    private let now: @Sendable () async throws -> Instant

    /// - Parameter now: the store's time.
    package init(registry: any TenantRegistry, now: @escaping @Sendable () async throws -> Instant) {
        self.registry = registry
        self.now = now
    }

    /// - Throws: what the prober and the registry throw; then nothing is stored.
    package func perform(_ tenant: Tenant, prober: any DialectProber) async throws -> SurveyedTenant {
        let before = try await registry.tenant(tenant.id).dialect
        let survey = try await prober.survey(at: try await now())
        let findings = survey.findings
        let after = findings.isEmpty ? before : try await registry.changeDialect(of: tenant.id) { $0.take(findings) }
        return SurveyedTenant(
            tenant: tenant.slug, points: ReportedPoint.all(before: before, after: after, seen: findings), open: survey.open,
            unforeseen: survey.unforeseen, requests: survey.requests, dialect: after)
    }
}
