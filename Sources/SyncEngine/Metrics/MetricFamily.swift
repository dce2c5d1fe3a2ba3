/// A metric: its name, help and labels. `MetricFamily.all` has every one.
package struct MetricFamily: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        case counter
        case gauge
        case histogram
    }

    /// `passerelle_…`, in base units; a counter ends in `_total`.
    package let name: String
    package let kind: Kind
    /// One sentence.
    package let help: String
    /// In the order of a series' label values.
    package let labels: [String]
    /// Upper bounds of a histogram's buckets, ascending, without the last, infinite one.
    package let buckets: [Double]

    private init(_ kind: Kind, _ name: String, _ help: String, labels: [String], buckets: [Double] = []) {
        self.kind = kind
        self.name = name
        self.help = help
        self.labels = labels
        self.buckets = buckets
    }

    static func counter(_ name: String, _ help: String, labels: [String] = []) -> MetricFamily {
        MetricFamily(.counter, name, help, labels: labels)
    }

    static func gauge(_ name: String, _ help: String, labels: [String] = []) -> MetricFamily {
        MetricFamily(.gauge, name, help, labels: labels)
    }

    static func histogram(_ name: String, _ help: String, labels: [String] = [], buckets: [Double]) -> MetricFamily {
        MetricFamily(.histogram, name, help, labels: labels, buckets: buckets)
    }
}

// Counted by the process since its start.
extension MetricFamily {
    package static let runsEnded = counter(
        "passerelle_runs_ended_total", "Runs that this process brought to an end.", labels: ["state", "trigger"])
    /// In addition to `runsEnded`, if metrics per tenant are enabled.
    package static let runsEndedByTenant = counter(
        "passerelle_tenant_runs_ended_total", "Runs that this process brought to an end, by tenant (--metrics-per-tenant).",
        labels: ["state", "trigger", "tenant"])
    package static let runsFailed = counter(
        "passerelle_runs_failed_total", "Runs that ended as failed, by the code of the error.", labels: ["code"])
    package static let runDuration = histogram(
        "passerelle_run_duration_seconds", "From the claim of a run to its recorded end, by how it ended.", labels: ["state"],
        buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600])
    package static let runRequests = histogram(
        "passerelle_run_requests", "Requests that a run sent to a remote system, over all its attempts.", labels: ["remote"],
        buckets: [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000])
    package static let runProblems = counter(
        "passerelle_run_problems_total", "Problems of ended runs, by code.", labels: ["code"])
    package static let events = counter(
        "passerelle_events_total", "Events of the plannings that ended runs wrote, by what was done.", labels: ["action"])
    package static let runsRetried = counter(
        "passerelle_runs_retried_total", "Runs queued again after a failure that may pass, by the code of the error.",
        labels: ["code"])
    package static let runsPaused = counter(
        "passerelle_runs_paused_total", "Runs queued again because a remote system takes no more requests for now.")
    package static let runsHandedBack = counter(
        "passerelle_runs_handed_back_total", "Runs queued again because this process was asked to stop.")
    package static let runsResumed = counter(
        "passerelle_runs_resumed_total", "Runs taken over from a worker that died.")
    package static let leasesLost = counter(
        "passerelle_leases_lost_total", "Runs that this process stopped working because their lease was lost.")
    package static let loopErrors = counter(
        "passerelle_loop_errors_total", "Turns of a loop of this process that failed; the loop continues.", labels: ["loop"])
    package static let claimLatency = histogram(
        "passerelle_claim_latency_seconds", "From the moment a run was due to its claim.", labels: ["trigger"],
        buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 1_800, 7_200])
    package static let remoteRequests = counter(
        "passerelle_remote_requests_total", "Requests sent to a remote system, by the class of its answer.",
        labels: ["remote", "outcome"])
    package static let remoteThrottled = counter(
        "passerelle_remote_throttled_total",
        "Times a remote system asked us to slow down (429) or gave up on a request (408), or our own budget did.",
        labels: ["remote", "reason"])
    package static let seriesDropped = counter(
        "passerelle_metric_series_dropped_total", "Values not counted because their metric has too many series already.")

    static let counted: [MetricFamily] = [
        runsEnded, runsEndedByTenant, runsFailed, runDuration, runRequests, runProblems, events, runsRetried, runsPaused,
        runsHandedBack, runsResumed, leasesLost, loopErrors, claimLatency, remoteRequests, remoteThrottled, seriesDropped,
    ]
}

// Read at scrape time: from the database once for all concurrent scrapes, from the process directly.
extension MetricFamily {
    package static let databaseUp = gauge(
        "passerelle_database_up", "1 when the database answered the last reading in time, and takes writes.")
    package static let schemaMatches = gauge(
        "passerelle_schema_matches", "1 when the database's schema is one that this program works with.")
    package static let keyringUsable = gauge(
        "passerelle_keyring_usable", "1 when the keyring is readable and holds every key id in use.")
    package static let buildInfo = gauge(
        "passerelle_build_info", "1, for the release that this process runs.", labels: ["version"])
    package static let started = gauge(
        "passerelle_process_start_time_seconds", "When this process started, in Unix time.")
    package static let draining = gauge(
        "passerelle_draining", "1 while this process was asked to stop and finishes what it has begun.")
    package static let loopHeartbeat = gauge(
        "passerelle_loop_heartbeat_age_seconds", "Since a loop of this process last said that it is alive.", labels: ["loop"])
    package static let slots = gauge("passerelle_slots", "Runs that this process may work at once.")
    package static let slotsBusy = gauge("passerelle_slots_busy", "Runs that this process is working.")
    package static let poolConnections = gauge(
        "passerelle_pool_connections", "Connections of this process to the database: idle or lent.", labels: ["state"])
    package static let poolLimit = gauge(
        "passerelle_pool_connection_limit", "Connections that this process may have to the database.")
    package static let poolWaiting = gauge("passerelle_pool_waiting", "Uses of the database that wait for a connection.")
    package static let queueRuns = gauge(
        "passerelle_queue_runs",
        "Live runs of the fleet: due, waiting (queued for later), running, left_behind (running under a lease that ended).",
        labels: ["state"])
    package static let oldestDueAge = gauge(
        "passerelle_queue_oldest_due_age_seconds", "How long the oldest due run has been due; 0 when none is.")
    package static let nextDue = gauge(
        "passerelle_queue_next_due_timestamp_seconds",
        "When the next queued run becomes due, in Unix time; absent when none waits.")
    package static let workersLive = gauge("passerelle_workers_live", "Workers of the fleet whose last heartbeat is recent.")
    package static let workersTroubled = gauge(
        "passerelle_workers_troubled", "Live workers that something keeps from claiming runs.")
    package static let fleetPaused = gauge(
        "passerelle_fleet_paused", "1 while a person has paused the fleet: no run is claimed, and the schedule queues none.")
    package static let tenantsActive = gauge("passerelle_tenants_active", "Tenants that are synced every day.")
    package static let tenantsSuspended = gauge(
        "passerelle_tenants_suspended",
        "Tenants that are not synced until someone acts: their scheduled runs kept failing for a cause that no retry fixes.")
    package static let tenantsWithoutSuccess = gauge(
        "passerelle_tenants_without_success_26h",
        "Active tenants, for longer than 26 hours, of which no run of the last 26 hours read Lucca to its end.")
    package static let dialectsAssumed = gauge(
        "passerelle_tenants_dialect_assumed",
        "Active tenants in production whose PlanningPME was never probed: an operator answers for how it speaks.")
    package static let dialectsDoubted = gauge(
        "passerelle_tenants_dialect_in_doubt",
        "Active tenants whose events PlanningPME did not store as they were sent: nothing is written for them.")
    package static let budgetLeftRatio = gauge(
        "passerelle_budget_left_ratio", "The smallest share left of any account's budget of requests, 0 to 1.",
        labels: ["remote"])
    package static let budgetsBlocked = gauge(
        "passerelle_budgets_blocked", "Accounts whose remote system asked us to wait (429) until a time still to come.",
        labels: ["remote"])
    package static let apiSunset = gauge(
        "passerelle_api_sunset_timestamp_seconds",
        "When an endpoint of a remote system ends, as its answers of the last 7 days announced, in Unix time.",
        labels: ["remote", "endpoint"])
    package static let apiDeprecatedTenants = gauge(
        "passerelle_api_deprecated_tenants",
        "Tenants that an endpoint announced its end or its deprecation to in the last 7 days.", labels: ["remote", "endpoint"])
    package static let apiUnknown = gauge(
        "passerelle_api_unknown_values",
        "What this release could not understand in answers, so far: values, forms, and headers that announce an end.",
        labels: ["remote", "endpoint", "property", "code"])
    package static let historyCovered = gauge(
        "passerelle_history_covered_until_timestamp_seconds",
        "Up to when partitions for the history of runs exist, in Unix time.")

    package static let databaseClockOffset = gauge(
        "passerelle_database_clock_offset_seconds",
        "How far the database's clock is ahead of this machine's; less than 0: behind. The database's dates everything.")

    package static let auditEntries = gauge(
        "passerelle_audit_entries", "Entries of the audit log, when this process last checked it.")
    package static let auditBroken = gauge(
        "passerelle_audit_broken",
        "1 when an entry of the audit log was changed or removed, as this process last checked it; absent before.")

    package static let alertsOpen = gauge("passerelle_alerts_open", "Alerts of tenants that are open.")
    package static let tenantsFailed = gauge(
        "passerelle_tenants_failed", "Active or suspended tenants whose last run that ended has failed.")
    package static let alertEndsWaiting = gauge(
        "passerelle_alerts_endings_waiting", "Alerts of tenants that are over, whose end Alertmanager has not accepted yet.")
    package static let alertmanagerFailing = gauge(
        "passerelle_alertmanager_failing_seconds",
        "For how long Alertmanager has accepted nothing; 0 when it accepts, or when none is set.")

    static let read: [MetricFamily] = [
        databaseUp, schemaMatches, keyringUsable, buildInfo, started, draining, loopHeartbeat, slots, slotsBusy,
        poolConnections, poolLimit, poolWaiting, queueRuns, oldestDueAge, nextDue, workersLive, workersTroubled, fleetPaused,
        tenantsActive, tenantsSuspended, tenantsWithoutSuccess, dialectsAssumed, dialectsDoubted, budgetLeftRatio, budgetsBlocked,
        apiSunset, apiDeprecatedTenants, apiUnknown, historyCovered, databaseClockOffset, auditEntries, auditBroken, alertsOpen,
        tenantsFailed, alertEndsWaiting, alertmanagerFailing,
    ]

    /// Every metric, in the order of the answer.
    package static let all: [MetricFamily] = counted + read
}
