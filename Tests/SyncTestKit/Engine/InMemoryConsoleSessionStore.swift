import SyncCore
package import SyncEngine
import Synchronization

/// `ConsoleSessionStore` in memory, for the logins of `InMemoryOperatorStore`.
package struct InMemoryConsoleSessionStore: ConsoleSessionStore {
    private let database: InMemoryDatabase

    package init(_ database: InMemoryDatabase) {
        self.database = database
    }

    package func open(_ link: ConsoleSecret) async throws -> String {
        let now = database.now
        return try database.state.withLock { state throws(SyncError) in
            try state.requireReachable()
            let login = state.login ?? InMemoryAuditLog.login
            guard state.standing(of: login) != .none else {
                throw SyncError(.database(.personLacks(right: .viewer)), .misconfigured)
            }
            state.consoleLinks[link] = .init(login: login, madeAt: now)
            return login
        }
    }

    package func redeem(_ link: ConsoleSecret, for session: ConsoleSecret) async throws -> Bool {
        let now = database.now
        return try database.state.withLock { state throws(SyncError) in
            try state.requireReachable()
            guard let made = state.consoleLinks[link], made.usedAt == nil,
                now <= made.madeAt.adding(seconds: ConsoleSession.linkSeconds)
            else { return false }
            state.consoleLinks[link]?.usedAt = now
            state.consoleSessions[session] = .init(login: made.login, isVouched: false, beganAt: now, seenAt: now)
            return true
        }
    }

    package func vouch(for login: String, _ session: ConsoleSecret) async throws -> Bool {
        let now = database.now
        return try database.state.withLock { state throws(SyncError) in
            try state.requireReachable()
            guard let person = state.operators[login], person.disabledAt == nil else { return false }
            state.consoleSessions[session] = .init(login: login, isVouched: true, beganAt: now, seenAt: now)
            return true
        }
    }

    package func enter(_ session: ConsoleSecret) async throws -> ConsoleSession? {
        let now = database.now
        return try database.state.withLock { state throws(SyncError) in
            try state.requireReachable()
            guard let kept = state.consoleSession(session, at: now) else { return nil }
            state.consoleSessions[session]?.seenAt = now
            let (standing, person) = (state.standing(of: kept.login), state.operators[kept.login])
            guard standing != .none else { return nil }
            return ConsoleSession(
                person: LoginFacts(
                    login: kept.login, standing: standing, isRegistered: person != nil, isShared: person?.isShared ?? false,
                    isProven: !kept.isVouched && person.map { !$0.isShared && $0.disabledAt == nil } ?? false),
                formKey: "form-" + session.text.suffix(16))
        }
    }

    package func leave(_ session: ConsoleSecret) async throws -> Bool {
        let now = database.now
        return try database.state.withLock { state throws(SyncError) in
            try state.requireReachable()
            guard state.consoleSession(session, at: now) != nil else { return false }
            state.consoleSessions[session]?.endedAt = now
            return true
        }
    }
}

extension InMemoryDatabase.State {
    /// What a login may do; the owner everything.
    func standing(of login: String) -> LoginFacts.Standing {
        if login == InMemoryAuditLog.login { return .person(.admin) }
        guard let person = operators[login], person.disabledAt == nil else { return .none }
        return .person(person.right)
    }

    /// - Returns: nil if it ended or never began.
    func consoleSession(_ secret: ConsoleSecret, at now: Instant) -> InMemoryDatabase.KeptConsoleSession? {
        guard let kept = consoleSessions[secret], kept.endedAt == nil,
            now <= kept.beganAt.adding(seconds: ConsoleSession.longestSeconds),
            now <= kept.seenAt.adding(seconds: ConsoleSession.idleSeconds)
        else { return nil }
        return kept
    }

    /// As the database does when a person's role changes.
    mutating func endConsoleSessions(of login: String, at now: Instant) {
        for (secret, kept) in consoleSessions where kept.login == login && kept.endedAt == nil {
            consoleSessions[secret]?.endedAt = now
        }
        for (secret, link) in consoleLinks where link.login == login { consoleLinks[secret]?.usedAt = link.usedAt ?? now }
    }
}

extension InMemoryDatabase {
    struct KeptConsoleLink {
        let login: String
        let madeAt: Instant
        var usedAt: Instant?
    }

    struct KeptConsoleSession {
        let login: String
        let isVouched: Bool
        let beganAt: Instant
        var seenAt: Instant
        var endedAt: Instant?
    }
}
