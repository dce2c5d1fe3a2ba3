package import SyncCore

extension PlanningDialect {
    /// What Passerelle took for granted before it asked: tenants that ran like that keep it.
    package static let assumed: PlanningDialect = {
        var dialect = PlanningDialect()
        dialect.kind = .type(.name("Unavailability"))
        dialect.reason = .unavailability
        dialect.update = .replace
        dialect.time = .utc
        return dialect
    }()
}
