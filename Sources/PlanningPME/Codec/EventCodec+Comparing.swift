import Foundation
import JSONText
import SyncCore

extension EventCodec {
    /// Compares an event with what was sent.
    /// - Parameter isRow: of a list, which may leave members out.
    func compare(_ found: JSONObject, with expected: EventExpectation, isRow: Bool = false) -> EventComparison {
        let wire = EventWire(.object(found))
        var comparison = compare(wire, with: expected, isWhole: !isRow)
        // A request is no absence until somebody approves it.
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

    /// Whether the event's status is a number that only the brand's enumerations explain.
    func needsEnumerations(toCompare event: JSONObject, with expected: EventExpectation) -> Bool {
        enumerations == nil && expected.judgesMeaning && event[EventName.status]?["type"]?.whole != nil
    }

    /// The first point that is wrong is to blame: what follows may be its consequence.
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
        // A name is a text of the brand's own.
        case .name, nil: .otherType
        }
    }

    /// The point that is to blame for an event that lies elsewhere; nil when it lies where it should.
    private func misplaced(_ wire: EventWire, _ start: Instant, _ end: Instant, isWholeDays: Bool) -> DialectPoint? {
        guard let found = bounds(of: wire) else { return .time }
        let sent = (start: asWritten(start), end: asWritten(end))
        let moved = (found.start.seconds - sent.start.seconds, found.end.seconds - sent.end.seconds)
        guard moved.0 != 0 || moved.1 != 0 else { return nil }
        let east = (zone.secondsFromGMT(for: sent.start.date), zone.secondsFromGMT(for: sent.end.date))
        switch dialect.time {
        // The digits were taken as local ones.
        case .utc where moved.0 == -east.0 && moved.1 == -east.1: return .time
        // The digits were taken as UTC.
        case .local where moved.0 == east.0 && moved.1 == east.1: return .time
        default: break
        }
        if Self.isOffset(moved.0), Self.isOffset(moved.1), abs(moved.0 - moved.1) <= 3600 { return .zone }
        return isWholeDays ? .wholeDay : .time
    }

    /// Whether zones lie so far apart, in seconds.
    private static func isOffset(_ seconds: Int) -> Bool { seconds % 900 == 0 && abs(seconds) <= 26 * 3600 }

    /// What was there before an update that did not name it, and is gone.
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

    /// Blanks and line breaks may come back otherwise.
    private static func words(_ text: String) -> [Substring] { text.split(whereSeparator: \.isWhitespace) }
}

extension Instant {
    fileprivate var seconds: Int { millisecondsSince1970 / 1000 }
}

/// How an event should stand after a write. What is nil is not compared.
struct EventExpectation: Sendable {
    var type: UnavailabilityTypeKey?
    var resource: ResourceKey?
    var bounds: (start: Instant, end: Instant)?
    var status: Int?
    /// Whether it should be no request, whatever its status's key. What planners make of one that stood right is their business.
    var isApproved = false
    /// Whether what its status means counts: the key that was sent says more.
    var judgesMeaning: Bool { isApproved && status == nil }
    /// What it should carry.
    var reference: EventReference?
    /// Whether it should carry no reference of ours any longer.
    var isReleased = false
    /// What the request said. Anything else that stands wrong was lost by a write that did not name it.
    var named: Set<EventFact>
    /// As it was before an update.
    var before: JSONObject?

    /// What a draft should have become.
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

    /// What an event that was left to the planners should be: what it was.
    init(released event: Unavailability, named: Set<EventFact>, before: JSONObject) {
        type = event.type
        bounds = (event.start, event.end)
        isReleased = true
        self.named = named
        self.before = before
    }
}

/// What a comparison of an event with what was sent came to.
struct EventComparison: Sendable, Equatable {
    var disagreement: Disagreement?
    var compared: Set<DialectPoint> = []
}
