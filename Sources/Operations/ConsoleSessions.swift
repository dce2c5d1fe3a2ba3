package import Logging
package import SyncCore
package import SyncEngine

/// What a running web console works on: one pool of connections, and no keyring.
package struct ConsolePorts: Sendable {
    /// The ports for one operation: its name for the audit log, the reason if someone gave one, and who acts. Without a person, the
    /// console's own login may only let people in.
    package let services: @Sendable (_ operation: String?, _ reason: String?, _ actor: ConsoleActor?) -> Services

    package let logger: Logger

    package init(
        logger: Logger,
        services: @escaping @Sendable (_ operation: String?, _ reason: String?, _ actor: ConsoleActor?) -> Services
    ) {
        self.logger = logger
        self.services = services
    }

    /// Performs it as that person, whose right the database checks.
    package func perform<Work: ServiceOperation>(
        _ operation: Work, as actor: ConsoleActor?, because reason: String? = nil
    ) async throws -> Work.Report {
        try await operation.performAudited(services(operation.audit.operation, reason, actor))
    }

    /// Why a request of a signed-in person was refused before it reached an operation.
    package enum Refusal: String, Sendable, Hashable {
        /// It came from another site, or without the key of the session's forms.
        case foreign = "request_foreign"
    }

    package func record(_ refusal: Refusal, of actor: ConsoleActor) async throws {
        try await services("console.refuse", nil, actor).audit.record(.refusal(.console, code: refusal.rawValue))
    }
}

/// A signed-in person, with what proves it to the database.
package struct ConsoleActor: Sendable {
    package let secret: ConsoleSecret
    package let session: ConsoleSession

    package init(secret: ConsoleSecret, session: ConsoleSession) {
        self.secret = secret
        self.session = session
    }

    /// Of a console's ports: `current()` is the person's login, and not the console's.
    package func operators(over store: any OperatorStore) -> any OperatorStore { SignedIn(person: session.person, store: store) }

    private struct SignedIn: OperatorStore {
        let person: LoginFacts
        let store: any OperatorStore

        func current() async throws -> LoginFacts { person }
        func list() async throws -> [OperatorLogin] { try await store.list() }
        func strangers() async throws -> [StrangeLogin] { try await store.strangers() }
        func add(_ login: String, _ right: Right, isShared: Bool, worksToo: Bool) async throws -> OperatorAddition {
            try await store.add(login, right, isShared: isShared, worksToo: worksToo)
        }
        func disable(_ login: String) async throws -> OperatorRemoval { try await store.disable(login) }
        func endSessions(of login: String) async throws -> EndedSessions { try await store.endSessions(of: login) }
    }
}

/// Makes a link with which the login of this process signs in to the console, once.
package struct OpenConsole: ServiceOperation {
    package struct Report: Sendable {
        package let link: ConsoleSecret
        package let login: String
    }

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .change("console.open", .console) }

    package init() {}

    /// - Throws: `right_missing`.
    package func perform(_ services: Services) async throws -> Report {
        let link = ConsoleSecret()
        return Report(link: link, login: try await services.sessions.open(link))
    }
}

/// Begins a session in the console with a link.
package struct SignIn: ServiceOperation {
    package typealias Report = ConsoleSecret?

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .change("console.signin", .console) }
    private let link: ConsoleSecret

    package init(with link: ConsoleSecret) { self.link = link }

    /// - Returns: the new session's secret; nil if the link is unknown, used or too old.
    package func perform(_ services: Services) async throws -> ConsoleSecret? {
        let session = ConsoleSecret()
        return try await services.sessions.redeem(link, for: session) ? session : nil
    }
}

/// Begins a session of a login that a reverse proxy names.
package struct SignInByProxy: ServiceOperation {
    package typealias Report = ConsoleSecret?

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .change("console.signin", .console) }
    private let login: String

    package init(_ login: String) { self.login = login }

    /// - Returns: the new session's secret; nil if the login is no operator's.
    /// - Throws: `right_missing` unless the console's login may name people.
    package func perform(_ services: Services) async throws -> ConsoleSecret? {
        let session = ConsoleSecret()
        return try await services.sessions.vouch(for: login, session) ? session : nil
    }
}

/// Reads whose session it is, and what the person may do at this moment.
package struct EnterConsole: ServiceOperation {
    package typealias Report = ConsoleActor?

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .nothing }
    private let session: ConsoleSecret

    package init(_ session: ConsoleSecret) { self.session = session }

    /// - Returns: nil if the session ended, or never began.
    package func perform(_ services: Services) async throws -> ConsoleActor? {
        try await services.sessions.enter(session).map { ConsoleActor(secret: session, session: $0) }
    }
}

/// Ends a session of the console.
package struct SignOut: ServiceOperation {
    package typealias Report = Bool

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .change("console.signout", .console) }
    private let session: ConsoleSecret

    package init(_ session: ConsoleSecret) { self.session = session }

    /// - Returns: false if it had ended before.
    package func perform(_ services: Services) async throws -> Bool { try await services.sessions.leave(session) }
}
