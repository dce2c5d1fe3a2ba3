import PostgresClient
import PostgresTestKit
import SyncCore
import Testing

/// Deliberate reads across tenants: the role that does them, and the functions that run as it.
@Suite("Isolation: functions that read across tenants")
struct IsolationDirectoryTests {
    /// Each runs as a role other than its caller; a new one must be reviewed, and added here with its purpose.
    static let definers: [String: String] = [
        "acting_login": "the session's login, or who signed in to the console and acts in the caller's transaction",
        "alert_list": "open alerts of every tenant, for operators, or what Alertmanager is to be told; kinds, codes, numbers",
        "alert_overview": "how many alerts are open, and the state of their delivery",
        "alerts_follow": "a trigger: brings the alerts of the row's tenant up to date",
        "alerts_posted": "records which alerts Alertmanager accepted; takes their numbers",
        "alerts_refresh": "opens and closes the alerts of its transaction's tenant",
        "alerts_stale": "whose silence no alert shows yet; tells their ids",
        "api_notice_overview": "notices of interfaces by endpoint, with a count of tenants; takes a number of days",
        "audit_actor": "the session's login, or whom it acts for in the console, and what it claims",
        "audit_append": "adds an entry under the session's login; only functions of the log may call it",
        "audit_is_operator": "whether the session's login is an operator's",
        "audit_last": "number and hash of the last entry",
        "audit_list": "entries of every tenant, for operators",
        "audit_note": "a trigger: notes the change of a row",
        "audit_of_run": "what people changed of a run of any tenant, for operators",
        "audit_read": "entries as they were hashed, for checking the chain",
        "audit_record": "adds an entry of a read or a refusal under the session's login",
        "audit_timeline": "who changed which fields of a tenant, without values",
        "audit_seal": "a trigger: makes entries when a transaction commits",
        "budget_shares": "the smallest share of requests left, by kind of remote; names no account",
        "bound_operations": "a trigger: refuses an operation if too many wait; tells how many",
        "claim_operations": "a worker claims queued operations of any tenant; tells their ids",
        "claim_runs": "a worker claims due runs of any tenant; tells their ids",
        "console_actor": "who signed in to the console and acts in the caller's transaction",
        "console_days": "how many runs of tenants ended on each day, by state",
        "console_new_problems": "codes of new problems of every tenant",
        "console_night": "runs of every tenant in a time; tells slugs, states and times",
        "console_shared_codes": "in which tenants runs ended with a code; tells slugs",
        "console_standings": "the last runs of every tenant; tells slugs, states, codes and the facts of an error",
        "console_begin": "begins a session; only the functions below may call it",
        "console_enter": "whose session a credential opens, and what the person may do",
        "console_leave": "ends the session of a credential",
        "console_open": "notes a link for the session's login",
        "console_redeem": "begins a session with a link",
        "console_void": "ends a person's sessions; only operator_strip may call it",
        "console_vouch": "begins a session of an operator whom a reverse proxy names",
        "count_runs": "how many runs match, for operators",
        "decline_left_out": "a trigger: declines the clearings that an approval leaves out",
        "dialect_overview": "counts of tenants by how far their dialect is known",
        "ensure_history_partitions": "makes partitions; takes a number of months",
        "events_of_employee": "the ledger's events of one employee of its transaction's tenant; leaves an entry of the read",
        "find_tenant": "from a slug to an id",
        "hold_batch": "keeps a batch for the caller's transaction; tells whether it is free",
        "list_data_key_usage": "counts tenants by master key id",
        "list_operations": "what people queued, without results, for operators",
        "list_runs": "history of every tenant, for operators",
        "list_sealing_keys": "who published a sealing key when, and how many secrets wait under it; tells no tenant",
        "list_schedules": "what decides which active tenants are due",
        "list_taken_days": "whose last scheduled day was taken later than now; tells their ids",
        "list_sealed_credentials": "kinds, ages and hosts of the secrets that wait, of its transaction's tenant",
        "list_suspended_tenants": "whom nobody syncs until someone acts, for operators; tells slugs and runs' numbers",
        "list_tenant_health": "the last success and end, new problems, open review of every tenant; tells ids, numbers, codes",
        "list_tenants": "the tenants and their settings, for operators",
        "list_tenants_under_other_master_key": "whom a rotation has still to reach; tells their ids",
        "mend_moments": "cuts leases and waits that a wrong clock had made too long; takes nothing",
        "next_claim_seconds": "how long until a worker finds something; tells a time",
        "list_credentials": "kinds, ages and hosts of the secrets of its transaction's tenant",
        "operator_add": "an admin gives a login a role; tells whether the login exists",
        "operator_disable": "an admin takes a login's roles",
        "operator_end_sessions": "an admin ends the sessions of a login that was disabled; tells how many",
        "operator_list": "the logins of people",
        "operator_strangers": "logins with a role of people that were not added",
        "operator_strip": "takes a login's roles; only the functions above may call it",
        "page_runs": "history of every tenant, page by page, for operators",
        "prune_history": "drops old partitions; takes a number of months",
        "queue_overview": "counts of the queue, and one slug",
        "require_own_login": "refuses the login of the console; takes nothing",
        "require_right": "fails unless the session's login has a right",
        "right_of_login": "what the session's login may do",
        "renew_leases": "renews what the caller names by run and term; tells whether an end was asked for",
        "who_am_i": "the session's login, and what it may do",
        "sign_rejection": "a trigger: says who rejected a run, and declines its deletions and clearings",
        "sign_request": "a trigger: says who queued an operation",
        "sign_sealing_key": "a trigger: says who published a sealing key, and when",
        "tenant_of_operation": "from an operation's number to its tenant's id",
        "tenant_of_run": "from a run's number to its tenant's id",
    ]
    /// The ones that a dashboard may call too.
    static let readersDefiners: Set<String> = [
        "alert_list", "alert_overview", "api_notice_overview", "audit_last", "audit_list", "audit_of_run", "audit_read",
        "audit_record", "audit_timeline", "budget_shares",
        "console_days", "console_new_problems", "console_night", "console_open", "console_shared_codes", "console_standings",
        "count_runs",
        "dialect_overview", "events_of_employee", "find_tenant", "list_operations", "list_runs", "list_schedules",
        "list_suspended_tenants",
        "list_taken_days", "list_tenant_health", "list_tenants", "operator_list", "operator_strangers", "page_runs",
        "queue_overview", "require_right",
        "right_of_login", "tenant_of_operation", "tenant_of_run", "who_am_i",
    ]
    static let ofTheOwner: Set<String> = [
        "alerts_follow", "alerts_refresh", "decline_left_out", "ensure_history_partitions", "events_of_employee", "hold_batch",
        "list_credentials", "list_sealed_credentials", "prune_history", "sign_rejection", "sign_request", "sign_sealing_key",
    ]
    static let aboutPeople: Set<String> = ["acting_login", "require_own_login", "require_right", "right_of_login", "who_am_i"]
    /// GRANT takes no parameters: these quote a login and one of four roles, and check the caller's right first.
    static let granting: Set<String> = ["operator_add", "operator_strip"]

    private static func isOfSessions(_ function: String) -> Bool {
        ["actor", "begin", "enter", "leave", "open", "redeem", "void", "vouch"].contains { function == "console_\($0)" }
    }

    private static func owner(of function: String) -> String {
        if ofTheOwner.contains(function) { return TestRole.owner.rawValue }
        if function.hasPrefix("operator_") || isOfSessions(function) || aboutPeople.contains(function) {
            return TestRole.people.rawValue
        }
        return (function.hasPrefix("audit_") ? TestRole.audit : .directory).rawValue
    }

    /// What the directory role may read of every tenant, column by column where it may not read all of them.
    static let catalogReads: [String: Set<String>?] = [
        "alert_delivery": nil, "api_notice": nil, "fleet_pause": nil, "request_budget": nil, "run": nil, "run_history": nil,
        "run_record": nil, "tenant": nil, "tenant_alert": nil, "tenant_schedule": nil,
        "worker": nil,
        "tenant_data_key": ["tenant_id", "master_key_id"],
        "sealed_credential": ["tenant_id", "key_id"],
        "sealing_key": ["number", "id", "published_at", "published_by"],
        "run_problem": ["tenant_id", "run_id", "finished_at", "code", "known_since"],
        "queued_operation": [
            "id", "tenant_id", "kind", "parameters", "requested_by", "requested_at", "state", "worker", "deaths", "lease_term",
            "lease_until", "lease_seconds", "finished_at", "error",
        ],
    ]
    /// What it may change: the claim of a run or an operation, what a wrong clock dated in the future, and what Alertmanager
    /// accepted.
    static let catalogUpdates: [String: Set<String>] = [
        "run": [
            "state", "worker", "lease_term", "lease_until", "taken_over", "attempt", "started_at", "error", "deaths",
            "lease_seconds", "scheduled_for", "not_before", "wait_set_at",
        ],
        "tenant_alert": ["posted_at", "settled_at"],
        "queued_operation": ["state", "worker", "deaths", "lease_term", "lease_until", "lease_seconds", "finished_at", "error"],
    ]
    /// What it may delete: operations that ended a day ago.
    static let catalogDeletes: Set<String> = ["queued_operation"]

    @Test func theFunctionsThatRunAsAnotherRoleAreAClosedList() async throws {
        try await withTestDatabase { database, _ in
            let found = try await database.superuser.query(ListDefiners())
            #expect(Set(found.map(\.name)) == Set(Self.definers.keys))
            for function in found {
                #expect(function.isPinned, "\(function.name): another search_path would let callers put tables in front")
                #expect(!function.isPublic, "\(function.name)")
                #expect(function.isTheReaders == Self.readersDefiners.contains(function.name), "\(function.name)")
                #expect(function.owner == Self.owner(of: function.name), "\(function.name)")
                #expect(!function.givesBytes, "\(function.name) returns bytes, as sealed values are")
                // SQL built from a caller's text would run with the function's rights.
                if function.isDynamic, !Self.granting.contains(function.name) { #expect(!function.takesText, "\(function.name)") }
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
                #expect(grant.deletes == Self.catalogDeletes.contains(grant.table), "delete \(grant.table)")
            }
        }
    }

    @Test func nobodyCanLogInAsARoleAndOnlyTheOwnerMayActAsTheDirectoryOrTheLog() async throws {
        try await withTestDatabase { database, _ in
            try await Probe.install(in: database)
            for role in TestRole.allCases {
                let logsIn = try await Probe.count(
                    "select count(*) from pg_roles where rolname = '\(role.rawValue)' and (rolcanlogin or rolsuper or rolbypassrls)",
                    of: nil, database.superuser)
                #expect(logsIn == .rows(0), "\(role)")
                for definer in [TestRole.directory, .audit, .people] {
                    let acts = try await Probe.count(
                        "select count(*) where pg_has_role('\(role.rawValue)', '\(definer.rawValue)', 'member')", of: nil,
                        database.superuser)
                    #expect(acts == .rows(role == .owner || role == definer ? 1 : 0), "\(role)")
                }
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
