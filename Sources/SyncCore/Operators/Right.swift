/// The rights of a person; each includes the ones before it. The database enforces them: a group role for each, and triggers.
package enum Right: String, Sendable, Hashable, CaseIterable, Comparable, Codable {
    /// View tenants, runs, the fleet and the audit log.
    case viewer
    /// Set up tenants and run syncs.
    case `operator`
    /// Approve withheld deletions, loosen the brake, and do what cannot be undone.
    case approver
    /// Manage people and the keyring; with the owner's login, the database's schema.
    case admin

    package static func < (left: Right, right: Right) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }

    /// The group role in PostgreSQL.
    package var role: String { "passerelle_\(rawValue)" }
}
