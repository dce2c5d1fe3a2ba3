import Foundation
import JSONText
import SyncCore
import SyncEngine
import Synchronization

/// An event that a probe is to write.
struct ProbeEvent: Hashable {
    enum Half: Hashable {
        /// Of the year in which the plan's day lies.
        case first
        case other
    }

    let half: Half
    let day: CalendarDay
    /// Hours in the brand's zone; nil for the whole day.
    let hours: Range<Int>?

    func bounds(in zone: TimeZone) -> (start: Instant, end: Instant) {
        func moment(_ hour: Int) -> Instant {
            PlanningDateTime.instant(ofLocal: day.ordinal * 86_400 + hour * 3600, in: zone)
        }
        let hours = hours ?? 0..<24
        return (moment(hours.lowerBound), moment(hours.upperBound))
    }
}

/// The mark of a probe's events.
struct ProbeMark {
    /// No Lucca account has this name, so no run treats the event as its own. As long as a host's label can be.
    static let account = "passerelle-probe-" + String(repeating: "x", count: 63 - "passerelle-probe-".utf8.count)
    /// The maximum length of Lucca's ids.
    private static let longestID = 19

    /// Identifies this probe's events among other probes': short enough for a truncated remark.
    let nonce: String
    let reference: EventReference
    /// The longest reference that a sync may write, accents, and line breaks within and at the end.
    let remark: String

    /// - Parameter number: the event's number within its probe.
    init(at now: Instant, number: Int, day: CalendarDay, hasField: Bool) {
        nonce = "\(now.millisecondsSince1970)-\(number)"
        let digits = "\(abs(now.millisecondsSince1970))\(number)"
        let long = String((digits + String(repeating: "7", count: Self.longestID)).prefix(Self.longestID))
        reference = EventReference(
            account: Self.account, periodID: LeavePeriodID(long), accountID: LeaveAccountID(long), first: HalfDay(day, .morning))
        let texts = ["\(ProbePlan.mark) \(nonce)", hasField ? nil : "\(reference)", "Été, à ça & là", ""]
        remark = texts.compactMap { $0 }.joined(separator: "\n")
    }

    /// Whether an event has the mark of any probe.
    static func isMarked(_ wire: EventWire) -> Bool { text(wire).contains(ProbePlan.mark) }

    func isOn(_ wire: EventWire) -> Bool { Self.text(wire).contains(nonce) }

    private static func text(_ wire: EventWire) -> String { HTMLEntities.decode(wire.remarkTexts) }
}

/// An event of a probe as sent.
struct SentProbeEvent {
    let event: ProbeEvent
    let mark: ProbeMark
    let dialect: PlanningDialect
    let body: JSONObject
    /// Its expected times.
    let bounds: (start: Instant, end: Instant)

    init(_ event: ProbeEvent, _ mark: ProbeMark, _ codec: EventCodec, resource: ResourceKey, type: Int) {
        self.event = event
        self.mark = mark
        dialect = codec.dialect
        bounds = event.bounds(in: codec.zone)
        let draft = EventFacts(
            reference: mark.reference, employeeID: "", resource: resource, type: UnavailabilityTypeKey(type), start: bounds.start,
            end: bounds.end)
        var body = codec.created(draft).body.members ?? [:]
        body[EventName.remark] = .text(mark.remark)
        self.body = body
    }

    var start: String { body[EventName.start]?.string ?? "" }
    var end: String { body[EventName.end]?.string ?? "" }
}

struct ProbeObservation {
    let key: Int
    let sent: SentProbeEvent
    let wire: EventWire
    /// nil if it was only seen in a list, which may omit members.
    let object: JSONObject?
}

/// The requests of one target for probes: removing an earlier one's events, the probe itself and its cleanup share them
/// (`contracts/planningpme.md`, The dialect).
final class ProbeRequests: Sendable {
    static let most = 20

    /// The result of a probe's cleanup.
    struct End: Sendable {
        let startedAt: Instant
        /// Events that may still exist.
        let left: [Int]
        /// Days of events that no list showed.
        let lostOn: [CalendarDay]
        /// The day of an event that could not be searched for.
        let unsearched: [CalendarDay]
    }

    private let state = Mutex<(used: Int, end: End?)>((0, nil))

    var used: Int { state.withLock { $0.used } }

    /// Counts a request.
    /// - Parameter reserve: how many more must be left after it.
    /// - Returns: false if there are not enough: nothing was counted.
    func take(reserving reserve: Int) -> Bool {
        state.withLock { state in
            guard state.used + 1 + reserve <= Self.most else { return false }
            state.used += 1
            return true
        }
    }

    /// Of the last probe: what it cleaned up need not be searched for again.
    var end: End? {
        get { state.withLock { $0.end } }
        set { state.withLock { $0.end = newValue } }
    }
}

/// What a probe found about times, in both halves of the year.
struct ProbeTimes {
    private struct Tried: Hashable {
        let time: PlanningDialect.Time
        let zone: String?
    }

    /// Halves whose times came back right, or shifted in a way that leaves one form only.
    private var settled: Set<ProbeEvent.Half> = []
    private var right: Set<ProbeEvent.Half> = []
    private var failed: Set<Tried> = []
    private var offsets: [ProbeEvent.Half: BrandZone.Offset] = [:]
    private var evidence: DialectEvidence = [:]
    /// Whether times came back in a way that only a zone explains.
    private(set) var showsZone = false

    /// Where the next event is most informative.
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
        evidence[.onDay(sent.event.day, .sent)] = .text(sent.start)
        evidence[.onDay(sent.event.day, .found)] = Evidence.time(seen.wire.start)
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

    /// Selects the zone with every observed offset.
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
            // The other half is more informative.
            return
        }
        if failed.contains(Tried(time: probe.dialect.time, zone: probe.dialect.zone)) {
            probe.close(.time, .unforeseen(.time, evidence))
        }
    }

    private func zoneUnknown(_ probe: DialectProbe) -> ProbeObstacle {
        /// The half's shift in minutes.
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

    /// After everything was written.
    func conclude(_ probe: inout DialectProbe) {
        guard !probe.closed.contains(.time) else { return }
        guard settled.count == 2 || right.count == 2 else {
            return probe.close(.time, .unforeseen(.time, evidence))
        }
        probe.resolve(.time, evidence)
        let zone = probe.codec.zone.identifier
        let isNamed = probe.configuration.flatMap(BrandZone.named)?.identifier == zone
        probe.resolve(
            .zone,
            [
                .zone: .text(zone), .seen: .word(showsZone ? .byZone : isNamed ? .namedByConfiguration : .noOther),
            ])
    }
}
