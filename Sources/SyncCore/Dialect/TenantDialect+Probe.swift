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
