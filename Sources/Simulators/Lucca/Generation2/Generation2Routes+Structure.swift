extension Generation2Routes {
    /// `departments` and `departments/{id}`. They are not cut by establishments.
    func departments(_ call: Generation2Call) throws -> SimulatedAnswer {
        let archived = try call.words("isArchived", of: ["true", "false"])
        let search = call.query["search"]?.lowercased()
        let order = try call.sort(["id", "name"])
        let all = lucca.departments
        let parents = Dictionary(all.map { ($0.hierarchy, $0.id) }, uniquingKeysWith: { first, _ in first })
        func item(_ department: SimulatedDepartment) -> [JSONValue.Member] {
            let parent = department.parent.flatMap { parents[$0] }
            return call.resource(
                "department", department.id,
                [
                    .init("name", .string(department.name)), .init("remoteId", .text(orNull: department.code)),
                    .init("parent", parent.map { call.reference("department", $0) } ?? .null),
                    .init("level", .integer(department.hierarchy.split(separator: "/").count)),
                    .init("manager", department.headID.map { call.reference("employee", $0) } ?? .null),
                    .init("sortOrder", .integer(department.position)), .init("isArchived", .bool(!department.isActive)),
                    .init("links", .object([])),
                ])
        }
        if let id = call.id {
            guard let found = all.first(where: { String($0.id) == id }) else { throw Generation2Error.notFound }
            return single(call, item(found))
        }
        var rows = all.filter { department in
            archived?.contains(department.isActive ? "false" : "true") ?? true
                && search.map { department.name.lowercased().contains($0) || department.code.lowercased().contains($0) } ?? true
        }
        if order.property == "name" { rows.sort { ($0.name, $0.id) < ($1.name, $1.id) } }
        if order.isDescending { rows.reverse() }
        return try collection(call, rows, item: item)
    }

    /// `business-establishments` and `business-establishments/{id}`: the legal entities of generation 1.
    func establishments(_ call: Generation2Call) throws -> SimulatedAnswer {
        _ = try call.words("isArchived", of: ["true", "false"])
        _ = try call.sort(["id"])
        let names = lucca.legalEntities
        func item(_ number: Int) -> [JSONValue.Member] {
            call.resource(
                "business-establishment", number,
                [
                    .init("name", .string(names[number - 1])), .init("remoteId", .string("E\(number)")),
                    .init("legalEntity", call.reference("legal-entity", 1)), .init("timezoneId", .string("Europe/Paris")),
                    .init("isArchived", .bool(false)), .init("links", .object([])),
                ])
        }
        let shown = (1...names.count).filter { !behaviour.generation2.hiddenEstablishments.contains($0) }
        if let id = call.id {
            guard let number = Int(id), shown.contains(number) else { throw Generation2Error.notFound }
            return single(call, item(number))
        }
        return try collection(call, shown, item: item)
    }
}
