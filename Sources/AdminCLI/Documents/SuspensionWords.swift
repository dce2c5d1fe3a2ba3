import Operations
import SyncCore
import Words

/// Why a tenant is suspended, and what ends that.
enum SuspensionWords {
    static func sections(_ suspension: ShowTenant.Suspension, _ tenant: TenantSlug) -> [Document.Section] {
        let (failure, words) = (suspension.failure, FailureWords(tenant: tenant))
        return [
            .title("Suspended because \(Tenant.failedDaysBeforeSuspension) scheduled runs in a row failed, the last one with"),
            .fields(
                FieldList([
                    Field(Phrase("what", fr: "quoi"), Cell(failure.map { words.message($0.error) }, .bad)),
                    Field(Phrase("remedy", fr: "remède"), failure.map { words.remedy($0.error) }),
                    Field("code", failure?.error.code.rawValue), Field("since", failure?.at.map(LocalTime.utc)),
                    Field("run", suspension.run?.description),
                ])),
            .note("Then: passerelle tenant activate \(tenant), which checks the connections first. It catches up by itself."),
        ]
    }

    /// As JSON shows it.
    static func facts(_ suspension: ShowTenant.Suspension, _ tenant: TenantSlug) -> Facts {
        let (error, words) = (suspension.failure?.error, FailureWords(tenant: tenant))
        return [
            "run": suspension.run, "since": suspension.failure?.at, "code": error?.code.rawValue,
            "message": error.map { words.message($0).english }, "remedy": error.map { words.remedy($0).english },
        ]
    }
}
