extension LuccaRoutes {
    /// In lower case, as paths are compared.
    static let definitions = "/api/v3/extensionuserdefinitions"

    /// The definitions of extra data, or one of them.
    /// - Parameter rest: what follows the path: nothing, or `/e_id`, which is compared exactly.
    func definitions(_ rest: Substring, _ query: [QueryItem]) throws -> SimulatedAnswer {
        switch behaviour.extraData.definitions {
        case .open: break
        case .forbidden: throw LuccaError.forbidden("the definitions of extra data")
        case .missing: throw LuccaError.notFound
        }
        let fields = lucca.withState { state in
            let shown =
                behaviour.extraData.definitionsFollowRights
                ? state.extra.served(hiding: behaviour.extraData.hiddenSections) : state.extra.fields
            return shown + shown.flatMap(\.members)
        }
        if rest.isEmpty {
            let (offset, limit) = try page(query, default: 1000, maximum: 1000)
            let properties = LuccaProperties.definition(behaviour)
            // Whole rows, unless fewer properties are asked for.
            let everything = QueryItem(name: "fields", value: properties.map(\.name).joined(separator: ","))
            return envelope(fields, offset, limit, [everything] + query, properties)
        }
        let id = QueryItem.decoded(rest.dropFirst())
        guard rest.first == "/", let field = fields.first(where: { $0.id == id }) else { throw LuccaError.notFound }
        let selection = query["fields"].map { FieldSelection($0) } ?? FieldSelection()
        var out = JSONBytes()
        out.raw("{\"\(behaviour.letterCase.spelling("data"))\":")
        RowTemplate(LuccaProperties.definition(behaviour), selecting: selection, letterCase: behaviour.letterCase)
            .write(field, into: &out)
        out.raw("}")
        return .done(out.bytes)
    }
}
