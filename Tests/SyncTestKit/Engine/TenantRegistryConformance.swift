import SyncCore
import SyncEngine

/// What every `TenantRegistry` does with a tenant's state when it is edited.
public enum TenantRegistryConformance {
    public static let all: [ConformanceCase] = [
        ConformanceCase("anUnprobedTenantThatComesIntoProductionIsPaused", anUnprobedTenantThatComesIntoProductionIsPaused),
        ConformanceCase("oneWhoseDialectIsAnsweredForStaysActive", oneWhoseDialectIsAnsweredForStaysActive),
        ConformanceCase("anotherPlanningPausesATenantInProduction", anotherPlanningPausesATenantInProduction),
        ConformanceCase("otherEditsPauseNobody", otherEditsPauseNobody),
    ]

    private static let moment = Instant(secondsSince1970: 1_790_000_000)

    private static func answers() -> [@Sendable (inout TenantDialect) -> Void] {
        [
            { $0.probedAt = moment }, { $0.assumedAt = moment },
            { $0.findings = [.time: .init(value: "utc", origin: .kept, foundAt: moment)] },
        ]
    }

    private static func edited(
        _ tenant: Tenant, _ store: ConformanceHarness, _ edit: (inout Tenant) -> Void
    ) async throws -> Tenant {
        var tenant = try await store.registry.tenant(tenant.id)
        edit(&tenant)
        try await store.registry.update(tenant)
        return try await store.registry.tenant(tenant.id)
    }

    private static func anUnprobedTenantThatComesIntoProductionIsPaused(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        let after = try await edited(tenant, store) { $0.environment = .production }
        try expectEqual(after.state, .paused, "nobody answers for its dialect")
        try expectEqual(after.environment, .production, "the edit itself happened")
    }

    private static func oneWhoseDialectIsAnsweredForStaysActive(_ store: ConformanceHarness) async throws {
        for (index, answer) in answers().enumerated() {
            let tenant = try await store.activeTenant("acme-\(index)")
            try await store.registry.changeDialect(of: tenant.id, answer)
            let after = try await edited(tenant, store) { $0.environment = .production }
            try expectEqual(after.state, .active, "answer \(index)")
        }
    }

    private static func anotherPlanningPausesATenantInProduction(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        try await store.registry.changeDialect(of: tenant.id) { $0.probedAt = moment }
        var after = try await edited(tenant, store) { $0.environment = .production }
        try expectEqual(after.state, .active, "it was probed")
        after = try await edited(tenant, store) { $0.planningPMEURL = "https://api.planningpme.com/ACME/" }
        try expectEqual(after.state, .active, "the same planning, spelt otherwise")
        after = try await edited(tenant, store) { $0.planningPMEURL = "https://api.planningpme.com/other/" }
        try expectEqual(after.state, .paused, "nothing is known of that one")
        try expectEqual(after.dialect, TenantDialect(), "nothing is known of that one")
    }

    private static func otherEditsPauseNobody(_ store: ConformanceHarness) async throws {
        let test = try await store.activeTenant("test")
        var after = try await edited(test, store) { $0.planningPMEURL = "https://api.planningpme.com/other/" }
        try expectEqual(after.state, .active, "a test tenant needs no probe")
        let draft = try await store.makeTenant("draft")
        after = try await edited(draft, store) { $0.environment = .production }
        try expectEqual(after.state, .draft, "activation will ask")
        let active = try await store.activeTenant("active")
        try await store.registry.changeDialect(of: active.id) { $0.probedAt = moment }
        _ = try await edited(active, store) { $0.environment = .production }
        // A probe with obstacles.
        try await store.registry.changeDialect(of: active.id) { $0.probedAt = nil }
        after = try await edited(active, store) { $0.name = "Other" }
        try expectEqual(after.state, .active, "a name changes nothing of what was answered for")
    }
}
