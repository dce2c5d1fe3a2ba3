import Foundation
import JSONText
import SyncCore
import SyncEngine

/// What a probe saw of times, in both halves of the year.
struct ProbeTimes {
    private struct Tried: Hashable {
        let time: PlanningDialect.Time
        let zone: String?
    }

    /// Halves in which times came back right, or moved in a way that leaves one form only.
    private var settled: Set<ProbeEvent.Half> = []
    private var right: Set<ProbeEvent.Half> = []
    private var failed: Set<Tried> = []
    private var offsets: [ProbeEvent.Half: BrandZone.Offset] = [:]
    private var evidence: [String: String] = [:]
    private var showsZone = false

    /// Where the next event shows the most.
    var halfToConfirm: ProbeEvent.Half { right.contains(.first) && !right.contains(.other) ? .other : .first }

    mutating func judge(_ seen: ProbeObservation, _ probe: inout DialectProbe) {
        guard !probe.closed.contains(.time) else { return }
        let sent = seen.sent
        let half = sent.event.half
        let zone = EventCodec(dialect: sent.dialect, zone: probe.tenantZone, accounts: []).zone
        func verdict(_ text: String, _ found: String?) -> TimeVerdict {
            TimeVerdict(sent: text, as: sent.dialect.time, in: zone, found: found)
        }
        let start = verdict(sent.start, seen.wire.start)
        evidence["\(sent.event.day) sent"] = sent.start
        evidence["\(sent.event.day) found"] = Evidence.time(seen.wire.start)
        guard start == verdict(sent.end, seen.wire.end), start != .elsewhere else {
            return probe.close(.time, .unforeseen(.time, evidence))
        }
        guard case .otherwise(let time, let offset) = start else {
            right.insert(half)
            settled.insert(half)
            if sent.dialect.time == .utc || seen.wire.start.flatMap(PlanningDateTime.digits)?.offset != nil {
                showsZone = true
                offsets[half] = BrandZone.Offset(at: sent.bounds.start, seconds: zone.secondsFromGMT(for: sent.bounds.start.date))
            }
            return
        }
        right = []
        settled = []
        failed.insert(Tried(time: sent.dialect.time, zone: sent.dialect.zone))
        if let offset {
            showsZone = true
            offsets[half] = BrandZone.Offset(at: sent.bounds.start, seconds: offset)
        }
        probe.dialect.time = time
        take(&probe, half)
    }

    /// Takes the zone that has every offset that was seen.
    private mutating func take(_ probe: inout DialectProbe, _ half: ProbeEvent.Half) {
        let isPersons = probe.plan.known.findings[.zone]?.origin == .person
        let current = probe.codec.zone.identifier
        let named = probe.configuration.flatMap(BrandZone.named)?.identifier
        let likely = [current, probe.tenantZone.identifier] + [named].compactMap { $0 }
        let fitting = BrandZone.fitting(Array(offsets.values), likely: isPersons ? [current] : likely)
        if let fitting, !isPersons || fitting == current {
            if fitting != current { probe.dialect.zone = fitting == probe.tenantZone.identifier ? nil : fitting }
            // Each half's own offset leads to this zone.
            settled = Set(offsets.keys).union([half])
        } else if offsets.count == 2 || isPersons {
            return probe.close(.time, zoneUnknown(probe))
        } else {
            // The other half tells more.
            return
        }
        if failed.contains(Tried(time: probe.dialect.time, zone: probe.dialect.zone)) {
            probe.close(.time, .unforeseen(.time, evidence))
        }
    }

    private func zoneUnknown(_ probe: DialectProbe) -> ProbeObstacle {
        /// How far a half is off, in minutes.
        func minutes(_ half: ProbeEvent.Half) -> Int {
            guard let offset = offsets[half] else { return 0 }
            return (offset.seconds - probe.tenantZone.secondsFromGMT(for: offset.at.date)) / 60
        }
        func east(_ half: ProbeEvent.Half) -> Int {
            probe.tenantZone.secondsFromGMT(for: probe.event(half, 10..<11).bounds(in: probe.tenantZone).start.date)
        }
        let isFirstSummer = east(.first) >= east(.other)
        return .zoneUnknown(
            summerMinutes: minutes(isFirstSummer ? .first : .other), winterMinutes: minutes(isFirstSummer ? .other : .first))
    }

    /// Once everything was written.
    func conclude(_ probe: inout DialectProbe) {
        guard !probe.closed.contains(.time) else { return }
        guard settled.count == 2 || right.count == 2 else {
            return probe.close(.time, .unforeseen(.time, evidence))
        }
        probe.resolve(.time, evidence)
        probe.resolve(
            .zone,
            ["zone": probe.codec.zone.identifier, "seen": showsZone ? "times came back by it" : "nothing shows another one"])
    }
}
