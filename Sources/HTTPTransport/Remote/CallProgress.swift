import SyncCore

/// One call over its attempts, as a value: decides from each attempt's result what comes next, and does nothing itself.
struct CallProgress: Sendable {
    /// Where a 429 says nothing, the first wait: Lucca's window is a minute long.
    private static let throttleDelay = 15.0

    let system: RemoteSystem
    let request: RemoteRequest
    let policy: CallPolicy
    private(set) var attempts: Int
    /// An attempt's answer was lost, or told of a fault in the midst of the work: a write may have happened.
    private(set) var mayHaveBeenReceived = false

    init(_ request: RemoteRequest, to system: RemoteSystem, policy: CallPolicy) {
        self.request = request
        self.system = system
        self.policy = policy
        attempts = request.attemptsBefore
    }

    var isWrite: Bool { request.method != .get && !(request.method == .post && request.retry == .safe) }
    var isAmbiguous: Bool { isWrite && mayHaveBeenReceived }
    private var words: RemoteFailure { RemoteFailure(system: system, request: request, attempts: attempts) }

    /// - Parameter jitter: in `0..<1`.
    mutating func step(after result: AttemptResult, now: Instant, jitter: Double) -> CallStep {
        attempts += 1
        switch result {
        case .answered(let response): return step(after: response, now: now, jitter: jitter)
        case .failed(let failure): return step(after: failure, jitter: jitter)
        }
    }

    private mutating func step(after response: HTTPResponse, now: Instant, jitter: Double) -> CallStep {
        let status = response.status
        if (200..<300).contains(status) || request.acceptedStatuses.contains(status) { return .finish(response) }
        switch status {
        case 300..<400:
            return .fail(words.redirected(response), blockSeconds: nil)
        case 429:
            let wait = RetryAfter.seconds(response, now: now) ?? delay(from: Self.throttleDelay, longest: 60, jitter: jitter)
            if request.retry == .never {
                // Refused before it worked, by all rules; whoever creates looks all the same before it asks again.
                mayHaveBeenReceived = true
                if attempts < policy.attempts, wait <= policy.longestWait { return .finish(response, blockSeconds: wait) }
            }
            guard attempts < policy.attempts, wait <= policy.longestWait else {
                return .fail(throttled(after: wait), blockSeconds: wait)
            }
            return .retry(afterSeconds: wait, blocks: true)
        case 408, 500, 502, 503, 504, 520..<600:
            mayHaveBeenReceived = true
            let wait = RetryAfter.seconds(response, now: now)
            if request.retry == .safe, attempts < policy.attempts {
                if let wait, wait > policy.longestWait {
                    return .fail(throttled(after: wait), blockSeconds: nil)
                }
                let ownDelay = delay(from: policy.firstDelay, longest: policy.longestDelay, jitter: jitter)
                return .retry(afterSeconds: max(wait ?? 0, ownDelay), blocks: false)
            }
            return .fail(words.answered(status, isAmbiguous: isAmbiguous), blockSeconds: nil)
        case 400..<500:
            return .finish(response)
        default:
            mayHaveBeenReceived = true
            return .fail(words.answered(status, isAmbiguous: isAmbiguous), blockSeconds: nil)
        }
    }

    private mutating func step(after failure: ExchangeFailure, jitter: Double) -> CallStep {
        if failure.mayHaveBeenReceived { mayHaveBeenReceived = true }
        let isSafe = request.retry == .safe || !failure.mayHaveBeenReceived
        guard failure.mayPass, isSafe, attempts < policy.attempts else {
            return .fail(words.failed(failure, isAmbiguous: isAmbiguous), blockSeconds: nil)
        }
        return .retry(afterSeconds: delay(from: policy.firstDelay, longest: policy.longestDelay, jitter: jitter), blocks: false)
    }

    private func throttled(after seconds: Double) -> SyncError {
        words.throttled(seconds: seconds.roundedUp, isAmbiguous: isAmbiguous)
    }

    /// In seconds.
    private func delay(from first: Double, longest: Double, jitter: Double) -> Double {
        let policy = RetryPolicy(attempts: .max, firstDelay: .seconds(first), longestDelay: .seconds(longest))
        return (policy.delay(afterAttempt: attempts, random: jitter) ?? .zero) / .seconds(1)
    }
}

extension ExchangeFailure {
    /// May be otherwise a moment later.
    fileprivate var mayPass: Bool {
        switch code {
        case .resolve, .connect, .tls, .deadline, .connectionLost, .garbled: true
        case .unknownHost, .refusedAddress, .certificate, .bodyTooLarge, .stale, .cancelled, .invalidRequest: false
        }
    }
}

extension Double {
    /// In whole seconds, a day at most: what the database tells may be anything.
    var roundedUp: Int { Int(min(max(rounded(.up), 0), 86_400)) }
}
