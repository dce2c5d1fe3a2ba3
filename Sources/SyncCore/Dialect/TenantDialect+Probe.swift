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

extension TenantDialect {
    /// That probe made an event.
    public mutating func noteProbeEvent(_ key: EventKey, of probe: OpenProbe) {
        guard openProbe?.startedAt == probe.startedAt, openProbe?.keys.contains(key) == false else { return }
        openProbe?.keys.append(key)
    }

    /// The probe is over, or was cleaned up.
    /// - Parameters:
    ///   - probe: the one that is meant: another one that has begun meanwhile stays open.
    ///   - left: its events that are still there. As long as there are any, it stays open.
    public mutating func closeProbe(_ probe: OpenProbe, leaving left: [EventKey]) {
        guard openProbe?.startedAt == probe.startedAt, openProbe?.resource == probe.resource else { return }
        if left.isEmpty { openProbe = nil } else { openProbe?.keys = left }
    }
}
