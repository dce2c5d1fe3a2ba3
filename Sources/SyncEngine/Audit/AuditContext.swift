/// What the program says to the audit log of its changes. The database itself knows the login, the time and what changed; these are
/// claims.
package struct AuditContext: Sendable, Hashable {
    /// Such as `tenant.edit`.
    package var operation: String
    /// As an operator typed it.
    package var reason: String?
    /// Whom the operating system calls the person, and the machine: `lea@srv1`. nil for the fleet.
    package var claimed: String?
    package var release: String
    /// Who acts in the web console is whose session this is: the database knows.
    package var session: ConsoleSecret?

    package init(
        operation: String, reason: String? = nil, claimed: String? = nil, release: String = Release.version,
        session: ConsoleSecret? = nil
    ) {
        self.session = session
        self.operation = operation
        self.reason = reason
        self.claimed = claimed
        self.release = release
    }

    /// Of what a worker process does by itself.
    package static let fleet = AuditContext(operation: "worker")

    /// The longest reason, in characters.
    package static let longestReason = 500
}
