/// What of a tenant needs a person, from when it began until it was over. Codes, ids and counts only.
package struct TenantAlert: Hashable, Sendable {
    /// One alert of a kind is open at a time, of `problems` one for each code.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The last sync that ended has failed.
        case failed
        /// It is not synced until someone activates it again.
        case suspended
        /// The deletions that the last run withheld wait for approval.
        case needsReview = "needs_review"
        /// The last run that read Lucca to its end had problems of that code.
        case problems
        /// Nothing is written until the dialect of its PlanningPME is checked.
        case dialectDoubt = "dialect_doubt"
        /// No run of the last 26 hours read Lucca to its end, and none failed.
        case silent
    }

    /// The store's number, ascending.
    package let id: Int
    package let tenant: TenantSlug
    package let environment: Tenant.Environment
    /// Who in the operations team gets it; nil if the tenant names no one.
    package let recipient: String?
    package let kind: Kind
    /// `problems`: the problems' code. `failed`: the code of the last error, empty if unknown. Otherwise empty.
    package let code: String
    /// The last run that says so; nil if none does.
    package let run: RunID?
    /// Problems, withheld deletions, or days that failed in a row; 0 for other kinds.
    package let count: Int
    /// Problems that the run before did not have.
    package let newCount: Int
    package let openedAt: Instant
    /// nil while it is open.
    package let closedAt: Instant?
    /// The run that mended it; nil if a person's change did.
    package let closedBy: RunID?
    /// When Alertmanager last accepted it as open; nil before.
    package let postedAt: Instant?

    package init(
        id: Int, tenant: TenantSlug, environment: Tenant.Environment, recipient: String? = nil, kind: Kind, code: String = "",
        run: RunID? = nil, count: Int = 0, newCount: Int = 0, openedAt: Instant, closedAt: Instant? = nil, closedBy: RunID? = nil,
        postedAt: Instant? = nil
    ) {
        self.id = id
        self.tenant = tenant
        self.environment = environment
        self.recipient = recipient
        self.kind = kind
        self.code = code
        self.run = run
        self.count = count
        self.newCount = newCount
        self.openedAt = openedAt
        self.closedAt = closedAt
        self.closedBy = closedBy
        self.postedAt = postedAt
    }
}

/// The form of `TenantSettings.alertRecipient`: a name or an address that Alertmanager's routes and templates take as it is.
package enum AlertRecipient {
    package static func isValid(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "._+@-".utf8.contains(byte)
                }
            }
    }
}
