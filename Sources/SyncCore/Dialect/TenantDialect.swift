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
