import Operations
import SyncCore
import SyncEngine

extension CommandContext {
    /// Opens the ports and reads the tenant of that name.
    func withTenant(
        _ name: String, _ access: Access = .work, _ body: (Services, Tenant) async throws -> CommandExit
    ) async throws -> CommandExit {
        let slug = try Intake.slug(name)
        return try await installation.withServices(access) { services in
            try await body(services, try await services.registry.tenant(slug))
        }
    }
}
