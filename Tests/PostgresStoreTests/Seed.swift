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
            let target = FieldTarget.custom("caces")
            try await registry.setFieldRule(
                FieldRule(field: LuccaField(id: FieldID(.custom("e_caces")), format: .date), target: target, form: .date),
                of: tenant.id)
            let ended = try await Samples.claimed(tenant, in: runs).lease
            var update = MemoryUpdate()
            update.links = [ResourceLink(employeeID: "1", resource: 5, identityDigest: "a", department: "3")]
            update.neutralType = 1
            update.fields = [
                FieldMemory(employeeID: "1", target: target, resource: 5, digest: "d", state: .refused, written: ["w"])
            ]
            try await ledger.remember(update, ended)
            try await ledger.recordIntents([.create(Samples.draft(1))], ended)
            try await ledger.recordOutcomes([], changes: [Samples.change(1)], ended)
            let steps = [MeasuredStep(name: "fetching", beganBefore: 1200, endedBefore: 0)]
            try await runs.finish(ended, RunOutcome(state: .partial, problems: [Samples.problem], steps: steps), withheld: [])
            _ = try await Samples.claimed(tenant, in: runs)
            let endpoint = APIEndpoint(.lucca, "GET", path: "api/v3/users")
            try await PostgresAPINoticeStore(pool: worker).save([APINotice(APINotice.Key(.sunset, endpoint))], of: tenant.id)
            _ = try await PostgresWorkQueue(pool: worker).queue(.check, of: tenant.id)
            try await worker.withConnection { connection in
                try await connection.executeScript(
                    """
                    begin; select set_config('passerelle.tenant', '\(tenant.id)', true);
                    insert into sealed_credential (tenant_id, kind, host, key_id, sealed)
                    values ('\(tenant.id)', 'planningpme-appkey', 'https://api.planningpme.com', 'sk-seed', '\\x01');
                    commit
                    """)
            }
            let budget = BudgetScope(name: "planningpme:\(tenant.id)", limit: 10, windowSeconds: 3600)
            _ = try await PostgresRequestBudget(pool: worker).take(budget)
            return tenant
        }
    }
}
