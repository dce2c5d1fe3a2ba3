import PostgresClient
import PostgresStore
import SyncCore
import SyncEngine
import Testing

/// A tenant with a row in every table.
enum Seed {
    static func everything(_ slug: String, in worker: PostgresPool) async throws -> Tenant {
        try await TemporaryFolder.with { folder in
            let registry = PostgresTenantRegistry(pool: worker)
            let runs = PostgresRunStore(pool: worker)
            let ledger = PostgresEventLedger(pool: worker)
            let tenant = try await registry.create(Samples.newTenant(slug))
            let file = KeyringFile(path: "\(folder)/keyring")
            try file.initialize(now: Instant(secondsSince1970: 0))
            let vault = PostgresCredentialVault(pool: worker, masterKeys: MasterKeys(file: file))
            try await vault.set(Secret("clear text of \(slug)"), .luccaAPIKey, of: tenant)
            try await registry.setReasonRule(ReasonRule(accountID: "7", destination: .hide, origin: .operator), of: tenant.id)
            try await registry.setDepartmentLink(
                DepartmentLink(departmentID: "1", planningDepartment: 9, isExplicit: true), of: tenant.id)
            let ended = try await Samples.claimed(tenant, in: runs).lease
            var update = MemoryUpdate()
            update.links = [ResourceLink(employeeID: "1", resource: 5, identityDigest: "a", department: "3")]
            update.neutralType = 1
            try await ledger.remember(update, ended)
            try await ledger.recordIntents([.create(Samples.draft(1))], ended)
            try await ledger.recordOutcomes([], changes: [Samples.change(1)], ended)
            try await runs.finish(ended, RunOutcome(state: .partial, problems: [Samples.problem]), withheld: [])
            _ = try await Samples.claimed(tenant, in: runs)
            let budget = BudgetScope(name: "planningpme:\(tenant.id)", limit: 10, windowSeconds: 3600)
            _ = try await PostgresRequestBudget(pool: worker).take(budget)
            return tenant
        }
    }
}
