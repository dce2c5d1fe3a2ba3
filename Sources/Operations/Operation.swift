/// What a person must be allowed to do, each right including those before it.
package enum Right: String, Sendable, Hashable, CaseIterable {
    /// Look at tenants, runs and the fleet.
    case viewer
    /// Set tenants up, and have them synced.
    case `operator`
    /// Perform deletions that the brake withheld, and what cannot be undone.
    case approver
    /// The database's schema and the keyring.
    case admin
}

/// How an operation opens the ports.
package enum Access: Sendable, Hashable {
    /// As `passerelle_worker`.
    case work
    /// As `passerelle_reader`, or as `passerelle_worker` when the login may not take that role.
    case look
}

/// One thing that an operator does. A front reads its parameters, performs it, and shows the report: the rules are here, so that every
/// front gets the same refusals.
package protocol Operation: Sendable {
    /// Facts: what a front encodes or puts into words.
    associatedtype Report: Sendable

    static var right: Right { get }

    /// - Throws: `SyncError`; `Refused` for what cannot be done as it was asked for.
    func perform(on installation: any Installation) async throws -> Report
}

/// An operation on the open ports: what most of them are.
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
