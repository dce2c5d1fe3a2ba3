import AppWiring
import SyncCore
import SyncEngine
import Words

/// Why a tenant is suspended, and what ends that.
struct SuspensionDetail: Sendable {
    let tenant: TenantSlug
    let run: RunID?
    /// When and why that run failed; nil once its details are no longer kept.
    let failure: (at: Instant?, error: Failure)?

    private var words: FailureWords { FailureWords(tenant: tenant) }

    /// - Returns: nil of a tenant that is not suspended.
    static func of(_ tenant: Tenant, _ services: Services) async throws -> SuspensionDetail? {
        guard tenant.state == .suspended else { return nil }
        let run = try await services.fleet.suspensions().first { $0.tenant == tenant.slug }?.run
        return SuspensionDetail(tenant: tenant.slug, run: run, failure: try await failure(of: run, services))
    }

    private static func failure(of id: RunID?, _ services: Services) async throws -> (at: Instant?, error: Failure)? {
        guard let id else { return nil }
        do {
            let run = try await services.runs.run(id)
            return run.error.map { (run.finishedAt, $0) }
        } catch let error as SyncError where error.code == .runUnknown {
            return nil
        }
    }

    var sections: [Document.Section] {
        [
            .title("Suspended because \(Tenant.failedDaysBeforeSuspension) scheduled runs in a row failed, the last one with"),
            .fields(
                FieldList([
                    Field(Phrase("what", fr: "constat"), Cell(failure.map { words.message($0.error) }, .bad)),
                    Field(Phrase("remedy", fr: "remède"), failure.map { words.remedy($0.error) }),
                    Field("code", failure?.error.code.rawValue), Field("since", failure?.at.map(LocalTime.utc)),
                    Field("run", run?.description),
                ])),
            .note("Then: passerelle tenant activate \(tenant), which checks the connections first. It catches up by itself."),
        ]
    }

    var json: JSONValue {
        .object([
            JSONMember("run", .number(run?.value)), JSONMember("since", .text(failure?.at)),
            JSONMember("code", .text(failure?.error.code)),
            JSONMember("message", .text(failure.map { words.message($0.error).english })),
            JSONMember("remedy", .text(failure.map { words.remedy($0.error).english })),
        ])
    }
}
