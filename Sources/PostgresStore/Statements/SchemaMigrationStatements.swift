internal import PostgresClient
internal import SQLMigrations
internal import SyncCore

/// Whether any migration was ever applied.
struct HasSchemaMigrations: PostgresStatement {
    typealias Row = Bool
    static let sql = "select to_regclass('public.schema_migration') is not null as found"
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("found") }
}

struct ListMigrations: PostgresStatement {
    typealias Row = AppliedMigration
    static let sql = "select number, name, checksum, applied_at from public.schema_migration order by number"

    static func decode(_ row: PostgresRow) throws -> AppliedMigration {
        AppliedMigration(
            number: try row.int("number"), name: try row.text("name"), checksum: try row.text("checksum"),
            appliedAt: try row.instant("applied_at"))
    }
}

struct RecordMigration: PostgresStatement {
    static let sql = "insert into public.schema_migration (number, name, checksum) values ($1, $2, $3)"
    let migration: SQLMigration

    var bindings: [PostgresValue] { [.int(migration.number), .text(migration.name), .text(migration.checksum)] }
}

/// Every text that was ever applied, in order.
struct ListFunctions: PostgresStatement {
    typealias Row = AppliedFunctions
    static let sql = "select name, checksum, applied_at from public.schema_function order by number"

    static func decode(_ row: PostgresRow) throws -> AppliedFunctions {
        AppliedFunctions(name: try row.text("name"), checksum: try row.text("checksum"), appliedAt: try row.instant("applied_at"))
    }
}

struct RecordFunctions: PostgresStatement {
    static let sql = "insert into public.schema_function (name, checksum) values ($1, $2)"
    let functions: SQLFunctions

    var bindings: [PostgresValue] { [.text(functions.name), .text(functions.checksum)] }
}

struct SelectServerFacts: PostgresStatement {
    struct Row: Sendable {
        /// Such as 150020 for 15.20.
        let version: Int
        /// Of the database, such as UTF8 or LATIN1.
        let encoding: String
    }

    static let sql = """
        select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding
        """
    static func decode(_ row: PostgresRow) throws -> Row {
        Row(version: try row.int("version"), encoding: try row.text("encoding"))
    }
}

/// Which roles can connect in addition to those of the deployment.
struct SelectDatabaseAccess: PostgresStatement {
    struct Row: Sendable {
        let name: String
        let isOpen: Bool
    }

    static let sql = """
        select datname::text as name, exists (
            select from aclexplode(coalesce(datacl, acldefault('d', datdba)))
            where grantee = 0 and privilege_type in ('CONNECT', 'TEMPORARY')) as open
        from pg_database where datname = current_database()
        """
    static func decode(_ row: PostgresRow) throws -> Row { Row(name: try row.text("name"), isOpen: try row.bool("open")) }
}
