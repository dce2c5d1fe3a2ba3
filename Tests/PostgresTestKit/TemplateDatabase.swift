import PostgresClient
import PostgresStore
import SQLMigrations

/// A migrated database that tests clone: created once per version of the migrations, and shared by every test process.
enum TemplateDatabase {
    static let name: String = {
        // FNV-1a: collisions on purpose are no concern here.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        let applied = SQLMigrations.all.map(\.text) + SQLMigrations.functions.map(\.text)
        for text in [SQLMigrations.roles, SQLMigrations.bookkeeping] + applied {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        return "passerelle_template_" + String(hash, radix: 16)
    }()

    /// Once per process.
    private static let made = Task {
        try await withPool(TestServer.conninfo(), role: nil, connections: 1) { pool in
            try await pool.withConnection { connection in
                // A session lock: CREATE DATABASE cannot run in a transaction.
                try await connection.executeScript("select pg_advisory_lock(hashtextextended('passerelle.test.template', 0))")
                if try await connection.query(DatabaseExists(name: name)).first != true {
                    // Under another name until it is complete: a killed run leaves no half-migrated template.
                    let unfinished = "\(name)_unfinished"
                    try await connection.executeScript("drop database if exists \(unfinished) with (force)")
                    try await connection.executeScript("create database \(unfinished)")
                    try await withPool(TestServer.conninfo(database: unfinished), role: nil, connections: 1) { fresh in
                        _ = try await Migrator(pool: fresh).migrate()
                    }
                    try await connection.executeScript("alter database \(unfinished) rename to \(name)")
                }
                try await connection.executeScript("select pg_advisory_unlock(hashtextextended('passerelle.test.template', 0))")
            }
        }
    }

    static func make() async throws {
        try await made.value
    }

    private struct DatabaseExists: PostgresStatement {
        static let sql = "select exists (select from pg_database where datname = $1) as found"
        let name: String
        var bindings: [PostgresValue] { [.text(name)] }
        static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("found") }
    }
}
