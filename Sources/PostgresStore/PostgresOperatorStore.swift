package import PostgresClient
package import SyncCore
package import SyncEngine

/// People, in PostgreSQL: group roles, and a table of which logins are people's. The audit log's entries are made by the table.
package struct PostgresOperatorStore: OperatorStore {
    private let database: StoreDatabase

    /// - Parameters:
    ///   - pool: its connections use the role `passerelle_worker` or `passerelle_reader`, or the login's own rights.
    ///   - audit: what the audit log records of changes.
    package init(pool: PostgresPool, audit: AuditContext? = nil) {
        database = StoreDatabase(pool: pool, audit: audit)
    }

    package func current() async throws -> LoginFacts {
        guard let facts = try await database.repeatableQuery(SelectLoginFacts()).first else {
            throw SyncError(.database(.rightMissing), .misconfigured)
        }
        return facts
    }

    package func list() async throws -> [OperatorLogin] {
        try await database.repeatableQuery(ListOperators())
    }

    package func strangers() async throws -> [StrangeLogin] {
        try await database.repeatableQuery(ListStrangers())
    }

    package func add(_ login: String, _ right: Right, isShared: Bool, worksToo: Bool) async throws -> OperatorAddition {
        let statement = AddOperator(login: login, right: right, isShared: isShared, worksToo: worksToo)
        return try await database.transaction { try await $0.query(statement).first ?? .unknown }
    }

    package func disable(_ login: String) async throws -> OperatorRemoval {
        try await database.transaction { try await $0.query(DisableOperator(login: login)).first ?? .unknown }
    }

    package func endSessions(of login: String) async throws -> EndedSessions {
        try await database.query(EndSessions(login: login)).first ?? EndedSessions(ended: 0, open: 0)
    }
}
