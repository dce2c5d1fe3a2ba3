import Foundation
import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

@Suite("PostgresTenantRegistry")
struct TenantRegistryTests {
    @Test func everySettingComesBack() async throws {
        try await withTestDatabase { _, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            let created = try await registry.create(Samples.newTenant("acme"))
            #expect(created.state == .draft)
            #expect(created.settings == (try Samples.settings()))
            #expect(created.scope == DepartmentScope(bases: []))

            var changed = created
            changed.name = "Élodie & Fils"
            changed.environment = .production
            changed.contact = nil
            var calendar = TenantCalendar(
                zone: try #require(TimeZone(identifier: "America/Martinique")),
                hours: try #require(DayHours(start: 480, midday: 750, end: 1080)), daysOff: [.friday, .sunday],
                holidays: .alsaceMoselle)
            calendar.daysOff.insert(.monday)
            changed.settings.calendar = calendar
            changed.settings.identifier = .luccaID
            changed.settings.matchEmail = true
            changed.settings.create = []
            changed.settings.includePending = true
            changed.settings.neutralType = "Indisponible"
            changed.settings.hourlyRequests = 500
            changed.settings.rowLimit = 10_000
            changed.settings.horizonMonths = 24
            changed.settings.dailyAt = 0
            changed.settings.initialFrom = CalendarDay("2026-01-01")
            changed.settings.brake = Brake(count: 3, percent: 100)
            try await registry.update(changed)
            changed.scope = DepartmentScope(bases: [
                .init(id: "12", withDescendants: true), .init(id: "3", withDescendants: false),
            ])
            try await registry.setScope(changed.scope, of: created.id)
            #expect(try await registry.tenant(created.id) == changed)
            #expect(try await registry.tenant(created.slug) == changed)
            #expect(try await registry.list() == [changed])
        }
    }

    /// What the command takes, the table takes.
    @Test(arguments: [(1, 0), (10_001, 1_000_001), (100_000, 10), (1_000_000, Int(Int32.max))])
    func aPlanAndABrakeHaveNoOtherCeiling(plan: Int, brake: Int) async throws {
        try await withTestDatabase { _, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            var tenant = try await registry.create(Samples.newTenant("acme"))
            tenant.settings.hourlyRequests = plan
            tenant.settings.brake = Brake(count: brake, percent: 20)
            try await registry.update(tenant)
            #expect(try await registry.tenant(tenant.id) == tenant)
        }
    }

    @Test func aSlugIsTakenOnce() async throws {
        try await withTestDatabase { _, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            _ = try await registry.create(Samples.newTenant("acme"))
            try await expectError(.tenantExists) { _ = try await registry.create(Samples.newTenant("acme")) }
        }
    }

    @Test func oneLuccaAccountFeedsOnePlanningOnce() async throws {
        try await withTestDatabase { _, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            let first = try await registry.create(Samples.newTenant("acme"))
            var twin = try Samples.newTenant("twin")
            twin.planningPMEURL = first.planningPMEURL
            // Another account may feed the same planning.
            var second = try await registry.create(twin)
            second.luccaURL = "https://ACME.ilucca.net"
            try await expectError(.tenantExists) { [second] in try await registry.update(second) }
            twin.slug = try TenantSlug("twin-2")
            twin.luccaURL = first.luccaURL
            try await expectError(.tenantExists) { [twin] in _ = try await registry.create(twin) }
            twin.planningPMEURL = "https://api.planningpme.test/another/"
            _ = try await registry.create(twin)
        }
    }

    @Test func aFormerAccountIsOfOneTenantOfAPlanning() async throws {
        try await withTestDatabase { _, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            var first = try await registry.create(Samples.newTenant("acme"))
            var twin = try Samples.newTenant("twin")
            twin.planningPMEURL = first.planningPMEURL.uppercased().replacing("HTTPS", with: "https")
            let second = try await registry.create(twin)
            // The name of another one of today is never taken over.
            first.formerAccounts = ["twin"]
            try await expectError(.tenantExists) { [first] in try await registry.update(first) }
            first.formerAccounts = ["acme-old"]
            try await registry.update(first)
            #expect(try await registry.tenant(first.id).formerAccounts == ["acme-old"])
            #expect(try await registry.list().map(\.formerAccounts) == [["acme-old"], []])
            // Nor may another one be called as this one was.
            var late = second
            late.luccaURL = "https://ACME-old.ilucca.net"
            try await expectError(.tenantExists) { [late] in try await registry.update(late) }
            twin.slug = try TenantSlug("late")
            twin.luccaURL = "https://fresh.ilucca.net"
            twin.formerAccounts = ["acme"]
            try await expectError(.tenantExists) { [twin] in _ = try await registry.create(twin) }
            twin.planningPMEURL = "https://api.planningpme.test/elsewhere/"
            _ = try await registry.create(twin)
            // Forgotten, or erased, the name is free.
            first.formerAccounts = []
            try await registry.update(first)
            try await registry.update(late)
            try await registry.delete(second.id)
            first.formerAccounts = ["acme-old"]
            try await registry.update(first)
        }
    }

    @Test func aRenamedAccountKeepsWhatIsRemembered() async throws {
        try await withTestDatabase { _, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            let ledger = PostgresEventLedger(pool: worker)
            let runs = PostgresRunStore(pool: worker)
            var tenant = try await registry.create(Samples.newTenant("acme"))
            let rule = ReasonRule(accountID: "2", destination: .type(3), origin: .operator)
            try await registry.setReasonRule(rule, of: tenant.id)
            let lease = try await Samples.claimed(tenant, in: runs).lease
            try await ledger.settle(
                LedgerSettlement(remove: [], write: [Samples.entry(1, key: 1)], isWholePlanning: true), lease)
            tenant.luccaURL = "https://nouveau.ilucca-test.net"
            tenant.formerAccounts = ["acme"]
            try await expectError(.runActive) { [tenant] in try await registry.update(tenant, isSameAccount: true) }
            try await runs.finish(lease, RunOutcome(state: .succeeded), withheld: [])
            try await registry.update(tenant, isSameAccount: true)
            var memory = try await ledger.load(tenant.id)
            #expect(memory.entries.count == 1 && memory.reasonRules == [rule] && memory.reconciledAt != nil)
            // Other former names: their events are to be found before anything is written.
            tenant.formerAccounts = ["acme", "older"]
            try await registry.update(tenant)
            memory = try await ledger.load(tenant.id)
            #expect(memory.entries.count == 1 && memory.reconciledAt == nil)
        }
    }

    @Test func aSettingOutOfRangeIsTheOperatorsMatter() async throws {
        try await withTestDatabase { _, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            var new = try Samples.newTenant("acme")
            new.settings.horizonMonths = 25
            try await expectError(.invalidInput) { [new] in _ = try await registry.create(new) }
            #expect(try await registry.list().isEmpty)
        }
    }

    @Test func unknownTenantsAreSaidToBeUnknown() async throws {
        try await withTestDatabase { _, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            let stranger = TenantID(UUID())
            let rule = ReasonRule(accountID: "1", destination: .ignore, origin: .operator)
            try await expectError(.tenantUnknown) { _ = try await registry.tenant(TenantSlug("nobody")) }
            try await expectError(.tenantUnknown) { _ = try await registry.tenant(stranger) }
            try await expectError(.tenantUnknown) { try await registry.setScope(DepartmentScope(bases: []), of: stranger) }
            try await expectError(.tenantUnknown) { try await registry.setState(.active, of: stranger, from: [.draft]) }
            try await expectError(.tenantUnknown) { try await registry.setReasonRule(rule, of: stranger) }
            try await expectError(.tenantUnknown) { try await registry.delete(stranger) }
        }
    }

    @Test func aStateIsLeftOnlyFromTheStatesNamed() async throws {
        try await withTestDatabase { _, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            let tenant = try await registry.create(Samples.newTenant("acme"))
            try await expectError(.tenantStateRefused) { try await registry.setState(.paused, of: tenant.id, from: [.active]) }
            try await registry.setState(.active, of: tenant.id, from: [.draft, .paused])
            #expect(try await registry.tenant(tenant.id).state == .active)
        }
    }

    @Test func anotherPlanningIsNotThatWhichWasRemembered() async throws {
        try await withTestDatabase { _, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            let ledger = PostgresEventLedger(pool: worker)
            let runs = PostgresRunStore(pool: worker)
            var tenant = try await registry.create(Samples.newTenant("acme"))
            let hidden = ReasonRule(accountID: "1", destination: .hide, origin: .operator)
            try await registry.setReasonRule(hidden, of: tenant.id)
            try await registry.setReasonRule(ReasonRule(accountID: "2", destination: .type(3), origin: .operator), of: tenant.id)
            let lease = try await Samples.claimed(tenant, in: runs).lease
            try await ledger.settle(
                LedgerSettlement(remove: [], write: [Samples.entry(1, key: 1)], isWholePlanning: true), lease)
            var update = MemoryUpdate()
            update.links = [ResourceLink(employeeID: "1", resource: 5, identityDigest: "a", department: "3")]
            try await ledger.remember(update, lease)

            tenant.name = "Acme, renamed"
            try await registry.update(tenant)
            #expect(try await ledger.load(tenant.id).entries.count == 1)

            tenant.planningPMEURL = "https://api.planningpme.test/other/"
            try await expectError(.runActive) { [tenant] in try await registry.update(tenant) }
            try await runs.finish(lease, RunOutcome(state: .succeeded), withheld: [])
            try await registry.update(tenant)
            var memory = try await ledger.load(tenant.id)
            #expect(memory.entries.isEmpty)
            #expect(memory.links.isEmpty)
            #expect(memory.reconciledAt == nil)
            // What must not be seen on the planning stays unseen on the next one.
            #expect(memory.reasonRules == [hidden])

            tenant.luccaURL = "https://other.ilucca-test.net"
            try await registry.update(tenant)
            memory = try await ledger.load(tenant.id)
            #expect(memory.reasonRules.isEmpty)
        }
    }

    /// A secret belongs to the host that it was given for.
    @Test func anotherHostNeverGetsTheSecretsOfTheOldOne() async throws {
        try await withTestDatabase { _, worker in
            try await TemporaryFolder.with { folder in
                let file = KeyringFile(path: "\(folder)/keyring.json")
                try file.initialize(now: Instant(secondsSince1970: 0))
                let vault = PostgresCredentialVault(pool: worker, masterKeys: MasterKeys(file: file))
                let registry = PostgresTenantRegistry(pool: worker)
                var tenant = try await registry.create(Samples.newTenant("acme"))
                let bystander = try await registry.create(Samples.newTenant("globex"))
                for owner in [tenant, bystander] {
                    for kind in CredentialKind.allCases { try await vault.set(Secret("x"), kind, of: owner) }
                }
                let all = Set(CredentialKind.allCases)
                func stored() async throws -> Set<CredentialKind> { Set(try await vault.list(of: tenant.id).map(\.kind)) }

                tenant.planningPMEURL = "https://api.planningpme.test/other/"
                try await registry.update(tenant)
                #expect(try await stored() == all, "another brand of the same host")
                tenant.luccaURL = "https://acme.ilucca.net"
                try await registry.update(tenant)
                #expect(try await stored() == all.subtracting([.luccaAPIKey]))
                tenant.planningPMEURL = "https://planning.acme.fr/acme/"
                try await registry.update(tenant)
                #expect(try await stored().isEmpty)
                #expect(try await vault.list(of: bystander.id).count == all.count)

                // Somebody who may write the row changed the address; putting it back is no other host for what is bound to it.
                try await worker.withConnection {
                    try await $0.executeScript(
                        """
                        select set_config('passerelle.tenant', '\(bystander.id)', true);
                        update tenant set planningpme_url = 'https://evil.example/globex/';
                        """)
                }
                try await expectError(.credentialForOtherHost) {
                    _ = try await vault.open(.planningPMEPassword, of: try await registry.tenant(bystander.id))
                }
                try await registry.update(bystander)
                #expect(try await vault.list(of: bystander.id).count == all.count)
                for kind in all { #expect(try await vault.open(kind, of: bystander) == Secret("x")) }
            }
        }
    }

    @Test(arguments: [
        ("http://acme.localhost:1", "http://acme.localhost:1", true),
        ("http://acme.localhost:1", "http://acme.localhost:2", false),
        ("http://acme.localhost:1", "http://127.0.0.1:1", false), ("http://[::1]:1", "http://[::1]:1", true),
        ("http://localhost:80", "http://LOCALHOST", true), ("http://acme.localhost:1", "https://acme.localhost:1", false),
        ("https://acme.ilucca.net", "https://acme.ilucca.net:443", true), ("https://a.ilucca.net", "https://b.ilucca.net", false),
        ("https://acme.ilucca.net", "https://acme.ilucca-test.net", false),
        ("https://acme.ilucca.net", "http://127.0.0.1:1", false),
    ])
    func aHostIsAnotherOneByItsSchemeNameOrPort(_ before: String, _ after: String, _ isSame: Bool) throws {
        let old = Tenant(
            id: TenantID(UUID()), slug: try TenantSlug("acme"), name: "Acme", state: .draft, environment: .test, luccaURL: before,
            planningPMEURL: before + "/acme/", contact: nil, settings: try Samples.settings(), scope: DepartmentScope(bases: []),
            createdAt: Instant(secondsSince1970: 0))
        var new = old
        (new.luccaURL, new.planningPMEURL) = (after, after + "/acme/")
        #expect(new.credentialsOfOtherHosts(than: old) == (isSame ? [] : Set(CredentialKind.allCases)))
    }

    @Test func anotherNeutralTypeOrDepartmentIsLookedForByTheNextRun() async throws {
        try await withTestDatabase { _, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            let ledger = PostgresEventLedger(pool: worker)
            var tenant = try await registry.create(Samples.newTenant("acme"))
            let lease = try await Samples.claimed(tenant, in: PostgresRunStore(pool: worker)).lease
            var update = MemoryUpdate()
            update.links = [
                ResourceLink(employeeID: "1", resource: 5, identityDigest: "a", department: "3"),
                ResourceLink(employeeID: "2", resource: 6, identityDigest: "b", department: "4"),
            ]
            update.neutralType = 9
            update.directoryWasRead = true
            try await ledger.remember(update, lease)

            tenant.settings.neutralType = "Indisponible"
            try await registry.update(tenant)
            var memory = try await ledger.load(tenant.id)
            #expect(memory.neutralType == nil)
            #expect(memory.directoryReadAt == nil)

            try await registry.setDepartmentLink(
                DepartmentLink(departmentID: "3", planningDepartment: 7, isExplicit: true), of: tenant.id)
            memory = try await ledger.load(tenant.id)
            let departments = Dictionary(uniqueKeysWithValues: memory.links.map { ($0.employeeID, $0.department) })
            #expect(departments == ["1": nil, "2": "4"])
        }
    }

    @Test func deletingErasesEverythingAndFreesTheSlug() async throws {
        try await withTestDatabase { database, worker in
            try await Probe.install(in: database)
            let tenant = try await Seed.everything("acme", in: worker)
            let registry = PostgresTenantRegistry(pool: worker)
            try await expectError(.runActive) { try await registry.delete(tenant.id) }
            let runs = PostgresRunStore(pool: worker)
            let live = try #require(try await runs.liveRun(of: tenant.id))
            try await database.superuser.execute(ExpireLease(run: live.id))
            try await registry.delete(tenant.id)
            for table in try await Catalogue.tenantTables(of: database) {
                let left = try await Probe.count("select count(*) from \(table.name)", of: nil, database.superuser)
                #expect(left == .rows(0), "\(table.name)")
            }
            #expect(try await Probe.count("select count(*) from request_budget", of: nil, database.superuser) == .rows(0))
            let again = try await registry.create(Samples.newTenant("acme"))
            #expect(again.id != tenant.id)
        }
    }
}
