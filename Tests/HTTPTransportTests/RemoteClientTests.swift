import Foundation
import HTTPTestKit
import HTTPTransport
import Logging
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("RemoteClient")
struct RemoteClientTests {
    private struct Rig {
        let client: RemoteClient
        let exchange: ScriptedExchange
        let time: StandingTime
        let budget: InMemoryBudget
        let log = RecordingLog()

        init(
            _ script: [ScriptedExchange.Entry], system: RemoteSystem = .lucca, limit: Int = 50, window: Int = 62,
            jitter: Double = 0.999, budgetLatency: Double = 0, expected: Int = 0,
            connecting: @escaping @Sendable (StandingTime, Int) -> Void = { _, _ in }
        ) throws {
            let time = StandingTime(jitter: jitter)
            self.time = time
            exchange = ScriptedExchange(script) { connecting(time, $0) }
            budget = InMemoryBudget(time, latency: budgetLatency)
            let address =
                switch system {
                case .lucca: try RemoteAddress.lucca(pasted: "acme.ilucca.net", policy: OutboundPolicy())
                case .planningPME: try RemoteAddress.planningPME(pasted: "acme", policy: OutboundPolicy())
                }
            client = RemoteClient(
                system: system, address: address, exchange: exchange, budget: budget,
                scope: BudgetScope(name: "test", limit: limit, windowSeconds: window), expected: expected, pacing: time.pacing,
                logger: log.logger)
        }
    }

    private let read = RemoteRequest(.get, "api/v3/users", query: [("paging", "0,100")])
    private let create = RemoteRequest(.post, "api/do")
    private let replace = RemoteRequest(.put, "api/do/7")

    // MARK: addresses

    @Test func pathAndQueryAreEncodedBelowTheBase() async throws {
        let rig = try Rig([.status(200)], system: .planningPME)
        _ = try await rig.client.send(
            RemoteRequest(
                .get, "api/do/é 1?x#y",
                query: [("fields", "id,department[id,name]"), ("q", "a&b=c+d é"), ("date", "between,2026-12-01")]))
        #expect(
            rig.exchange.requests.map(\.url) == [
                "https://api.planningpme.com/acme/api/do/%C3%A9%201%3Fx%23y"
                    + "?fields=id,department%5Bid,name%5D&q=a%26b%3Dc%2Bd%20%C3%A9&date=between,2026-12-01"
            ])
    }

    @Test(arguments: ["/api", "//evil.com/x", "api//x", "../x", "api/../../x", "api/./x", "", "api\\..\\x", "api/.."])
    func aPathThatLeavesTheBaseIsNeverSent(_ path: String) async throws {
        let rig = try Rig([.status(200)])
        let error = try await callError { try await rig.client.send(RemoteRequest(.get, path)) }
        #expect(error.code == .defect)
        #expect(rig.exchange.requests.isEmpty)
    }

    @Test(arguments: ["https://evil.com/x", "evil.com:443"])
    func aPathThatLooksLikeAnotherHostStaysOnTheHost(_ path: String) async throws {
        let rig = try Rig([.status(200)])
        _ = try? await rig.client.send(RemoteRequest(.get, path))
        #expect(rig.exchange.requests.allSatisfy { $0.url.hasPrefix("https://acme.ilucca.net/") })
    }

    // MARK: answers

    @Test(arguments: [200, 201, 204, 400, 401, 403, 404, 409, 410, 413, 422, 431])
    func anAnswerThatTheCallerUnderstandsIsReturnedAtOnce(_ status: Int) async throws {
        for request in [read, create, replace] {
            let rig = try Rig([.status(status)])
            #expect(try await rig.client.send(request).status == status)
            #expect(rig.client.requestCount == 1)
            #expect(rig.time.sleeps.isEmpty)
        }
    }

    @Test(arguments: [408, 429, 500, 302, 503])
    func anAcceptedStatusIsReturnedAtOnce(_ status: Int) async throws {
        let rig = try Rig([.status(status)])
        var request = read
        request.acceptedStatuses = [status]
        #expect(try await rig.client.send(request).status == status)
        #expect(rig.client.requestCount == 1)
    }

    @Test(arguments: [301, 302, 303, 307, 308, 304])
    func aRedirectIsAnErrorThatNamesItsHost(_ status: Int) async throws {
        let rig = try Rig([.status(status, [("Location", "https://login.acme.fr/in/pw\u{7}?token=s3cret#frag")])])
        let error = try await callError { try await rig.client.send(read) }
        #expect(error.code == .luccaFailed)
        #expect(error.failureClass == .misconfigured)
        #expect(error.message.contains("to https://login.acme.fr ("))
        for hidden in ["s3cret", "frag", "pw", "\u{7}"] { #expect(!"\(error)\(error.detail)".contains(hidden)) }
        #expect(rig.client.requestCount == 1)
    }

    // MARK: the budget in advance

    @Test func asManyRequestsAsAreExpectedAreTakenAtOnce() async throws {
        let rig = try Rig(Array(repeating: .status(200), count: 5), expected: 3)
        for _ in 0..<5 { _ = try await rig.client.send(read) }
        #expect(rig.budget.takings == [3, 1, 1])
        #expect(rig.budget.grants == 5)
    }

    @Test func fewAreTakenAtOnceHoweverManyAreExpected() async throws {
        let rig = try Rig([.status(200)], expected: 126)
        _ = try await rig.client.send(read)
        #expect(rig.budget.takings == [8])
    }

    @Test func whatIsLeftOfTheBudgetIsTaken() async throws {
        let rig = try Rig(Array(repeating: .status(200), count: 3), limit: 3, expected: 5)
        for _ in 0..<3 { _ = try await rig.client.send(read) }
        #expect(rig.budget.takings == [3])
        #expect(rig.time.sleeps.isEmpty)
    }

    @Test func aGrantThatWaitedIsGivenBackAndTakenAgain() async throws {
        let rig = try Rig(Array(repeating: .status(200), count: 3), expected: 3)
        for _ in 0..<3 {
            _ = try await rig.client.send(read)
            rig.time.advance(seconds: 0.6)
        }
        #expect(rig.budget.takings == [3, 2, 1])
        #expect(rig.budget.grants == 3, "none counts twice")
    }

    @Test func whatMayHaveLeftTheWindowIsNotGivenBack() async throws {
        let rig = try Rig(Array(repeating: .status(200), count: 2), expected: 3)
        _ = try await rig.client.send(read)
        rig.time.advance(seconds: 40)
        _ = try await rig.client.send(read)
        #expect(rig.budget.grants == 5)
    }

    @Test func aRemoteThatWantsSilenceEndsThem() async throws {
        let rig = try Rig([.status(429, [("Retry-After", "5")]), .status(200)], expected: 3)
        #expect(try await rig.client.send(read).status == 200)
        #expect(rig.budget.takings == [3, 2], "the two others were not used")
    }

    // MARK: retries

    @Test(arguments: [408, 500, 502, 503, 504, 520, 599])
    func aPassingFaultIsTriedAgainWithGrowingWaits(_ status: Int) async throws {
        let rig = try Rig([.status(status), .status(status), .status(status), .status(200)])
        #expect(try await rig.client.send(read).status == 200)
        #expect(rig.client.requestCount == 4)
        #expect(rig.budget.grants == 4)
        #expect(rig.time.sleeps == rig.time.sleeps.sorted())
        #expect(rig.time.sleeps.count == 3)
    }

    @Test(arguments: [0.0, 0.5, 0.999])
    func waitsAreTakenBetweenTheirHalfAndTheirWhole(_ jitter: Double) async throws {
        let rig = try Rig([.status(503), .status(503), .status(200)], jitter: jitter)
        _ = try await rig.client.send(read)
        #expect(rig.time.sleeps.count == 2)
        for (slept, whole) in zip(rig.time.sleeps, [1.0, 2.0]) { #expect(abs(slept - whole * (0.5 + jitter / 2)) < 1e-9) }
    }

    @Test func afterTheLastAttemptTheFaultIsReported() async throws {
        let rig = try Rig([.status(503)])
        let error = try await callError { try await rig.client.send(read) }
        #expect(error.code == .luccaFailed)
        #expect(error.failureClass == .transient)
        #expect(!error.isAmbiguous)
        #expect(error.message == "Lucca answered 503 to GET api/v3/users 4 times.")
        #expect(rig.client.requestCount == 4)
    }

    @Test(arguments: [ExchangeFailure.Code.connect, .resolve, .tls, .deadline, .connectionLost, .garbled])
    func aReadIsTriedAgainAfterAPassingFailure(_ code: ExchangeFailure.Code) async throws {
        let rig = try Rig([.failure(code, received: true), .status(200)])
        #expect(try await rig.client.send(read).status == 200)
    }

    @Test(arguments: [ExchangeFailure.Code.unknownHost, .certificate, .refusedAddress, .bodyTooLarge])
    func whatNoRetryFixesIsReportedAtOnceWithARemedy(_ code: ExchangeFailure.Code) async throws {
        let rig = try Rig([.failure(code, received: false)])
        let error = try await callError { try await rig.client.send(read) }
        #expect(error.failureClass == .misconfigured)
        #expect(!error.remedy.isEmpty)
        #expect(rig.time.sleeps.isEmpty)
    }

    @Test(arguments: ExchangeFailure.Code.allCases)
    func everyFailureHasItsWords(_ code: ExchangeFailure.Code) async throws {
        for system in [RemoteSystem.lucca, .planningPME] {
            let rig = try Rig([.failure(code, received: false)], system: system)
            let error = try await callError { try await rig.client.send(read) }
            #expect(error.message.contains(system == .lucca ? "Lucca" : "PlanningPME"))
            #expect(!error.remedy.isEmpty)
        }
    }

    // MARK: creates

    @Test(arguments: [ExchangeFailure.Code.deadline, .connectionLost, .garbled, .bodyTooLarge, .cancelled])
    func aCreateThatMayHaveBeenReceivedIsNeverSentAgain(_ code: ExchangeFailure.Code) async throws {
        let rig = try Rig([.failure(code, received: true), .status(201)])
        let error = try await callError { try await rig.client.send(create) }
        #expect(error.isAmbiguous)
        #expect(rig.exchange.requests.count == 1)
    }

    @Test(arguments: [408, 500, 501, 502, 503, 504, 505])
    func aCreateThatMetAFaultOverThereIsNeverSentAgain(_ status: Int) async throws {
        let rig = try Rig([.status(status, [("Retry-After", "1")]), .status(201)], system: .planningPME)
        let error = try await callError { try await rig.client.send(create) }
        #expect(error.isAmbiguous)
        #expect(error.code == .planningPMEFailed)
        #expect(error.failureClass == .transient)
        #expect(rig.exchange.requests.count == 1)
    }

    @Test(arguments: [ExchangeFailure.Code.connect, .resolve, .tls, .deadline])
    func aCreateThatWasSurelyNotReceivedIsSentAgain(_ code: ExchangeFailure.Code) async throws {
        let rig = try Rig([.failure(code, received: false), .failure(code, received: false), .status(201)])
        #expect(try await rig.client.send(create).status == 201)
        #expect(rig.client.requestCount == 1)
    }

    @Test func aCreateThatWasRefusedByARateLimitIsGivenBackAndTheNextOneWaits() async throws {
        let rig = try Rig([.status(429, [("Retry-After", "3")])])
        #expect(try await rig.client.send(create).status == 429)
        #expect(rig.exchange.requests.count == 1)
        #expect(rig.budget.blocks == [3])
    }

    @Test func aCreateThatARateLimitRefusesTooOftenIsThrottled() async throws {
        let rig = try Rig([.status(429, [("Retry-After", "3")])], system: .planningPME)
        var last = create
        last.attemptsBefore = CallPolicy.standard.attempts - 1
        let error = try await callError { try await rig.client.send(last) }
        #expect(error.code == .planningPMEThrottled && error.isAmbiguous)
    }

    @Test func aCreateThatNeverGotThroughIsNotAmbiguous() async throws {
        let rig = try Rig([.failure(.connect, received: false)])
        let error = try await callError { try await rig.client.send(create) }
        #expect(!error.isAmbiguous)
        #expect(error.code == .luccaUnreachable)
        #expect(error.failureClass == .transient)
    }

    @Test func anUpdateStaysAmbiguousThoughItsLastAttemptSurelyFailed() async throws {
        let rig = try Rig([.failure(.connectionLost, received: true), .failure(.connect, received: false)])
        let error = try await callError { try await rig.client.send(replace) }
        #expect(error.isAmbiguous)
        #expect(rig.exchange.requests.count == 4)
    }

    @Test func anUpdateIsAmbiguousThoughTheBudgetFailedAfterIt() async throws {
        let rig = try Rig([.failure(.connectionLost, received: true)])
        let lost = SyncError(.databaseUnreachable, failureClass: .transient)
        let budget = rig.budget
        let client = RemoteClient(
            system: .lucca, address: rig.client.address,
            exchange: BudgetBreaker(budget: budget, error: lost), budget: budget,
            scope: BudgetScope(name: "t", limit: 9, windowSeconds: 9), pacing: rig.time.pacing, logger: rig.log.logger)
        let error = try await callError { try await client.send(replace) }
        #expect(error.code == .databaseUnreachable)
        #expect(error.isAmbiguous)
        #expect(error.failureClass == .transient)
    }

    /// Loses the answer, and then the database.
    private struct BudgetBreaker: HTTPExchange {
        let budget: InMemoryBudget
        let error: SyncError

        func exchange(_ request: HTTPRequest, limits: ExchangeLimits) async throws -> HTTPResponse {
            budget.fail(with: error)
            throw ExchangeFailure(.connectionLost, mayHaveBeenReceived: true)
        }
    }

    @Test func anErrorThatNobodyForesawIsADefectAndKeepsTheDoubt() async throws {
        struct Surprise: Error { let text = "s3cr3t" }
        struct Broken: HTTPExchange {
            func exchange(_ request: HTTPRequest, limits: ExchangeLimits) async throws -> HTTPResponse { throw Surprise() }
        }
        let rig = try Rig([])
        let client = RemoteClient(
            system: .lucca, address: rig.client.address, exchange: Broken(), budget: rig.budget,
            scope: BudgetScope(name: "t", limit: 9, windowSeconds: 9), pacing: rig.time.pacing, logger: rig.log.logger)
        let error = try await callError { try await client.send(create) }
        #expect(error.code == .defect)
        #expect(error.isAmbiguous)
        #expect(!"\(error)\(error.detail)".contains("s3cr3t"))
    }

    @Test func aReadIsNeverAmbiguous() async throws {
        let search = RemoteRequest(.post, "api/do/list", retry: .safe)
        for request in [read, search] {
            let rig = try Rig([.failure(.deadline, received: true)])
            let error = try await callError { try await rig.client.send(request) }
            #expect(!error.isAmbiguous)
            #expect(rig.exchange.requests.count == 4)
        }
    }

    // MARK: throttling

    @Test func retryAfterIsObeyedAndSharedWithEveryone() async throws {
        let rig = try Rig([.status(429, [("Retry-After", "30")]), .status(200)])
        #expect(try await rig.client.send(read).status == 200)
        #expect(rig.budget.blocks == [30])
        #expect(rig.time.sleeps.reduce(0, +) >= 30)
    }

    @Test func retryAfterAsADateIsObeyed() async throws {
        let rig = try Rig([.status(429, [("Retry-After", "Tue, 01 Dec 2026 00:00:45 GMT")]), .status(200)])
        _ = try await rig.client.send(read)
        #expect(rig.budget.blocks == [45])
    }

    @Test func aLongRetryAfterGivesTheRunBack() async throws {
        let rig = try Rig([.status(429, [("Retry-After", "1800")])], system: .planningPME)
        let error = try await callError { try await rig.client.send(create) }
        #expect(error.code == .planningPMEThrottled)
        #expect(error.failureClass == .throttled(seconds: 1800))
        #expect(error.isAmbiguous, "a create is looked up before it is retried")
        #expect(rig.budget.blocks == [1800])
        #expect(rig.time.sleeps.isEmpty)
    }

    @Test func withoutRetryAfterTheWaitsOutlastLuccasWindow() async throws {
        let rig = try Rig([.status(429), .status(429), .status(429), .status(200)])
        #expect(try await rig.client.send(read).status == 200)
        #expect(rig.budget.blocks.reduce(0, +) > 60)
    }

    @Test func endless429EndsThrottled() async throws {
        let rig = try Rig([.status(429, [("Retry-After", "5")])])
        let error = try await callError { try await rig.client.send(read) }
        #expect(error.code == .luccaThrottled)
        #expect(rig.client.requestCount == 4)
    }

    @Test func a503ThatAsksForALongPauseGivesTheRunBack() async throws {
        let rig = try Rig([.status(503, [("Retry-After", "600")])])
        let error = try await callError { try await rig.client.send(read) }
        #expect(error.failureClass == .throttled(seconds: 600))
    }

    @Test func a503ThatAsksForAShortPauseGetsIt() async throws {
        let rig = try Rig([.status(503, [("Retry-After", "7")]), .status(200)])
        _ = try await rig.client.send(read)
        #expect(rig.time.sleeps == [7])
        #expect(rig.budget.blocks.isEmpty)
    }

    // MARK: budget

    @Test func aTurnThatComesSoonIsWaitedFor() async throws {
        let rig = try Rig([.status(200)], limit: 2, window: 62)
        for _ in 0..<5 { _ = try await rig.client.send(read) }
        #expect(rig.client.requestCount == 5)
        #expect(rig.time.seconds >= 124)
    }

    @Test func aSpentPlanGivesTheRunBack() async throws {
        let rig = try Rig([.status(200)], system: .planningPME, limit: 2, window: 3600)
        _ = try await rig.client.send(read)
        _ = try await rig.client.send(read)
        let error = try await callError { try await rig.client.send(read) }
        #expect(error.code == .planningPMEThrottled)
        #expect(error.failureClass == .throttled(seconds: 3600))
        #expect(rig.exchange.requests.count == 2)
    }

    @Test func aGrantThatGrewOldWhileConnectingIsReplaced() async throws {
        let rig = try Rig([.status(200)], connecting: { time, _ in time.advance(seconds: 5) })
        _ = try await rig.client.send(read)
        #expect(rig.budget.grants == 2)
        #expect(rig.client.requestCount == 1)
    }

    @Test func aRequestWhoseGrantCannotBeReplacedAtOnceIsNotSentBeforeItsTurn() async throws {
        let rig = try Rig(
            [.status(200)], limit: 1, connecting: { time, exchange in time.advance(seconds: exchange == 1 ? 5 : 0) })
        _ = try await rig.client.send(read)
        #expect(rig.budget.grants == 2)
        #expect(rig.exchange.requests.count == 1)
        #expect(rig.time.seconds >= 62)
    }

    @Test func aBudgetThatAnswersTooSlowlyEndsTheCall() async throws {
        let rig = try Rig([.status(200)], budgetLatency: 3)
        let error = try await callError { try await rig.client.send(read) }
        #expect(error.code == .luccaUnreachable)
        #expect(error.failureClass == .transient)
        #expect(rig.exchange.requests.isEmpty)
        #expect(rig.client.requestCount == 0)
    }

    @Test func aBudgetThatFailsEndsTheCallWithItsError() async throws {
        let rig = try Rig([.status(200)])
        rig.budget.fail(with: SyncError(.databaseUnreachable, failureClass: .transient))
        let error = try await callError { try await rig.client.send(read) }
        #expect(error.code == .databaseUnreachable)
        #expect(rig.exchange.requests.isEmpty)
    }

    /// Lucca's limit as Lucca counts it: at arrival, in any 60 s, however long connecting takes.
    @Test(arguments: [UInt64(1), 2, 3, 4, 5])
    func luccaNeverSeesMoreThanFiftyInAnyMinute(_ seed: UInt64) async throws {
        let arrivals = Arrivals()
        let rig = try Rig(
            [.status(200)],
            connecting: { time, exchange in
                var random = SplitMix(seed: seed &* 1_000_003 &+ UInt64(exchange))
                time.advance(seconds: [0.0, 0.01, 0.3, 0.9, 1.5, 8][Int(random.next() % 6)])
            })
        let client = RemoteClient(
            system: .lucca, address: rig.client.address,
            exchange: ArrivalExchange(inner: rig.exchange, arrivals: arrivals, time: rig.time), budget: rig.budget,
            scope: BudgetScope(name: "t", limit: 50, windowSeconds: 62), pacing: rig.time.pacing, logger: rig.log.logger)
        for _ in 0..<300 { _ = try await client.send(read) }
        let times = arrivals.all
        #expect(times.count == 300)
        for (first, last) in zip(times, times.dropFirst(50)) { #expect(last - first >= 60) }
    }

    // MARK: cancellation

    @Test func aCancelledTaskEndsTheCallAsCancelled() async throws {
        let rig = try Rig([.status(503)])
        let client = rig.client
        let request = read
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.send(request)
        }
        let error = try await callError { try await task.value }
        #expect(error.code == .cancelled)
        #expect(error.failureClass == .cancelled)
    }

    // MARK: secrecy

    @Test func nothingSecretReachesALogOrAnError() async throws {
        let hidden = "s3cr3t"
        let request = RemoteRequest(
            .put, "api/do/7", query: [("mail", hidden)], headers: [("X-Note", hidden)],
            secretHeaders: [("Authorization", Secret("lucca application=\(hidden)"))], body: .clear(Data(hidden.utf8)))
        let scripts: [[ScriptedExchange.Entry]] = [
            [.answer(HTTPResponse(status: 500, headers: [("X-Note", hidden)], body: Data(hidden.utf8)))],
            [.answer(HTTPResponse(status: 302, headers: [("Location", "https://x.fr/?\(hidden)")], body: Data(hidden.utf8)))],
            [.answer(HTTPResponse(status: 429, headers: [("Retry-After", "999")], body: Data(hidden.utf8)))],
            [.failure(.deadline, received: true)],
            [.answer(HTTPResponse(status: 200, body: Data(hidden.utf8)))],
        ]
        for script in scripts {
            let rig = try Rig(script)
            do {
                _ = try await rig.client.send(request)
            } catch {
                for text in ["\(error)", String(reflecting: error)] { #expect(!text.contains(hidden)) }
            }
            #expect(!rig.log.lines.isEmpty)
            #expect(rig.log.lines.allSatisfy { !$0.contains(hidden) })
        }
    }

    @Test func eachAttemptIsOneLine() async throws {
        let rig = try Rig([.status(503), .status(200)])
        _ = try await rig.client.send(read)
        #expect(
            rig.log.lines == [
                "debug request sent http_attempt=1 method=GET ms=0 outcome=503 path=api/v3/users remote=lucca",
                "debug request sent http_attempt=2 method=GET ms=0 outcome=200 path=api/v3/users remote=lucca",
            ])
    }
}
