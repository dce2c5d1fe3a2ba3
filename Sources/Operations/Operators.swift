package import SyncCore
package import SyncEngine

/// Shows the login of this process, and what it may do.
package struct WhoAmI: ServiceOperation {
    package struct Report: Sendable, Encodable {
        package let login: LoginFacts

        /// Every right that the login has, the lowest first.
        package var rights: [Right] { Right.allCases.filter { login.has($0) } }

        package func encode(to encoder: any Encoder) throws {
            var role: String?
            switch login.standing {
            case .person(let right): role = right.rawValue
            case .fleet: role = "fleet"
            case .none: break
            }
            let facts: Facts = [
                "login": login.login, "role": role, "rights": rights.map(\.rawValue), "isProven": login.isProven,
                "isShared": login.isShared, "isOperator": login.isRegistered, "besides": login.besides.map(\.rawValue),
            ]
            try facts.encode(to: encoder)
        }
    }

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .nothing }

    package init() {}

    package func perform(_ services: Services) async throws -> Report {
        Report(login: try await services.operators.current())
    }
}

/// A login of a person, or with the role of one, as shown.
package struct ListedOperator: Sendable, Encodable {
    /// The raw values are those in JSON.
    package enum State: String, Sendable, CaseIterable {
        case active
        case disabled
        /// The server has no such login: it was dropped or renamed.
        case missing
        /// It was not added, and has a role all the same.
        case unregistered
    }

    package let login: String
    package let right: Right
    package let state: State
    /// nil where no one said.
    package let isShared: Bool?
    package let addedAt: Instant?
    package let disabledAt: Instant?
    package let besides: [ServerRole]

    init(_ person: OperatorLogin) {
        login = person.login
        right = person.right
        state = person.disabledAt != nil ? .disabled : person.exists ? .active : .missing
        isShared = person.isShared
        addedAt = person.addedAt
        disabledAt = person.disabledAt
        besides = person.besides
    }

    init(_ stranger: StrangeLogin) {
        login = stranger.login
        right = stranger.right
        state = .unregistered
        (isShared, addedAt, disabledAt) = (nil, nil, nil)
        besides = stranger.besides
    }

    package func encode(to encoder: any Encoder) throws {
        let facts: Facts = [
            "login": login, "role": right.rawValue, "isShared": isShared, "state": state.rawValue, "addedAt": addedAt,
            "disabledAt": disabledAt, "besides": besides.map(\.rawValue),
        ]
        try facts.encode(to: encoder)
    }
}

/// Lists people's logins, disabled ones too, and then logins with a role of people that were not added.
package struct ListOperators: ServiceOperation {
    package typealias Report = [ListedOperator]

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .nothing }

    package init() {}

    package func perform(_ services: Services) async throws -> [ListedOperator] {
        try await services.operators.list().map { ListedOperator($0) }
            + services.operators.strangers().map { ListedOperator($0) }
    }
}

/// Gives a login of the server a right, and no other one. The first one ends the time when a worker's login may do everything.
package struct AddOperator: ServiceOperation {
    package struct Report: Sendable {
        package let login: String
        /// No one was an operator before.
        package let isFirst: Bool
    }

    package static let right = Right.admin
    package var audit: Audit { .change("operator.add", .operator) }
    private let login: String
    private let granted: Right
    private let isShared: Bool
    private let worksToo: Bool

    /// - Parameters:
    ///   - isShared: several people use the login.
    ///   - worksToo: it is a person's, although it may work as the fleet.
    package init(_ login: String, _ right: Right, isShared: Bool = false, worksToo: Bool = false) {
        self.login = login
        granted = right
        self.isShared = isShared
        self.worksToo = worksToo
    }

    /// - Throws: `right_missing`, `database_forbidden`; `Refused` if the login cannot be a person's, or would give away the last right
    ///   `admin`.
    package func perform(_ services: Services) async throws -> Report {
        let isFirst = try await services.operators.list().isEmpty
        let name = ShownText(login)
        switch try await services.operators.add(login, granted, isShared: isShared, worksToo: worksToo) {
        case .added: return Report(login: login, isFirst: isFirst)
        case .unknown: throw Refused(.loginUnknown(name))
        case .owner: throw Refused(.loginOwnsDatabase(name))
        case .fleet: throw Refused(.loginIsFleets(name, granted))
        case .lastAdmin: throw Refused(.lastAdmin(name))
        }
    }
}

/// Takes every right of a person from a login, and ends its sessions.
package struct DisableOperator: ServiceOperation {
    package struct Report: Sendable {
        package let sessions: EndedSessions
        /// What the login still holds.
        package let besides: [ServerRole]
    }

    package static let right = Right.admin
    package var audit: Audit { .change("operator.disable", .operator) }
    private let login: String

    package init(_ login: String) { self.login = login }

    /// - Throws: `right_missing`, `database_forbidden`; `Refused` if the login is no person's, or this session's own and the last
    ///   admin's.
    package func perform(_ services: Services) async throws -> Report {
        // Before too: a session of that login may hold a lock that its removal would wait for.
        let isOwn = try await services.operators.current().login == login
        let before = isOwn ? nil : try await services.operators.endSessions(of: login)
        switch try await services.operators.disable(login) {
        case .disabled: break
        case .unknown: throw Refused(.operatorUnknown(ShownText(login)))
        case .lastAdmin: throw Refused(.lastAdmin(ShownText(login)))
        }
        // An admin who disables itself no longer may.
        let after = isOwn ? EndedSessions(ended: 0, open: 0) : try await services.operators.endSessions(of: login)
        let held = isOwn ? [] : try await services.operators.list().first { $0.login == login }?.besides ?? []
        return Report(
            sessions: EndedSessions(ended: (before?.ended ?? 0) + after.ended, open: after.open), besides: held)
    }
}
