import Foundation
import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("Dialects in PostgreSQL")
struct DialectStoreTests {
    private static let moment = Instant(millisecondsSince1970: 1_798_000_000_123)

    /// Every point, every origin, a doubt and an open probe.
    private static func whole() throws -> TenantDialect {
        var dialect = TenantDialect()
        for (number, point) in DialectPoint.allCases.enumerated() {
            dialect.findings[point] = TenantDialect.Finding(
                value: PlanningDialect.assumed[point], origin: TenantDialect.Origin.allCases[number % 4],
                foundAt: Instant(millisecondsSince1970: moment.millisecondsSince1970 + number),
                evidence: number % 2 == 0
                    ? [:] : [.fact(.sent): .text("2028-06-14T10:00"), .fact(.found): .text("\"é\" & 'x' \\u0041")])
        }
        dialect.probedAt = moment
        dialect.assumedAt = Instant(millisecondsSince1970: 0)
        dialect.doubt = TenantDialect.Doubt(point: .wholeDay, since: moment, run: RunID(1042))
        dialect.openProbe = TenantDialect.OpenProbe(
            resource: 318, days: [try #require(CalendarDay("2028-05-29")), try #require(CalendarDay("2027-11-29"))],
            keys: [12, 9_007_199_254_740_993], lostOn: [try #require(CalendarDay("2027-11-29"))], isLeftToPerson: true,
            startedAt: moment)
        return dialect
    }

    @Test func aWholeDialectComesBack() async throws {
        try await withTestDatabase { _, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            let tenant = try await registry.create(Samples.newTenant("acme"))
            #expect(tenant.dialect == TenantDialect())
            let dialect = try Self.whole()
            try await registry.changeDialect(of: tenant.id) { $0 = dialect }
            #expect(try await registry.tenant(tenant.id).dialect == dialect)
            #expect(try await registry.tenant(tenant.slug).dialect == dialect)
            #expect(try await registry.list().map(\.dialect) == [dialect])
            try await registry.changeDialect(of: tenant.id) { $0 = TenantDialect() }
            #expect(try await registry.tenant(tenant.id).dialect == TenantDialect())
            try await expectError(.tenantUnknown) { try await registry.changeDialect(of: TenantID(UUID())) { $0 = dialect } }
        }
    }

    @Test func anEditOfTheTenantLeavesItsDialect() async throws {
        try await withTestDatabase { _, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            var tenant = try await registry.create(Samples.newTenant("acme"))
            let dialect = try Self.whole()
            try await registry.changeDialect(of: tenant.id) { $0 = dialect }
            tenant.name = "Acme, renamed"
            tenant.luccaURL = "https://other.ilucca-test.net"
            try await registry.update(tenant)
            #expect(try await registry.tenant(tenant.id).dialect == dialect)
            // Another brand has its own dialect.
            tenant.planningPMEURL = "https://api.planningpme.test/other/"
            try await registry.update(tenant)
            #expect(try await registry.tenant(tenant.id).dialect == TenantDialect())
        }
    }

    @Test func ofDoubtsAtOnceTheFirstStays() async throws {
        try await withTestDatabase { _, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            let tenant = try await registry.create(Samples.newTenant("acme"))
            let won = try await withThrowingTaskGroup(of: Int?.self) { group in
                for run in 1...8 {
                    group.addTask {
                        let doubt = TenantDialect.Doubt(point: .time, since: Self.moment, run: RunID(run))
                        return try await registry.doubtDialect(doubt, of: tenant.id) ? run : nil
                    }
                }
                return try await group.reduce(into: [Int]()) { if let run = $1 { $0.append(run) } }
            }
            #expect(won.count == 1)
            #expect(try await registry.tenant(tenant.id).dialect.doubt?.run.value == won.first)
        }
    }

    /// The counts of metrics and the rule of `fleet` are two forms of one rule: in SQL, over all tenants, and per tenant.
    @Test func dialectsAreCountedAsTheyStand() async throws {
        try await withTestDatabase { _, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            @Sendable func finding(_ origin: TenantDialect.Origin) -> TenantDialect.Finding {
                TenantDialect.Finding(
                    value: "utc", origin: origin, foundAt: Self.moment, evidence: [.fact(.seen): .word(.noOther)])
            }
            let changes: [@Sendable (inout TenantDialect) -> Void] = [
                { _ in }, { $0.assumedAt = Self.moment }, { $0.probedAt = Self.moment },
                { $0.findings = [.time: finding(.kept), .kind: finding(.surveyed)] },
                { $0.findings = [.time: finding(.surveyed), .zone: finding(.person)] },
                {
                    $0.probedAt = Self.moment
                    $0.doubt = TenantDialect.Doubt(point: .kind, since: Self.moment, run: 7)
                },
                { $0.doubt = TenantDialect.Doubt(point: .kind, since: Self.moment, run: 7) },
            ]
            var number = 0
            for environment in [Tenant.Environment.production, .test] {
                for state in [Tenant.State.active, .paused, .draft] {
                    for change in changes {
                        number += 1
                        var tenant = try await registry.create(Samples.newTenant("tenant-\(number)"))
                        tenant.environment = environment
                        try await registry.update(tenant)
                        if state != .draft { try await registry.setState(state, of: tenant.id, from: [.draft]) }
                        try await registry.changeDialect(of: tenant.id, change)
                    }
                }
            }
            let active = try await registry.list().filter { $0.state == .active }
            let overview = try await PostgresFleetStore(pool: worker).overview()
            let assumed = active.count { $0.environment == .production && !$0.dialect.standing.isReliable }
            #expect(overview.assumedDialects == assumed && assumed == 4)
            #expect(overview.doubtedDialects == active.count { $0.dialect.doubt != nil } && overview.doubtedDialects == 4)
            #expect(overview.activeTenants == active.count)
        }
    }

    /// A person's value, a probe's key and a run's doubt, written together.
    @Test func changesAtOnceLoseNothing() async throws {
        try await withTestDatabase { _, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            let tenant = try await registry.create(Samples.newTenant("acme"))
            try await registry.changeDialect(of: tenant.id) {
                $0.openProbe = TenantDialect.OpenProbe(resource: 1, days: [], startedAt: Self.moment)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for key in 1...12 {
                    group.addTask {
                        try await registry.changeDialect(of: tenant.id) { $0.openProbe?.keys.append(EventKey(key)) }
                    }
                }
                group.addTask {
                    let doubt = TenantDialect.Doubt(point: .kind, since: Self.moment, run: RunID(1))
                    try await registry.doubtDialect(doubt, of: tenant.id)
                }
                try await group.waitForAll()
            }
            let dialect = try await registry.tenant(tenant.id).dialect
            #expect(dialect.openProbe?.keys.map(\.value).sorted() == Array(1...12))
            #expect(dialect.doubt?.run == RunID(1))
        }
    }

    @Test func whatALaterReleaseFoundIsPassedOverAndKept() async throws {
        try await withTestDatabase { database, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            let tenant = try await registry.create(Samples.newTenant("acme"))
            try await database.superuser.withConnection {
                try await $0.executeScript(
                    """
                    update tenant set planning_dialect = '{
                        "findings": {
                            "colour": {"value": "red", "origin": "probed", "foundAt": 1, "evidence": {}},
                            "update": {"value": "replace", "origin": "probed", "foundAt": 1, "evidence": {}},
                            "time": {"value": "utc", "origin": "dreamt", "foundAt": 1, "evidence": {}},
                            "reason": {"value": "motive", "origin": "probed", "foundAt": 1, "evidence": {}}},
                        "doubt": {"point": "colour", "since": 2, "run": 3}, "later": {"x": 1}}'
                    """)
            }
            let found = try await registry.tenant(tenant.id).dialect
            #expect(Set(found.findings.keys) == [.update, .reason])
            #expect(found.dialect.update == .replace && found.dialect.time == .local)
            // This release cannot write with a later release's value.
            #expect(found.dialect.reason == PlanningDialect().reason)
            // A doubt there is a doubt here.
            #expect(found.doubt?.run == RunID(3))
            try await registry.changeDialect(of: tenant.id) { $0.doubt = nil }
            let stored = try await database.superuser.query(StoredDialectText()).first ?? ""
            #expect(stored.contains("\"colour\"") && stored.contains("\"later\"") && !stored.contains("\"doubt\""), "\(stored)")
        }
    }

    @Test func anotherReferenceFieldHasThePlanningReadWhole() async throws {
        try await withTestDatabase { _, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            let ledger = PostgresEventLedger(pool: worker)
            let runs = PostgresRunStore(pool: worker)
            var tenant = try await registry.create(Samples.newTenant("acme"))
            for field in ["REFLUCCA", "OTHER", nil] {
                let lease = try await Samples.claimed(tenant, in: runs).lease
                try await ledger.settle(
                    LedgerSettlement(remove: [], write: [Samples.entry(1, key: 1)], isWholePlanning: true), lease)
                try await runs.finish(lease, RunOutcome(state: .succeeded), withheld: [])
                tenant.name += "."
                try await registry.update(tenant)
                #expect(try await ledger.load(tenant.id).reconciledAt != nil)
                tenant.settings.referenceField = field
                try await registry.update(tenant)
                let memory = try await ledger.load(tenant.id)
                #expect(memory.reconciledAt == nil && memory.entries.count == 1)
                #expect(try await registry.tenant(tenant.id).settings.referenceField == field)
            }
        }
    }
}

private struct StoredDialectText: PostgresStatement {
    typealias Row = String
    static let sql = "select planning_dialect::text as dialect from tenant"
    static func decode(_ row: PostgresRow) throws -> String { try row.text("dialect") }
}
