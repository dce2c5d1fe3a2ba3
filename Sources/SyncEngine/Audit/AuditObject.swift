package import SyncCore

/// What an entry of the audit log is about: a kind of thing, and ids. Never a name.
package struct AuditObject: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case tenant
        case credential
        case dataKey = "data_key"
        case reason
        case department
        case field
        case run
        /// What a person queued for the fleet.
        case operation
        case employee
        case keyring
        case fleet
        case schema
        /// A person's login.
        case `operator`
        /// The audit log itself.
        case audit
        /// Who is signed in to the web console.
        case console
    }

    package let kind: Kind
    package var tenant: TenantSlug?
    package var run: RunID?
    /// Which one of the tenant's, by an id that Passerelle gave or read. Never what someone typed.
    package var subject: String?

    private init(_ kind: Kind, tenant: TenantSlug? = nil, run: RunID? = nil, subject: String? = nil) {
        self.kind = kind
        self.tenant = tenant
        self.run = run
        self.subject = subject
    }

    package static func tenant(_ tenant: TenantSlug?) -> AuditObject { AuditObject(.tenant, tenant: tenant) }
    package static func credential(_ kind: CredentialKind?, of tenant: TenantSlug?) -> AuditObject {
        AuditObject(.credential, tenant: tenant, subject: kind?.rawValue)
    }
    package static func reason(of tenant: TenantSlug) -> AuditObject { AuditObject(.reason, tenant: tenant) }
    package static func department(of tenant: TenantSlug) -> AuditObject { AuditObject(.department, tenant: tenant) }
    package static func field(of tenant: TenantSlug) -> AuditObject { AuditObject(.field, tenant: tenant) }
    package static func run(_ run: RunID) -> AuditObject { AuditObject(.run, run: run) }
    package static func run(of tenant: TenantSlug) -> AuditObject { AuditObject(.run, tenant: tenant) }
    package static func operation(of tenant: TenantSlug) -> AuditObject { AuditObject(.operation, tenant: tenant) }
    /// - Parameter employee: nil until Lucca was read: people are also asked for by what could be a name.
    package static func employee(_ employee: EmployeeID? = nil, of tenant: TenantSlug) -> AuditObject {
        AuditObject(.employee, tenant: tenant, subject: employee?.value)
    }
    package static let fleet = AuditObject(.fleet)
    package static let keyring = AuditObject(.keyring)
    package static let `operator` = AuditObject(.operator)
    package static let schema = AuditObject(.schema)
    package static let console = AuditObject(.console)
    package static func log(of tenant: TenantSlug?) -> AuditObject { AuditObject(.audit, tenant: tenant) }
}
