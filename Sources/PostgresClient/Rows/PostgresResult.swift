internal import CLibPQ

/// A result as libpq holds it, freed with the last reference to it.
///
/// Invariant of `@unchecked Sendable`: a `PGresult` never changes once it was received, and is freed in `deinit` only.
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
            // Of two columns with one name, neither is readable by it.
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
