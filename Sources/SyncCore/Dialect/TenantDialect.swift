import Foundation

/// What is known of a tenant's dialect: what was found, how and when, and whether it may be relied on.
public struct TenantDialect: Hashable, Sendable {
    public enum Origin: String, Sendable, Hashable, CaseIterable {
        /// Taken for granted by an earlier release, under which the tenant ran.
        case kept
        /// Seen in what the planning shows, without writing.
        case surveyed
        /// Seen in what became of an event that was written for it.
        case probed
        /// An operator said so.
        case person
    }

    public struct Finding: Hashable, Sendable {
        /// As `PlanningDialect` spells it.
        public var value: String
        public var origin: Origin
        public var foundAt: Instant
        /// Facts that led to it, such as `"sent": "2028-06-14T10:00"`: statuses, keys, names of members, times; never a customer's text.
        public var evidence: [String: String]

        public init(value: String, origin: Origin, foundAt: Instant, evidence: [String: String] = [:]) {
            self.value = value
            self.origin = origin
            self.foundAt = foundAt
            self.evidence = evidence
        }
    }

    /// Writes that did not stand as they were sent: nothing is written until somebody has looked.
    public struct Doubt: Hashable, Sendable {
        public var point: DialectPoint
        public var since: Instant
        public var run: RunID

        public init(point: DialectPoint, since: Instant, run: RunID) {
            self.point = point
            self.since = since
            self.run = run
        }
    }

    /// A probe that was begun and not brought to its end: its events may still be there.
    public struct OpenProbe: Hashable, Sendable {
        /// Is in the remark of each of its events.
        public static let mark = "[passerelle-probe]"

        public var resource: ResourceKey
        public var days: [CalendarDay]
        /// Of the events that it made so far.
        public var keys: [EventKey]
        /// Days on which it may have made an event whose key nobody recorded.
        public var lostOn: [CalendarDay]
        /// Lists were asked for those, and do not show one: only a person can look.
        public var isLeftToPerson: Bool
        public var startedAt: Instant

        /// - Parameter lostOn: nil for each of its days.
        public init(
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

    /// A point that is not among them has its default.
    public var findings: [DialectPoint: Finding] = [:]
    /// When a probe was last brought to its end.
    public var probedAt: Instant?
    /// When an operator activated the tenant without a probe.
    public var assumedAt: Instant?
    public var doubt: Doubt?
    public var openProbe: OpenProbe?

    public init() {}

    /// What is written by.
    public var dialect: PlanningDialect {
        var dialect = PlanningDialect()
        for (point, finding) in findings { dialect.set(point, finding.value) }
        return dialect
    }

    /// Whether the tenant ran before dialects were found out.
    public var isKept: Bool { findings.values.contains { $0.origin == .kept } }

    /// Takes over what was found. What a person said stays, unless it is a person who says otherwise; what a probe found, unless another
    /// probe does; and what a tenant ran by is not given up for what was merely seen.
    public mutating func take(_ found: [DialectPoint: Finding]) {
        for (point, finding) in found {
            if let known = findings[point], known.origin.weight > finding.origin.weight { continue }
            findings[point] = finding
        }
    }
}

extension TenantDialect.Origin {
    /// What weighs less does not replace what weighs more.
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
    /// How far it may be relied on. The raw values are what JSON holds.
    public enum Standing: String, Sendable, Hashable, CaseIterable {
        case probed
        /// The tenant ran by it before dialects were found out.
        case kept
        /// An operator activated the tenant without a probe.
        case assumed
        case unprobed

        /// Somebody saw it work.
        public var isReliable: Bool { self == .probed || self == .kept }
        /// Somebody saw it work, or answers for it.
        public var isAnsweredFor: Bool { self != .unprobed }
    }

    public var standing: Standing {
        if probedAt != nil { return .probed }
        if isKept { return .kept }
        return assumedAt != nil ? .assumed : .unprobed
    }
}

extension TenantDialect {
    /// The points of which a person may know what nothing shows.
    public static let pointsOfPersons: Set<DialectPoint> = [.status, .zone]

    /// Takes an operator's word for a point: a status's key, or the identifier of a time zone. The point's default (`none`, `tenant`)
    /// takes back whatever was found of it.
    /// - Returns: false when that is no value of the point, or not a point that a person may set: nothing is changed.
    @discardableResult
    public mutating func say(_ point: DialectPoint, _ text: String, at moment: Instant) -> Bool {
        guard Self.pointsOfPersons.contains(point) else { return false }
        let standard = PlanningDialect()
        if text == standard[point] {
            findings[point] = nil
            return true
        }
        var dialect = standard
        guard dialect.set(point, text), dialect.status ?? 1 > 0, dialect.zone.map({ TimeZone(identifier: $0) != nil }) ?? true
        else { return false }
        // As the dialect spells it: `007` is status 7.
        findings[point] = Finding(value: dialect[point], origin: .person, foundAt: moment)
        return true
    }
}

extension TenantDialect.OpenProbe {
    /// A probe ends within minutes: what is older was left behind by one that was stopped.
    private static let isLeftAfterSeconds = 10 * 60

    /// Whether nobody is at it any more, so that its events may be removed.
    /// - Parameter now: by the clock that `startedAt` was read from.
    public func isLeft(at now: Instant) -> Bool {
        // A moment later than now is a wrong clock's: nobody could wait until it is past.
        startedAt > now || startedAt.adding(seconds: Self.isLeftAfterSeconds) < now
    }
}

extension TenantDialect.OpenProbe {
    /// What a probe records about an event before it goes on.
    public enum Step: Hashable, Sendable {
        /// It is sent next. Whoever finds this last knows on which day to look.
        case sending(CalendarDay)
        case made(EventKey)
        /// It was refused, or not sent: there is none.
        case notMade
    }
}

/// What a probe may have left on the planning.
public struct ProbeRemains: Hashable, Sendable {
    /// Events that could not be deleted.
    public var keys: [EventKey]
    /// Days on which there may be one that no list shows and whose key nobody knows.
    public var lostOn: [CalendarDay]

    public init(keys: [EventKey] = [], lostOn: [CalendarDay] = []) {
        self.keys = keys
        self.lostOn = lostOn
    }

    public var isEmpty: Bool { keys.isEmpty && lostOn.isEmpty }
}

extension TenantDialect {
    public mutating func noteProbe(_ step: OpenProbe.Step, of probe: OpenProbe) {
        guard openProbe?.startedAt == probe.startedAt else { return }
        switch step {
        case .sending(let day): openProbe?.lostOn = [day]
        case .notMade: openProbe?.lostOn = []
        case .made(let key):
            openProbe?.lostOn = []
            if openProbe?.keys.contains(key) == false { openProbe?.keys.append(key) }
        }
    }

    /// The probe is over, or was cleaned up.
    /// - Parameters:
    ///   - probe: the one that is meant: another one that has begun meanwhile stays open.
    ///   - remains: as long as there are any, it stays open.
    public mutating func closeProbe(_ probe: OpenProbe, leaving remains: ProbeRemains) {
        guard openProbe?.startedAt == probe.startedAt, openProbe?.resource == probe.resource else { return }
        guard !remains.isEmpty else {
            openProbe = nil
            return
        }
        openProbe?.keys = remains.keys
        openProbe?.lostOn = remains.lostOn
        openProbe?.isLeftToPerson = !remains.lostOn.isEmpty
    }

    /// Whether lists were seen to show every day: then what they do not show is not there.
    public var isWholeViewFound: Bool { findings[.view]?.value == PlanningDialect.View.whole.rawValue }
}
