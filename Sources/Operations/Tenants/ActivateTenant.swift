package import SyncCore
import SyncEngine

/// Activates a tenant's daily sync, if its check passes; for an active tenant, ends a doubt about its dialect.
package struct ActivateTenant: ServiceOperation {
    package enum Report: Sendable {
        /// Nothing was done: it is active, and its dialect not in doubt.
        case alreadyActive(Tenant)
        /// It was not activated.
        case checksFailed(Tenant, [CheckFinding])
        case activated(Activation)
    }

    package struct Activation: Sendable {
        /// As stored from here on.
        package let tenant: Tenant
        package let wasActive: Bool
        package let endedDoubt: Bool
        /// A run of it has already succeeded.
        package let hasSucceeded: Bool
    }

    package static let right = Right.operator
    package var audit: Audit { .change("tenant.activate", .tenant(tenant)) }
    private let tenant: TenantSlug
    private let assumesDialect: Bool

    /// - Parameter assumesDialect: an unprobed dialect is assumed, and that is recorded.
    package init(_ tenant: TenantSlug, assumesDialect: Bool = false) {
        self.tenant = tenant
        self.assumesDialect = assumesDialect
    }

    package func refusal(in report: Report) -> SyncError.Code? {
        if case .checksFailed = report { .checkFailed } else { nil }
    }

    /// - Throws: `scope_missing`, `credential_missing`, `credential_unbound`, `credential_for_other_host`, `dialect_unprobed`,
    ///   `tenant_state_refused`.
    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let isInDoubt = tenant.dialect.doubt != nil
        guard tenant.state != .active || isInDoubt else { return .alreadyActive(tenant) }
        try tenant.requireScope()
        try await SufficientCredentials.require(of: tenant, in: services.vault)
        let findings = try await CheckTenant.findings(of: tenant, services)
        guard findings.allSatisfy({ $0.state != .failed }) else { return .checksFailed(tenant, findings) }
        let settle = try await settling(tenant, services)
        if tenant.state != .active {
            try await services.registry.setState(.active, of: tenant.id, from: Tenant.State.before(.active), settle)
        } else {
            try await services.registry.changeDialect(of: tenant.id, settle)
        }
        return .activated(
            Activation(
                tenant: try await services.registry.tenant(tenant.id), wasActive: tenant.state == .active, endedDoubt: isInDoubt,
                hasSucceeded: try await services.runs.lastSuccess(of: tenant.id) != nil))
    }

    /// Ends a doubt, and records an assumed dialect.
    private func settling(
        _ tenant: Tenant, _ services: Services
    ) async throws -> @Sendable (inout TenantDialect) -> Void {
        let now = try await services.schedules.now()
        let settled = try ActivationRule.dialect(
            of: try await services.registry.tenant(tenant.id), assuming: assumesDialect, at: now)
        return { dialect in
            dialect.doubt = nil
            dialect.assumedAt = settled.assumedAt
        }
    }
}
