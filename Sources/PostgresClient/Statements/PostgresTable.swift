/// A table as COPY names it. Quoted in SQL, so that letters keep their case.
public struct PostgresTable: Hashable, Sendable, ExpressibleByStringLiteral {
    /// nil to follow `search_path`.
    public let schema: String?
    public let name: String

    public init(schema: String? = nil, _ name: String) {
        self.schema = schema
        self.name = name
    }

    public init(stringLiteral name: String) { self.init(name) }

    func quoted(_ phase: PostgresError.Phase) throws(PostgresError) -> String {
        let name = try SQLIdentifier.quote(name, phase)
        guard let schema else { return name }
        return "\(try SQLIdentifier.quote(schema, phase)).\(name)"
    }
}
