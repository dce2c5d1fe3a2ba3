/// The rights of a person; each includes the ones before it.
package enum Right: String, Sendable, Hashable, CaseIterable {
    /// View tenants, runs and the fleet.
    case viewer
    /// Set up tenants and run syncs.
    case `operator`
    /// Approve withheld deletions, and do what cannot be undone.
    case approver
    /// Manage the database's schema and the keyring.
    case admin
}

/// How an operation opens the ports.
package enum Access: Sendable, Hashable {
    /// As `passerelle_worker`.
    case work
    /// As `passerelle_reader`, or as `passerelle_worker` if the login may not set that role.
    case look
}

/// One operation of an operator. A front parses its parameters, performs it, and shows the report; the rules are here, so that
/// every front enforces the same ones.
package protocol Operation: Sendable {
    /// Facts that a front encodes or renders as sentences.
    associatedtype Report: Sendable

    static var right: Right { get }

    /// - Throws: `SyncError`; `Refused` if it cannot be done as requested.
    func perform(on installation: any Installation) async throws -> Report
}

/// An operation on the open ports, like most of them.
package protocol ServiceOperation: Operation {
    static var access: Access { get }

    /// - Throws: as `perform(on:)`.
    func perform(_ services: Services) async throws -> Report
}

extension ServiceOperation {
    package static var access: Access { .work }

    package func perform(on installation: any Installation) async throws -> Report {
        try await installation.withServices(Self.access) { try await perform($0) }
    }
}
