import Foundation
import JSONText
import SyncCore

/// What to send for an event.
struct EventChange: Sendable, Equatable {
    let body: JSONValue
    /// The facts that the body contains.
    let named: Set<EventFact>
}

extension EventCodec {
    typealias Member = JSONObject.Member

    func created(_ draft: EventFacts) -> EventChange {
        var body = JSONObject([kindMember])
        body[dialect.reason.rawValue] = .named(draft.type.value)
        body[EventName.resources] = .list([.named(draft.resource.value)])
        for member in times(draft.start, draft.end, read: nil) { body[member.name] = member.value }
        if let status = dialect.status { body[EventName.status] = .named(status) }
        let reference = JSONValue.text(draft.reference.description)
        if let referenceField {
            body[EventName.fields] = .object([referenceField: reference])
        } else {
            body[EventName.remark] = reference
        }
        return EventChange(body: .object(body), named: Set(EventFact.allCases))
    }

    /// What to send to make the event the draft's: the differences, or everything that was read, depending on the dialect.
    /// - Parameters:
    ///   - read: the event read by its key; never a list's row, which has another shape.
    ///   - replaced: the event's current reference.
    /// - Returns: nil if nothing differs.
    func changed(_ read: JSONObject, to draft: EventFacts, replacing replaced: EventReference) -> EventChange? {
        let wire = EventWire(.object(read))
        let references = written(draft.reference, into: read, wire, replacing: replaced)
        var differing: Set<EventFact> = []
        if kind(of: wire) == .other { differing.insert(.kind) }
        if wire.reason(dialect.reason)?.key != draft.type.value { differing.insert(.reason) }
        if !wire.resources.contains(draft.resource.value) { differing.insert(.resources) }
        if !isAt(wire, draft.start, draft.end) { differing.insert(.times) }
        if let status = dialect.status, wire.status != status { differing.insert(.status) }
        if !references.isEmpty { differing.insert(.reference) }
        guard !differing.isEmpty else { return nil }

        let isMerge = dialect.update == .merge
        var body = isMerge ? JSONObject() : whole(read, wire)
        let named = isMerge ? differing : Set(EventFact.allCases)
        if named.contains(.kind) { setKind(&body) }
        if named.contains(.reason) { setReason(draft.type.value, read, &body) }
        if differing.contains(.resources) { body[EventName.resources] = .list([.named(draft.resource.value)]) }
        if named.contains(.times) { for member in times(draft.start, draft.end, read: wire) { body[member.name] = member.value } }
        if named.contains(.status), let status = dialect.status, isMerge || wire.status != status {
            body[EventName.status] = .named(status)
        }
        for member in references { body[member.name] = member.value }
        return EventChange(body: .object(body), named: named)
    }

    /// An event without the references of our accounts; everything else is the planners'.
    /// - Parameter event: the same event decoded, for its bounds: they may be read as local times, and are written in the
    ///   dialect.
    func released(_ read: JSONObject, _ event: Unavailability) -> EventChange {
        let wire = EventWire(.object(read))
        let isMerge = dialect.update == .merge
        var body = isMerge ? JSONObject() : whole(read, wire)
        if !isMerge {
            if kind(of: wire) != .other { setKind(&body) }
            if let type = wire.reason(dialect.reason)?.key { setReason(type, read, &body) }
            for member in times(event.start, event.end, read: wire) { body[member.name] = member.value }
        }
        for member in withoutReferences(read, wire, keeping: nil) { body[member.name] = member.value }
        return EventChange(body: .object(body), named: isMerge ? [.reference] : Set(EventFact.allCases))
    }

    // MARK: Parts

    private var kindMember: Member {
        switch dialect.kind {
        case .flag: Member(EventName.flag, .bool(true))
        case .type(.name(let name)): Member(EventName.type, .text(name))
        case .type(.number(let number)): Member(EventName.type, .integer(number))
        }
    }

    /// Sets the kind in the dialect's form, and removes contradicting members.
    private func setKind(_ body: inout JSONObject) {
        if body[EventName.flag]?.truth == false { body[EventName.flag] = .bool(true) }
        body[kindMember.name] = kindMember.value
    }

    /// A type that was read stays with all its members. Another form that names another type would contradict.
    private func setReason(_ key: Int, _ read: JSONObject, _ body: inout JSONObject) {
        for form in PlanningDialect.Reason.allCases {
            let name = form.rawValue
            let old = read[name]?["key"]?.whole
            guard form == dialect.reason || old != nil && body[name] != nil else { continue }
            body[name] = old == key ? read[name] : .named(key)
        }
    }

    /// - Parameter read: the event to change.
    private func times(_ start: Instant, _ end: Instant, read: EventWire?) -> [Member] {
        let isWhole = isWholeDays(start, end)
        var last = end
        if isWhole, dialect.wholeDay == .allDayUntilLastMinute { last = end.adding(seconds: -60) }
        var members = [
            Member(EventName.start, .text(PlanningDateTime.write(start, as: dialect.time, in: zone))),
            Member(EventName.end, .text(PlanningDateTime.write(last, as: dialect.time, in: zone))),
        ]
        if isWhole, dialect.wholeDay != .bounds {
            members.append(Member(EventName.allDay, .bool(true)))
        } else if !isWhole, read?.isAllDay == true {
            members.append(Member(EventName.allDay, .bool(false)))
        }
        return members
    }

    /// Whether an event already has these times.
    func isAt(_ wire: EventWire, _ start: Instant, _ end: Instant) -> Bool {
        guard let bounds = bounds(of: wire) else { return false }
        return bounds.start == asWritten(start) && bounds.end == asWritten(end)
    }

    /// What was read, in the form to send back.
    private func whole(_ read: JSONObject, _ wire: EventWire) -> JSONObject {
        var body = JSONObject(read.members.filter { !EventName.computed.contains($0.name) })
        // An entity that is sent back would be escaped again.
        if let remark = wire.remark, unescaped(remark) != remark { body[EventName.remark] = .text(unescaped(remark)) }
        return body
    }

    /// Where a reference may be.
    private enum Place: Equatable {
        case remark
        case field(String)
    }

    /// The members to change so that the event has this reference in the right place, and no other of ours.
    private func written(
        _ reference: EventReference, into read: JSONObject, _ wire: EventWire, replacing replaced: EventReference
    ) -> [Member] {
        let former = accounts.subtracting([reference.account])
        func writing(into text: String?) -> String {
            reference.writing(into: text ?? "", replacing: replaced, formerAccounts: former)
        }
        guard let referenceField else {
            let before = wire.remark.map(unescaped)
            let after = writing(into: before)
            let others = withoutReferences(read, wire, keeping: .remark)
            return after == before ? others : [Member(EventName.remark, .text(after))] + others
        }
        let before = read[EventName.fields]?[referenceField]?.text.map(unescaped)
        let after = writing(into: before)
        var members = withoutReferences(read, wire, keeping: .field(referenceField))
        guard after != before else { return members }
        let place = members.firstIndex { $0.name == EventName.fields }
        var fields = (place.map { members[$0].value } ?? read[EventName.fields])?.members ?? JSONObject()
        fields[referenceField] = .text(after)
        if let place { members.remove(at: place) }
        members.append(Member(EventName.fields, .object(fields)))
        return members
    }

    /// The members to change so that our references only remain in one place. Custom fields are removed whole.
    private func withoutReferences(_ read: JSONObject, _ wire: EventWire, keeping kept: Place?) -> [Member] {
        var members: [Member] = []
        if kept != .remark, let remark = wire.remark.map(unescaped) {
            let after = EventReference.removing(accounts: accounts, from: remark)
            if after != remark { members.append(Member(EventName.remark, .text(after))) }
        }
        guard var fields = read[EventName.fields]?.members else { return members }
        var isChanged = false
        for field in wire.fields where kept != .field(field.name) {
            let text = unescaped(field.text)
            let after = EventReference.removing(accounts: accounts, from: text)
            guard after != text else { continue }
            fields[field.name] = .text(after)
            isChanged = true
        }
        if isChanged { members.append(Member(EventName.fields, .object(fields))) }
        return members
    }
}
