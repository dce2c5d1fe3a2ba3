internal import CLibPQ
package import Foundation

/// One SQL statement: its constant text, the values of its parameters, and how to read a row of its result.
///
/// ```swift
/// struct FindTenant: PostgresStatement {
///     static let sql = "select id, state from tenant where slug = $1"
///     let slug: String
///     var bindings: [PostgresValue] { [.text(slug)] }
///     static func decode(_ row: PostgresRow) throws -> (UUID, String) { (try row.uuid("id"), try row.text("state")) }
/// }
/// ```
package protocol PostgresStatement: Sendable {
    /// `Void` for a statement without relevant rows.
    associatedtype Row: Sendable = Void

    /// A single statement with `$1`, `$2`, … for the values. It is prepared once per connection.
    static var sql: String { get }
    /// The values of `$1`, `$2`, … in order.
    var bindings: [PostgresValue] { get }
    /// Reads one row. Called on the connection's thread: it must not block.
    static func decode(_ row: PostgresRow) throws -> Row
}

extension PostgresStatement {
    package var bindings: [PostgresValue] { [] }
}

extension PostgresStatement where Row == Void {
    package static func decode(_ row: PostgresRow) throws {}
}

/// A value bound to a statement's parameter (`$1`, …). Values are sent separately from the SQL. The server infers each
/// parameter's type from the SQL: write `$1::date` where it cannot.
package enum PostgresValue: Hashable, Sendable {
    case null
    /// Any type with text input: `text`, `date`, `numeric`, `interval`, enums.
    case text(String)
    case int(Int)
    case bool(Bool)
    case double(Double)
    /// `bytea`.
    case bytes([UInt8])
    case uuid(UUID)
    /// `timestamptz`, in microseconds since 1970 UTC: PostgreSQL's full precision.
    case timestamp(microsecondsSince1970: Int)
    /// `date`, as `2026-12-24`.
    case date(String)
    /// `json` or `jsonb`, as its text.
    case json(String)
    /// A one-dimensional array of any of the above, `null` included, for `unnest($1::text[])`.
    case array([PostgresValue])
}

extension PostgresValue {
    /// `null` for nil.
    package static func optional<Value>(_ value: Value?, _ bind: (Value) -> PostgresValue) -> PostgresValue {
        value.map(bind) ?? .null
    }

    /// `timestamptz`, in milliseconds since 1970 UTC.
    package static func timestamp(millisecondsSince1970 milliseconds: Int) -> PostgresValue {
        let (microseconds, overflow) = milliseconds.multipliedReportingOverflow(by: 1000)
        // Far outside PostgreSQL's range: rejected when bound.
        return .timestamp(microsecondsSince1970: overflow ? (milliseconds < 0 ? .min : .max) : microseconds)
    }

    package static func texts(_ values: [String]) -> PostgresValue { .array(values.map(PostgresValue.text)) }
    package static func texts(_ values: [String?]) -> PostgresValue { .array(values.map { .optional($0, PostgresValue.text) }) }
    package static func ints(_ values: [Int]) -> PostgresValue { .array(values.map(PostgresValue.int)) }
    package static func ints(_ values: [Int?]) -> PostgresValue { .array(values.map { .optional($0, PostgresValue.int) }) }
    package static func bools(_ values: [Bool]) -> PostgresValue { .array(values.map(PostgresValue.bool)) }
    package static func timestamps(millisecondsSince1970 values: [Int]) -> PostgresValue {
        .array(values.map { .timestamp(millisecondsSince1970: $0) })
    }
}

extension PostgresValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Values are often personal data or secrets: they never print.
    package var description: String { "****" }
    package var debugDescription: String { "****" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// The parameters of one execution in libpq's form: everything as text, `bytea` as binary.
struct ParameterBuffer {
    struct Refusal: Error {
        /// From 1, as in `$1`.
        let parameter: Int
        let reason: String
    }

    private var bytes: [UInt8] = []
    /// -1 for null.
    private var offsets: [Int] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    init(_ values: [PostgresValue]) throws(Refusal) {
        guard values.count <= Int(UInt16.max) else {
            throw Refusal(parameter: values.count, reason: "is beyond the 65,535 that a statement takes; bind an array instead")
        }
        offsets.reserveCapacity(values.count)
        for value in values {
            let start = bytes.count
            var isPresent = true
            var format: Int32 = 0
            if case .bytes(let content) = value {
                bytes.append(contentsOf: content)
                format = 1
            } else {
                do { isPresent = try ValueText.append(value, to: &bytes) } catch {
                    throw Refusal(parameter: offsets.count + 1, reason: error.reason)
                }
            }
            guard let length = Int32(exactly: bytes.count - start), length < 1_000_000_000 else {
                throw Refusal(parameter: offsets.count + 1, reason: "is larger than 1 GB")
            }
            offsets.append(isPresent ? start : -1)
            lengths.append(length)
            formats.append(format)
            bytes.append(0)
        }
    }

    /// Passes count, values, lengths and formats, valid during the call.
    func withPointers<Result>(
        _ use: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Result
    ) -> Result {
        guard !offsets.isEmpty else { return use(0, nil, nil, nil) }
        return bytes.withUnsafeBytes { raw in
            let start = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
            let pointers = offsets.map { offset in offset < 0 ? nil : start.map { $0 + offset } }
            return pointers.withUnsafeBufferPointer { pointers in
                lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { formats in
                        use(Int32(pointers.count), pointers.baseAddress, lengths.baseAddress, formats.baseAddress)
                    }
                }
            }
        }
    }
}
