import Foundation

/// A tenant's dialect: each finding with its origin and date, and whether the dialect is reliable.
package struct TenantDialect: Hashable, Sendable, Codable {
    package enum Origin: String, Sendable, Hashable, Codable, CaseIterable {
        /// Assumed by an earlier release that synced the tenant.
        case kept
        /// Observed on the planning, without writing.
        case surveyed
        /// Observed on an event that a probe wrote.
        case probed
        /// Set by an operator.
        case person
    }

    package struct Finding: Hashable, Sendable, Codable {
        /// As `PlanningDialect` spells it.
        package var value: String
        package var origin: Origin
        package var foundAt: Instant
        package var evidence: DialectEvidence

        package init(value: String, origin: Origin, foundAt: Instant, evidence: DialectEvidence = [:]) {
            self.value = value
            self.origin = origin
            self.foundAt = foundAt
            self.evidence = evidence
        }
    }

    /// Events that differ from what was sent: writes stop until the dialect is checked.
    package struct Doubt: Hashable, Sendable, Codable {
        package var point: DialectPoint
        package var since: Instant
        package var run: RunID

        package init(point: DialectPoint, since: Instant, run: RunID) {
            self.point = point
            self.since = since
            self.run = run
        }
    }

    /// A probe that began and did not finish: its events may still be on the planning.
    package struct OpenProbe: Hashable, Sendable, Codable {
        /// Marks the remark of each of its events.
        package static let mark = "[passerelle-probe]"

        package var resource: ResourceKey
        package var days: [CalendarDay]
        /// Keys of the events it made so far.
        package var keys: [EventKey]
        /// Days on which it may have made an event whose key was not recorded.
        package var lostOn: [CalendarDay]
        /// Lists do not show an event on those days: only a person can look for it.
        package var isLeftToPerson: Bool
        package var startedAt: Instant

        /// - Parameter lostOn: nil for each of the probe's days.
        package init(
            resource: ResourceKey, days: [CalendarDay], keys: [EventKey] = [], lostOn: [CalendarDay]? = nil,
            isLeftToPerson: Bool = false, startedAt: Instant
        ) {
            self.resource = resource
            self.days = days
            self.keys = keys
            self.lostOn = lostOn ?? days
            self.isLeftToPerson = isLeftToPerson
            self.startedAt = startedAt
        }
    }

    /// A missing point has its default.
    package var findings: [DialectPoint: Finding] = [:]
    /// When a probe last finished.
    package var probedAt: Instant?
    /// When an operator activated the tenant without a probe.
    package var assumedAt: Instant?
    package var doubt: Doubt?
    package var openProbe: OpenProbe?
    /// What the store has of it is in no form that is known, and nothing of it was read. Only lists of tenants show such a tenant.
    package private(set) var isUnreadable = false

    package init() {}

    package static let unreadable = {
        var dialect = TenantDialect()
        dialect.isUnreadable = true
        return dialect
    }()

    /// The dialect used for writes.
    package var dialect: PlanningDialect {
        var dialect = PlanningDialect()
        for (point, finding) in findings { dialect.set(point, finding.value) }
        return dialect
    }

    /// Whether the tenant was synced before dialects were detected.
    package var isKept: Bool { findings.values.contains { $0.origin == .kept } }

    /// Merges new findings. An operator's value is only replaced by an operator, a probe's only by a probe, and one kept from an
    /// earlier release not by a survey.
    package mutating func take(_ found: [DialectPoint: Finding]) {
        for (point, finding) in found {
            if let known = findings[point], known.origin.weight > finding.origin.weight { continue }
            findings[point] = finding
        }
    }
}

extension TenantDialect.Origin {
    /// A finding does not replace one with a higher weight.
    fileprivate var weight: Int {
        switch self {
        case .surveyed: 0
        case .kept: 1
        case .probed: 2
        case .person: 3
        }
    }
}

extension TenantDialect {
    /// How reliable the dialect is. The raw values are what JSON holds.
    package enum Standing: String, Sendable, Hashable, CaseIterable {
        case probed
        /// The tenant was synced with it before dialects were detected.
        case kept
        /// An operator activated the tenant without a probe.
        case assumed
        case unprobed

        /// A probe or past syncs confirmed it.
        package var isReliable: Bool { self == .probed || self == .kept }
        /// Confirmed, or accepted by an operator.
        package var isAnsweredFor: Bool { self != .unprobed }
    }

    package var standing: Standing {
        if probedAt != nil { return .probed }
        if isKept { return .kept }
        return assumedAt != nil ? .assumed : .unprobed
    }
}

extension TenantDialect {
    /// The points that an operator may set, because no observation may show them.
    package static let pointsOfPersons: Set<DialectPoint> = [.status, .zone]

    /// Sets a point to an operator's value: a status key or a time zone identifier. The point's default (`none`, `tenant`) clears
    /// its finding.
    /// - Returns: false if the value is invalid or operators may not set the point; then nothing changes.
    @discardableResult
    package mutating func say(_ point: DialectPoint, _ text: String, at moment: Instant) -> Bool {
        guard Self.pointsOfPersons.contains(point) else { return false }
        let standard = PlanningDialect()
        if text == standard[point] {
            findings[point] = nil
            return true
        }
        var dialect = standard
        guard dialect.set(point, text), dialect.status ?? 1 > 0, dialect.zone.map({ TimeZone(identifier: $0) != nil }) ?? true
        else { return false }
        // Normalized: `007` is status 7.
        findings[point] = Finding(value: dialect[point], origin: .person, foundAt: moment)
        return true
    }
}

extension TenantDialect.OpenProbe {
    /// A probe takes minutes: an older one was interrupted.
    private static let isLeftAfterSeconds = 10 * 60

    /// Whether the probe was interrupted, so that its events may be removed.
    /// - Parameter now: read from the same clock as `startedAt`.
    package func isLeft(at now: Instant) -> Bool {
        // A start in the future comes from a wrong clock: do not wait for it to pass.
        startedAt > now || startedAt.adding(seconds: Self.isLeftAfterSeconds) < now
    }
}

extension TenantDialect.OpenProbe {
    /// What a probe records about an event at each step.
    package enum Step: Hashable, Sendable {
        /// It is sent next. If this is the last step recorded, an event may exist on that day.
        case sending(CalendarDay)
        case made(EventKey)
        /// It was rejected or not sent, so there is no event.
        case notMade
    }
}

/// Events that a probe may have left on the planning.
package struct ProbeRemains: Hashable, Sendable {
    /// Events that could not be deleted.
    package var keys: [EventKey]
    /// Days that may have an event that no list shows and whose key is unknown.
    package var lostOn: [CalendarDay]

    package init(keys: [EventKey] = [], lostOn: [CalendarDay] = []) {
        self.keys = keys
        self.lostOn = lostOn
    }

    package var isEmpty: Bool { keys.isEmpty && lostOn.isEmpty }
}

extension TenantDialect {
    package mutating func noteProbe(_ step: OpenProbe.Step, of probe: OpenProbe) {
        guard openProbe?.startedAt == probe.startedAt else { return }
        switch step {
        case .sending(let day): openProbe?.lostOn = [day]
        case .notMade: openProbe?.lostOn = []
        case .made(let key):
            openProbe?.lostOn = []
            if openProbe?.keys.contains(key) == false { openProbe?.keys.append(key) }
        }
    }

    /// Ends a probe after it finished or was cleaned up.
    /// - Parameters:
    ///   - probe: the probe to close; one that has begun since stays open.
    ///   - remains: the probe stays open while there are any.
    package mutating func closeProbe(_ probe: OpenProbe, leaving remains: ProbeRemains) {
        guard openProbe?.startedAt == probe.startedAt, openProbe?.resource == probe.resource else { return }
        guard !remains.isEmpty else {
            openProbe = nil
            return
        }
        openProbe?.keys = remains.keys
        openProbe?.lostOn = remains.lostOn
        openProbe?.isLeftToPerson = !remains.lostOn.isEmpty
    }

    /// Whether lists were found to show every day: then an event they lack does not exist.
    package var isWholeViewFound: Bool { findings[.view]?.value == PlanningDialect.View.whole.rawValue }
}
