internal import Foundation
internal import PostgresClient
internal import SyncCore
internal import SyncEngine

struct QueueOperationRow: PostgresStatement {
    typealias Row = OperationID
    static let sql = """
        insert into queued_operation (tenant_id, kind, parameters) values (current_tenant(), $1, $2::text::jsonb) returning id
        """
    let work: QueuedWork

    var bindings: [PostgresValue] {
        let parameters = (try? JSONEncoder().encode(work.parameters)).map { String(decoding: $0, as: UTF8.self) }
        return [.text(work.kind.rawValue), .text(parameters ?? "{}")]
    }
    static func decode(_ row: PostgresRow) throws -> OperationID { OperationID(try row.int("id")) }
}

struct ClaimOperations: PostgresStatement {
    typealias Row = OperationLease
    static let sql = "select operation_id, tenant_id, lease_term from claim_operations($1, $2::int, $3::int)"
    let worker: String
    let leaseSeconds: Int
    let atMost: Int

    var bindings: [PostgresValue] { [.text(worker), .int(leaseSeconds), .int(atMost)] }
    static func decode(_ row: PostgresRow) throws -> OperationLease {
        OperationLease(
            operation: OperationID(try row.int("operation_id")), tenantID: TenantID(try row.uuid("tenant_id")),
            term: try row.int("lease_term"))
    }
}

/// One that no worker took in time is expired, also if none is there to say so.
struct SelectOperation: PostgresStatement {
    typealias Row = QueuedOperation
    static let sql = """
        select op.id, op.tenant_id, tenant.slug, op.kind, op.parameters::text as parameters, op.requested_by, op.requested_at,
            op.worker, op.finished_at, op.error::text as error, op.result::text as result,
            operation_state(op.state, op.requested_at) as state
        from queued_operation op join tenant on tenant.id = op.tenant_id where op.id = $1
        """
    let id: OperationID

    var bindings: [PostgresValue] { [.int(id.value)] }
    static func decode(_ row: PostgresRow) throws -> QueuedOperation {
        var operation = try row.queuedOperation()
        operation.result = try row.optionalText("result")
        return operation
    }
}

/// No row unless that term holds it.
struct SelectClaimedOperation: PostgresStatement {
    typealias Row = Bool
    static let sql = """
        select true as is_held from queued_operation
        where id = $1 and lease_term = $2::int and state = 'running' and lease_until > clock_timestamp()
        """
    let lease: OperationLease

    var bindings: [PostgresValue] { [.int(lease.operation.value), .int(lease.term)] }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("is_held") }
}

struct SelectTenantOfOperation: PostgresStatement {
    typealias Row = TenantID?
    static let sql = "select tenant_of_operation($1) as id"
    let id: OperationID

    var bindings: [PostgresValue] { [.int(id.value)] }
    static func decode(_ row: PostgresRow) throws -> TenantID? {
        try row.isNull("id") ? nil : TenantID(try row.uuid("id"))
    }
}

struct ListOperations: PostgresStatement {
    typealias Row = QueuedOperation
    static let sql = "select * from list_operations($1, $2::int)"
    /// nil for every tenant's.
    let tenant: TenantID?
    let limit: Int

    var bindings: [PostgresValue] { [.optional(tenant) { .uuid($0.value) }, .int(limit)] }
    static func decode(_ row: PostgresRow) throws -> QueuedOperation { try row.queuedOperation() }
}

/// No effect unless that term holds it.
struct RenewOperation: PostgresStatement {
    static let sql = """
        update queued_operation set lease_until = clock_timestamp() + make_interval(secs => $3), lease_seconds = $3::int
        where id = $1 and lease_term = $2::int and state = 'running' and lease_until > clock_timestamp()
        """
    let lease: OperationLease
    let seconds: Int

    var bindings: [PostgresValue] { [.int(lease.operation.value), .int(lease.term), .int(seconds)] }
}

/// No effect unless that term holds it.
struct EndOperation: PostgresStatement {
    static let sql = """
        update queued_operation
        set state = $3, result = $4::text::jsonb, error = $5::text::jsonb, lease_until = null,
            finished_at = case when $3 = 'queued' then null else clock_timestamp() end
        where id = $1 and lease_term = $2::int and state = 'running' and lease_until > clock_timestamp()
        """
    let lease: OperationLease
    /// `queued` hands it back.
    let state: QueuedOperation.State
    var result: String?
    var error: Failure?

    var bindings: [PostgresValue] {
        [
            .int(lease.operation.value), .int(lease.term), .text(state.rawValue), .optional(result) { .text($0) },
            .optional(error) { .text(StoredFailure.encode($0)) },
        ]
    }
}

extension PostgresRow {
    fileprivate func queuedOperation() throws -> QueuedOperation {
        // One row that someone typed must not hide the others.
        let parameters = try? JSONDecoder().decode(QueuedWork.Parameters.self, from: Data(text("parameters").utf8))
        let kind = QueuedWork.Kind(rawValue: try text("kind"))
        let work = kind.flatMap { kind in parameters.flatMap { QueuedWork(kind, $0) } } ?? .unreadable
        return QueuedOperation(
            id: OperationID(try int("id")), tenantID: TenantID(try uuid("tenant_id")), tenant: try TenantSlug(text("slug")),
            work: work, requestedBy: try text("requested_by"), requestedAt: try instant("requested_at"),
            state: try stored("state"), worker: try optionalText("worker"), finishedAt: try optionalInstant("finished_at"),
            error: try optionalText("error").map(StoredFailure.decode))
    }
}
