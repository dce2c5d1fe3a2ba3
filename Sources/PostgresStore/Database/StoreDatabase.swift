internal import Foundation
internal import PostgresClient
internal import SyncCore
internal import SyncEngine

/// The store's access to the pool: each use names its tenant, and only throws `SyncError`.
struct StoreDatabase: Sendable {
    let pool: PostgresPool
    /// What the audit log records of changes; nil for none.
    var audit: AuditContext?

    /// One transaction in which only that tenant's rows are visible. If the connection is lost before the transaction could take
    /// effect, `body` is repeated on another connection, so that a server restart fails no run. (The pool repeats a lost BEGIN, with
    /// what travels with it.) It is also repeated if the server rolled it back because of concurrent access.
    @discardableResult
    func transaction<Result: Sendable>(
        of tenant: TenantID, _ body: @Sendable (PostgresConnection) async throws -> Result
    ) async throws -> Result {
        try await transaction(of: tenant, beginningWith: []) { connection, _ in try await body(connection) }
    }

    /// The same, whose first statements travel with BEGIN: two round trips if there are no others.
    @discardableResult
    func transaction<Result: Sendable>(
        of tenant: TenantID, beginningWith statements: [any PostgresStatement],
        _ body: @Sendable (PostgresConnection, PostgresAnswers) async throws -> Result
    ) async throws -> Result {
        var settings = Self.settings(tenant)
        if let audit { settings.merge(audit.settings) { tenant, _ in tenant } }
        let options = PostgresTransactionOptions(localSettings: settings)
        return try await repeating {
            do {
                return try await pool.transaction(options, beginningWith: statements, body)
            } catch let error as PostgresError
                where error.code == .connectionLost && error.phase != .begin && !error.isOutcomeUnknown
            {
                return try await pool.transaction(options, beginningWith: statements, body)
            }
        }
    }

    /// What statements that only read say of one moment, in one round trip. Only that tenant's rows are visible.
    func read(of tenant: TenantID, _ statements: any PostgresStatement...) async throws -> StoredAnswers {
        try await read(of: tenant, statements)
    }

    func read(of tenant: TenantID, _ statements: [any PostgresStatement]) async throws -> StoredAnswers {
        let options = PostgresTransactionOptions(
            isolation: .repeatableRead, isReadOnly: true, localSettings: Self.settings(tenant))
        return StoredAnswers(try await repeating { try await pool.read(options, statements) })
    }

    /// Of whom rows are visible.
    private static func settings(_ tenant: TenantID) -> [String: String] {
        ["passerelle.tenant": tenant.value.uuidString]
    }

    /// One transaction without a tenant, as the pool's login or role.
    @discardableResult
    func transaction<Result: Sendable>(
        _ body: @Sendable (PostgresConnection) async throws -> Result
    ) async throws -> Result {
        let options = PostgresTransactionOptions(localSettings: audit?.settings ?? [:])
        return try await repeating { try await pool.transaction(options, body) }
    }

    /// Several statements without a tenant that need one snapshot.
    func oneMoment<Result: Sendable>(
        _ body: @Sendable (PostgresConnection) async throws -> Result
    ) async throws -> Result {
        let options = PostgresTransactionOptions(isolation: .repeatableRead, isReadOnly: true)
        return try await repeating { try await pool.transaction(options, body) }
    }

    /// One statement without a tenant.
    func query<Statement: PostgresStatement>(_ statement: Statement) async throws -> [Statement.Row] {
        try await repeating { try await pool.query(statement) }
    }

    /// The same for a statement that may safely run twice: repeated if the connection is lost.
    /// - Parameter again: what is sent instead once a connection was lost.
    func repeatableQuery<Statement: PostgresStatement>(
        _ statement: Statement, again: Statement? = nil
    ) async throws -> [Statement.Row] {
        var sent = statement
        return try await repeating {
            do {
                return try await pool.query(sent)
            } catch let error as PostgresError where error.code == .connectionLost {
                sent = again ?? statement
                return try await pool.query(sent)
            }
        }
    }

    func execute(_ statement: some PostgresStatement) async throws {
        try await repeating { _ = try await pool.execute(statement) }
    }

    private static let repetitions = 6

    /// Repeats after serialization failures, deadlocks and plans that a migration invalidated, as the server has rolled back
    /// everything. Pauses in between, so that two transactions do not collide again.
    private func repeating<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await translatingErrors {
            for repetition in 1...Self.repetitions {
                do {
                    return try await body()
                } catch let error as PostgresError where error.isWorthRepeating {
                    try await Task.sleep(for: .milliseconds(Double.random(in: 1...5) * Double(1 << repetition)))
                }
            }
            return try await body()
        }
    }

    func translatingErrors<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as PostgresError {
            throw SyncError(error)
        } catch is CancellationError {
            throw SyncError(PostgresError(.cancelled, phase: .statement, "Cancelled."))
        }
    }
}

/// `PostgresAnswers` that only throw `SyncError`.
struct StoredAnswers: Sendable {
    private let answers: PostgresAnswers

    init(_ answers: PostgresAnswers) { self.answers = answers }

    func rows<S: PostgresStatement>(of statement: S.Type) throws -> [S.Row] {
        do {
            return try answers.rows(of: statement)
        } catch let error as PostgresError {
            throw SyncError(error)
        }
    }

    func first<S: PostgresStatement>(of statement: S.Type) throws -> S.Row? { try rows(of: statement).first }
}

extension AuditContext {
    /// Of a transaction: `audit_append` reads them.
    fileprivate var settings: [String: String] {
        ["operation": operation, "reason": reason, "claimed": claimed, "release": release, "session": session?.credential]
            .reduce(into: [:]) { settings, part in if let value = part.value { settings["passerelle.\(part.key)"] = value } }
    }
}

extension PostgresRow {
    func instant(_ column: String) throws(PostgresError) -> Instant {
        Instant(millisecondsSince1970: try timestamp(column))
    }

    func optionalInstant(_ column: String) throws(PostgresError) -> Instant? {
        try optionalTimestamp(column).map { Instant(millisecondsSince1970: $0) }
    }

    func day(_ column: String) throws(PostgresError) -> CalendarDay {
        guard let day = CalendarDay(try date(column)) else { throw failure(column, "is out of the calendar") }
        return day
    }

    func optionalDay(_ column: String) throws(PostgresError) -> CalendarDay? {
        try isNull(column) ? nil : day(column)
    }

    /// A raw value of an enumeration.
    func stored<Value: RawRepresentable<String>>(_ column: String) throws(PostgresError) -> Value {
        guard let value = Value(rawValue: try text(column)) else { throw failure(column, "holds a word of another release") }
        return value
    }

    func optionalStored<Value: RawRepresentable<String>>(_ column: String) throws(PostgresError) -> Value? {
        try isNull(column) ? nil : stored(column)
    }

    func storedSet<Value: RawRepresentable<String> & Hashable>(_ column: String) throws(PostgresError) -> Set<Value> {
        var values: Set<Value> = []
        for word in try texts(column) {
            guard let value = Value(rawValue: word) else { throw failure(column, "holds a word of another release") }
            values.insert(value)
        }
        return values
    }

    /// Parses the format of `EventReference.description`.
    func reference(_ column: String) throws(PostgresError) -> EventReference {
        guard let reference = EventReference(parsing: try text(column)) else { throw failure(column, "is no event's reference") }
        return reference
    }

    func optionalReference(_ column: String) throws(PostgresError) -> EventReference? {
        try isNull(column) ? nil : reference(column)
    }
}

extension PostgresValue {
    static func instant(_ instant: Instant) -> PostgresValue {
        .timestamp(millisecondsSince1970: instant.millisecondsSince1970)
    }

    static func instants(_ instants: [Instant]) -> PostgresValue {
        .timestamps(millisecondsSince1970: instants.map(\.millisecondsSince1970))
    }

    static func day(_ day: CalendarDay) -> PostgresValue {
        .date(day.description)
    }
}
