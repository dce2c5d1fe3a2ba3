internal import Foundation
internal import PostgresClient
internal import SyncCore
internal import SyncEngine

struct UpsertCredential: PostgresStatement {
    static let sql = """
        insert into credential (tenant_id, kind, sealed) values (current_tenant(), $1, $2)
        on conflict (tenant_id, kind, slot) do update set sealed = excluded.sealed, set_at = clock_timestamp()
        """
    let kind: CredentialKind
    let sealed: [UInt8]

    var bindings: [PostgresValue] { [.text(kind.rawValue), .bytes(sealed)] }
}

/// The same secret, sealed again: it keeps its age, on which the choice between two ways to sign in depends. No effect if it was
/// replaced.
struct ResealCredential: PostgresStatement {
    static let sql = """
        update credential set sealed = $2
        where tenant_id = current_tenant() and kind = $1 and slot = 'current' and sealed = $3
        """
    let kind: CredentialKind
    let sealed: [UInt8]
    let replacing: [UInt8]

    var bindings: [PostgresValue] { [.text(kind.rawValue), .bytes(sealed), .bytes(replacing)] }
}

/// Keeps the secret in use, if there is one, beside its successor.
struct KeepFormerCredential: PostgresStatement {
    static let sql = """
        insert into credential (tenant_id, kind, slot, sealed, set_at)
        select tenant_id, kind, 'former', sealed, set_at from credential
        where tenant_id = current_tenant() and kind = $1 and slot = 'current'
        on conflict (tenant_id, kind, slot) do update set sealed = excluded.sealed, set_at = excluded.set_at
        """
    let kind: CredentialKind

    var bindings: [PostgresValue] { [.text(kind.rawValue)] }
}

/// Exchanges the two slots; the restored secret is the one that was stored last. No effect unless both are there.
struct RestoreCredential: PostgresStatement {
    static let sql = """
        update credential mine
        set sealed = other.sealed, set_at = case mine.slot when 'current' then clock_timestamp() else other.set_at end
        from credential other
        where mine.tenant_id = current_tenant() and other.tenant_id = mine.tenant_id and mine.kind = $1
            and other.kind = mine.kind and other.slot <> mine.slot
        """
    let kind: CredentialKind

    var bindings: [PostgresValue] { [.text(kind.rawValue)] }
}

struct SelectCredential: PostgresStatement {
    typealias Row = [UInt8]
    static let sql = """
        select sealed from credential where tenant_id = current_tenant() and kind = $1 and slot = 'current'
        """
    let kind: CredentialKind

    var bindings: [PostgresValue] { [.text(kind.rawValue)] }
    static func decode(_ row: PostgresRow) throws -> [UInt8] { try row.bytes("sealed") }
}

/// Those in use. nil for a kind that only a newer release knows.
struct SelectCredentials: PostgresStatement {
    typealias Row = (kind: CredentialKind, sealed: [UInt8])?
    static let sql = "select kind, sealed from credential where tenant_id = current_tenant() and slot = 'current'"

    static func decode(_ row: PostgresRow) throws -> Row {
        guard let kind = CredentialKind(rawValue: try row.text("kind")) else { return nil }
        return (kind, try row.bytes("sealed"))
    }
}

/// nil for a kind that only a newer release knows.
struct ListCredentials: PostgresStatement {
    typealias Row = StoredCredential?
    static let sql = "select kind, set_at, head, former_set_at from list_credentials() order by kind"

    static func decode(_ row: PostgresRow) throws -> StoredCredential? {
        guard let kind = CredentialKind(rawValue: try row.text("kind")) else { return nil }
        return StoredCredential(
            kind: kind, setAt: try row.instant("set_at"),
            host: Envelope.origin(of: Hexadecimal.bytes(try row.text("head"))).map { CredentialHost(kind.system, url: $0) },
            formerSetAt: try row.optionalInstant("former_set_at"))
    }
}

/// Those in use of some kinds, and former and waiting ones of others.
struct DeleteCredentials: PostgresStatement {
    static let sql = """
        with sealed as (delete from sealed_credential where tenant_id = current_tenant() and kind = any ($2))
        delete from credential
        where tenant_id = current_tenant()
            and (kind = any ($1) and slot = 'current' or kind = any ($2) and slot = 'former')
        """
    let kinds: Set<CredentialKind>
    let former: Set<CredentialKind>

    var bindings: [PostgresValue] {
        [.texts(kinds.map(\.rawValue).sorted()), .texts(former.map(\.rawValue).sorted())]
    }
}

/// A tenant's data key as stored.
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

/// No effect if the tenant already has one.
struct InsertDataKey: PostgresStatement {
    static let sql = """
        insert into tenant_data_key (tenant_id, id, master_key_id, wrapped) values (current_tenant(), $1, $2, $3)
        on conflict (tenant_id) do nothing
        """
    let key: WrappedDataKey

    var bindings: [PostgresValue] { [.uuid(key.id), .text(key.masterKeyID), .bytes(key.wrapped)] }
}

/// No effect if another rotation was faster.
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

/// No effect; fails where data keys cannot be written.
struct RequireWritable: PostgresStatement {
    static let sql = "update tenant_data_key set master_key_id = master_key_id where false"
}

/// A key that this installation's keyring has or had.
struct KnownMasterKey: Sendable, Hashable {
    /// 1, 2, 3, … in the order they were added.
    let number: Int
    let id: String
}

struct ListMasterKeys: PostgresStatement {
    typealias Row = KnownMasterKey
    static let sql = "select number, id from master_key order by number"

    static func decode(_ row: PostgresRow) throws -> KnownMasterKey {
        KnownMasterKey(number: try row.int("number"), id: try row.text("id"))
    }
}

/// No row: another key has that number, or the key is already known.
struct InsertMasterKey: PostgresStatement {
    typealias Row = Bool
    static let sql = "insert into master_key (number, id) values ($1, $2) on conflict do nothing returning true as added"
    let key: KnownMasterKey

    var bindings: [PostgresValue] { [.int(key.number), .text(key.id)] }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("added") }
}
