extension PlanningState {
    /// Does what planners do by hand.
    /// - Returns: the key of what was added, or of what was changed.
    /// - Throws: `SimulatorError` when the thing named does not exist.
    mutating func apply(_ change: PlanningChange, _ behaviour: PlanningBehaviour) throws -> Int {
        switch change {
        case .editRemark(let event, let remark):
            return try edit(event) { $0.remark = remark }
        case .moveEvent(let event, let start, let end):
            let days = WholeDays(form: behaviour.wholeDay, clocks: behaviour.clocks)
            return try edit(event) {
                $0.start = start
                $0.end = end
                $0.allDay = $0.allDay && days.isWhole(start: start, end: end)
            }
        case .editEvent(let event, let member, let text):
            return try edit(event) {
                $0.otherMembers = EventMembers.setting(member, to: .string(text), in: $0.otherMembers)
            }
        case .deleteEvent(let event):
            guard events.remove(event) else { throw SimulatorError.unknown("event \(event)") }
            return event
        case .lockEvent(let event, let isLocked):
            return try edit(event) { $0.isBlocked = isLocked }
        case .openEvent(let event, let editor):
            return try edit(event) { $0.editor = editor }
        case .protectEvent(let event, let isReadOnly):
            return try edit(event) { $0.readonly = isReadOnly }
        case .addEventResource(let event, let resource):
            try require(resource)
            return try edit(event) { if !$0.resources.contains(resource) { $0.resources.append(resource) } }
        case .assignEvent(let event, let resource):
            try require(resource)
            return try edit(event) { $0.resources = [resource] }
        case .setStatus(let event, let status):
            if let status, !behaviour.statuses.contains(where: { $0.key == status }) {
                throw SimulatorError.unknown("status \(status)")
            }
            return try edit(event) { $0.status = status }
        case .addEvent(let resource, let start, let end, let type, let remark):
            try require(resource)
            return events.add {
                SimulatedEvent(
                    key: $0, start: start, end: end, resources: [resource],
                    kind: type == nil ? SimulatedEvent.task : SimulatedEvent.unavailability, type: type, remark: remark,
                    otherMembers: "\"color\":\"#9BBB59\"")
            }.key
        case .editResource(let resource, let member, let text):
            return try edit(resource, \.resources, "resource") { $0.setting(member, to: .string(text)) }
        case .archiveResource(let resource, let isArchived):
            return try edit(resource, \.resources, "resource") { $0.setting("notValid", to: .bool(isArchived)) }
        case .maskResource(let resource, let isMasked):
            try require(resource)
            if isMasked { masked.insert(resource) } else { masked.remove(resource) }
            return resource
        case .exhaustAllowance(let resource, let isExhausted):
            try require(resource)
            if isExhausted { exhausted.insert(resource) } else { exhausted.remove(resource) }
            return resource
        case .deleteResource(let resource):
            guard removeResource(resource, keepsEvents: behaviour.keepsEventsOfDeletedResources) else {
                throw SimulatorError.unknown("resource \(resource)")
            }
            return resource
        case .addResource(let label, let number, let email):
            return resources.add {
                SimulatedThing(
                    key: $0,
                    members: [
                        .init("label", .string(label)), .init("registrationNumber", .string(number)),
                        .init("email", .string(email)),
                        .init("type", .string("Human")), .init("departments", .array([])),
                    ])
            }.key
        case .addType(let label):
            return types.add { SimulatedThing(key: $0, members: Self.type(label)) }.key
        case .renameType(let type, let label):
            return try edit(type, \.types, "type") { $0.setting("label", to: .string(label)) }
        case .deleteType(let type):
            guard types.remove(type) else { throw SimulatorError.unknown("type \(type)") }
            return type
        case .addDepartment(let label):
            return departments.add { SimulatedThing(key: $0, members: [.init("label", .string(label))]) }.key
        case .reset:
            return 0
        }
    }

    /// False when there is no such resource.
    mutating func removeResource(_ resource: Int, keepsEvents: Bool) -> Bool {
        guard resources.remove(resource) else { return false }
        if keepsEvents { return true }
        events.removeAll { $0.resources == [resource] }
        for var event in events.items where event.resources.contains(resource) {
            event.resources.removeAll { $0 == resource }
            _ = events.replace(event.key, with: event)
        }
        return true
    }

    private func require(_ resource: Int) throws {
        guard resources[resource] != nil else { throw SimulatorError.unknown("resource \(resource)") }
    }

    private mutating func edit(_ event: Int, _ change: (inout SimulatedEvent) -> Void) throws -> Int {
        guard var found = events[event] else { throw SimulatorError.unknown("event \(event)") }
        change(&found)
        _ = events.replace(event, with: found)
        return event
    }

    private mutating func edit(
        _ key: Int, _ shelf: WritableKeyPath<PlanningState, Shelf<SimulatedThing>>, _ name: String,
        _ change: (SimulatedThing) -> SimulatedThing
    ) throws -> Int {
        guard let thing = self[keyPath: shelf][key] else { throw SimulatorError.unknown("\(name) \(key)") }
        _ = self[keyPath: shelf].replace(key, with: change(thing))
        return key
    }
}
