public import Foundation

/// A value bound to a statement's parameter (`$1`, …). Values travel beside the SQL, never inside it. The server infers each
/// parameter's type from the SQL: write `$1::date` where it can't.
public enum PostgresValue: Hashable, Sendable {
    case null
    /// Any type that reads text: `text`, `date`, `numeric`, `interval`, enums.
    case text(String)
    case int(Int)
    case bool(Bool)
    case double(Double)
    /// `bytea`.
    case bytes([UInt8])
    case uuid(UUID)
    /// `timestamptz`, in microseconds since 1970 UTC: all that PostgreSQL keeps.
    case timestamp(microsecondsSince1970: Int)
    /// `date`, as `2026-12-24`.
    case date(String)
    /// `json` or `jsonb`, as its text.
    case json(String)
    /// A one-dimensional array of any of the above, `null` included: what `unnest($1::text[])` takes.
    case array([PostgresValue])
}

extension PostgresValue {
    /// `null` for nil.
    public static func optional<Value>(_ value: Value?, _ bind: (Value) -> PostgresValue) -> PostgresValue {
        value.map(bind) ?? .null
    }

    /// `timestamptz`, in milliseconds since 1970 UTC.
    public static func timestamp(millisecondsSince1970 milliseconds: Int) -> PostgresValue {
        let (microseconds, overflow) = milliseconds.multipliedReportingOverflow(by: 1000)
        // Far outside of what PostgreSQL holds: refused when it is bound.
        return .timestamp(microsecondsSince1970: overflow ? (milliseconds < 0 ? .min : .max) : microseconds)
    }

    public static func texts(_ values: [String]) -> PostgresValue { .array(values.map(PostgresValue.text)) }
    public static func texts(_ values: [String?]) -> PostgresValue { .array(values.map { .optional($0, PostgresValue.text) }) }
    public static func ints(_ values: [Int]) -> PostgresValue { .array(values.map(PostgresValue.int)) }
    public static func ints(_ values: [Int?]) -> PostgresValue { .array(values.map { .optional($0, PostgresValue.int) }) }
    public static func bools(_ values: [Bool]) -> PostgresValue { .array(values.map(PostgresValue.bool)) }
    public static func timestamps(millisecondsSince1970 values: [Int]) -> PostgresValue {
        .array(values.map { .timestamp(millisecondsSince1970: $0) })
    }
}

extension PostgresValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Values are personal data or secrets as often as not: they never print.
    public var description: String { "****" }
    public var debugDescription: String { "****" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
