import Foundation
import HTTPTestKit
import HTTPTransport
import Logging
import Lucca
import PlanningPME
import SyncCore
import SyncEngine
import SyncTestKit
import Synchronization

/// Answers that a remote might give, the last one again and again.
struct FuzzedAnswers: FuzzInput, Sendable {
    let answers: [HTTPResponse]

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for answer in answers {
            bytes += Array("\(answer.status) \(answer.headers)\n".utf8) + Array(answer.body) + [0x0A]
        }
        return bytes
    }

    /// One to three answers.
    init(_ mutator: Mutator, _ random: inout SplitMix64) {
        answers = (0..<random.pick(1, 1, 1, 2, 3)).map { _ in
            HTTPResponse(
                status: random.chance(90) ? 200 : random.element(of: FuzzWords.statuses) ?? 200,
                headers: random.chance(95) ? [] : [random.element(of: FuzzWords.headers) ?? ("", "")],
                body: Data(mutator.input(&random)))
        }
    }

    init(_ answers: [HTTPResponse]) {
        self.answers = answers
    }
}

/// Gives prepared answers, and says when there is no end to the questions.
final class FuzzedExchange: HTTPExchange {
    /// Four readings of four attempts of two documents, and then some: a walk over repeated answers ends long before.
    private static let mostRequests = 400

    private let fixed: @Sendable (HTTPRequest) -> HTTPResponse?
    private let answers: [HTTPResponse]
    private let sent = Mutex<(count: Int, answered: Int, bodies: [Data])>((0, 0, []))

    /// - Parameter fixed: what is answered whatever the input, such as the token.
    init(_ input: FuzzedAnswers, fixed: @escaping @Sendable (HTTPRequest) -> HTTPResponse? = { _ in nil }) {
        answers = input.answers
        self.fixed = fixed
    }

    var requestCount: Int { sent.withLock { $0.count } }
    /// What was sent with requests, tokens aside.
    var bodies: [Data] { sent.withLock { $0.bodies } }
    var isEndless: Bool { requestCount >= Self.mostRequests }

    func exchange(_ request: HTTPRequest, limits: ExchangeLimits) async throws -> HTTPResponse {
        let fixed = fixed(request)
        return try sent.withLock { sent in
            sent.count += 1
            guard sent.count < Self.mostRequests else {
                throw ExchangeFailure(.invalidRequest, mayHaveBeenReceived: false)
            }
            if case .clear(let body)? = request.body { sent.bodies.append(body) }
            if let fixed { return fixed }
            defer { sent.answered += 1 }
            return answers[min(sent.answered, answers.count - 1)]
        }
    }
}

/// The two remotes over an exchange.
struct FuzzedRemotes: Sendable {
    static let account = "acme"
    let luccaAddress: RemoteAddress
    let planningAddress: RemoteAddress

    /// At the addresses of production; nothing is sent there.
    init() throws {
        luccaAddress = try RemoteAddress.lucca(pasted: "https://acme.ilucca.net", policy: OutboundPolicy())
        planningAddress = try RemoteAddress.planningPME(pasted: "https://api.planningpme.com/acme/", policy: OutboundPolicy())
    }

    init(luccaAddress: RemoteAddress, planningAddress: RemoteAddress) {
        self.luccaAddress = luccaAddress
        self.planningAddress = planningAddress
    }

    private static let quiet = Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() }

    func lucca(_ exchange: any HTTPExchange, key: Secret = Secret("key"), fields: [LuccaField] = []) -> LuccaSource {
        LuccaSource(
            client: RemoteClient(
                system: .lucca, address: luccaAddress, exchange: exchange, budget: EndlessBudget(),
                scope: BudgetScope(name: "lucca:fuzz", limit: 50, windowSeconds: 62), pacing: StandingTime().pacing,
                logger: Self.quiet),
            apiKey: key, today: Sample.day("2026-12-01"), fields: fields)
    }

    /// Generation 2.
    func luccaApplication(_ exchange: any HTTPExchange) throws -> LuccaApplicationSource {
        func client(_ address: RemoteAddress) -> RemoteClient {
            RemoteClient(
                system: .lucca, address: address, exchange: exchange, budget: EndlessBudget(),
                scope: BudgetScope(name: "lucca:fuzz", limit: 50, windowSeconds: 62), pacing: StandingTime().pacing,
                logger: Self.quiet)
        }
        let token = try RemoteAddress.luccaToken(url: LuccaTokenAddress.standard, policy: OutboundPolicy())
        return LuccaApplicationSource(
            client: client(luccaAddress), tokenClient: client(token.address), tokenPath: token.path,
            application: LuccaApplicationCredentials(id: Secret("id"), secret: Secret("secret")), today: Sample.day("2026-12-01"))
    }

    func planning(
        _ exchange: any HTTPExchange, appKey: Secret = Secret("key"),
        login: PlanningPMELogin = .password(username: Secret("connector"), password: Secret("password")),
        dialect: PlanningDialect = .assumed
    ) -> PlanningPMETarget {
        PlanningPMETarget(
            client: RemoteClient(
                system: .planningPME, address: planningAddress, exchange: exchange, budget: EndlessBudget(),
                scope: BudgetScope(name: "planningpme:fuzz", limit: 2000, windowSeconds: 3600), pacing: StandingTime().pacing,
                logger: Self.quiet),
            appKey: appKey, login: login, zone: Sample.zone(), luccaAccount: Self.account,
            dialect: dialect)
    }
}
