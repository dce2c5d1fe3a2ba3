import PostgresClient
import PostgresTestKit
import SyncCore
import Testing

/// Deliberate reads across tenants: the role that does them, and the functions that run as it.
@Suite("Isolation: functions that read across tenants")
struct IsolationDirectoryTests {
    /// Each runs as a role other than its caller; a new one must be reviewed, and added here with its purpose.
    static let definers: [String: String] = [
        "budget_shares": "the smallest share of requests left, by kind of remote; names no account",
        "claim_runs": "a worker claims due runs of any tenant; tells their ids",
        "dialect_overview": "counts of tenants by how far their dialect is known",
        "ensure_history_partitions": "makes partitions; takes a number of months",
        "find_tenant": "from a slug to an id",
        "list_data_key_usage": "counts tenants by master key id",
        "list_runs": "history of every tenant, for operators",
        "list_schedules": "what decides which active tenants are due",
        "list_taken_days": "whose last scheduled day was taken later than now; tells their ids",
        "list_suspended_tenants": "whom nobody syncs until someone acts, for operators; tells slugs and runs' numbers",
        "list_tenants": "the tenants and their settings, for operators",
        "list_tenants_under_other_master_key": "whom a rotation has still to reach; tells their ids",
        "mend_moments": "cuts leases and waits that a wrong clock had made too long; takes nothing",
        "next_claim_seconds": "how long until a worker finds something; tells a time",
        "prune_history": "drops old partitions; takes a number of months",
        "queue_overview": "counts of the queue, and one slug",
        "renew_leases": "renews what the caller names by run and term; tells whether an end was asked for",
        "tenant_of_run": "from a run's number to its tenant's id",
    ]
    /// The ones that a dashboard may call too.
    static let readersDefiners: Set<String> = [
        "budget_shares", "dialect_overview", "find_tenant", "list_runs", "list_schedules", "list_suspended_tenants",
        "list_taken_days", "list_tenants", "queue_overview", "tenant_of_run",
    ]
    static let makingPartitions: Set<String> = ["ensure_history_partitions", "prune_history"]

    /// What the directory role may read of every tenant, column by column where it may not read all of them.
    static let catalogReads: [String: Set<String>?] = [
        "request_budget": nil, "run": nil, "run_history": nil, "run_record": nil, "tenant": nil, "tenant_schedule": nil,
        "worker": nil,
        "tenant_data_key": ["tenant_id", "master_key_id"],
    ]
    /// What it may change: a run's claim, and what a wrong clock dated in the future.
    static let catalogUpdates: [String: Set<String>] = [
        "run": [
            "state", "worker", "lease_term", "lease_until", "taken_over", "attempt", "started_at", "error", "deaths",
            "lease_seconds", "scheduled_for", "not_before", "wait_set_at",
        ]
    ]

    @Test func theFunctionsThatRunAsAnotherRoleAreAClosedList() async throws {
        try await withTestDatabase { database, _ in
            let found = try await database.superuser.query(ListDefiners())
            #expect(Set(found.map(\.name)) == Set(Self.definers.keys))
            for function in found {
                #expect(function.isPinned, "\(function.name): another search_path would let callers put tables in front")
                #expect(!function.isPublic, "\(function.name)")
                #expect(function.isTheReaders == Self.readersDefiners.contains(function.name), "\(function.name)")
                #expect(
                    function.owner
                        == (Self.makingPartitions.contains(function.name) ? "passerelle_owner" : "passerelle_directory"),
                    "\(function.name)")
                #expect(!function.givesBytes, "\(function.name) returns bytes, as sealed values are")
                // SQL built from a caller's text would run with the function's rights.
                if function.isDynamic { #expect(!function.takesText, "\(function.name)") }
            }
        }
    }

    @Test func nothingIsGrantedToEveryone() async throws {
        try await withTestDatabase { database, _ in
            let granted = try await database.superuser.query(ListPublicGrants())
            #expect(granted.isEmpty)
        }
    }

    @Test func theDirectoryReadsAndChangesWhatIsListedOnly() async throws {
        try await withTestDatabase { database, _ in
            for grant in try await database.superuser.query(ListColumnRights()) {
                let isRead = Self.catalogReads[grant.table].map { $0?.contains(grant.column) ?? true } ?? false
                #expect(grant.reads == isRead, "select \(grant.table).\(grant.column)")
                let isUpdated = Self.catalogUpdates[grant.table]?.contains(grant.column) ?? false
                #expect(grant.updates == isUpdated, "update \(grant.table).\(grant.column)")
                #expect(!grant.inserts, "insert \(grant.table).\(grant.column)")
                #expect(!grant.deletes, "delete \(grant.table)")
            }
        }
    }

    @Test func nobodyCanLogInAsARoleAndOnlyTheOwnerMayActAsTheDirectory() async throws {
        try await withTestDatabase { database, _ in
            try await Probe.install(in: database)
            for role in TestRole.allCases {
                let logsIn = try await Probe.count(
                    "select count(*) from pg_roles where rolname = '\(role.rawValue)' and (rolcanlogin or rolsuper or rolbypassrls)",
                    of: nil, database.superuser)
                #expect(logsIn == .rows(0), "\(role)")
                let acts = try await Probe.count(
                    "select count(*) where pg_has_role('\(role.rawValue)', 'passerelle_directory', 'member')", of: nil,
                    database.superuser)
                #expect(acts == .rows(role == .owner || role == .directory ? 1 : 0), "\(role)")
            }
        }
    }

    /// A session's own objects come before all others in a search path that does not say otherwise.
    @Test(arguments: [TestRole.worker, .reader])
    func aTemporaryTableInFrontDeceivesNoFunction(role: TestRole) async throws {
        try await withTestDatabase { database, worker in
            try await Probe.install(in: database)
            let acme = try await Seed.everything("acme", in: worker)
            try await database.withPool(as: role, connections: 1) { pool in
                try await pool.withConnection { connection in
                    try await connection.executeScript(
                        """
                        create temporary table tenant (like public.tenant);
                        create temporary table run (like public.run);
                        insert into pg_temp.tenant select (jsonb_populate_record(null::public.tenant,
                            to_jsonb(t) || '{"id": "00000000-0000-0000-0000-000000000000"}')).* from list_tenants() t;
                        create function pg_temp.current_tenant() returns uuid language sql as $$ select '\(acme.id)'::uuid $$;
                        """)
                    let found = try await connection.query(Probe.Count(text: "select count(*) from pg_temp.tenant")).first
                    #expect(found == 1, "the trap is set")
                    for sql in [
                        "select count(*) from list_tenants() where id = '\(acme.id)'",
                        "select count(*) where find_tenant('acme') = '\(acme.id)'",
                    ] {
                        #expect(try await connection.query(Probe.Count(text: sql)).first == 1, "\(sql)")
                    }
                    // The policies call the function that they were created with.
                    #expect(try await connection.query(Probe.Count(text: "select count(*) from public.run")).first == 0)
                }
            }
        }
    }
}
