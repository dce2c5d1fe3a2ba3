package import SyncCore

/// An entry of the audit log, for reading.
package struct AuditEntry: Sendable, Hashable {
    /// What kind of act it records.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case change
        /// A tenant was deleted, and the texts of its earlier entries were emptied.
        case erasure
        case read
        case refusal
    }

    /// 1, 2, 3, … without a gap.
    package let number: Int
    package let at: Instant
    /// The PostgreSQL login, which the program cannot change.
    package let login: String
    /// Claimed by the program; so are the operation and the release.
    package let claimed: String?
    package let kind: Kind
    /// nil for SQL that was typed.
    package let operation: String?
    /// A raw value of `AuditObject.Kind`, or one of another release.
    package let object: String
    package let tenant: String?
    package let run: RunID?
    /// Of a refusal.
    package let code: String?
    package let release: String?
    package let reason: String?
    package let subject: String?
    /// JSON: a list of changed rows, each with its fields before and after.
    package let changes: String?
    /// The tenant was erased, and the reason, the subject and the changes with it.
    package let isErased: Bool
    /// The login is one person's own. Otherwise who it was is only claimed.
    package let isProven: Bool

    package init(
        number: Int, at: Instant, login: String, claimed: String? = nil, kind: Kind, operation: String? = nil, object: String,
        tenant: String? = nil, run: RunID? = nil, code: String? = nil, release: String? = nil, reason: String? = nil,
        subject: String? = nil, changes: String? = nil, isErased: Bool = false, isProven: Bool = false
    ) {
        self.number = number
        self.at = at
        self.login = login
        self.claimed = claimed
        self.kind = kind
        self.operation = operation
        self.object = object
        self.tenant = tenant
        self.run = run
        self.code = code
        self.release = release
        self.reason = reason
        self.subject = subject
        self.changes = changes
        self.isErased = isErased
        self.isProven = isProven
    }
}

/// Which entries to list.
package struct AuditFilter: Sendable, Hashable {
    /// The slug at the time: a deleted tenant's entries are found too.
    package var tenant: TenantSlug?
    /// A login, or whom the program claimed, with or without the machine.
    package var actor: String?
    package var since: Instant?
    /// Before this moment.
    package var until: Instant?
    /// Of a smaller number.
    package var before: Int?
    /// At most.
    package var limit: Int

    package init(
        tenant: TenantSlug? = nil, actor: String? = nil, since: Instant? = nil, until: Instant? = nil, before: Int? = nil,
        limit: Int = 50
    ) {
        self.tenant = tenant
        self.actor = actor
        self.since = since
        self.until = until
        self.before = before
        self.limit = limit
    }
}

/// An entry that no change of a row makes.
package struct AuditNote: Sendable, Hashable {
    package let kind: AuditEntry.Kind
    package let object: AuditObject
    package let code: String?

    private init(_ kind: AuditEntry.Kind, _ object: AuditObject, code: String? = nil) {
        self.kind = kind
        self.object = object
        self.code = code
    }

    package static func read(_ object: AuditObject) -> AuditNote { AuditNote(.read, object) }
    /// - Parameter code: of the error.
    package static func refusal(_ object: AuditObject, code: String) -> AuditNote { AuditNote(.refusal, object, code: code) }
}
