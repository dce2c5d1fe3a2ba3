public import Foundation

/// One row of a result, read by column name. Every reader throws `PostgresError` with code `decoding`, naming the statement
/// and the column but never the value, when the column is missing, is null where it must not be, or reads as something else.
public struct PostgresRow: Sendable {
    let result: PostgresResult
    let columns: [String: Int]
    let index: Int
    let statement: any Any.Type

    public func isNull(_ column: String) throws(PostgresError) -> Bool { try find(column) == nil }

    public func text(_ column: String) throws(PostgresError) -> String { try required(column, try optionalText(column)) }
    public func optionalText(_ column: String) throws(PostgresError) -> String? {
        try find(column).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Any integer type, and `numeric` without a fraction.
    public func int(_ column: String) throws(PostgresError) -> Int { try required(column, try optionalInt(column)) }
    public func optionalInt(_ column: String) throws(PostgresError) -> Int? {
        try read(column, "a whole number", FieldText.int)
    }

    public func double(_ column: String) throws(PostgresError) -> Double { try required(column, try optionalDouble(column)) }
    public func optionalDouble(_ column: String) throws(PostgresError) -> Double? {
        try read(column, "a number", FieldText.double)
    }

    public func bool(_ column: String) throws(PostgresError) -> Bool { try required(column, try optionalBool(column)) }
    public func optionalBool(_ column: String) throws(PostgresError) -> Bool? {
        try read(column, "a boolean", FieldText.bool)
    }

    public func uuid(_ column: String) throws(PostgresError) -> UUID { try required(column, try optionalUUID(column)) }
    public func optionalUUID(_ column: String) throws(PostgresError) -> UUID? {
        try read(column, "a uuid", FieldText.uuid)
    }

    /// `timestamptz`, in milliseconds since 1970 UTC, rounded down.
    public func timestamp(_ column: String) throws(PostgresError) -> Int { try required(column, try optionalTimestamp(column)) }
    public func optionalTimestamp(_ column: String) throws(PostgresError) -> Int? {
        try optionalTimestampMicroseconds(column).map { $0 >= 0 ? $0 / 1000 : ($0 - 999) / 1000 }
    }

    /// `timestamptz`, in microseconds since 1970 UTC: all that PostgreSQL keeps.
    public func timestampMicroseconds(_ column: String) throws(PostgresError) -> Int {
        try required(column, try optionalTimestampMicroseconds(column))
    }
    public func optionalTimestampMicroseconds(_ column: String) throws(PostgresError) -> Int? {
        try read(column, "a timestamptz", TimestampText.microsecondsSince1970)
    }

    /// `date`, as `2026-12-24`.
    public func date(_ column: String) throws(PostgresError) -> String { try required(column, try optionalDate(column)) }
    public func optionalDate(_ column: String) throws(PostgresError) -> String? { try read(column, "a date", FieldText.date) }

    /// `bytea`.
    public func bytes(_ column: String) throws(PostgresError) -> [UInt8] { try required(column, try optionalBytes(column)) }
    public func optionalBytes(_ column: String) throws(PostgresError) -> [UInt8]? {
        try read(column, "a bytea", FieldText.bytes)
    }

    /// A one-dimensional array without nulls, such as `text[]`.
    public func texts(_ column: String) throws(PostgresError) -> [String] { try required(column, try optionalTexts(column)) }
    public func optionalTexts(_ column: String) throws(PostgresError) -> [String]? {
        try read(column, "an array of texts without null") { field in
            guard let elements = ArrayText.elements(field) else { return nil }
            let present = elements.compactMap(\.self)
            return present.count == elements.count ? present : nil
        }
    }

    /// `json` or `jsonb`, as its text.
    public func json(_ column: String) throws(PostgresError) -> String { try text(column) }

    private func find(_ column: String) throws(PostgresError) -> UnsafeBufferPointer<UInt8>? {
        guard let position = columns[column] else { throw failure(column, "is not in the result") }
        guard position >= 0 else { throw failure(column, "is in the result twice") }
        return result.value(row: index, column: position)
    }

    private func read<Value>(
        _ column: String, _ kind: String, _ parse: (UnsafeBufferPointer<UInt8>) -> Value?
    ) throws(PostgresError) -> Value? {
        guard let field = try find(column) else { return nil }
        guard let value = parse(field) else { throw failure(column, "is not \(kind)") }
        return value
    }

    private func required<Value>(_ column: String, _ value: Value?) throws(PostgresError) -> Value {
        guard let value else { throw failure(column, "is null") }
        return value
    }

    /// For a `decode` that finds a value it does not know, such as a state added later: says so without the value.
    public func failure(_ column: String, _ what: String) -> PostgresError {
        let name = String(describing: statement)
        return PostgresError(
            .decoding, phase: .statement, "Column \(column) of \(name) \(what).", column: column, statement: name)
    }
}

extension PostgresRow: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "PostgresRow(\(columns.keys.sorted().joined(separator: ", ")))" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
