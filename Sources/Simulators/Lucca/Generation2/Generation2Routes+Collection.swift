extension Generation2Routes {
    /// Resources by type, then by id.
    typealias Embedded = [(type: String, resources: [JSONValue.Member])]

    /// One page: `{"type", "url", "items"}`, and `totalCount`, `links` and `embedded` when they are included.
    /// - Parameters:
    ///   - rows: all of them, in order.
    ///   - embedded: what belongs to the rows of the page.
    func collection<Row>(
        _ call: Generation2Call, _ rows: [Row], item: (Row) -> [JSONValue.Member], embedded: ([Row]) -> Embedded = { _ in [] }
    ) throws -> SimulatedAnswer {
        let (offset, limit) = (try call.offset(), try call.limit())
        let start = paging.map { $0.offset(offset, limit) } ?? offset
        let page = Array(rows.dropFirst(start).prefix(limit))
        guard page.count <= behaviour.generation2.rowsWithinTime else { throw Generation2Error.tooSlow }
        var members: [JSONValue.Member] = [
            .init("type", .string(call.collection)), .init("url", .string("\(call.base)\(Self.prefix)\(call.collection)")),
        ]
        if call.includes.contains("totalcount") { members.append(.init("totalCount", .number(String(rows.count)))) }
        members.append(.init("items", .array(page.map { .object(item($0) + unknownMembers) })))
        if call.includes.contains("links") {
            let previous = offset > 0 ? link(call, to: max(0, offset - limit)) : .null
            let next = offset + limit < rows.count ? link(call, to: offset + limit) : .null
            members.append(.init("links", .object([.init("prev", previous), .init("next", next)])))
        }
        if call.includes.contains("embedded") { members.append(.init("embedded", json(embedded(page)))) }
        return .done(JSONValue.object(members).bytes)
    }

    /// One resource by its id.
    func single(_ call: Generation2Call, _ item: [JSONValue.Member], embedded: () -> Embedded = { [] }) -> SimulatedAnswer {
        var members = item + unknownMembers
        if call.includes.contains("embedded") { members.append(.init("embedded", json(embedded()))) }
        return .done(JSONValue.object(members).bytes)
    }

    private func link(_ call: Generation2Call, to offset: Int) -> JSONValue {
        let host = behaviour.generation2.nextHost
        return .object([.init("href", .string(call.address(ofPageAt: offset, host: host)))])
    }

    private func json(_ embedded: Embedded) -> JSONValue {
        .object(embedded.map { .init($0.type, .object($0.resources)) })
    }

    private var unknownMembers: [JSONValue.Member] {
        behaviour.addsUnknownProperties ? [.init("nouveauChamp", .object([.init("notes", .array([.null, .string("é")]))]))] : []
    }
}

extension JSONValue {
    static func text(orNull text: String?) -> JSONValue {
        text.map { $0.isEmpty ? .null : .string($0) } ?? .null
    }

    static func day(_ day: SimulatedDay?) -> JSONValue {
        day.map { .string($0.description) } ?? .null
    }

    static func moment(_ instant: Int) -> JSONValue {
        .string(InstantText.text(instant, suffix: ".001Z"))
    }

    static func integer(_ number: Int) -> JSONValue {
        .number(String(number))
    }
}
