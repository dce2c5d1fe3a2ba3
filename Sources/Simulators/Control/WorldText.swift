/// The raw world as JSON, so that tests can compute the expected planning independently of the simulators.
enum WorldText {
    static func lucca(_ tenant: SimulatedTenant) -> [UInt8] {
        var out = JSONBytes()
        out.raw("{\"departments\":")
        list(tenant.lucca.departments, into: &out)
        out.raw(",\"leaveAccounts\":")
        list(tenant.lucca.leaveAccounts, into: &out)
        out.raw(",\"employees\":")
        list(tenant.lucca.employees, into: &out)
        out.raw(",\"legalEntities\":")
        list(tenant.lucca.legalEntities, into: &out)
        out.raw(",\"sections\":")
        list(tenant.lucca.sections, into: &out)
        out.raw(",\"fields\":")
        list(tenant.lucca.fields, into: &out)
        out.raw(",\"fieldValues\":{")
        for (position, employee) in tenant.lucca.employees.enumerated() {
            if position > 0 { out.byte(44) }
            out.quotedInteger(employee.id)
            out.byte(58)
            out.value((try? JSONValue.encoding(tenant.lucca.fieldValues(ofEmployee: employee.id))) ?? .null)
        }
        out.raw("}}")
        return out.bytes
    }

    static func leaves(_ tenant: SimulatedTenant, employee: Int?) -> [UInt8] {
        let leaves = employee.map { tenant.lucca.leaves(ofEmployee: $0) } ?? tenant.lucca.leaves
        var out = JSONBytes(capacity: leaves.count * 160 + 2)
        out.byte(91)
        for (position, leave) in leaves.enumerated() {
            if position > 0 { out.byte(44) }
            out.raw("{\"id\":\(leave.id),\"employee\":\(leave.employee),\"period\":\(leave.period),\"account\":\(leave.account)")
            out.raw(",\"day\":\"")
            out.day(leave.day)
            out.raw("\",\"isMorning\":\(leave.isMorning)")
            if let seconds = leave.seconds { out.raw(",\"seconds\":\(seconds)") }
            out.raw(",\"isActive\":\(leave.isActive),\"hasCancellationDate\":\(leave.hasCancellationDate)")
            out.raw(",\"isConfirmed\":\(leave.isConfirmed)}")
        }
        out.byte(93)
        return out.bytes
    }

    static func planning(_ tenant: SimulatedTenant) -> [UInt8] {
        var out = JSONBytes()
        out.raw("{\"resources\":")
        things(tenant.planning.resources, into: &out)
        out.raw(",\"departments\":")
        things(tenant.planning.departments, into: &out)
        out.raw(",\"types\":")
        things(tenant.planning.types, into: &out)
        out.raw(",\"events\":[")
        for (position, event) in tenant.planning.events.enumerated() {
            if position > 0 { out.byte(44) }
            write(event, into: &out)
        }
        out.raw("]}")
        return out.bytes
    }

    private static func write(_ event: SimulatedEvent, into out: inout JSONBytes) {
        out.raw("{\"key\":\(event.key),\"start\":\(event.start),\"end\":\(event.end),\"resources\":\(event.resources)")
        out.raw(",\"kind\":\"\(event.kind)\"")
        if let type = event.type { out.raw(",\"type\":\(type)") }
        if let status = event.status { out.raw(",\"status\":\(status)") }
        out.raw(",\"allDay\":\(event.allDay),\"remark\":")
        out.string(event.remark)
        out.raw(",\"fields\":")
        out.string(event.fields)
        out.raw(",\"otherMembers\":")
        out.string(event.otherMembers)
        out.raw(",\"isBlocked\":\(event.isBlocked),\"readonly\":\(event.readonly)")
        if let editor = event.editor {
            out.raw(",\"editor\":")
            out.string(editor)
        }
        out.byte(125)
    }

    private static func things(_ things: [SimulatedThing], into out: inout JSONBytes) {
        out.byte(91)
        for (position, thing) in things.enumerated() {
            if position > 0 { out.byte(44) }
            out.raw(thing.json)
        }
        out.byte(93)
    }

    private static func list(_ values: [some Encodable], into out: inout JSONBytes) {
        // Plain values of numbers and texts always encode.
        out.value((try? JSONValue.encoding(values)) ?? .array([]))
    }
}
