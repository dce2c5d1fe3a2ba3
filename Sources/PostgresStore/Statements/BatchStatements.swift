internal import PostgresClient
internal import SyncCore
internal import SyncEngine

struct ForgetBatches: PostgresStatement {
    static let sql = "delete from batch where begun_at < surely_past() - interval '90 days'"
}

struct InsertBatch: PostgresStatement {
    typealias Row = BatchID
    static let sql = """
        with made as (
            insert into batch (operation, parameters) values ($1, sha256(convert_to($2, 'UTF8'))) returning id
        ), items as (
            insert into batch_item (batch_id, slug) select made.id, slug from made, unnest($3::text[]) slug
        )
        select id from made
        """
    let operation: String
    let parameters: String
    let tenants: [TenantSlug]

    var bindings: [PostgresValue] { [.text(operation), .text(parameters), .texts(tenants.map(\.value))] }
    static func decode(_ row: PostgresRow) throws -> BatchID { BatchID(try row.int("id")) }
}

struct ListBatchItems: PostgresStatement {
    typealias Row = BatchItem
    static let sql = """
        select slug, state from batch join batch_item on batch_item.batch_id = batch.id
        where id = $1 and operation = $2 and parameters = sha256(convert_to($3, 'UTF8'))
        order by slug collate "C"
        """
    let batch: BatchID
    let operation: String
    let parameters: String

    var bindings: [PostgresValue] { [.int(batch.value), .text(operation), .text(parameters)] }

    static func decode(_ row: PostgresRow) throws -> BatchItem {
        BatchItem(tenant: try TenantSlug(try row.text("slug")), state: try row.stored("state"))
    }
}

/// False: another transaction has it.
struct HoldBatch: PostgresStatement {
    typealias Row = Bool
    static let sql = "select coalesce(hold_batch($1), false) as is_held"
    let batch: BatchID

    var bindings: [PostgresValue] { [.int(batch.value)] }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("is_held") }
}

struct TakeBatchItem: PostgresStatement {
    typealias Row = Instant?
    static let sql = """
        with before as (select batch_id, slug, taken_at from batch_item where batch_id = $1 and slug = $2 for update)
        update batch_item set state = 'begun', taken_at = coalesce(before.taken_at, clock_timestamp())
        from before
        where batch_item.batch_id = before.batch_id and batch_item.slug = before.slug
        returning before.taken_at as taken_before
        """
    let batch: BatchID
    let tenant: TenantSlug

    var bindings: [PostgresValue] { [.int(batch.value), .text(tenant.value)] }
    static func decode(_ row: PostgresRow) throws -> Instant? { try row.optionalInstant("taken_before") }
}

struct SettleBatchItem: PostgresStatement {
    static let sql = "update batch_item set state = $3 where batch_id = $1 and slug = $2"
    let batch: BatchID
    let item: BatchItem

    var bindings: [PostgresValue] {
        [.int(batch.value), .text(item.tenant.value), .text(item.state.rawValue)]
    }
}
