import Foundation
import JSONText
import SyncCore

/// Events ↔ unavailabilities.
struct EventMapping: Sendable {
    /// The brand's zone, for times without one.
    let zone: TimeZone

    /// nil when its key, start, end or remark can't be read.
    func unavailability(_ wire: EventWire) -> Unavailability? {
        guard let key = wire.key, let remark = wire.remark,
            let start = wire.start.flatMap({ PlanningDateTime.read($0, in: zone) }),
            let end = wire.end.flatMap({ PlanningDateTime.read($0, in: zone) })
        else { return nil }
        return Unavailability(
            key: EventKey(key), resources: wire.resources.map { ResourceKey($0) },
            type: wire.type.map { UnavailabilityTypeKey($0) }, start: start, end: end, remark: remark)
    }

    /// An event of which only the key and the references could be read.
    func unreadable(_ wire: EventWire, from: Instant, to: Instant) -> Unavailability {
        Unavailability(
            key: EventKey(wire.key ?? 0), resources: wire.resources.map { ResourceKey($0) },
            type: wire.type.map { UnavailabilityTypeKey($0) }, start: from, end: to, remark: wire.remarkTexts, isReadable: false)
    }

    /// One whose key could not be read; nil when it carries no reference of ours.
    func keyless(_ wire: EventWire, from: Instant, to: Instant) -> Unavailability? {
        guard !EventReference.all(in: wire.remarkTexts).isEmpty else { return nil }
        return Unavailability(
            key: 0, resources: [], type: nil, start: from, end: to, remark: wire.remarkTexts, isReadable: false)
    }

    static func body(_ draft: UnavailabilityDraft) -> JSONValue {
        .object([
            PlanningPMEAssumptions.Name.type: .text(PlanningPMEAssumptions.unavailability),
            PlanningPMEAssumptions.Name.unavailability: .named(draft.type.value),
            "resources": .list([.named(draft.resource.value)]),
            "start": .text(PlanningDateTime.write(draft.start)),
            "end": .text(PlanningDateTime.write(draft.end)),
            "remark": .text(draft.reference.description),
        ])
    }

    /// Everything that was read, with the draft's facts in it.
    static func changed(
        _ read: JSONObject, to draft: UnavailabilityDraft, replacing: EventReference, formerAccounts: Set<String> = []
    ) -> JSONValue {
        var members = read
        let type = PlanningPMEAssumptions.Name.unavailability
        members[PlanningPMEAssumptions.Name.type] = .text(PlanningPMEAssumptions.unavailability)
        if read[type]?["key"]?.whole != draft.type.value { members[type] = .named(draft.type.value) }
        members["resources"] = .list([ThingMapping.member(of: read["resources"]?.elements, key: draft.resource.value)])
        // Also when they stay as they are: read perhaps as local times, which must not be sent.
        members["start"] = .text(PlanningDateTime.write(draft.start))
        members["end"] = .text(PlanningDateTime.write(draft.end))
        members["remark"] = .text(
            draft.reference.writing(
                into: read["remark"]?.text ?? "", replacing: replacing, formerAccounts: formerAccounts))
        return .object(members)
    }

    /// Everything that was read, without the references of these accounts.
    /// - Parameter event: the same as it was understood, for its bounds: read perhaps as local times, which must not be sent.
    static func released(_ read: JSONObject, _ event: Unavailability, accounts: Set<String>) -> JSONValue {
        var members = read
        members["start"] = .text(PlanningDateTime.write(event.start))
        members["end"] = .text(PlanningDateTime.write(event.end))
        members["remark"] = .text(EventReference.removing(accounts: accounts, from: event.remark))
        return .object(members)
    }
}
