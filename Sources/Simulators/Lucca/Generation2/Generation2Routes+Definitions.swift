extension Generation2Routes {
    /// `employee-attribute-definitions` and `employee-attribute-definitions/{id}`: the customer's, then Lucca's own.
    func definitions(_ call: Generation2Call) throws -> SimulatedAnswer {
        let ids = try call.list("id")
        let archived = try call.words("isArchived", of: ["true", "false"])
        _ = try call.sort(["id"])
        let all = lucca.withState {
            attributeDefinitions($0.extra, followsRights: behaviour.extraData.definitionsFollowRights)
        }
        if let id = call.id {
            guard let definition = all.first(where: { $0.id == id }) else { throw Generation2Error.notFound }
            return single(call, item(definition, call))
        }
        let rows = all.filter { ids?.contains($0.id) ?? true && archived?.contains("false") ?? true }
        return try collection(call, rows, item: { item($0, call) })
    }

    func item(_ definition: AttributeDefinition, _ call: Generation2Call) -> [JSONValue.Member] {
        switch definition {
        case .builtIn(_, let attribute):
            return item(
                attribute.id, attribute.name, schema: Self.schema(attribute.schema), resourceType: attribute.resourceType, call)
        case .custom(let position, let field):
            let taxonomy: JSONValue = field.format == .list ? call.reference("taxonomy", Self.taxonomy(position)) : .null
            var several = JSONValue.null
            if field.isMultiple {
                several = .object([
                    .init("sorting", .string("ascending")),
                    .init("sortingProperty", .text(orNull: field.members.first?.id)),
                ])
            }
            let members = field.members.enumerated().map { place, member in
                JSONValue.Member(
                    member.id,
                    .object([
                        .init("name", .string(member.name)), .init("taxonomy", .null), .init("sortOrder", .integer(place)),
                    ]))
            }
            return item(
                field.id, field.name, schema: Self.schema(of: field), resourceType: "employee", call, several: several,
                taxonomy: taxonomy, members: members.isEmpty ? .null : .object(members))
        }
    }

    private func item(
        _ id: String, _ name: String, schema: JSONValue, resourceType: String, _ call: Generation2Call,
        several: JSONValue = .null, taxonomy: JSONValue = .null, members: JSONValue = .null
    ) -> [JSONValue.Member] {
        call.resource(
            "employee-attribute-definition", id,
            [
                .init("name", .string(name)), .init("t9n", .object([.init("name", .object([.init("fr-FR", .string(name))]))])),
                // An older name of the same stands beside it.
                .init("targetType", .string(resourceType)), .init("ofResourceType", .string(resourceType)),
                .init("schema", schema), .init("multipleValueHandling", several), .init("taxonomy", taxonomy),
                .init("propertyDescriptions", members), .init("isArchived", .bool(false)), .init("links", .object([])),
            ])
    }

    private static func schema(of field: SimulatedField) -> JSONValue {
        guard field.format == .composite else { return schema(field.format.schemaTitle) }
        return .object([
            .init("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
            .init("type", .array([.string("object"), .string("null")])), .init("additionalProperties", .bool(false)),
            .init("properties", .object(field.members.map { .init($0.id, schema($0.format.schemaTitle)) })),
        ])
    }

    private static func schema(_ title: String) -> JSONValue {
        let type =
            switch title {
            case "boolean": "boolean"
            case "int32": "integer"
            case "decimal": "number"
            case "taxonomy-label-reference", "file-reference", "employee-reference": "object"
            default: "string"
            }
        return .object([
            .init("$id", .string("/lucca-api/schemas/\(title)")),
            .init("$schema", .string("https://json-schema.org/draft/2020-12/schema")), .init("title", .string(title)),
            .init("type", .array([.string(type), .string("null")])),
        ])
    }
}

extension SimulatedFieldFormat {
    fileprivate var schemaTitle: String {
        switch self {
        case .shortText: "short-text"
        case .longText: "long-text"
        case .integer: "int32"
        case .decimal: "decimal"
        case .boolean: "boolean"
        case .date: "legacy-date"
        case .list: "taxonomy-label-reference"
        case .file: "file-reference"
        case .composite: ""
        }
    }
}
