import Foundation
import JSONText
import SyncCore
import SyncEngine

/// An event as a probe means it.
struct ProbeEvent: Hashable {
    enum Half: Hashable {
        /// Of the year in which the plan's day lies.
        case first
        case other
    }

    let half: Half
    let day: CalendarDay
    /// Hours on the brand's clocks; nil for the whole day.
    let hours: Range<Int>?

    func bounds(in zone: TimeZone) -> (start: Instant, end: Instant) {
        func moment(_ hour: Int) -> Instant {
            PlanningDateTime.instant(ofLocal: day.ordinal * 86_400 + hour * 3600, in: zone)
        }
        let hours = hours ?? 0..<24
        return (moment(hours.lowerBound), moment(hours.upperBound))
    }
}

/// What marks the events of one probe.
struct ProbeMark {
    /// No Lucca account has such a name: no run takes the event for its own. As long as a host's label can be.
    static let account = "passerelle-probe-" + String(repeating: "x", count: 63 - "passerelle-probe-".utf8.count)
    /// As long as Lucca's ids can be.
    private static let longestID = 19

    /// Tells the events of this probe from those that another one left: short enough for a remark that is cut.
    let nonce: String
    let reference: EventReference
    /// The longest reference that a sync may write, accents, and line breaks in the midst and at the end.
    let remark: String

    /// - Parameter number: of the event in its probe.
    init(at now: Instant, number: Int, day: CalendarDay, hasField: Bool) {
        nonce = "\(now.millisecondsSince1970)-\(number)"
        let digits = "\(abs(now.millisecondsSince1970))\(number)"
        let long = String((digits + String(repeating: "7", count: Self.longestID)).prefix(Self.longestID))
        reference = EventReference(
            account: Self.account, periodID: LeavePeriodID(long), accountID: LeaveAccountID(long), first: HalfDay(day, .morning))
        let texts = ["\(ProbePlan.mark) \(nonce)", hasField ? nil : "\(reference)", "Été, à ça & là", ""]
        remark = texts.compactMap { $0 }.joined(separator: "\n")
    }

    /// Whether an event carries the mark of any probe.
    static func isMarked(_ wire: EventWire) -> Bool { text(wire).contains(ProbePlan.mark) }

    func isOn(_ wire: EventWire) -> Bool { Self.text(wire).contains(nonce) }

    private static func text(_ wire: EventWire) -> String { HTMLEntities.decode(wire.remarkTexts) }
}

/// An event of a probe as it was sent.
struct SentProbeEvent {
    let event: ProbeEvent
    let mark: ProbeMark
    let dialect: PlanningDialect
    let body: JSONObject
    /// Where it should lie.
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

/// What became of it.
struct ProbeObservation {
    let key: Int
    let sent: SentProbeEvent
    let wire: EventWire
    /// nil when it was seen in a list only, where members may be left out.
    let object: JSONObject?
}
