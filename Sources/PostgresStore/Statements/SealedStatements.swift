internal import Foundation
internal import PostgresClient
internal import SyncCore
internal import SyncEngine

/// A secret that waits for a process with the keyring.
struct StoredSeal: Sendable {
    let host: String
    let keyID: String
    let sealed: [UInt8]
}

/// The one that was published last.
struct SelectSealingKey: PostgresStatement {
    typealias Row = PublicSealingKey
    static let sql = "select id, public from sealing_key order by number desc limit 1"

    static func decode(_ row: PostgresRow) throws -> PublicSealingKey {
        PublicSealingKey(id: try row.text("id"), bytes: try row.bytes("public"))
    }
}

/// Makes it the one that is used, also if another was published since. No effect if it is.
struct PublishKey: PostgresStatement {
    static let sql = """
        insert into sealing_key (id, public) values ($1, $2)
        on conflict (id) do update set number = default, public = excluded.public
        where sealing_key.public <> excluded.public
            or sealing_key.number < (select max(newest.number) from sealing_key newest)
        """
    let key: PublicSealingKey

    var bindings: [PostgresValue] { [.text(key.id), .bytes(key.bytes)] }
}

struct ListSealingKeys: PostgresStatement {
    struct Row: Sendable {
        let id: String
        /// nil for one that is not published.
        let published: SealingKeyUsage.Publication?
        /// New secrets are sealed to it.
        let isUsed: Bool
        let credentials: Int
    }

    static let sql = "select id, published_at, published_by, is_used, credentials from list_sealing_keys()"

    static func decode(_ row: PostgresRow) throws -> Row {
        var published: SealingKeyUsage.Publication?
        if let moment = try row.optionalInstant("published_at") {
            published = .init(at: moment, by: try row.text("published_by"))
        }
        return Row(
            id: try row.text("id"), published: published, isUsed: try row.bool("is_used"),
            credentials: try row.int("credentials"))
    }
}

struct UpsertSealedCredential: PostgresStatement {
    static let sql = """
        insert into sealed_credential (tenant_id, kind, host, key_id, sealed) values (current_tenant(), $1, $2, $3, $4)
        on conflict (tenant_id, kind) do update
        set host = excluded.host, key_id = excluded.key_id, sealed = excluded.sealed, set_at = clock_timestamp(), fault = null
        """
    let kind: CredentialKind
    let host: CredentialHost
    let keyID: String
    let sealed: [UInt8]

    var bindings: [PostgresValue] {
        [.text(kind.rawValue), .text(host.description), .text(keyID), .bytes(sealed)]
    }
}

struct SelectSealedCredential: PostgresStatement {
    typealias Row = StoredSeal
    static let sql = "select host, key_id, sealed from sealed_credential where tenant_id = current_tenant() and kind = $1"
    let kind: CredentialKind

    var bindings: [PostgresValue] { [.text(kind.rawValue)] }
    static func decode(_ row: PostgresRow) throws -> StoredSeal {
        StoredSeal(host: try row.text("host"), keyID: try row.text("key_id"), sealed: try row.bytes("sealed"))
    }
}

/// No row if another one was sealed, or this one was moved, meanwhile.
struct LockSealedCredential: PostgresStatement {
    typealias Row = Bool
    static let sql = """
        select true as is_there from sealed_credential
        where tenant_id = current_tenant() and kind = $1 and sealed = $2 for update
        """
    let kind: CredentialKind
    let sealed: [UInt8]

    var bindings: [PostgresValue] { [.text(kind.rawValue), .bytes(sealed)] }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("is_there") }
}

/// The secret as the envelope of the vault; it keeps its age. No effect if another one was sealed meanwhile.
struct MoveSealedCredential: PostgresStatement {
    static let sql = """
        insert into credential (tenant_id, kind, sealed, set_at)
        select tenant_id, kind, $2, set_at from sealed_credential
        where tenant_id = current_tenant() and kind = $1 and sealed = $3
        on conflict (tenant_id, kind, slot) do update set sealed = excluded.sealed, set_at = excluded.set_at
        """
    let kind: CredentialKind
    let envelope: [UInt8]
    let sealed: [UInt8]

    var bindings: [PostgresValue] { [.text(kind.rawValue), .bytes(envelope), .bytes(sealed)] }
}

/// No effect if another one was sealed meanwhile.
struct DeleteSealedCredential: PostgresStatement {
    static let sql = """
        delete from sealed_credential
        where tenant_id = current_tenant() and kind = $1 and sealed = coalesce($2, sealed)
        """
    let kind: CredentialKind
    /// nil: whatever it is.
    let sealed: [UInt8]?

    var bindings: [PostgresValue] { [.text(kind.rawValue), .optional(sealed) { .bytes($0) }] }
}

/// Lets the secret in use stay. No effect where none is in use.
struct WithdrawSealedCredential: PostgresStatement {
    static let sql = """
        delete from sealed_credential sealed
        where sealed.tenant_id = current_tenant() and sealed.kind = $1 and exists (
            select from credential
            where credential.tenant_id = sealed.tenant_id and credential.kind = sealed.kind and credential.slot = 'current')
        """
    let kind: CredentialKind

    var bindings: [PostgresValue] { [.text(kind.rawValue)] }
}

struct NoteUnopened: PostgresStatement {
    static let sql = """
        update sealed_credential set fault = $3
        where tenant_id = current_tenant() and kind = $1 and sealed = $2 and fault is distinct from $3
        """
    let kind: CredentialKind
    let sealed: [UInt8]
    let fault: StoredCredential.SealFault

    var bindings: [PostgresValue] { [.text(kind.rawValue), .bytes(sealed), .text(fault.rawValue)] }
}

/// nil for a kind that only a newer release knows.
struct ListSealedCredentials: PostgresStatement {
    typealias Row = StoredCredential?
    static let sql = "select kind, host, set_at, fault from list_sealed_credentials() order by kind"

    static func decode(_ row: PostgresRow) throws -> StoredCredential? {
        guard let kind = CredentialKind(rawValue: try row.text("kind")) else { return nil }
        let fault = try row.optionalText("fault").map { StoredCredential.SealFault(rawValue: $0) ?? .unreadable }
        return StoredCredential(
            kind: kind, setAt: try row.instant("set_at"), host: CredentialHost(kind.system, url: try row.text("host")),
            state: fault.map { .unopened($0) } ?? .sealed)
    }
}
