/// A name within SQL: such as a channel. It can't be bound, so it is quoted.
enum SQLIdentifier {
    /// - Throws: `invalidValue` for an empty name or one with a NUL.
    static func quote(_ name: String, _ phase: PostgresError.Phase) throws(PostgresError) -> String {
        guard !name.isEmpty, !name.utf8.contains(0) else {
            throw PostgresError(.invalidValue, phase: phase, "A name in SQL must not be empty, nor contain NUL.")
        }
        return "\"\(name.replacing("\"", with: "\"\""))\""
    }
}
