package import SyncCore

extension PlanningDialect {
    /// What Passerelle assumed before dialects existed: tenants that run on it keep it.
    package static let assumed: PlanningDialect = {
        var dialect = PlanningDialect()
        dialect.kind = .type(.name("Unavailability"))
        dialect.reason = .unavailability
        dialect.update = .replace
        dialect.time = .utc
        return dialect
    }()
}
