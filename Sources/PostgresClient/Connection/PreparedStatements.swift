/// What a session has prepared. Statements are types, so there are as many as the program has.
struct PreparedStatements {
    enum Key: Hashable {
        case statement(ObjectIdentifier)
        /// `set_config` for so many settings.
        case settings(Int)
    }

    struct Entry {
        let name: String
        let sql: String
        /// Known from the first result on.
        var columns: [String: Int]?
    }

    private var entries: [Key: Entry] = [:]
    private var made = 0

    /// nil when it was not prepared, or with another text.
    func entry(_ key: Key, sql: String) -> Entry? {
        guard let entry = entries[key], entry.sql == sql else { return nil }
        return entry
    }

    /// A name that this session has never used.
    mutating func newName() -> String {
        made += 1
        return "p\(made)"
    }

    mutating func insert(_ entry: Entry, for key: Key) { entries[key] = entry }

    mutating func remember(columns: [String: Int], of key: Key) { entries[key]?.columns = columns }

    mutating func forget(_ key: Key) { entries[key] = nil }
}
