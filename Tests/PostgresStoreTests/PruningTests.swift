import Foundation
import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

@Suite("Pruning of history")
struct PruningTests {
    @Test func oldMonthsGoWholeAndTheOthersStay() async throws {
        try await withTestDatabase { database, worker in
            try await Probe.install(in: database)
            let tenant = try await Seed.everything("acme", in: worker)
            try await database.superuser.withConnection { connection in
                try await connection.executeScript(Self.oldHistory(of: tenant))
                // A clock is trusted once three of its days were seen. After midnight, the database's template saw yesterday.
                try await connection.executeScript(
                    """
                    insert into clock_sighting select (now() at time zone 'UTC')::date - n
                        from unnest(array[1, 2, 3, 600]) as n
                    on conflict do nothing
                    """)
            }
            // The query planner joins differently once it knows how many partitions there are.
            try await database.superuser.withConnection { try await $0.executeScript("analyze") }
            let runs = PostgresRunStore(pool: worker)
            #expect(try await runs.list(RunFilter(tenant: tenant.id)).count == 4)
            #expect(try await runs.pruneHistory(keepMonths: 13) == 4)
            let left = try await runs.list(RunFilter(tenant: tenant.id)).map(\.id.value)
            #expect(left.contains(900_013))
            #expect(!left.contains(900_015))
            #expect(left.count == 3)
            // If a clock returns to it, its partitions are made again.
            let forgotten = try await Probe.count(
                "select count(*) from clock_sighting where day < now() - interval '500 days'", of: nil, worker)
            #expect(forgotten == .rows(0))
            #expect(try await runs.pruneHistory(keepMonths: 13) == 0)
        }
    }

    @Test func nobodyPrunesTheMonthThatIsRunning() async throws {
        try await withTestDatabase { _, worker in
            let code = try await code { _ = try await PostgresRunStore(pool: worker).pruneHistory(keepMonths: 0) }
            #expect(code != nil)
        }
    }

    @Test func missingPartitionsAreMadeWhenARunEnds() async throws {
        try await withTestDatabase { database, worker in
            try await Probe.install(in: database)
            let tenant = try await Samples.tenant("acme", in: worker)
            let runs = PostgresRunStore(pool: worker)
            // Several at once: one creates the partitions, the others wait.
            let other = try await Samples.tenant("globex", in: worker)
            let leases = try await [Samples.claimed(tenant, in: runs).lease, Samples.claimed(other, in: runs).lease]
            // As after months in which no run ended.
            try await database.superuser.withConnection { connection in
                try await connection.executeScript(
                    """
                    do $$ declare child text; begin
                        for child in select inhrelid::regclass from pg_inherits join pg_class parent on parent.oid = inhparent
                            where parent.relkind = 'p'
                        loop execute 'drop table ' || child; end loop;
                    end $$;
                    delete from clock_sighting
                    """)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for lease in leases {
                    group.addTask {
                        try await runs.finish(
                            lease, RunOutcome(state: .partial, problems: [Samples.problem]),
                            withheld: [Samples.change(1, .withheld)])
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await runs.problems(of: leases[0].runID) == [Samples.problem])
            let partitions = try await Probe.count(
                "select count(*) from pg_inherits where inhparent = 'run_history'::regclass", of: nil, worker)
            #expect(partitions == .rows(4))
        }
    }

    @Test func oneTenantsHistoryIsFoundByItsIndexAmongManyRuns() async throws {
        try await withTestDatabase { database, worker in
            try await Probe.install(in: database)
            let tenant = try await Samples.tenant("acme", in: worker)
            try await database.superuser.withConnection { connection in
                try await connection.executeScript(
                    """
                    insert into run_history (\(Self.columns))
                    select number, case when number % 1000 = 0 then '\(tenant.id)' else gen_random_uuid() end, 'sync', 'succeeded',
                        'schedule', '2026-01-01', '2026-01-01', '2026-07-01', now(), now(), now(), clock_timestamp(), 1, 'w',
                        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
                    from generate_series(1, 50000) as number
                    """)
                try await connection.executeScript("analyze run_history")
            }
            let plan = try await worker.transaction(
                PostgresTransactionOptions(localSettings: ["passerelle.tenant": tenant.id.value.uuidString])
            ) { try await $0.query(ExplainList()) }.joined(separator: "\n")
            // The future months are empty: how they are read does not matter.
            #expect(plan.contains(/Index (Only )?Scan using run_history_y\w+_tenant_id_(finished_at_)?id_idx/), "\(plan)")
            let listed = try await PostgresRunStore(pool: worker).list(RunFilter(tenant: tenant.id, limit: 3))
            #expect(listed.map(\.id) == [50_000, 49_000, 48_000])
        }
    }

    private static let columns = """
        id, tenant_id, purpose, state, trigger, as_of, window_from, window_to, scheduled_for, not_before, started_at, finished_at,
        attempt, worker, count_departments, count_employees, count_leaves, count_absences, count_created, count_updated,
        count_deleted, count_unchanged, count_failed, requests_lucca, requests_planningpme
        """

    private struct ExplainList: PostgresStatement {
        typealias Row = String
        static let sql = """
            explain select id from run_record
            where tenant_id = current_tenant() and (finished_at is null or finished_at >= '-infinity') order by id desc limit 20
            """
        static func decode(_ row: PostgresRow) throws -> String { try row.text("QUERY PLAN") }
    }

    /// Runs that ended 13 and 15 months ago, in partitions of their months.
    private static func oldHistory(of tenant: Tenant) -> String {
        """
        do $$
        declare
            parent text;
            month timestamp;
        begin
            foreach parent in array array['run_history', 'run_problem', 'run_step', 'run_change'] loop
                foreach month in array array[
                    date_trunc('month', clock_timestamp() at time zone 'UTC') - interval '13 months',
                    date_trunc('month', clock_timestamp() at time zone 'UTC') - interval '15 months'] loop
                    execute format(
                        'create table %I partition of %I for values from (%L) to (%L)', parent || to_char(month, '"_y"YYYY"m"MM'), parent,
                        to_char(month, 'YYYY-MM-DD"T00:00:00Z"'), to_char(month + interval '1 month', 'YYYY-MM-DD"T00:00:00Z"'));
                    execute format('alter table %I owner to passerelle_owner', parent || to_char(month, '"_y"YYYY"m"MM'));
                end loop;
            end loop;
            insert into run_history (\(Self.columns))
            select 900000 + ago, '\(tenant.id)', 'sync', 'succeeded', 'schedule', '2025-01-01', '2025-01-01', '2025-07-01', ended,
                ended, ended, ended, 1, 'w', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
            from unnest(array[13, 15]) as ago,
                lateral (select date_trunc('month', clock_timestamp()) - make_interval(months => ago) + interval '10 days') as at (ended);
        end
        $$
        """
    }
}
