import SyncCore

/// One call over its attempts, as a value: decides the next step from each attempt's result, without side effects.
struct CallProgress: Sendable {
    /// The first wait after a 429 without a delay: Lucca's window is a minute long.
    private static let throttleDelay = 15.0

    let system: RemoteSystem
    let request: RemoteRequest
    let policy: CallPolicy
    private(set) var attempts: Int
    /// An attempt's answer was lost, or reported a server error: a write may have happened.
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
                // A 429 means that nothing was done; a create is nevertheless searched for before it is repeated.
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
    /// May succeed a moment later.
    fileprivate var mayPass: Bool {
        switch code {
        case .resolve, .connect, .tls, .deadline, .connectionLost, .garbled: true
        case .unknownHost, .refusedAddress, .certificate, .bodyTooLarge, .stale, .cancelled, .invalidRequest: false
        }
    }
}

extension Double {
    /// Whole seconds, at most a day: the database may return anything.
    var roundedUp: Int { Int(min(max(rounded(.up), 0), 86_400)) }
}

/// The result of one attempt.
enum AttemptResult: Sendable {
    case answered(HTTPResponse)
    case failed(ExchangeFailure)
}

/// What to do after an attempt.
enum CallStep: Sendable {
    /// - Parameter blockSeconds: how long every user of the budget has to wait before the next request.
    case finish(HTTPResponse, blockSeconds: Double? = nil)
    /// - Parameter blocks: every user of the budget has to wait, not only this call.
    case retry(afterSeconds: Double, blocks: Bool)
    case fail(SyncError, blockSeconds: Double?)
}

/// Retries and timeouts of calls to a remote, in seconds.
package struct CallPolicy: Sendable, Hashable {
    /// Attempts of one call, the first one included.
    package var attempts = 4
    /// Waits double from here, each with jitter between its half and its whole.
    package var firstDelay = 1.0
    package var longestDelay = 20.0
    /// A longer wait required by the budget or `Retry-After` ends the call as throttled.
    package var longestWait = 90.0
    /// A grant of the budget older than this is not used for writing the request.
    package var grantLifetime = 1.0
    /// For one attempt.
    package var deadline = 30.0
    /// How long after its timeout a request may still take effect at the remote; a later read shows whether it did.
    package var landing = 60.0

    package init() {}

    /// The default policy with another deadline, in seconds: the waits between attempts scale with it.
    package init(scaledTo deadline: Int) {
        let share = Double(deadline) / self.deadline
        self.deadline = Double(deadline)
        firstDelay *= share
        longestDelay *= share
        landing *= share
    }

    package static let standard = CallPolicy()
}

/// How long an answer asks us to wait.
enum RetryAfter {
    private static let longest = 86_400.0

    /// Seconds, at most a day; nil if the answer does not say, or is not understood.
    static func seconds(_ response: HTTPResponse, now: Instant) -> Double? {
        guard let text = response.header("Retry-After")?.trimming() else { return nil }
        if let seconds = Double(text), seconds.isFinite, seconds >= 0, text.utf8.allSatisfy({ $0 != UInt8(ascii: "x") }) {
            return min(seconds, longest)
        }
        guard let until = HTTPDate.instant(text) else { return nil }
        // By the server's own clock if it sends the date: ours may differ.
        let origin = response.header("Date").flatMap { HTTPDate.instant($0.trimming()) } ?? now
        let milliseconds = until.millisecondsSince1970 - origin.millisecondsSince1970
        return min(max(Double(milliseconds) / 1000, 0), longest)
    }
}

extension String {
    /// Without the spaces and tabs around it.
    func trimming() -> String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}

/// The dates of HTTP headers in the one form still in use: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
enum HTTPDate {
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    static func instant(_ text: String) -> Instant? {
        let words = text.split(separator: " ").map { $0.lowercased() }
        guard words.count == 6, words[0].hasSuffix(","), words[5] == "gmt" || words[5] == "utc",
            let date = number(words[1], 1...31), let month = months.firstIndex(of: words[2]),
            let year = number(words[3], 1970...9999), let day = CalendarDay(year: year, month: month + 1, day: date)
        else { return nil }
        let time = words[4].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard time.count == 3, let hour = number(time[0], 0...23), let minute = number(time[1], 0...59),
            let second = number(time[2], 0...60)
        else { return nil }
        return Instant(secondsSince1970: day.ordinal * 86_400 + hour * 3600 + minute * 60 + second)
    }

    private static func number(_ text: String, _ range: ClosedRange<Int>) -> Int? {
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int(text),
            range.contains(number)
        else { return nil }
        return number
    }
}
