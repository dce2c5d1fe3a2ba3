/// One SQL statement: its text, fixed for ever, the values of its parameters, and how to read a row of its result.
///
/// ```swift
/// struct FindTenant: PostgresStatement {
///     static let sql = "select id, state from tenant where slug = $1"
///     let slug: String
///     var bindings: [PostgresValue] { [.text(slug)] }
///     static func decode(_ row: PostgresRow) throws -> (UUID, String) { (try row.uuid("id"), try row.text("state")) }
/// }
/// ```
public protocol PostgresStatement: Sendable {
    /// `Void` for a statement that returns no rows that matter.
    associatedtype Row: Sendable = Void

    /// A single statement with `$1`, `$2`, … for the values. It is prepared once per connection.
    static var sql: String { get }
    /// The values of `$1`, `$2`, … in that order.
    var bindings: [PostgresValue] { get }
    /// Reads one row. Called on the connection's thread: no waiting here.
    static func decode(_ row: PostgresRow) throws -> Row
}

extension PostgresStatement {
    public var bindings: [PostgresValue] { [] }
}

extension PostgresStatement where Row == Void {
    public static func decode(_ row: PostgresRow) throws {}
}
