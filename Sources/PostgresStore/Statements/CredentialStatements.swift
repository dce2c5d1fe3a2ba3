internal import PostgresClient
internal import SyncCore
internal import SyncEngine

struct UpsertCredential: PostgresStatement {
    static let sql = """
        insert into credential (tenant_id, kind, sealed) values (current_tenant(), $1, $2)
        on conflict (tenant_id, kind) do update set sealed = excluded.sealed, set_at = clock_timestamp()
        """
    let kind: CredentialKind
    let sealed: [UInt8]

    var bindings: [PostgresValue] { [.text(kind.rawValue), .bytes(sealed)] }
}

/// The same secret, sealed anew: its age and with it the choice between two ways to sign in stay. Changes nothing when it was replaced.
struct ResealCredential: PostgresStatement {
    static let sql = "update credential set sealed = $2 where tenant_id = current_tenant() and kind = $1 and sealed = $3"
    let kind: CredentialKind
    let sealed: [UInt8]
    let replacing: [UInt8]

    var bindings: [PostgresValue] { [.text(kind.rawValue), .bytes(sealed), .bytes(replacing)] }
}

struct SelectCredential: PostgresStatement {
    typealias Row = [UInt8]
    static let sql = "select sealed from credential where tenant_id = current_tenant() and kind = $1"
    let kind: CredentialKind

    var bindings: [PostgresValue] { [.text(kind.rawValue)] }
    static func decode(_ row: PostgresRow) throws -> [UInt8] { try row.bytes("sealed") }
}

/// nil for a kind that only a newer release knows.
struct ListCredentials: PostgresStatement {
    typealias Row = StoredCredential?
    static let sql = """
        select kind, set_at, substr(sealed, 1, \(Envelope.longestHead)) as head
        from credential where tenant_id = current_tenant() order by kind
        """

    static func decode(_ row: PostgresRow) throws -> StoredCredential? {
        guard let kind = CredentialKind(rawValue: try row.text("kind")) else { return nil }
        return StoredCredential(
            kind: kind, setAt: try row.instant("set_at"),
            host: Envelope.origin(of: try row.bytes("head")).map { CredentialHost(kind.system, url: $0) })
    }
}

struct DeleteCredentials: PostgresStatement {
    static let sql = "delete from credential where tenant_id = current_tenant() and kind = any ($1)"
    let kinds: Set<CredentialKind>

    var bindings: [PostgresValue] { [.texts(kinds.map(\.rawValue).sorted())] }
}
