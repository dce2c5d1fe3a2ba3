internal import Crypto
package import PostgresClient
internal import SyncCore
package import SyncEngine

/// Who is signed in to the web console, in PostgreSQL.
package struct PostgresConsoleSessionStore: ConsoleSessionStore {
    private let database: StoreDatabase

    /// - Parameters:
    ///   - pool: its connections use the role `passerelle_console`; for `open` alone, any role that reads.
    ///   - audit: what the audit log records of sessions that begin and end.
    package init(pool: PostgresPool, audit: AuditContext? = nil) {
        database = StoreDatabase(pool: pool, audit: audit)
    }

    package func open(_ link: ConsoleSecret) async throws -> String {
        let statement = OpenConsoleLink(link: link.credential)
        return try await database.transaction { connection in
            guard let login = try await connection.query(statement).first else {
                throw SyncError(.database(.rightMissing), .misconfigured)
            }
            return login
        }
    }

    package func redeem(_ link: ConsoleSecret, for session: ConsoleSecret) async throws -> Bool {
        let statement = RedeemConsoleLink(link: link.credential, session: session.credential)
        return try await database.transaction { try await $0.query(statement).first ?? false }
    }

    package func vouch(for login: String, _ session: ConsoleSecret) async throws -> Bool {
        let statement = VouchForPerson(login: login, session: session.credential)
        return try await database.transaction { try await $0.query(statement).first ?? false }
    }

    package func enter(_ session: ConsoleSecret) async throws -> ConsoleSession? {
        try await database.repeatableQuery(EnterConsole(session: session.credential)).first
    }

    package func leave(_ session: ConsoleSecret) async throws -> Bool {
        let statement = LeaveConsole(session: session.credential)
        return try await database.transaction { try await $0.query(statement).first ?? false }
    }
}

extension ConsoleSecret {
    /// What the database gets to see: of this it keeps a hash.
    var credential: String {
        SHA256.hash(data: Array(text.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
