import JSONText
import SyncCore

/// A row of a list of events with all that it shows, for comparisons. Of long lists only the wires are kept.
struct EventRow: KeyedRow {
    let wire: EventWire
    let object: JSONObject

    var identity: EventWire.RowIdentity? { wire.identity }
    var key: Int? { wire.key }

    init(_ item: JSONValue) {
        wire = EventWire(item)
        object = item.members ?? JSONObject()
    }
}

/// A list of events, understood.
struct EventRows {
    private let rows: [EventWire]
    private let codec: EventCodec
    /// Keys that come with several starts: one event of a series each time.
    private let series: Set<Int>

    init(_ rows: [EventWire], _ codec: EventCodec) {
        self.rows = rows
        self.codec = codec
        var seen: Set<Int> = []
        var series: Set<Int> = []
        for key in rows.lazy.compactMap(\.key) where !seen.insert(key).inserted { series.insert(key) }
        self.series = series
    }

    /// Each event once. Those that can't be read are left out unless they may be ours.
    /// - Parameters:
    ///   - from: with `to`, where an event counts as standing whose times can't be read.
    func unavailabilities(from: Instant, to: Instant) -> [Unavailability] {
        var taken: Set<Int> = []
        return rows.compactMap { wire in
            guard let key = wire.key else { return codec.keyless(wire, from: from, to: to) }
            if series.contains(key) {
                guard taken.insert(key).inserted else { return nil }
                return ofSeries(wire)
            }
            // A task of ours is put right by the next write; dropped, it would be made again.
            if codec.kind(of: wire) == .other, codec.isOurs(wire) == false { return nil }
            if let event = codec.unavailability(wire) { return event }
            if wire.isRecurring { return nil }
            // A planner's event may look odd and be none of our business; one of ours that is left out would be made again. Whether one
            // whose remark can't be read is ours, the ledger alone knows.
            if let remark = codec.remark(of: wire), EventReference.all(in: remark).isEmpty { return nil }
            return codec.unreadable(wire, from: from, to: to)
        }
    }

    /// The planners', whatever it carries.
    private func ofSeries(_ wire: EventWire) -> Unavailability? {
        guard codec.kind(of: wire) != .other, var event = codec.unavailability(wire) else { return nil }
        event.remark = ""
        return event
    }
}
