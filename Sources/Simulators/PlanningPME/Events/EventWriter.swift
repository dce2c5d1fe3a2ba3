/// Writes events into answers, according to a brand's switches. A single event and a list's row have different shapes.
struct EventWriter {
    private let behaviour: PlanningBehaviour
    private let state: PlanningState
    private let clock: PlanningClock
    private let days: WholeDays
    /// Resources in the form of rows, written once for many rows.
    private var fullResources: [Int: [UInt8]] = [:]

    init(_ behaviour: PlanningBehaviour, _ state: PlanningState) {
        self.behaviour = behaviour
        self.state = state
        clock = PlanningClock(behaviour)
        days = WholeDays(form: behaviour.wholeDay, clocks: clock.clocks)
    }

    /// An event in the form of `GET api/do/{key}`.
    func single(_ event: SimulatedEvent) -> [UInt8] {
        var out = JSONBytes(capacity: 1000)
        guard behaviour.readsAreRich else {
            bare(event, inList: false, into: &out)
            return out.bytes
        }
        let label = event.type.flatMap { state.types[$0]?.label } ?? ""
        beginning(event, inList: false, into: &out)
        duration(event, into: &out)
        out.raw(",\"resources\":[")
        for (position, key) in event.resources.enumerated() {
            out.raw(position > 0 ? ",{\"key\":\(key),\"label\":" : "{\"key\":\(key),\"label\":")
            out.string(state.resources[key]?.label ?? "")
            out.raw(",\"fix\":false,\"schedule\":null,\"readonly\":false}")
        }
        out.raw("],\"oneOrMoreResources\":\"\(event.resources.count > 1 ? "Several" : "One")\"")
        texts(event, into: &out)
        if event.otherMembers.isEmpty {
            out.raw(EventMembers.allOrdinary)
        } else {
            for (name, json) in EventMembers.ordinary where !event.otherMembers.contains("\"\(name)\":") {
                out.raw(",\"\(name)\":\(json)")
            }
        }
        out.raw(",\"categoryIndex\":0,\"description\":")
        out.string(label)
        out.raw(",\"tooltip\":")
        out.string(label)
        out.raw(",\"openMaps\":false,\"callCustomer\":false,\"readonly\":\(event.readonly),\"isBlocked\":\(event.isBlocked)")
        out.raw(",\"editor\":")
        if let editor = event.editor { out.string(editor) } else { out.null() }
        out.byte(125)
        return out.bytes
    }

    /// An event in the form of a row of `api/do/list`.
    mutating func row(_ event: SimulatedEvent, into out: inout JSONBytes) {
        guard behaviour.readsAreRich else { return bare(event, inList: true, into: &out) }
        beginning(event, inList: true, into: &out)
        out.raw(",\"resources\":[")
        for (position, key) in event.resources.enumerated() {
            if position > 0 { out.byte(44) }
            out.raw(fullResource(key))
        }
        out.byte(93)
        texts(event, into: &out)
        if event.otherMembers.isEmpty || !event.otherMembers.contains("\"recurrence\":") { out.raw(",\"recurrence\":null") }
        out.byte(125)
    }

    /// The common beginning of both shapes.
    private func beginning(_ event: SimulatedEvent, inList: Bool, into out: inout JSONBytes) {
        out.raw("{\"key\":\(event.key),\"start\":\"")
        out.raw(clock.text(event.start, inList: inList))
        out.raw("\",\"end\":\"")
        out.raw(clock.text(days.shownEnd(of: event), inList: inList))
        out.raw("\",\"allDay\":\(days.isAllDay(event))")
        kind(event, into: &out)
        reason(event, into: &out)
        status(event, into: &out)
    }

    private func kind(_ event: SimulatedEvent, into out: inout JSONBytes) {
        if behaviour.kindForm == .flag {
            out.raw(",\"isUnavailability\":\(event.isUnavailability)")
        } else {
            out.raw(",\"type\":")
            out.raw(doType(event.kind))
        }
    }

    /// A value of the enumeration `doType`.
    private func doType(_ kind: String) -> String {
        guard behaviour.kindForm == .typeNumber else { return "\"\(kind)\"" }
        return String(PlanningEnumerations(behaviour).doType(kind))
    }

    private func reason(_ event: SimulatedEvent, into out: inout JSONBytes) {
        let type = event.type.flatMap { state.types[$0] }
        out.raw(",\"\(behaviour.reasonForm.rawValue)\":")
        if let key = event.type {
            out.raw("{\"key\":\(key),\"label\":")
            out.string(type?.label ?? "")
            out.raw(",\"type\":")
            out.raw(doType(SimulatedEvent.unavailability))
            out.raw(",\"style\":")
            out.value(type?.style ?? .null)
            out.byte(125)
        } else {
            out.null()
        }
        if behaviour.reasonForm != .label {
            out.raw(",\"label\":")
            out.string(type?.label ?? "")
        }
    }

    private func status(_ event: SimulatedEvent, into out: inout JSONBytes) {
        guard !behaviour.statuses.isEmpty else { return }
        let key = event.status ?? behaviour.statuses.usual(ofEvent: event.key)
        out.raw(",\"status\":")
        guard let status = behaviour.statuses.first(where: { $0.key == key }) else { return out.null() }
        out.raw("{\"key\":\(status.key),\"type\":")
        if behaviour.kindForm == .typeNumber, let number = PlanningEnumerations.statusTypes[status.type] {
            out.integer(number)
        } else {
            out.string(status.type)
        }
        out.raw(",\"label\":")
        out.string(status.label)
        out.raw(",\"isDefault\":\(status.isDefault)}")
    }

    private func duration(_ event: SimulatedEvent, into out: inout JSONBytes) {
        let minutes = (event.end - event.start) / 60
        out.raw(",\"duration\":{\"unit\":\"\(days.isAllDay(event) ? "Day" : "Hour")\",\"day\":\(minutes / 1440)")
        out.raw(",\"time\":{\"hour\":\(minutes / 60 % 24),\"minute\":\(minutes % 60)}}")
    }

    private func texts(_ event: SimulatedEvent, into out: inout JSONBytes) {
        out.raw(",\"remark\":")
        out.string(behaviour.remarkForm.shown(event.remark))
        out.raw(",\"fields\":{")
        out.raw(event.fields)
        out.byte(125)
        if !event.otherMembers.isEmpty {
            out.byte(44)
            out.raw(event.otherMembers)
        }
    }

    private mutating func fullResource(_ key: Int) -> [UInt8] {
        if let known = fullResources[key] { return known }
        let json = state.resources[key].flatMap { JSONValue.parse($0.json) } ?? .null
        var members: [JSONValue.Member] = [.init("key", .number(String(key)))]
        for name in ["label", "lastName", "firstName", "mobile", "phone", "email", "registrationNumber"] {
            members.append(.init(name, json[name] ?? .null))
        }
        let bytes = JSONValue.object(members + [.init("readonly", .bool(false))]).bytes
        fullResources[key] = bytes
        return bytes
    }

    /// Only what was sent.
    private func bare(_ event: SimulatedEvent, inList: Bool, into out: inout JSONBytes) {
        out.raw("{\"key\":\(event.key)")
        kind(event, into: &out)
        out.raw(",\"start\":\"")
        out.raw(clock.text(event.start, inList: inList))
        out.raw("\",\"end\":\"")
        out.raw(clock.text(days.shownEnd(of: event), inList: inList))
        out.raw("\",\"resources\":[")
        for (position, resource) in event.resources.enumerated() {
            out.raw(position > 0 ? ",{\"key\":\(resource)}" : "{\"key\":\(resource)}")
        }
        out.raw("],\"\(behaviour.reasonForm.rawValue)\":")
        if let type = event.type { out.raw("{\"key\":\(type)}") } else { out.null() }
        status(event, into: &out)
        if days.isAllDay(event) { out.raw(",\"allDay\":true") }
        if event.isBlocked { out.raw(",\"isBlocked\":true") }
        if event.readonly { out.raw(",\"readonly\":true") }
        if let editor = event.editor {
            out.raw(",\"editor\":")
            out.string(editor)
        }
        out.raw(",\"remark\":")
        out.string(behaviour.remarkForm.shown(event.remark))
        if !event.fields.isEmpty {
            out.raw(",\"fields\":{")
            out.raw(event.fields)
            out.byte(125)
        }
        if !event.otherMembers.isEmpty {
            out.byte(44)
            out.raw(event.otherMembers)
        }
        out.byte(125)
    }
}
