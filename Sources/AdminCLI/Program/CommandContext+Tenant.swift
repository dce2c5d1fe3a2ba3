import AppWiring
import SyncCore
import SyncEngine

extension CommandContext {
    /// Opens the ports and reads the tenant of that name.
    func withTenant(
        _ name: String, _ access: AppGraph.Access = .work, recording: SupportRecording? = nil,
        _ body: (Services, Tenant) async throws -> CommandExit
    ) async throws -> CommandExit {
        var intake = Intake()
        let slug = intake.slug(name)
        try intake.finish()
        guard let slug else { return .usage }
        return try await backend.withServices(access, recording: recording) { services in
            try await body(services, try await services.registry.tenant(slug))
        }
    }

    func during<Result>(
        _ label: String, detail: (@Sendable () async -> String?)? = nil, _ work: () async throws -> Result
    ) async rethrows -> Result {
        try await Progress(console: console, clock: clock).during(label, detail: detail, work)
    }
}
