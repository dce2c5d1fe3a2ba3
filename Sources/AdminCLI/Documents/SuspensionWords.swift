import Operations
import SyncCore

/// Why a tenant is suspended, and what ends that.
enum SuspensionWords {
    static func sections(_ suspension: ShowTenant.Suspension, _ tenant: TenantSlug) -> [Document.Section] {
        let failure = suspension.failure
        return [
            .title("Suspended because \(Tenant.failedDaysBeforeSuspension) scheduled runs in a row failed, the last one with"),
            .fields(
                FieldList([
                    Field("what", Cell(failure?.error.message, .bad)), Field("remedy", failure?.error.remedy),
                    Field("code", failure?.error.code), Field("since", failure?.at.map(LocalTime.utc)),
                    Field("run", suspension.run?.description),
                ])),
            .note("Then: passerelle tenant activate \(tenant), which checks the connections first. It catches up by itself."),
        ]
    }

    /// As JSON shows it.
    static func facts(_ suspension: ShowTenant.Suspension) -> Facts {
        let error = suspension.failure?.error
        return [
            "run": suspension.run, "since": suspension.failure?.at, "code": error?.code, "message": error?.message,
            "remedy": error?.remedy,
        ]
    }
}
