internal import PostgresClient
internal import SQLMigrations
internal import SyncCore

/// Whether any migration was ever applied here.
struct HasSchemaMigrations: PostgresStatement {
    typealias Row = Bool
    static let sql = "select to_regclass('public.schema_migration') is not null as found"
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("found") }
}

struct ListMigrations: PostgresStatement {
    typealias Row = AppliedMigration
    static let sql = "select number, name, checksum, applied_at from schema_migration order by number"

    static func decode(_ row: PostgresRow) throws -> AppliedMigration {
        AppliedMigration(
            number: try row.int("number"), name: try row.text("name"), checksum: try row.text("checksum"),
            appliedAt: try row.instant("applied_at"))
    }
}

struct RecordMigration: PostgresStatement {
    typealias Row = AppliedMigration
    static let sql = """
        insert into schema_migration (number, name, checksum) values ($1, $2, $3) returning number, name, checksum, applied_at
        """
    let migration: SQLMigration

    var bindings: [PostgresValue] { [.int(migration.number), .text(migration.name), .text(migration.checksum)] }

    static func decode(_ row: PostgresRow) throws -> AppliedMigration { try ListMigrations.decode(row) }
}

struct ServerVersion: PostgresStatement {
    /// Such as 150020 for 15.20.
    typealias Row = Int
    static let sql = "select current_setting('server_version_num')::int as number"
    static func decode(_ row: PostgresRow) throws -> Int { try row.int("number") }
}
