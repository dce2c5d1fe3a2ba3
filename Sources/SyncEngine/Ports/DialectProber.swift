package import SyncCore

/// Finds the dialect of one brand's PlanningPME (`docs/contracts/planningpme.md`, The dialect). Every method throws `SyncError`.
package protocol DialectProber: Sendable {
    /// Reads only: at most 8 requests, plus sign-in.
    /// - Parameter now: recorded as the time of the findings.
    func survey(at now: Instant) async throws -> DialectSurvey

    /// Writes marked events, reads them back, and always deletes them: at most 20 requests, plus sign-in and `removeProbeEvents`.
    /// - Parameters:
    ///   - recording: awaited before each create and once each key is known, so that the events of a killed probe can be found.
    func probe(
        _ plan: ProbePlan, at now: Instant, recording: @Sendable (TenantDialect.OpenProbe.Step) async throws -> Void
    ) async throws -> ProbeReport

    /// Deletes a probe's events: those of the recorded keys, and each marked event on the days without a known key.
    func removeProbeEvents(_ probe: TenantDialect.OpenProbe) async throws -> ProbeRemains
}

/// Findings without writing.
package struct DialectSurvey: Hashable, Sendable {
    /// Points with a value; their `origin` is `surveyed`.
    package var findings: [DialectPoint: TenantDialect.Finding]
    /// Points that only a probe can find.
    package var open: [DialectPoint]
    /// Points whose answer has an unexpected form, with the facts: member names and JSON types.
    package var unforeseen: [DialectPoint: DialectEvidence]
    package var requests: Int

    package init(
        findings: [DialectPoint: TenantDialect.Finding] = [:], open: [DialectPoint] = [],
        unforeseen: [DialectPoint: DialectEvidence] = [:], requests: Int = 0
    ) {
        self.findings = findings
        self.open = open
        self.unforeseen = unforeseen
        self.requests = requests
    }
}

package struct ProbePlan: Hashable, Sendable {
    package let resource: ResourceKey
    /// The day of the first event; a day 6 months away is tried too, for the other half of the year.
    package let day: CalendarDay
    package let otherDay: CalendarDay
    /// What is known so far: each search starts with it.
    package let known: TenantDialect
    package let referenceField: String?

    package init(
        resource: ResourceKey, day: CalendarDay, otherDay: CalendarDay, known: TenantDialect, referenceField: String? = nil
    ) {
        self.resource = resource
        self.day = day
        self.otherDay = otherDay
        self.known = known
        self.referenceField = referenceField
    }

    package static let mark = TenantDialect.OpenProbe.mark
}

package struct ProbeReport: Hashable, Sendable {
    /// Points with a value; their `origin` is `probed`.
    package var findings: [DialectPoint: TenantDialect.Finding]
    /// Empty if everything was found: only then may the dialect be used for writing.
    package var obstacles: [ProbeObstacle]
    package var remains: ProbeRemains
    package var requests: Int

    package init(
        findings: [DialectPoint: TenantDialect.Finding] = [:], obstacles: [ProbeObstacle] = [],
        remains: ProbeRemains = ProbeRemains(), requests: Int = 0
    ) {
        self.findings = findings
        self.obstacles = obstacles
        self.remains = remains
        self.requests = requests
    }
}

/// Why a probe did not finish.
package enum ProbeObstacle: Hashable, Sendable, Codable {
    /// The resource does not exist, or our user may not see it.
    case resourceUnknown(ResourceKey)
    /// PlanningPME has no unavailability type to mark events with.
    case noType
    /// Created events get a status that needs approval, and the key of the approved status is unknown: an operator sets it
    /// (`--event-status`).
    case statusUnknown(created: Int?)
    /// An operator set this status, and events show none: whether it is accepted is unknown.
    case statusNotShown(Int)
    /// Events cannot be deleted: this one stays, and the next probe uses it.
    case deletionRefused(EventKey)
    /// The event is found neither in a list nor by key: our user may not see that day.
    case dayNotVisible(CalendarDay)
    /// The times come back shifted by these minutes in the two halves of the year, which matches no known zone: an operator sets
    /// it (`--planning-time-zone`).
    case zoneUnknown(summerMinutes: Int, winterMinutes: Int)
    /// Remarks do not preserve a reference: it needs a separate field (`--reference-field`).
    case remarkTooShort
    /// The field set for references does not keep what is written into it.
    case referenceFieldLost(String)
    /// The planning rejected the write, with this status.
    case refused(DialectPoint, status: Int)
    /// The request limit was reached before these points were found; the findings so far count for the next probe.
    case outOfRequests([DialectPoint])
    /// An answer has an unexpected form; the facts are member names, JSON types, statuses and times.
    case unforeseen(DialectPoint, DialectEvidence)
}
