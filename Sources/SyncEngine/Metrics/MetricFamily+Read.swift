// What is read when somebody asks: of the database once for all who ask at a time, of the process at once.
extension MetricFamily {
    public static let databaseUp = gauge(
        "passerelle_database_up", "1 when the database answered the last reading in time, and takes writes.")
    public static let schemaMatches = gauge(
        "passerelle_schema_matches", "1 when the database's schema is one that this program works with.")
    public static let keyringUsable = gauge(
        "passerelle_keyring_usable", "1 when the keyring is readable and holds every key id in use.")
    public static let buildInfo = gauge(
        "passerelle_build_info", "1, for the release that this process runs.", labels: ["version"])
    public static let started = gauge(
        "passerelle_process_start_time_seconds", "When this process started, in Unix time.")
    public static let draining = gauge(
        "passerelle_draining", "1 while this process was asked to stop and finishes what it has begun.")
    public static let loopHeartbeat = gauge(
        "passerelle_loop_heartbeat_age_seconds", "Since a loop of this process last said that it is alive.", labels: ["loop"])
    public static let slots = gauge("passerelle_slots", "Runs that this process may work at once.")
    public static let slotsBusy = gauge("passerelle_slots_busy", "Runs that this process is working.")
    public static let poolConnections = gauge(
        "passerelle_pool_connections", "Connections of this process to the database: idle or lent.", labels: ["state"])
    public static let poolLimit = gauge(
        "passerelle_pool_connection_limit", "Connections that this process may have to the database.")
    public static let poolWaiting = gauge("passerelle_pool_waiting", "Uses of the database that wait for a connection.")
    public static let queueRuns = gauge(
        "passerelle_queue_runs",
        "Live runs of the fleet: due, waiting (queued for later), running, left_behind (running under a lease that ended).",
        labels: ["state"])
    public static let oldestDueAge = gauge(
        "passerelle_queue_oldest_due_age_seconds", "How long the oldest due run has been due; 0 when none is.")
    public static let nextDue = gauge(
        "passerelle_queue_next_due_timestamp_seconds",
        "When the next queued run becomes due, in Unix time; absent when none waits.")
    public static let workersLive = gauge("passerelle_workers_live", "Workers of the fleet whose last heartbeat is recent.")
    public static let workersTroubled = gauge(
        "passerelle_workers_troubled", "Live workers that something keeps from claiming runs.")
    public static let tenantsActive = gauge("passerelle_tenants_active", "Tenants that are synced every day.")
    public static let tenantsSuspended = gauge(
        "passerelle_tenants_suspended",
        "Tenants that are not synced until someone acts: their scheduled runs kept failing for a cause that no retry fixes.")
    public static let tenantsWithoutSuccess = gauge(
        "passerelle_tenants_without_success_26h",
        "Active tenants, for longer than 26 hours, of which no run of the last 26 hours read Lucca to its end.")
    public static let dialectsAssumed = gauge(
        "passerelle_tenants_dialect_assumed",
        "Active tenants in production whose PlanningPME was never probed: an operator answers for how it speaks.")
    public static let dialectsDoubted = gauge(
        "passerelle_tenants_dialect_in_doubt",
        "Active tenants whose events did not stand in PlanningPME as they were sent: nothing is written for them.")
    public static let budgetLeftRatio = gauge(
        "passerelle_budget_left_ratio", "The smallest share left of any account's budget of requests, 0 to 1.",
        labels: ["remote"])
    public static let budgetsBlocked = gauge(
        "passerelle_budgets_blocked", "Accounts whose remote system asked us to wait (429) until a time still to come.",
        labels: ["remote"])
    public static let historyCovered = gauge(
        "passerelle_history_covered_until_timestamp_seconds",
        "Up to when partitions for the history of runs exist, in Unix time.")

    public static let databaseClockOffset = gauge(
        "passerelle_database_clock_offset_seconds",
        "How far the database's clock is ahead of this machine's; less than 0: behind. The database's dates everything.")

    static let read: [MetricFamily] = [
        databaseUp, schemaMatches, keyringUsable, buildInfo, started, draining, loopHeartbeat, slots, slotsBusy,
        poolConnections, poolLimit, poolWaiting, queueRuns, oldestDueAge, nextDue, workersLive, workersTroubled, tenantsActive,
        tenantsSuspended, tenantsWithoutSuccess, dialectsAssumed, dialectsDoubted, budgetLeftRatio, budgetsBlocked,
        historyCovered, databaseClockOffset,
    ]

    /// Every metric there is, in the order in which they are told.
    public static let all: [MetricFamily] = counted + read
}
