import Foundation
import JSONText
import SyncCore

extension EventCodec {
    /// Compares an event with what was sent.
    /// - Parameter isRow: it comes from a list, which may omit members.
    func compare(_ found: JSONObject, with expected: EventExpectation, isRow: Bool = false) -> EventComparison {
        let wire = EventWire(.object(found))
        var comparison = compare(wire, with: expected, isWhole: !isRow)
        // A request is no absence until it is approved.
        if expected.judgesMeaning, let status = EventStatus(found, enumerations), status.meaning != .unknown {
            comparison.compared.insert(.status)
            if status.meaning != .approved, comparison.disagreement == nil {
                comparison.disagreement = Disagreement(
                    point: .status, sent: .spelled(dialect[.status]), found: .unapprovedStatus(key: status.key))
            }
        }
        guard let before = expected.before else { return comparison }
        comparison.compared.insert(.update)
        if comparison.disagreement == nil {
            comparison.disagreement = lost(from: before, in: found, wire, expected)
        }
        return comparison
    }

    /// Whether the event's status is a number that requires the brand's enumerations.
    func needsEnumerations(toCompare event: JSONObject, with expected: EventExpectation) -> Bool {
        enumerations == nil && expected.judgesMeaning && event[EventName.status]?["type"]?.whole != nil
    }

    /// The first wrong point is reported: later ones may be its consequences.
    private func compare(_ wire: EventWire, with expected: EventExpectation, isWhole: Bool) -> EventComparison {
        var comparison = EventComparison()
        func blame(_ point: DialectPoint, _ fact: EventFact, _ sent: WrittenFact, _ found: WrittenFact) {
            guard comparison.disagreement == nil else { return }
            comparison.disagreement = Disagreement(
                point: expected.named.contains(fact) ? point : .update, sent: sent, found: found)
        }

        switch kind(of: wire) {
        case .unsaid: break
        case .unavailability: comparison.compared.insert(.kind)
        case .other:
            comparison.compared.insert(.kind)
            blame(.kind, .kind, .spelled(dialect[.kind]), Self.shown(wire.kind))
        }

        if let type = expected.type {
            let reason = wire.reason(dialect.reason)
            if reason != nil || isWhole { comparison.compared.insert(.reason) }
            if reason == nil ? isWhole : reason?.key != type.value {
                blame(
                    .reason, .reason, .spelled("\(dialect.reason.rawValue)=\(type)"),
                    reason.map { .spelled("\($0.form.rawValue)=\($0.key)") } ?? .noType)
            }
        }

        if let sent = expected.bounds {
            let isWholeDays = isWholeDays(sent.start, sent.end)
            comparison.compared.formUnion(isWholeDays ? [.time, .zone, .wholeDay] : [.time, .zone])
            if let point = misplaced(wire, sent.start, sent.end, isWholeDays: isWholeDays) {
                let found = bounds(of: wire)
                blame(
                    point, .times, .spelled("\(asWritten(sent.start))/\(asWritten(sent.end))"),
                    found.map { .spelled("\($0.start)/\($0.end)") } ?? .noReadableTimes)
            }
        }

        if let status = expected.status, let found = wire.status {
            comparison.compared.insert(.status)
            if found != status { blame(.status, .status, .spelled("\(status)"), .spelled("\(found)")) }
        }

        if let reference = expected.reference {
            comparison.compared.insert(.remark)
            if !EventReference.all(in: texts(of: wire)).contains(reference) {
                blame(.remark, .reference, referenceField == nil ? .referenceInRemark : .referenceInField, .nothing)
            }
        }

        if expected.isReleased {
            comparison.compared.insert(.remark)
            if isOurs(wire) == true { blame(.remark, .reference, .noReference, .reference) }
        }

        if let resource = expected.resource, isWhole || !wire.resources.isEmpty, !wire.resources.contains(resource.value) {
            blame(
                .update, .resources, .resources(keys: [resource]), .resources(keys: wire.resources.map { ResourceKey($0) }))
        }
        return comparison
    }

    private static func shown(_ kind: EventWire.Kind?) -> WrittenFact {
        switch kind {
        case .flag(let flag): .spelled("\(EventName.flag)=\(flag)")
        case .number(let number): .spelled("\(EventName.type)=\(number)")
        // A name is the brand's own text.
        case .name, nil: .otherType
        }
    }

    /// The point that explains a wrong time; nil if the time is right.
    private func misplaced(_ wire: EventWire, _ start: Instant, _ end: Instant, isWholeDays: Bool) -> DialectPoint? {
        guard let found = bounds(of: wire) else { return .time }
        let sent = (start: asWritten(start), end: asWritten(end))
        let moved = (found.start.seconds - sent.start.seconds, found.end.seconds - sent.end.seconds)
        guard moved.0 != 0 || moved.1 != 0 else { return nil }
        let east = (zone.secondsFromGMT(for: sent.start.date), zone.secondsFromGMT(for: sent.end.date))
        switch dialect.time {
        // The digits were treated as local ones.
        case .utc where moved.0 == -east.0 && moved.1 == -east.1: return .time
        // The digits were treated as UTC.
        case .local where moved.0 == east.0 && moved.1 == east.1: return .time
        default: break
        }
        if Self.isOffset(moved.0), Self.isOffset(moved.1), abs(moved.0 - moved.1) <= 3600 { return .zone }
        return isWholeDays ? .wholeDay : .time
    }

    /// Whether the difference is possible between zones, in seconds.
    private static func isOffset(_ seconds: Int) -> Bool { seconds % 900 == 0 && abs(seconds) <= 26 * 3600 }

    /// What existed before an update that did not name it, and is gone.
    private func lost(
        from before: JSONObject, in after: JSONObject, _ wire: EventWire, _ expected: EventExpectation
    ) -> Disagreement? {
        func gone(_ what: WrittenFact) -> Disagreement { Disagreement(point: .update, sent: what, found: .nothing) }
        for member in before.members where !EventName.derived.contains(member.name) && !member.value.isBlank {
            if member.name == EventName.fields, let fields = member.value.members {
                for field in fields.members where !field.value.isBlank && !isReferenceAlone(field.value) {
                    guard let kept = after[member.name]?[field.name], !kept.isBlank else { return gone(.customField) }
                }
            } else {
                guard let kept = after[member.name], !kept.isBlank else {
                    return gone(Evidence.isProducts(member.name) ? .spelled(member.name) : .member)
                }
            }
        }
        if let remark = before[EventName.remark]?.text.map(HTMLEntities.decode) {
            let typed = Self.words(EventReference.removing(accounts: accounts, from: remark))
            let found = Self.words(EventReference.removing(accounts: accounts, from: HTMLEntities.decode(wire.remark ?? "")))
            if !typed.isEmpty, found != typed { return gone(.restOfRemark) }
        }
        return nil
    }

    private func isReferenceAlone(_ value: JSONValue) -> Bool {
        guard let text = value.string.map(HTMLEntities.decode) else { return false }
        return EventReference.removing(accounts: accounts, from: text).allSatisfy(\.isWhitespace)
    }

    /// Blanks and line breaks may change.
    private static func words(_ text: String) -> [Substring] { text.split(whereSeparator: \.isWhitespace) }
}

extension Instant {
    fileprivate var seconds: Int { millisecondsSince1970 / 1000 }
}

/// How an event should be after a write. nil is not compared.
struct EventExpectation: Sendable {
    var type: UnavailabilityTypeKey?
    var resource: ResourceKey?
    var bounds: (start: Instant, end: Instant)?
    var status: Int?
    /// Whether it should not be a request, whatever its status key. What planners later make of a correct event does not matter.
    var isApproved = false
    /// Whether its status's meaning is compared: if a key was sent, the key is.
    var judgesMeaning: Bool { isApproved && status == nil }
    /// The reference it should have.
    var reference: EventReference?
    /// Whether it should no longer have a reference of ours.
    var isReleased = false
    /// What the request named. Anything else that is wrong was lost by a write that did not name it.
    var named: Set<EventFact>
    /// The event before an update.
    var before: JSONObject?

    /// The expected result of a draft.
    init(
        _ draft: EventFacts, _ dialect: PlanningDialect, named: Set<EventFact> = Set(EventFact.allCases),
        isApproved: Bool = false, before: JSONObject? = nil
    ) {
        type = draft.type
        resource = draft.resource
        bounds = (draft.start, draft.end)
        status = dialect.status
        self.isApproved = isApproved
        reference = draft.reference
        self.named = named
        self.before = before
    }

    /// The expected result of leaving an event to the planners: unchanged.
    init(released event: Unavailability, named: Set<EventFact>, before: JSONObject) {
        type = event.type
        bounds = (event.start, event.end)
        isReleased = true
        self.named = named
        self.before = before
    }
}

struct EventComparison: Sendable, Equatable {
    var disagreement: Disagreement?
    var compared: Set<DialectPoint> = []
}
