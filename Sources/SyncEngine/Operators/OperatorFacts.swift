package import SyncCore

/// Who a session is, as the database says: the login, which the program cannot change.
package struct LoginFacts: Sendable, Hashable {
    /// What the login may do.
    package enum Standing: Sendable, Hashable {
        case person(Right)
        /// A worker's own login in an installation with operators: it may only do what workers do.
        case fleet
        /// None, or it was disabled.
        case none
    }

    package let login: String
    package let standing: Standing
    /// `operator add` named it.
    package let isRegistered: Bool
    /// Several people use it.
    package let isShared: Bool
    /// The login is one person's own. Otherwise the audit log has only the program's word for who it was.
    package let isProven: Bool
    package let besides: [ServerRole]

    package init(
        login: String, standing: Standing, isRegistered: Bool, isShared: Bool, isProven: Bool, besides: [ServerRole] = []
    ) {
        self.login = login
        self.standing = standing
        self.isRegistered = isRegistered
        self.isShared = isShared
        self.isProven = isProven
        self.besides = besides
    }

    /// Whether it has that right, or a higher one. The fleet sees what a viewer sees.
    package func has(_ right: Right) -> Bool {
        switch standing {
        case .person(let own): own >= right
        case .fleet: right == .viewer
        case .none: false
        }
    }
}

/// The login of a person.
package struct OperatorLogin: Sendable, Hashable {
    package let login: String
    package let right: Right
    package let isShared: Bool
    package let addedAt: Instant
    package let disabledAt: Instant?
    /// The server still has this login.
    package let exists: Bool
    package let besides: [ServerRole]

    package init(
        login: String, right: Right, isShared: Bool, addedAt: Instant, disabledAt: Instant?, exists: Bool = true,
        besides: [ServerRole] = []
    ) {
        self.login = login
        self.right = right
        self.isShared = isShared
        self.addedAt = addedAt
        self.disabledAt = disabledAt
        self.exists = exists
        self.besides = besides
    }
}

/// What a login holds beside a role of people. Passerelle neither gives nor takes it. The raw values are the server's, and stored
/// nowhere.
package enum ServerRole: String, Sendable, Hashable, Codable, CaseIterable {
    case superuser
    case owner = "passerelle_owner"
    case databaseOwner = "database_owner"
    case worker = "passerelle_worker"

    /// It gives every right, whatever role of people the login has.
    package var givesEverything: Bool { self != .worker }
}

/// A login with a role of people that was not added: someone granted it in psql, or the login was renamed since.
package struct StrangeLogin: Sendable, Hashable {
    package let login: String
    package let right: Right
    package let besides: [ServerRole]

    package init(login: String, right: Right, besides: [ServerRole] = []) {
        self.login = login
        self.right = right
        self.besides = besides
    }
}

/// Whether a login got a right.
package enum OperatorAddition: String, Sendable, Hashable, CaseIterable {
    case added
    /// The server has no such login.
    case unknown
    /// It has every right as it is: it owns the database, or is a superuser.
    case owner
    /// It may work as the fleet: its password may be on every server.
    case fleet
    /// The session's own login, which would give away the last right `admin`.
    case lastAdmin = "last_admin"
}

/// Whether a login lost its rights.
package enum OperatorRemoval: String, Sendable, Hashable, CaseIterable {
    case disabled
    /// It is no person's.
    case unknown
    /// The session's own login, the last one with the right `admin`.
    case lastAdmin = "last_admin"
}

/// The sessions of a login that was disabled.
package struct EndedSessions: Sendable, Hashable {
    package let ended: Int
    /// The server did not let this login end them. They change nothing, but may still read.
    package let open: Int

    package init(ended: Int, open: Int) {
        self.ended = ended
        self.open = open
    }
}
