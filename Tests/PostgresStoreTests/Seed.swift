import Foundation
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
            // The same key for every tenant: a database has one keyring.
            let key = Data(repeating: 7, count: 32).base64EncodedString()
            let text = """
                {"version": 1, "current": "mk-seed",
                "keys": [{"id": "mk-seed", "created": "1970-01-01T00:00:00Z", "key": "\(key)"}]}
                """
            let path = "\(folder)/keyring"
            _ = FileManager.default.createFile(atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
            let vault = PostgresCredentialVault(pool: worker, masterKeys: MasterKeys(file: KeyringFile(path: path)))
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
