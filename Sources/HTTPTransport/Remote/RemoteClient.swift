package import JSONText
package import Logging
package import SyncCore
package import SyncEngine
import Synchronization

/// Calls one remote system for one tenant: takes each attempt from the budget, retries where that is safe, and turns failures
/// into errors that a person can act on.
///
/// It logs one line per attempt at debug level: method, path, status, time. Never a query, a header or a body.
package final class RemoteClient: Sendable {
    package let system: RemoteSystem
    package let address: RemoteAddress
    /// Gets what the headers of each answer announce; adapters add what they do not understand in its body.
    package let notices: APINotices
    private let exchange: any HTTPExchange
    private let budget: any RequestBudget
    private let scope: BudgetScope
    private let advance: GrantsInAdvance
    private let policy: CallPolicy
    private let limits: ReadLimits
    private let memory: ReadingMemory
    private let reading: RunReading
    private let permit: SendPermit
    private let pacing: Pacing
    private let metrics: SyncMetrics
    private let remote: SyncMetrics.Remote
    private let logger: Logger
    private let sent = Atomic(0)

    /// - Parameters:
    ///   - limits: of everything read through this client.
    ///   - memory: shared with every other client of the process.
    ///   - expected: how many requests it will send, if known: they are taken of the budget several at once.
    ///   - permit: called right before each request is sent.
    ///   - notices: shared with the other clients of a run or a check, by whoever saves them.
    package init(
        system: RemoteSystem, address: RemoteAddress, exchange: any HTTPExchange, budget: any RequestBudget, scope: BudgetScope,
        policy: CallPolicy = .standard, limits: ReadLimits = .standard, memory: ReadingMemory = .process,
        expected: Int = 0, permit: @escaping SendPermit = {}, pacing: Pacing, metrics: SyncMetrics = .off,
        notices: APINotices = APINotices(), logger: Logger
    ) {
        self.system = system
        self.address = address
        self.notices = notices
        self.exchange = exchange
        self.budget = budget
        self.scope = scope
        advance = GrantsInAdvance(expected: expected)
        self.policy = policy
        self.limits = limits
        self.memory = memory
        reading = RunReading(limits, memory)
        self.permit = permit
        self.pacing = pacing
        self.metrics = metrics
        remote = SyncMetrics.Remote(system)
        self.logger = logger
    }

    /// `CallPolicy.landing`.
    package var landingSeconds: Double { policy.landing }

    /// Attempts sent so far, retries included; those that never reached a connection do not count.
    package var requestCount: Int { sent.load(ordering: .relaxed) }

    /// Sends a request, and repeats it where that is safe.
    /// - Returns: an answer of 2xx, of an accepted status, or of any 4xx other than 408 and 429, which the caller interprets.
    ///   Also 429 for a request that is never repeated: the next one waits as long as the answer says.
    /// - Throws: `SyncError`; `isAmbiguous` if the request writes and any of its attempts may have been received.
    package func send(_ request: RemoteRequest) async throws -> HTTPResponse {
        // Not on the decoding threads, so that deadlines and bodies do not queue behind decoding.
        try await withTaskExecutorPreference(globalConcurrentExecutor) {
            guard request.answer == .page else { return try await self.perform(request) }
            do throws(RunReading.Excess) {
                try self.reading.begin()
            } catch {
                throw RemoteFailure(system: self.system, request: request, attempts: 0).excess(error, self.limits)
            }
            let start = self.pacing.clock.now
            defer { self.reading.spend(seconds: start.seconds(until: self.pacing.clock.now)) }
            return try await self.perform(request)
        }
    }

    /// What the request's notices are counted under.
    package func endpoint(of request: RemoteRequest) -> APIEndpoint {
        APIEndpoint(system, request.method.rawValue, path: request.path)
    }

    /// Parses an answer, on the decoding threads.
    /// - Returns: nil if it is not JSON.
    /// - Throws: `SyncError` if it exceeds the limits of such an answer.
    package func document(_ response: HTTPResponse, to request: RemoteRequest) async throws -> JSONValue? {
        let nodes = limits.answer(request.answer).nodes
        let body = response.body
        let result: Result<JSONValue, JSONReadFailure> = try await Decoding.run {
            do throws(JSONReadFailure) {
                return .success(try JSONValue.reading(body, nodes: nodes))
            } catch {
                return .failure(error)
            }
        }
        switch result {
        case .success(let value): return value
        case .failure(.notJSON): return nil
        case .failure(.cancelled):
            throw RemoteFailure(system: system, request: request, attempts: 1).cancelled(isAmbiguous: Self.writes(request))
        case .failure(.tooManyNodes):
            throw RemoteFailure(system: system, request: request, attempts: 1).tooLarge(isAmbiguous: Self.writes(request))
        }
    }

    /// Counts the kept rows of a page.
    /// - Parameters:
    ///   - list: which list they belong to; the same each time that it is read.
    ///   - isFirst: the list begins, perhaps again.
    /// - Throws: `SyncError` if they exceed the limits.
    package func keep(
        rows: Int, of response: HTTPResponse, to request: RemoteRequest, list: String, isFirst: Bool
    ) throws {
        do throws(RunReading.Excess) {
            try reading.keep(rows: rows, bytes: response.body.count, of: list, isFirst: isFirst)
        } catch {
            throw RemoteFailure(system: system, request: request, attempts: 1).excess(error, limits)
        }
    }

    /// Logs, at notice, the caller's remark about the system's answers: facts of our own, never a remote's text.
    package func remark(_ message: String, _ facts: [String: String]) {
        logger.notice("\(message)", metadata: facts.mapValues { "\($0)" })
    }

    private static func writes(_ request: RemoteRequest) -> Bool {
        request.method != .get && !(request.method == .post && request.retry == .safe)
    }

    private func perform(_ request: RemoteRequest) async throws -> HTTPResponse {
        var progress = CallProgress(request, to: system, policy: policy)
        do {
            return try await run(&progress)
        } catch let error as SyncError {
            throw progress.isAmbiguous && !error.isAmbiguous ? error.markedAmbiguous() : error
        } catch is CancellationError {
            throw failure(progress).cancelled(isAmbiguous: progress.isAmbiguous)
        } catch {
            // Not an error that the ports document: whether a write happened is unknown.
            throw failure(progress).unforeseen(error, isAmbiguous: progress.isWrite)
        }
    }

    private func failure(_ progress: CallProgress) -> RemoteFailure {
        RemoteFailure(system: system, request: progress.request, attempts: progress.attempts)
    }

    private func run(_ progress: inout CallProgress) async throws -> HTTPResponse {
        let request = progress.request
        guard let url = RemoteURL.make(address, request) else {
            throw failure(progress).defect("the path \(request.path.prefix(200)) leaves the address")
        }
        let outgoing = HTTPRequest(
            method: request.method, url: url, headers: request.headers, secretHeaders: request.secretHeaders, body: request.body)
        let gate = BudgetGate(budget, scope, advance, lifetime: policy.grantLifetime, clock: pacing.clock, permit: permit)
        let exchangeLimits = ExchangeLimits(
            deadline: request.deadline ?? policy.deadline, bodyLimit: limits.answer(request.answer).bytes, memory: memory,
            mayStillBeSent: { await gate.mayStillBeSent() }, maySendNow: { gate.maySendNow() })
        while true {
            let result = try await attempt(outgoing, exchangeLimits, gate, progress)
            switch progress.step(after: result, now: pacing.instant(), jitter: pacing.jitter()) {
            case .finish(let response, let blockSeconds):
                if let blockSeconds { try await block(blockSeconds) }
                return response
            case .retry(let seconds, let blocks):
                if blocks { try await block(seconds) }
                try await pacing.clock.sleep(seconds: seconds)
            case .fail(let error, let blockSeconds):
                // The error already contains the delay; failing to record the block must not hide it.
                if let blockSeconds { try? await block(blockSeconds) }
                throw error
            }
        }
    }

    private func block(_ seconds: Double) async throws {
        advance.drop()
        try await budget.block(scope, seconds: seconds)
    }

    /// One attempt that was actually sent: waits for the budget, and starts over if its grant expired before sending.
    private func attempt(
        _ request: HTTPRequest, _ limits: ExchangeLimits, _ gate: BudgetGate, _ progress: CallProgress
    ) async throws -> AttemptResult {
        for _ in 0..<Self.turns {
            try await waitForTurn(gate, progress)
            let start = pacing.clock.now
            do {
                let response = try await exchange.exchange(request, limits: limits)
                sent.add(1, ordering: .relaxed)
                metrics.requestSent(remote, status: response.status)
                EndHeaders(response.headers).note(in: notices, at: endpoint(of: progress.request))
                log(progress, "\(response.status)", since: start)
                return .answered(response)
            } catch let failure as ExchangeFailure {
                if failure.mayHaveBeenReceived {
                    sent.add(1, ordering: .relaxed)
                    metrics.requestUnanswered(remote)
                }
                log(progress, failure.description, since: start)
                guard failure.code == .stale else { return .failed(failure) }
                try gate.rethrow()
            }
        }
        return .failed(ExchangeFailure(.stale, mayHaveBeenReceived: false))
    }

    /// Limits how often a grant may expire unused: more means a problem of this machine.
    private static let turns = 8

    private func waitForTurn(_ gate: BudgetGate, _ progress: CallProgress) async throws {
        var waited = 0.0
        defer { if waited > 0 { metrics.throttled(remote, .budget) } }
        while let wait = try await gate.take() {
            // Waiting callers are served in no order: a call that was passed over for long pauses the run.
            guard wait <= policy.longestWait, waited <= 5 * policy.longestWait else {
                throw failure(progress).budgetSpent(seconds: wait.roundedUp, isAmbiguous: progress.isAmbiguous)
            }
            // With jitter of up to a tenth, so that waiting callers do not all retry at once.
            let pause = max(wait, 0.01) * (1 + pacing.jitter() / 10)
            waited += pause
            try await pacing.clock.sleep(seconds: pause)
        }
    }

    private func log(_ progress: CallProgress, _ outcome: String, since start: SteadyClock.Moment) {
        let milliseconds = Int((start.seconds(until: pacing.clock.now) * 1000).rounded())
        logger.debug(
            "request sent",
            metadata: [
                "remote": "\(system.rawValue)", "method": "\(progress.request.method.rawValue)",
                "path": "\(progress.request.path)", "outcome": "\(outcome)", "ms": "\(milliseconds)",
                "http_attempt": "\(progress.attempts + 1)",
            ])
    }
}
