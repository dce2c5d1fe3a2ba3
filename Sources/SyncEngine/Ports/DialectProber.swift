package import SyncCore

/// Finds out how one brand's PlanningPME speaks (`docs/contracts/planningpme.md`, The dialect). Every method throws `SyncError`.
package protocol DialectProber: Sendable {
    /// Looks at what is there, and writes nothing: at most 8 requests, sign-in aside.
    /// - Parameter now: when the findings count as found.
    func survey(at now: Instant) async throws -> DialectSurvey

    /// Writes marked events, looks at what becomes of them, and deletes them, whatever happens: at most 20 requests, sign-in and what
    /// `removeProbeEvents` asks included.
    /// - Parameters:
    ///   - recording: awaited before each create and with each key as soon as it is known: of a probe that is killed, somebody knows
    ///     what to look for.
    func probe(
        _ plan: ProbePlan, at now: Instant, recording: @Sendable (TenantDialect.OpenProbe.Step) async throws -> Void
    ) async throws -> ProbeReport

    /// Deletes what a probe left: the events of the keys that it recorded, and each marked one on the days of which no key is known.
    func removeProbeEvents(_ probe: TenantDialect.OpenProbe) async throws -> ProbeRemains
}

/// What can be seen without writing.
package struct DialectSurvey: Hashable, Sendable {
    /// Points whose value shows, `origin` being `surveyed`.
    package var findings: [DialectPoint: TenantDialect.Finding]
    /// Points that only a probe can tell.
    package var open: [DialectPoint]
    /// Points of which an answer has a form that no value of theirs foresees, with the facts: names of members and JSON types.
    package var unforeseen: [DialectPoint: [String: String]]
    package var requests: Int

    package init(
        findings: [DialectPoint: TenantDialect.Finding] = [:], open: [DialectPoint] = [],
        unforeseen: [DialectPoint: [String: String]] = [:], requests: Int = 0
    ) {
        self.findings = findings
        self.open = open
        self.unforeseen = unforeseen
        self.requests = requests
    }
}

/// What a probe is to write, and where.
package struct ProbePlan: Hashable, Sendable {
    package let resource: ResourceKey
    /// The day of the first event; the other half of the year is tried too, 6 months away.
    package let day: CalendarDay
    package let otherDay: CalendarDay
    /// What is known so far: where the search for each value begins.
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

    /// Is in the remark of each of its events.
    package static let mark = TenantDialect.OpenProbe.mark
}

/// What a probe found.
package struct ProbeReport: Hashable, Sendable {
    /// Points whose value was seen, `origin` being `probed`.
    package var findings: [DialectPoint: TenantDialect.Finding]
    /// Empty when everything was found: only then may be written by it.
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

/// Why a probe did not come to its end.
package enum ProbeObstacle: Hashable, Sendable {
    /// There is no such resource, or our user may not see it.
    case resourceUnknown(ResourceKey)
    /// PlanningPME has no unavailability type to mark events with.
    case noType
    /// Created events get a status that has to be approved, and nothing shows the key of the approved one: a person names it
    /// (`--event-status`).
    case statusUnknown(created: Int?)
    /// A person named this status, and events show none: nothing tells whether it is taken.
    case statusNotShown(Int)
    /// Events can't be deleted: this one stays, and the next probe uses it.
    case deletionRefused(EventKey)
    /// Neither a list nor a key leads to the event: the day is outside of what our user sees.
    case dayNotVisible(CalendarDay)
    /// The times come back moved by so many minutes in the two halves of the year, which fits no zone that is known: a person names
    /// it (`--planning-time-zone`).
    case zoneUnknown(summerMinutes: Int, winterMinutes: Int)
    /// A reference does not survive in remarks: it needs a field of its own (`--reference-field`).
    case remarkTooShort
    /// The field that was named for references does not keep what is written into it.
    case referenceFieldLost(String)
    /// The planning refused the write, with this status.
    case refused(DialectPoint, status: Int)
    /// The requests were used up before these points were found; what was found counts for the next probe.
    case outOfRequests([DialectPoint])
    /// An answer has a form that no value of the point foresees; the facts are names of members, JSON types, statuses and times.
    case unforeseen(DialectPoint, [String: String])
}
