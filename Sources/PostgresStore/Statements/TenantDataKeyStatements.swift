internal import Foundation
internal import PostgresClient
internal import SyncCore

/// A tenant's data key as it is stored.
struct WrappedDataKey: Sendable {
    let id: UUID
    let masterKeyID: String
    let wrapped: [UInt8]
}

struct SelectDataKey: PostgresStatement {
    typealias Row = WrappedDataKey
    static let sql = "select id, master_key_id, wrapped from tenant_data_key where tenant_id = current_tenant()"

    static func decode(_ row: PostgresRow) throws -> WrappedDataKey {
        WrappedDataKey(id: try row.uuid("id"), masterKeyID: try row.text("master_key_id"), wrapped: try row.bytes("wrapped"))
    }
}

/// Does nothing when the tenant has one already.
struct InsertDataKey: PostgresStatement {
    static let sql = """
        insert into tenant_data_key (tenant_id, id, master_key_id, wrapped) values (current_tenant(), $1, $2, $3)
        on conflict (tenant_id) do nothing
        """
    let key: WrappedDataKey

    var bindings: [PostgresValue] { [.uuid(key.id), .text(key.masterKeyID), .bytes(key.wrapped)] }
}

/// Changes nothing when another rotation was quicker.
struct RewrapDataKey: PostgresStatement {
    static let sql = """
        update tenant_data_key set master_key_id = $2, wrapped = $3, wrapped_at = clock_timestamp()
        where tenant_id = current_tenant() and id = $1 and master_key_id = $4
        """
    let key: WrappedDataKey
    let replacing: String

    var bindings: [PostgresValue] { [.uuid(key.id), .text(key.masterKeyID), .bytes(key.wrapped), .text(replacing)] }
}

struct ListDataKeyUsage: PostgresStatement {
    struct Row: Sendable {
        let masterKeyID: String
        let tenants: Int
    }

    static let sql = "select master_key_id, tenants from list_data_key_usage()"

    static func decode(_ row: PostgresRow) throws -> Row {
        Row(masterKeyID: try row.text("master_key_id"), tenants: try row.int("tenants"))
    }
}

struct ListTenantsUnderOtherMasterKey: PostgresStatement {
    typealias Row = TenantID
    static let sql = "select list_tenants_under_other_master_key($1) as id"
    let current: String

    var bindings: [PostgresValue] { [.text(current)] }
    static func decode(_ row: PostgresRow) throws -> TenantID { TenantID(try row.uuid("id")) }
}

/// Changes nothing, and is refused where data keys can't be written.
struct RequireWritable: PostgresStatement {
    static let sql = "update tenant_data_key set master_key_id = master_key_id where false"
}
