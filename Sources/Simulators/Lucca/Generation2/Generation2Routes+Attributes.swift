extension Generation2Routes {
    /// `employee-attributes` and `employee-attributes/{id}`.
    func attributes(_ call: Generation2Call) throws -> SimulatedAnswer {
        let wanted = try call.list("definition.id")
        let employees = try call.list("employee.id")
        let asOf = try call.query["applicability.asof"].map { text -> SimulatedDay in
            guard let day = SimulatedDay(text) else {
                throw Generation2Error.invalid("applicability.asOf", "A date was expected.")
            }
            return day
        }
        _ = try call.sort(["id"])
        let (rows, extra) = lucca.withState { state in
            let definitions = attributeDefinitions(state.extra, followsRights: true).filter { wanted?.contains($0.id) ?? true }
            var rows: [AttributeRow] = []
            for employee in state.employees where isShown(employee) && employees?.contains(String(employee.id)) ?? true {
                rows += state.extra.attributes(
                    of: employee, definitions, severalValues: behaviour.generation2.severalValues
                ).filter { row in asOf.map { row.applies(on: $0) } ?? true }
            }
            return (rows, state.extra)
        }
        if let id = call.id {
            guard let row = rows.first(where: { String($0.id) == id }) else { throw Generation2Error.notFound }
            return single(call, item(row, call)) { embedded([row], extra, call) }
        }
        return try collection(call, rows, item: { item($0, call) }, embedded: { embedded($0, extra, call) })
    }

    /// What the application is shown, in the order of ids.
    func attributeDefinitions(_ extra: ExtraData, followsRights: Bool) -> [AttributeDefinition] {
        let shown = Set(
            (followsRights ? extra.served(hiding: behaviour.extraData.hiddenSections) : extra.fields).map(\.id))
        let custom = extra.fields.enumerated().filter { shown.contains($0.element.id) }.map {
            AttributeDefinition.custom(position: $0.offset, $0.element)
        }
        return custom
            + BuiltInAttribute.all.enumerated().map { AttributeDefinition.builtIn(position: 90 + $0.offset, $0.element) }
    }

    private func item(_ row: AttributeRow, _ call: Generation2Call) -> [JSONValue.Member] {
        let applicability = row.applicability.map { bounds in
            JSONValue.object([.init("start", .day(bounds.start)), .init("end", .day(bounds.end))])
        }
        return call.resource(
            "employee-attribute", row.id,
            [
                .init("definition", call.reference("employee-attribute-definition", row.definition.id)),
                .init("employee", call.reference("employee", row.employee.id)), .init("applicability", applicability ?? .null),
                .init("value", value(row, call)), .init("createdAt", .moment(row.employee.modifiedAt)),
                .init("lastUpdatedAt", .moment(row.employee.modifiedAt)),
            ])
    }

    private func value(_ row: AttributeRow, _ call: Generation2Call) -> JSONValue {
        if case .builtIn(_, let attribute) = row.definition, attribute.id == "jobPosition.department" {
            return call.reference("department", row.employee.departmentID)
        }
        return value(row.value, call)
    }

    /// That a composite's members have their bare values is assumed.
    private func value(_ value: SimulatedFieldValue, _ call: Generation2Call) -> JSONValue {
        switch value {
        case .text(let text): .string(text)
        case .number(let spelling): .number(spelling)
        case .boolean(let flag): .bool(flag)
        case .date(let day):
            behaviour.generation2.attributeDates == .day ? .day(day) : .string("\(day)T00:00:00")
        case .entry(let id): call.reference("taxonomy-label", id)
        case .file(let id): call.reference("file", id)
        case .composite(let members):
            .object(members.sorted { $0.key < $1.key }.map { .init($0.key, self.value($0.value, call)) })
        case .several(let values): .array(values.map { self.value($0, call) })
        case .empty: .null
        }
    }

    /// The definitions of the rows, and the labels that their lists still have.
    private func embedded(_ rows: [AttributeRow], _ extra: ExtraData, _ call: Generation2Call) -> Embedded {
        var definitions: [String: AttributeDefinition] = [:]
        var entries: Set<Int> = []
        for row in rows {
            definitions[row.definition.id] = row.definition
            entries.formUnion(row.value.entries)
        }
        var labels: [JSONValue.Member] = []
        for (position, field) in extra.fields.enumerated() {
            for entry in ([field] + field.members).flatMap(\.entries) where entries.contains(entry.id) {
                labels.append(.init(String(entry.id), .object(label(entry, position, call))))
            }
        }
        let shown: [JSONValue.Member] = definitions.sorted { $0.key < $1.key }.map {
            .init($0.key, .object(item($0.value, call)))
        }
        return [("employee-attribute-definition", shown), ("taxonomy-label", labels)]
    }

    private func label(_ entry: SimulatedListEntry, _ position: Int, _ call: Generation2Call) -> [JSONValue.Member] {
        call.resource(
            "taxonomy-label", entry.id,
            [
                .init("taxonomy", call.reference("taxonomy", Self.taxonomy(position))), .init("name", .string(entry.name)),
                .init("remoteId", .null), .init("isArchived", .bool(false)),
                .init("t9n", .object([.init("name", .object([.init("fr-FR", .string(entry.name))]))])),
                .init("links", .object([])),
            ])
    }

    static func taxonomy(_ position: Int) -> Int { 400 + position }
}

extension SimulatedFieldValue {
    /// The entries of lists that it names.
    fileprivate var entries: [Int] {
        switch self {
        case .entry(let id): [id]
        case .several(let values): values.flatMap(\.entries)
        case .composite(let members): members.values.flatMap(\.entries)
        default: []
        }
    }
}
