extension Generation2Routes {
    private static let states: Set<String> = ["active", "upcoming", "deactivated"]

    /// `employees` and `employees/{id}`.
    func employees(_ call: Generation2Call) throws -> SimulatedAnswer {
        let ids = try call.list("id")
        let states = try call.words("status", of: Self.states)
        let departments = try call.list("applicableJobPosition.department.id")
        let establishments = try call.list("applicableJobPosition.businessEstablishment.id")
        let emails = try call.list("email")
        let search = call.query["search"]?.lowercased()
        let order = try call.sort(["id", "familyName", "createdAt"])
        let shown = lucca.withState { $0.employees.filter(isShown) }
        if let id = call.id {
            guard let employee = shown.first(where: { String($0.id) == id }) else { throw Generation2Error.notFound }
            return single(call, item(employee, call)) { embedded([employee], call) }
        }
        var rows = shown.filter { employee in
            ids?.contains(String(employee.id)) ?? true && states?.contains(state(employee)) ?? true
                && departments?.contains(String(employee.departmentID)) ?? true
                && establishments?.contains(String(employee.legalEntityID)) ?? true && emails?.contains(employee.mail) ?? true
                && search.map { employee.displayName.lowercased().contains($0) } ?? true
        }
        switch order.property {
        case "familyName": rows.sort { ($0.lastName, $0.id) < ($1.lastName, $1.id) }
        case "createdAt": rows.sort { ($0.contractStart, $0.id) < ($1.contractStart, $1.id) }
        default: break
        }
        if order.isDescending { rows.reverse() }
        return try collection(call, rows, item: { item($0, call) }, embedded: { embedded($0, call) })
    }

    private func state(_ employee: SimulatedEmployee) -> String {
        if employee.contractStart > today { return "upcoming" }
        if let end = employee.contractEnd, end < today { return "deactivated" }
        return "active"
    }

    private func item(_ employee: SimulatedEmployee, _ call: Generation2Call) -> [JSONValue.Member] {
        call.resource(
            "employee", employee.id,
            [
                .init("remoteId", .null), .init("portrait", .null), .init("givenName", .string(employee.firstName)),
                .init("familyName", .string(employee.lastName)), .init("employeeNumber", .text(orNull: employee.employeeNumber)),
                .init("status", .string(state(employee))), .init("email", .text(orNull: employee.mail)),
                .init(
                    "birthDay",
                    .object([.init("day", .integer(1 + employee.id % 28)), .init("month", .integer(1 + employee.id % 12))])),
                // Which of the phones of generation 1 this is, is assumed.
                .init("phoneNumber", .text(orNull: employee.directLine ?? employee.professionalMobile)),
                .init("applicableEmployment", call.reference("employment", employee.employmentID)),
                .init("applicableJobPosition", call.reference("job-position", employee.jobPositionID)),
                .init("createdAt", .moment(employee.contractStart.ordinal * 86_400)),
                .init("lastUpdatedAt", .moment(employee.modifiedAt)),
                .init("links", .object([])),
            ])
    }

    /// That each kind needs its own scope, without which it is missing, is assumed.
    private func embedded(_ employees: [SimulatedEmployee], _ call: Generation2Call) -> Embedded {
        var result: Embedded = []
        if call.has(LuccaScope.employments) {
            result.append(
                ("employment", employees.map { .init(String($0.employmentID), .object(employment($0, call))) }))
        }
        if call.has(LuccaScope.jobPositions) {
            result.append(
                ("job-position", employees.map { .init(String($0.jobPositionID), .object(jobPosition($0, call))) }))
        }
        return result
    }

    private func employment(_ employee: SimulatedEmployee, _ call: Generation2Call) -> [JSONValue.Member] {
        let end = employee.contractEnd.map { JSONValue.object([.init("date", .day($0))]) } ?? .null
        return call.resource(
            "employment", employee.employmentID,
            [
                .init("remoteId", .null), .init("employee", call.reference("employee", employee.id)),
                .init("legalEntity", call.reference("legal-entity", 1)), .init("template", .null),
                .init("status", .string(state(employee))),
                .init("start", .object([.init("date", .day(employee.contractStart))])), .init("end", end),
                .init("links", .object([])),
            ])
    }

    private func jobPosition(_ employee: SimulatedEmployee, _ call: Generation2Call) -> [JSONValue.Member] {
        call.resource(
            "job-position", employee.jobPositionID,
            [
                .init("remoteId", .null), .init("employment", call.reference("employment", employee.employmentID)),
                .init("employee", call.reference("employee", employee.id)), .init("status", .string(state(employee))),
                .init("startsOn", .day(employee.contractStart)), .init("endsOn", .day(employee.contractEnd)),
                .init("businessEstablishment", call.reference("business-establishment", employee.legalEntityID)),
                .init("jobTitle", .text(orNull: employee.jobTitle)),
                .init("manager", employee.managerID.map { call.reference("employee", $0) } ?? .null),
                .init("department", call.reference("department", employee.departmentID)), .init("links", .object([])),
            ])
    }
}

extension SimulatedEmployee {
    /// Of number spaces of their own.
    fileprivate var employmentID: Int { 60_000 + id }
    fileprivate var jobPositionID: Int { 80_000 + id * 2 }
}
