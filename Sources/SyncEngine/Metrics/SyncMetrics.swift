package import SyncCore

/// Counts events of the fleet where they happen. Without a registry it counts nothing and costs a comparison.
package struct SyncMetrics: Sendable {
    /// The receiver of a request.
    package enum Remote: String, Sendable, Hashable, CaseIterable {
        case lucca
        case planningPME = "planningpme"

        package init(_ system: RemoteSystem) {
            self = system == .lucca ? .lucca : .planningPME
        }
    }

    package enum Outcome: String, Sendable, Hashable, CaseIterable {
        case success = "2xx"
        case redirect = "3xx"
        case refused = "4xx"
        case failed = "5xx"
        /// No answer, or not a valid one.
        case unanswered = "none"

        package init(status: Int) {
            self =
                switch status {
                case 200..<300: .success
                case 300..<400: .redirect
                case 400..<500: .refused
                case 500..<600: .failed
                default: .unanswered
                }
        }
    }

    /// What slowed us down.
    package enum Throttle: String, Sendable, Hashable, CaseIterable {
        case tooManyRequests = "429"
        case tooSlow = "408"
        /// Our own request budget: nothing was sent.
        case budget
    }

    private let registry: MetricsRegistry?
    private let perTenant: Bool

    package static let off = SyncMetrics(nil, perTenant: false)

    /// - Parameter perTenant: also counts ended runs by tenant, which makes as many series as tenants.
    package init(_ registry: MetricsRegistry, perTenant: Bool = false) {
        self.init(registry as MetricsRegistry?, perTenant: perTenant)
        declare(registry)
    }

    private init(_ registry: MetricsRegistry?, perTenant: Bool) {
        self.registry = registry
        self.perTenant = perTenant
    }

    /// A series must start at 0: otherwise its first increase is invisible.
    private func declare(_ registry: MetricsRegistry) {
        for family in [MetricFamily.runsPaused, .runsHandedBack, .runsResumed, .leasesLost] { registry.add(0, to: family) }
        for trigger in [RunTrigger.schedule, .manual] {
            for state in RunState.allCases where state.isEnded {
                registry.add(0, to: .runsEnded, [state.rawValue, trigger.rawValue])
            }
        }
        for remote in Remote.allCases {
            for outcome in Outcome.allCases { registry.add(0, to: .remoteRequests, [remote.rawValue, outcome.rawValue]) }
            for reason in Throttle.allCases { registry.add(0, to: .remoteThrottled, [remote.rawValue, reason.rawValue]) }
        }
        for code in Problem.Code.all { registry.add(0, to: .runProblems, [code.rawValue]) }
        for loop in WorkerLoop.allCases { registry.add(0, to: .loopErrors, [loop.rawValue]) }
        count(RunCounts(), registry)
    }

    private func count(_ events: RunCounts, _ registry: MetricsRegistry) {
        for (action, count) in [
            ("created", events.created), ("updated", events.updated), ("deleted", events.deleted), ("failed", events.failed),
        ] { registry.add(Double(count), to: .events, [action]) }
    }
}

// MARK: - Runs

extension SyncMetrics {
    /// - Parameter seconds: since this process claimed the run.
    package func runEnded(_ outcome: RunOutcome, trigger: RunTrigger, tenant: TenantSlug, seconds: Double) {
        guard let registry else { return }
        let state = outcome.state.rawValue
        registry.add(to: .runsEnded, [state, trigger.rawValue])
        if perTenant { registry.add(to: .runsEndedByTenant, [state, trigger.rawValue, tenant.description]) }
        if outcome.state == .failed { registry.add(to: .runsFailed, [outcome.error?.code.rawValue ?? "unknown"]) }
        registry.observe(seconds, in: .runDuration, [state])
        registry.observe(Double(outcome.requests.lucca), in: .runRequests, [Remote.lucca.rawValue])
        registry.observe(Double(outcome.requests.planningPME), in: .runRequests, [Remote.planningPME.rawValue])
        for problem in outcome.problems { registry.add(to: .runProblems, [problem.code.rawValue]) }
        count(outcome.counts, registry)
    }

    /// A transient failure: the run is queued again for later.
    package func runRetried(_ code: SyncError.Code) {
        registry?.add(to: .runsRetried, [code.rawValue])
    }

    /// A budget is used up: the run is queued again until its window opens.
    package func runPaused() {
        registry?.add(to: .runsPaused)
    }

    /// The process stops: another worker can claim the run at once.
    package func runHandedBack() {
        registry?.add(to: .runsHandedBack)
    }

    /// A run of a dead worker was claimed.
    package func runResumed() {
        registry?.add(to: .runsResumed)
    }

    /// The lease ended or could not be renewed in time: the work stopped.
    package func leaseLost() {
        registry?.add(to: .leasesLost)
    }

    /// One iteration of a worker's loop failed; the loop continues.
    func loopFailed(_ loop: WorkerLoop) {
        registry?.add(to: .loopErrors, [loop.rawValue])
    }

    /// - Parameter seconds: from when the run was due to its claim, both by the database's clock.
    package func runClaimed(afterSeconds seconds: Double, trigger: RunTrigger) {
        registry?.observe(seconds, in: .claimLatency, [trigger.rawValue])
    }
}

// MARK: - Requests

extension SyncMetrics {
    /// Also counts throttling answers.
    package func requestSent(_ remote: Remote, status: Int) {
        guard let registry else { return }
        registry.add(to: .remoteRequests, [remote.rawValue, Outcome(status: status).rawValue])
        if status == 429 { throttled(remote, .tooManyRequests) }
        if status == 408 { throttled(remote, .tooSlow) }
    }

    /// A request may have been sent, and no answer came.
    package func requestUnanswered(_ remote: Remote) {
        registry?.add(to: .remoteRequests, [remote.rawValue, Outcome.unanswered.rawValue])
    }

    package func throttled(_ remote: Remote, _ reason: Throttle) {
        registry?.add(to: .remoteThrottled, [remote.rawValue, reason.rawValue])
    }
}
