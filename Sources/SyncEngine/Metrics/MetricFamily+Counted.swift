// What a process counts itself, from its start on.
extension MetricFamily {
    public static let runsEnded = counter(
        "passerelle_runs_ended_total", "Runs that this process brought to an end.", labels: ["state", "trigger"])
    /// Beside `runsEnded`, when tenants are asked for.
    public static let runsEndedByTenant = counter(
        "passerelle_tenant_runs_ended_total", "Runs that this process brought to an end, by tenant (--metrics-per-tenant).",
        labels: ["state", "trigger", "tenant"])
    public static let runsFailed = counter(
        "passerelle_runs_failed_total", "Runs that ended as failed, by the code of the error.", labels: ["code"])
    public static let runDuration = histogram(
        "passerelle_run_duration_seconds", "From the claim of a run to its recorded end, by how it ended.", labels: ["state"],
        buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600])
    public static let runRequests = histogram(
        "passerelle_run_requests", "Requests that a run sent to a remote system, over all its attempts.", labels: ["remote"],
        buckets: [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000])
    public static let runProblems = counter(
        "passerelle_run_problems_total", "Problems that ended runs told of, by code.", labels: ["code"])
    public static let events = counter(
        "passerelle_events_total", "Events of the plannings that ended runs wrote, by what was done.", labels: ["action"])
    public static let runsRetried = counter(
        "passerelle_runs_retried_total", "Runs queued again after a failure that may pass, by the code of the error.",
        labels: ["code"])
    public static let runsPaused = counter(
        "passerelle_runs_paused_total", "Runs queued again because a remote system takes no more requests for now.")
    public static let runsHandedBack = counter(
        "passerelle_runs_handed_back_total", "Runs queued again because this process was asked to stop.")
    public static let runsResumed = counter(
        "passerelle_runs_resumed_total", "Runs taken over from a worker that died.")
    public static let leasesLost = counter(
        "passerelle_leases_lost_total", "Runs that this process stopped working because their lease was lost.")
    public static let loopErrors = counter(
        "passerelle_loop_errors_total", "Turns of a loop of this process that failed; the loop goes on.", labels: ["loop"])
    public static let claimLatency = histogram(
        "passerelle_claim_latency_seconds", "From the moment a run was due to its claim.", labels: ["trigger"],
        buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 1_800, 7_200])
    public static let remoteRequests = counter(
        "passerelle_remote_requests_total", "Requests sent to a remote system, by the class of its answer.",
        labels: ["remote", "outcome"])
    public static let remoteThrottled = counter(
        "passerelle_remote_throttled_total",
        "Times a remote system told us to slow down (429) or gave up on a request (408), or our own budget did.",
        labels: ["remote", "reason"])
    public static let seriesDropped = counter(
        "passerelle_metric_series_dropped_total", "Values not counted because their metric has too many series already.")

    static let counted: [MetricFamily] = [
        runsEnded, runsEndedByTenant, runsFailed, runDuration, runRequests, runProblems, events, runsRetried, runsPaused,
        runsHandedBack, runsResumed, leasesLost, loopErrors, claimLatency, remoteRequests, remoteThrottled, seriesDropped,
    ]
}
