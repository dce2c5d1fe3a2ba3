internal import CLibPQ
package import Foundation

/// One row of a result, read by column name. Every reader throws `PostgresError` with code `decoding`, naming the statement and
/// the column but never the value, if the column is missing, unexpectedly null, or of another type.
package struct PostgresRow: Sendable {
    let result: PostgresResult
    let columns: [String: Int]
    let index: Int
    let statement: any Any.Type

    package func isNull(_ column: String) throws(PostgresError) -> Bool { try find(column) == nil }

    package func text(_ column: String) throws(PostgresError) -> String { try required(column, try optionalText(column)) }
    package func optionalText(_ column: String) throws(PostgresError) -> String? {
        try find(column).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Any integer type, and `numeric` without a fraction.
    package func int(_ column: String) throws(PostgresError) -> Int { try required(column, try optionalInt(column)) }
    package func optionalInt(_ column: String) throws(PostgresError) -> Int? {
        try read(column, "a whole number", FieldText.int)
    }

    package func double(_ column: String) throws(PostgresError) -> Double { try required(column, try optionalDouble(column)) }
    package func optionalDouble(_ column: String) throws(PostgresError) -> Double? {
        try read(column, "a number", FieldText.double)
    }

    package func bool(_ column: String) throws(PostgresError) -> Bool { try required(column, try optionalBool(column)) }
    package func optionalBool(_ column: String) throws(PostgresError) -> Bool? {
        try read(column, "a boolean", FieldText.bool)
    }

    package func uuid(_ column: String) throws(PostgresError) -> UUID { try required(column, try optionalUUID(column)) }
    package func optionalUUID(_ column: String) throws(PostgresError) -> UUID? {
        try read(column, "a uuid", FieldText.uuid)
    }

    /// `timestamptz`, in milliseconds since 1970 UTC, rounded down.
    package func timestamp(_ column: String) throws(PostgresError) -> Int { try required(column, try optionalTimestamp(column)) }
    package func optionalTimestamp(_ column: String) throws(PostgresError) -> Int? {
        try optionalTimestampMicroseconds(column).map { $0 >= 0 ? $0 / 1000 : ($0 - 999) / 1000 }
    }

    /// `timestamptz`, in microseconds since 1970 UTC: PostgreSQL's full precision.
    package func timestampMicroseconds(_ column: String) throws(PostgresError) -> Int {
        try required(column, try optionalTimestampMicroseconds(column))
    }
    package func optionalTimestampMicroseconds(_ column: String) throws(PostgresError) -> Int? {
        try read(column, "a timestamptz", TimestampText.microsecondsSince1970)
    }

    /// `date`, as `2026-12-24`.
    package func date(_ column: String) throws(PostgresError) -> String { try required(column, try optionalDate(column)) }
    package func optionalDate(_ column: String) throws(PostgresError) -> String? { try read(column, "a date", FieldText.date) }

    /// `bytea`.
    package func bytes(_ column: String) throws(PostgresError) -> [UInt8] { try required(column, try optionalBytes(column)) }
    package func optionalBytes(_ column: String) throws(PostgresError) -> [UInt8]? {
        try read(column, "a bytea", FieldText.bytes)
    }

    /// A one-dimensional array without nulls, such as `text[]`.
    package func texts(_ column: String) throws(PostgresError) -> [String] { try required(column, try optionalTexts(column)) }
    package func optionalTexts(_ column: String) throws(PostgresError) -> [String]? {
        try read(column, "an array of texts without null") { field in
            guard let elements = ArrayText.elements(field) else { return nil }
            let present = elements.compactMap(\.self)
            return present.count == elements.count ? present : nil
        }
    }

    /// `json` or `jsonb`, as its text.
    package func json(_ column: String) throws(PostgresError) -> String { try text(column) }

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

    /// For a `decode` that finds an unknown value, such as a state added later. The value is not included.
    package func failure(_ column: String, _ what: String) -> PostgresError {
        let name = String(describing: statement)
        return PostgresError(
            .decoding, phase: .statement, "Column \(column) of \(name) \(what).", column: column, statement: name)
    }
}

extension PostgresRow: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "PostgresRow(\(columns.keys.sorted().joined(separator: ", ")))" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// A libpq result, freed with the last reference to it.
///
/// Invariant of `@unchecked Sendable`: a `PGresult` is immutable once received, and is only freed in `deinit`.
final class PostgresResult: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQclear(pointer) }

    var status: ExecStatusType { PQresultStatus(pointer) }
    var rowCount: Int { Int(PQntuples(pointer)) }
    var columnCount: Int { Int(PQnfields(pointer)) }
    /// Such as `COMMIT` or `INSERT 0 1`.
    var commandTag: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }
    /// Rows inserted, updated, deleted, copied or selected.
    var affectedRows: Int { PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0 }

    func field(_ code: Int32) -> String? { PQresultErrorField(pointer, code).map { String(cString: $0) } }

    func columnIndexes() -> [String: Int] {
        var indexes: [String: Int] = [:]
        for column in 0..<columnCount {
            guard let name = PQfname(pointer, Int32(column)) else { continue }
            let text = String(cString: name)
            // Two columns with the same name cannot be read by it.
            indexes[text] = indexes[text] == nil ? column : -1
        }
        return indexes
    }

    /// nil for null.
    func value(row: Int, column: Int) -> UnsafeBufferPointer<UInt8>? {
        guard PQgetisnull(pointer, Int32(row), Int32(column)) == 0, let start = PQgetvalue(pointer, Int32(row), Int32(column))
        else { return nil }
        let count = Int(PQgetlength(pointer, Int32(row), Int32(column)))
        return UnsafeBufferPointer(start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: count)
    }
}

/// SQLSTATE and names of an error's parts (`PG_DIAG_…` are characters, which Swift does not import).
enum DiagnosticField {
    static let severity: Int32 = 86  // 'V', never translated
    static let sqlstate: Int32 = 67  // 'C'
    static let primaryMessage: Int32 = 77  // 'M'
    static let table: Int32 = 116  // 't'
    static let column: Int32 = 99  // 'c'
    static let constraint: Int32 = 110  // 'n'
    static let sourceFunction: Int32 = 82  // 'R'
    static let position: Int32 = 80  // 'P'
}

/// Parses the text form of a field; nil if it does not match.
enum FieldText {
    typealias Field = UnsafeBufferPointer<UInt8>

    static func int(_ field: Field) -> Int? {
        var digits = field[...]
        let isNegative = digits.first == 0x2D
        if isNegative { digits = digits.dropFirst() }
        guard !digits.isEmpty else { return nil }
        var value = 0
        for byte in digits {
            guard (48...57).contains(byte) else { return nil }
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            // Built downwards, because Int.min has no positive counterpart.
            let (next, overflowed) = tens.subtractingReportingOverflow(Int(byte - 48))
            if overflow || overflowed { return nil }
            value = next
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    static func double(_ field: Field) -> Double? {
        // PostgreSQL writes "NaN", "Infinity" and "-Infinity", which Swift parses too.
        Double(String(decoding: field, as: UTF8.self))
    }

    static func bool(_ field: Field) -> Bool? {
        guard field.count == 1 else { return nil }
        return switch field[0] {
        case 0x74: true
        case 0x66: false
        default: nil
        }
    }

    static func uuid(_ field: Field) -> UUID? {
        guard field.count == 36 else { return nil }
        return UUID(uuidString: String(decoding: field, as: UTF8.self))
    }

    static func date(_ field: Field) -> String? {
        guard field.count == 10, field[4] == 0x2D, field[7] == 0x2D else { return nil }
        for position in [0, 1, 2, 3, 5, 6, 8, 9] where !(48...57).contains(field[position]) { return nil }
        return String(decoding: field, as: UTF8.self)
    }

    static func bytes(_ field: Field) -> [UInt8]? {
        guard field.count >= 2, field.count.isMultiple(of: 2), field[0] == 0x5C, field[1] == 0x78 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(field.count / 2 - 1)
        var position = 2
        while position < field.count {
            guard let high = nibble(field[position]), let low = nibble(field[position + 1]) else { return nil }
            bytes.append(high << 4 | low)
            position += 2
        }
        return bytes
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 48...57: digit - 48
        case 97...102: digit - 87
        case 65...70: digit - 55
        default: nil
        }
    }
}
