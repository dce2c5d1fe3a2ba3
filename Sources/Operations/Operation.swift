package import SyncCore

/// How an operation opens the ports.
package enum Access: Sendable, Hashable {
    /// As `passerelle_worker`, or with the login's own rights if it may not set that role: a person's.
    case work
    /// As `passerelle_reader`, or as for `work` if the login may not set that role.
    case look
    /// As for `look`, in sessions that the database lets write nothing: what a dry run does before the changes.
    case inspect
}

/// One operation of an operator. A front parses its parameters, performs it, and shows the report; the rules are here, so that
/// every front enforces the same ones.
package protocol Operation: Sendable {
    /// Facts that a front encodes or renders as sentences.
    associatedtype Report: Sendable

    /// What it takes. The database refuses it without.
    static var right: Right { get }
    /// What it leaves in the audit log, and about what.
    var audit: Audit { get }

    /// Whom a read was about, once that is known.
    func subject(of report: Report) -> EmployeeID?
    /// The code, if the report says that nothing was done.
    func refusal(in report: Report) -> SyncError.Code?

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
        try await installation.withServices(Self.access, for: audit.operation) { try await performAudited($0) }
    }
}
