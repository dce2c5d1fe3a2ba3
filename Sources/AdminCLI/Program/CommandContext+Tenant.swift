import AppWiring
import SyncCore
import SyncEngine
import Words

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
        tenant.note(slug)
        return try await backend.withServices(access, recording: recording) { services in
            try await body(services, try await services.registry.tenant(slug))
        }
    }

    func during<Result>(
        _ label: Phrase, detail: (@Sendable () async -> Phrase?)? = nil, _ work: () async throws -> Result
    ) async rethrows -> Result {
        let language = language
        var shown: (@Sendable () async -> String?)?
        if let detail { shown = { await detail()?[language] } }
        return try await during(label[language], detail: shown, work)
    }

    func during<Result>(
        _ label: String, detail: (@Sendable () async -> String?)? = nil, _ work: () async throws -> Result
    ) async rethrows -> Result {
        try await Progress(console: console, clock: clock).during(label, detail: detail, work)
    }
}
