internal import Foundation
internal import PostgresClient
internal import SyncCore

/// How the store uses the pool: each use names its tenant, and only `SyncError` leaves.
struct StoreDatabase: Sendable {
    let pool: PostgresPool

    /// One transaction in which that tenant's rows, and no other's, are visible. When the connection is lost before it could have
    /// taken effect, `body` is done once more, on another connection: a server that restarts fails no run.
    @discardableResult
    func transaction<Result: Sendable>(
        of tenant: TenantID, _ mode: Mode = .write, _ body: @Sendable (PostgresConnection) async throws -> Result
    ) async throws -> Result {
        try await translatingErrors {
            do {
                return try await pool.transaction(mode.options(tenant), body)
            } catch let error as PostgresError where error.code == .connectionLost && (mode != .write || !error.isOutcomeUnknown)
            {
                return try await pool.transaction(mode.options(tenant), body)
            }
        }
    }

    /// One statement that is no tenant's.
    func query<Statement: PostgresStatement>(_ statement: Statement) async throws -> [Statement.Row] {
        try await translatingErrors { try await pool.query(statement) }
    }

    /// The same for a statement that does no harm when it is done twice: once more when the connection is lost.
    func repeatableQuery<Statement: PostgresStatement>(_ statement: Statement) async throws -> [Statement.Row] {
        try await translatingErrors {
            do {
                return try await pool.query(statement)
            } catch let error as PostgresError where error.code == .connectionLost {
                return try await pool.query(statement)
            }
        }
    }

    func execute(_ statement: some PostgresStatement) async throws {
        try await translatingErrors { _ = try await pool.execute(statement) }
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

    enum Mode {
        case write
        case read
        /// Several statements that must see one moment.
        case readOneMoment

        func options(_ tenant: TenantID) -> PostgresTransactionOptions {
            PostgresTransactionOptions(
                isolation: self == .readOneMoment ? .repeatableRead : .readCommitted, isReadOnly: self != .write,
                localSettings: ["passerelle.tenant": tenant.value.uuidString])
        }
    }
}
