import Foundation
import Logging
import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// A worker's load on the database while its runs wait for their remotes.
@Suite("A worker's load on the database", .timeLimit(.minutes(15)))
struct IdleLoadTests {
    private static let running = 32
    private static let idle = 1000

    @Test("1,000 idle tenants and 32 running ones cost a worker less than 5 statements a second, its renewals one every 5 s")
    func renewalsOfAllRunsAreOneStatement() async throws {
        let settings = ["shared_preload_libraries": "pg_stat_statements", "pg_stat_statements.track": "top"]
        try await PrivatePostgres.with(settings) { server in
            let superuser = PostgresConfiguration(conninfo: server.conninfo(), maximumConnections: 2, failsFast: true)
            try await withPool(superuser) { superuser in
                try await superuser.withConnection { try await $0.executeScript("create extension pg_stat_statements") }
                _ = try await Migrator(pool: superuser).migrate()
                let login = PostgresConfiguration(
                    conninfo: server.conninfo(), role: "passerelle_worker", maximumConnections: 8, failsFast: true)
                try await withPool(login) { worker in
                    try await Self.fill(superuser, worker)
                    try await Self.measure(superuser, worker)
                }
            }
        }
    }

    private static func fill(_ superuser: PostgresPool, _ worker: PostgresPool) async throws {
        let runs = PostgresRunStore(pool: worker)
        for number in 0..<running {
            _ = try await runs.enqueue(Samples.newRun(Samples.tenant("running-\(number)", in: worker)))
        }
        // Active, with today's run done.
        try await superuser.withConnection { connection in
            try await connection.executeScript(
                """
                create temporary table model as select * from tenant limit 1;
                insert into tenant
                select (jsonb_populate_record(model, jsonb_build_object(
                    'id', gen_random_uuid(), 'slug', 'idle-' || number, 'state', 'active', 'daily_at', 0,
                    'lucca_url', 'https://idle-' || number || '.ilucca-test.net'))).*
                from model, generate_series(1, \(idle)) as number;
                insert into tenant_schedule (tenant_id, last_day, last_taken_at)
                select id, current_date + 1, clock_timestamp() from tenant where state = 'active';
                analyze
                """)
        }
    }

    private static func measure(_ superuser: PostgresPool, _ worker: PostgresPool) async throws {
        let runs = PostgresRunStore(pool: worker)
        let registry = PostgresTenantRegistry(pool: worker)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let ports = SyncPorts(
            registry: registry, runs: runs, ledger: PostgresEventLedger(pool: worker),
            vault: InMemoryVault(InMemoryDatabase()), connector: SilentConnector())
        let parts = WorkerPool.Parts(
            worker: RunWorker(
                sync: TenantSync(ports: ports, logger: logger), clock: SteadyClock(ContinuousClock()), name: "one", logger: logger
            ),
            fleet: PostgresFleetStore(pool: worker),
            enqueuer: DueRunEnqueuer(
                schedules: PostgresScheduleStore(pool: worker), registry: registry, runs: runs, logger: logger),
            pruner: HistoryPruner(history: runs, logger: logger),
            listen: { heard in
                heard(nil, "")
                try await Task.sleep(for: .seconds(86_400))
            },
            selfCheck: { try await Migrator(pool: worker).requireCurrentSchema() })
        let state = PoolState()
        let pool = WorkerPool(
            parts: parts,
            identity: WorkerIdentity(name: "one", host: "test", processID: 1, version: "1", concurrency: running),
            policy: PoolPolicy(concurrency: running), state: state, logger: logger)
        let stop = StopRequest()
        let work = Task { try await pool.run(until: stop) }
        defer { work.cancel() }
        try await until { state.running == running }
        try await until { try await load(superuser).renewals > 0 }
        let before = try await load(superuser)
        try await until { try await load(superuser).renewals >= before.renewals + 4 }
        let after = try await load(superuser)
        let seconds = after.at - before.at
        let rate = Double(after.statements - before.statements) / seconds
        #expect(rate < 5, "\(rate) statements a second")
        #expect(try await superuser.query(CountRuns()).first == running, "all are still in their first attempt")
        work.cancel()
        _ = await work.result
    }

    private static func until(_ isSo: () async throws -> Bool) async throws {
        while try await !isSo() { try await Task.sleep(for: .milliseconds(100)) }
    }

    private static func load(_ superuser: PostgresPool) async throws -> Load.Row {
        try #require(try await superuser.query(Load()).first)
    }

    /// How many statements the worker's login has sent so far.
    private struct Load: PostgresStatement {
        struct Row: Sendable {
            let statements: Int
            let renewals: Int
            let at: Double
        }

        static let sql = """
            select coalesce(sum(calls), 0)::bigint as statements,
                coalesce(sum(calls) filter (where query like '%renew_leases%'), 0)::bigint as renewals,
                extract(epoch from clock_timestamp())::double precision as at
            from pg_stat_statements join pg_roles on pg_roles.oid = userid
            where rolname = 'passerelle_worker'
            """
        static func decode(_ row: PostgresRow) throws -> Row {
            Row(statements: try row.int("statements"), renewals: try row.int("renewals"), at: try row.double("at"))
        }
    }

    private struct CountRuns: PostgresStatement {
        typealias Row = Int
        static let sql = "select count(*) as runs from run where state = 'running' and attempt = 1"
        static func decode(_ row: PostgresRow) throws -> Int { try row.int("runs") }
    }

    /// Its remotes never answer.
    private struct SilentConnector: TenantConnector {
        func connect(_ tenant: Tenant, for claimed: ClaimedRun?, permit: @escaping SendPermit) async throws -> ConnectedTenant {
            try await Task.sleep(for: .seconds(86_400))
            throw CancellationError()
        }
    }
}
