/// Parses the bodies of events, according to a brand's switches.
struct EventReader {
    let behaviour: PlanningBehaviour
    private let clock: PlanningClock
    private let days: WholeDays

    init(_ behaviour: PlanningBehaviour) {
        self.behaviour = behaviour
        clock = PlanningClock(behaviour)
        days = WholeDays(form: behaviour.wholeDay, clocks: clock.clocks)
    }

    /// The event of a body.
    /// - Parameter old: the event to change; nil for a create.
    /// - Throws: `PlanningError` with every invalid member.
    func event(_ body: JSONValue, over old: SimulatedEvent?, _ state: PlanningState) throws -> SimulatedEvent {
        var errors: [JSONValue.Member] = []
        var event = base(old)
        let needsAll = old == nil || behaviour.updateForm == .replace
        readBounds(body, needsAll: needsAll, &event, &errors)
        readKind(body, needsAll: needsAll, &event, &errors)
        readReason(body, state, &event, &errors)
        readResources(body, needsAll: needsAll, state, &event, &errors)
        readStatus(body, &event, &errors)
        if let remark = body["remark"] { event.remark = behaviour.remarkForm.stored(remark.text ?? "") }
        if let fields = body["fields"] {
            event.fields = EventMembers.keptFields(
                of: fields, known: behaviour.keepsUnknownMembers ? nil : behaviour.knowsFields)
        }
        event.otherMembers =
            behaviour.keepsUnknownMembers
            ? EventMembers.everyOther(of: body, over: event.otherMembers)
            : EventMembers.known(of: body, over: event.otherMembers, known: old?.otherMembers ?? "")
        let isMissing = errors.contains { $0.name == behaviour.reasonForm.rawValue || $0.name == "resources" }
        if isMissing, behaviour.missingThingStatus == 404 { throw PlanningError.notFound }
        try PlanningError.refuse(errors)
        return event
    }

    /// The event before the body is applied.
    private func base(_ old: SimulatedEvent?) -> SimulatedEvent {
        let fresh = SimulatedEvent(
            key: old?.key ?? 0, start: 0, end: 0, resources: [], kind: SimulatedEvent.task, type: nil,
            status: behaviour.statuses.initial, remark: "")
        guard let old else { return fresh }
        if behaviour.updateForm == .merge { return old }
        var event = fresh
        (event.isBlocked, event.editor, event.readonly) = (old.isBlocked, old.editor, old.readonly)
        return event
    }

    private func readBounds(
        _ body: JSONValue, needsAll: Bool, _ event: inout SimulatedEvent, _ errors: inout [JSONValue.Member]
    ) {
        let given = (start: body["start"], end: body["end"], allDay: body["allDay"])
        guard needsAll || given.start != nil || given.end != nil || given.allDay != nil else { return }
        var bounds = (start: event.start, end: event.end)
        if needsAll || given.start != nil {
            let start = given.start?.text.flatMap(clock.moment)
            if start == nil { errors.append(.init("start", .string("A date-time is required."))) }
            bounds.start = start ?? 0
        }
        if needsAll || given.end != nil {
            let end = given.end?.text.flatMap(clock.moment)
            if end == nil { errors.append(.init("end", .string("A date-time is required."))) }
            bounds.end = end ?? 0
        }
        event.allDay = given.allDay?.flag ?? event.allDay
        let isEmpty = bounds.end == bounds.start && !(event.allDay && behaviour.wholeDay != .bounds)
        if errors.isEmpty, bounds.end < bounds.start || isEmpty {
            errors.append(.init("end", .string("The end must be after the start.")))
        }
        (event.start, event.end) = days.settled(start: bounds.start, end: bounds.end, allDay: event.allDay)
    }

    private func readKind(
        _ body: JSONValue, needsAll: Bool, _ event: inout SimulatedEvent, _ errors: inout [JSONValue.Member]
    ) {
        let isUnavailability: Bool? =
            switch behaviour.kindForm {
            case .flag: body["isUnavailability"]?.flag
            case .typeName:
                switch body["type"]?.text {
                case SimulatedEvent.unavailability: true
                case SimulatedEvent.task: false
                default: nil
                }
            case .typeNumber: body["type"]?.integer.map { $0 == behaviour.unavailabilityNumber }
            }
        if let isUnavailability {
            event.kind = isUnavailability ? SimulatedEvent.unavailability : SimulatedEvent.task
        } else if needsAll, behaviour.requiresKindAndReason {
            errors.append(.init("type", .string("Task or Unavailability is required.")))
        }
    }

    private func readReason(
        _ body: JSONValue, _ state: PlanningState, _ event: inout SimulatedEvent, _ errors: inout [JSONValue.Member]
    ) {
        // Tasks have their own labels, which the simulator does not support.
        guard event.isUnavailability else {
            event.type = nil
            return
        }
        let name = behaviour.reasonForm.rawValue
        switch body[name] {
        case .some(.null): event.type = nil
        case .some(let reason):
            guard let key = reason["key"]?.integer else { break }
            if state.types[key] == nil { errors.append(.init(name, .string("There is no such unavailability."))) }
            event.type = key
        case nil: break
        }
        if event.type == nil, behaviour.requiresKindAndReason {
            errors.append(.init(name, .string("There is no such unavailability.")))
        }
    }

    private func readResources(
        _ body: JSONValue, needsAll: Bool, _ state: PlanningState, _ event: inout SimulatedEvent,
        _ errors: inout [JSONValue.Member]
    ) {
        let isCreated = event.key == 0
        if needsAll || body["resources"] != nil {
            let given = body["resources"]?.elements ?? []
            let keys = given.compactMap { $0["key"]?.integer }
            if keys.isEmpty || keys.count != given.count || keys.contains(where: { state.resources[$0] == nil }) {
                errors.append(.init("resources", .string("There is no such resource.")))
            }
            event.resources = keys
        }
        for key in event.resources {
            if isCreated, state.resources[key]?.isArchived == true {
                errors.append(.init("resource", .string("Resource \(key) is archived.")))
            }
            if state.exhausted.contains(key) {
                errors.append(.init("allowance", .string("The allowance of resource \(key) is used up.")))
            }
        }
    }

    private func readStatus(_ body: JSONValue, _ event: inout SimulatedEvent, _ errors: inout [JSONValue.Member]) {
        guard !behaviour.statuses.isEmpty, let key = body["status"]?["key"]?.integer else { return }
        if !behaviour.statuses.contains(where: { $0.key == key }) {
            errors.append(.init("status", .string("There is no such status.")))
        }
        event.status = key
    }
}

/// The members of an event that have no meaning for the simulator.
enum EventMembers {
    /// The product's default members of an event. They may be sent.
    static let ordinary: [(name: String, json: String)] = [
        ("mode", "\"Period\""), ("recurrence", "null"), ("isAssignment", "false"), ("category", "null"), ("customers", "[]"),
        ("project", "null"), ("subProject", "null"), ("break", "null"), ("billing", "null"), ("place", "null"),
    ]

    /// All of them, each preceded by a comma.
    static let allOrdinary = ordinary.map { ",\"\($0.name)\":\($0.json)" }.joined()

    /// In lower case: members that are parsed individually, and those that the product computes.
    private static let meant: Set<String> = [
        "key", "start", "end", "allday", "isunavailability", "type", "_label", "label", "unavailability", "resources", "status",
        "remark", "fields", "readonly", "editor", "isblocked", "description", "tooltip", "openmaps", "callcustomer",
        "categoryindex", "oneormoreresources", "duration",
    ]

    private static let usual = Dictionary(
        uniqueKeysWithValues: ordinary.map { ($0.name.lowercased(), JSONValue.parse($0.json) ?? .null) })

    /// The inside of an object after applying the body's members that the brand knows; default members are omitted.
    /// - Parameter known: the inside of an object with the brand's known members, in addition to the default ones.
    static func known(of body: JSONValue, over inside: String, known: String) -> String {
        let known = names(known)
        let sent = (body.members ?? []).filter { member in
            let name = member.name.lowercased()
            return usual[name] != nil || known.contains(name) && !meant.contains(name)
        }
        return merged(inside, sent) { usual[$0.name.lowercased()] != .some($0.value) }
    }

    /// The inside of an object after applying all of the body's members without meaning for the simulator.
    static func everyOther(of body: JSONValue, over inside: String) -> String {
        merged(inside, (body.members ?? []).filter { !always.contains($0.name.lowercased()) }) { _ in true }
    }

    /// In lower case: members with a meaning for the simulator, whatever the brand.
    private static let always: Set<String> = [
        "key", "start", "end", "allday", "type", "unavailability", "resources", "status", "remark", "fields",
    ]

    /// The inside of an object with one member set.
    static func setting(_ name: String, to value: JSONValue, in inside: String) -> String {
        merged(inside, [.init(name, value)]) { _ in true }
    }

    /// The members of `fields` that are stored.
    static func keptFields(of fields: JSONValue, known: [String]?) -> String {
        guard let known else { return inside(fields.members ?? []) }
        let names = Set(known.map { $0.lowercased() })
        return inside((fields.members ?? []).filter { names.contains($0.name.lowercased()) })
    }

    private static func merged(_ inside: String, _ members: [JSONValue.Member], isKept: (JSONValue.Member) -> Bool) -> String {
        guard !members.isEmpty else { return inside }
        var object = JSONValue.parse("{\(inside)}") ?? .object([])
        for member in members { object.set(member.name, to: member.value) }
        return self.inside((object.members ?? []).filter(isKept))
    }

    private static func inside(_ members: [JSONValue.Member]) -> String {
        var out = JSONBytes()
        out.members(members)
        return String(decoding: out.bytes, as: UTF8.self)
    }

    /// In lower case.
    private static func names(_ inside: String) -> Set<String> {
        guard !inside.isEmpty else { return [] }
        return Set((JSONValue.parse("{\(inside)}")?.members ?? []).map { $0.name.lowercased() })
    }
}
