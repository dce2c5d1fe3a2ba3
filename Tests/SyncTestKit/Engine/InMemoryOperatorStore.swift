package import SyncCore
package import SyncEngine
import Synchronization

/// `OperatorStore` in memory, on a server with a few logins. Nothing enforces the rights but `OperatorStore`'s own methods.
package struct InMemoryOperatorStore: OperatorStore {
    /// The server's logins beside the owner's.
    package static let logins: Set<String> = ["lea", "tom", "support", fleet]
    /// The fleet's own login.
    package static let fleet = "fleet"
    private let database: InMemoryDatabase

    package init(_ database: InMemoryDatabase) {
        self.database = database
    }

    /// Whose sessions follow; nil for the owner's.
    package func become(_ login: String?) {
        database.state.withLock { $0.login = login }
    }

    package func current() async throws -> LoginFacts {
        database.state.withLock { state in
            let login = state.login ?? InMemoryAuditLog.login
            let person = state.operators[login]
            let isActive = person != nil && person?.disabledAt == nil
            var standing = LoginFacts.Standing.none
            if state.login == nil {
                standing = .person(.admin)
            } else if let person, isActive {
                standing = .person(person.right)
            }
            return LoginFacts(
                login: login, standing: standing, isRegistered: person != nil, isShared: person?.isShared ?? false,
                isProven: isActive && person?.isShared == false, besides: state.login == nil ? [.databaseOwner] : [])
        }
    }

    package func list() async throws -> [OperatorLogin] {
        database.state.withLock { state in state.operators.values.sorted { $0.login < $1.login } }
    }

    package func strangers() async throws -> [StrangeLogin] {
        database.state.withLock { $0.strangers }
    }

    /// Grants a role as in psql.
    package func grant(_ right: Right, to login: String) {
        database.state.withLock { $0.strangers.append(StrangeLogin(login: login, right: right)) }
    }

    package func add(_ login: String, _ right: Right, isShared: Bool, worksToo: Bool) async throws -> OperatorAddition {
        try await requireAdmin()
        if login == InMemoryAuditLog.login { return .owner }
        guard Self.logins.contains(login) else { return .unknown }
        let isKnown = database.state.withLock { $0.operators[login] != nil }
        if login == Self.fleet, !worksToo, !isKnown { return .fleet }
        if right != .admin, isLastAdmin(login) { return .lastAdmin }
        let now = database.now
        database.state.withLock { state in
            let since = state.operators[login]?.addedAt ?? now
            state.endConsoleSessions(of: login, at: now)
            state.operators[login] = OperatorLogin(
                login: login, right: right, isShared: isShared, addedAt: since, disabledAt: nil,
                besides: login == Self.fleet ? [.worker] : [])
            state.strangers.removeAll { $0.login == login }
        }
        return .added
    }

    package func disable(_ login: String) async throws -> OperatorRemoval {
        try await requireAdmin()
        if isLastAdmin(login) { return .lastAdmin }
        let now = database.now
        return database.state.withLock { state in
            guard let person = state.operators[login] else { return .unknown }
            state.endConsoleSessions(of: login, at: now)
            state.operators[login] = OperatorLogin(
                login: login, right: person.right, isShared: person.isShared, addedAt: person.addedAt,
                disabledAt: person.disabledAt ?? now, besides: person.besides)
            return .disabled
        }
    }

    /// Of this session, and no other one that was added is an admin.
    private func isLastAdmin(_ login: String) -> Bool {
        database.state.withLock { state in
            guard state.login == login else { return false }
            return !state.operators.values.contains { $0.login != login && $0.right == .admin && $0.disabledAt == nil }
        }
    }

    package func endSessions(of login: String) async throws -> EndedSessions {
        try await requireAdmin()
        return EndedSessions(ended: 0, open: 0)
    }

    private func requireAdmin() async throws {
        guard try await current().has(.admin) else {
            throw SyncError(.database(.personLacks(right: .admin)), .misconfigured)
        }
    }
}
