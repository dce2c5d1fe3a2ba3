import AppWiring
import SyncCore
import SyncEngine

/// Why a tenant is suspended, and what ends that.
struct SuspensionDetail: Sendable {
    let tenant: TenantSlug
    let run: RunID?
    /// When and why that run failed; nil once its details are no longer kept.
    let failure: (at: Instant?, error: RunError)?

    /// - Returns: nil of a tenant that is not suspended.
    static func of(_ tenant: Tenant, _ services: Services) async throws -> SuspensionDetail? {
        guard tenant.state == .suspended else { return nil }
        let run = try await services.fleet.suspensions().first { $0.tenant == tenant.slug }?.run
        return SuspensionDetail(tenant: tenant.slug, run: run, failure: try await failure(of: run, services))
    }

    private static func failure(of id: RunID?, _ services: Services) async throws -> (at: Instant?, error: RunError)? {
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
                    Field("what", Cell(failure?.error.message, .bad)), Field("remedy", failure?.error.remedy),
                    Field("code", failure?.error.code), Field("since", failure?.at.map(LocalTime.utc)),
                    Field("run", run?.description),
                ])),
            .note("Then: passerelle tenant activate \(tenant), which checks the connections first. It catches up by itself."),
        ]
    }

    var json: JSONValue {
        .object([
            JSONMember("run", .number(run?.value)), JSONMember("since", .text(failure?.at)),
            JSONMember("code", .text(failure?.error.code)), JSONMember("message", .text(failure?.error.message)),
            JSONMember("remedy", .text(failure?.error.remedy)),
        ])
    }
}
