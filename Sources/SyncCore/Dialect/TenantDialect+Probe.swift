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
