import Foundation
import HTTPTestKit
import HTTPTransport
import Logging
import PlanningPME
import SyncCore
import SyncEngine
import SyncTestKit
import Synchronization
import Testing

/// A `PlanningPMETarget` whose requests a closure answers; its tokens are `token-1`, `token-2`…
struct PlanningFixture {
    static let appKey = "app-key-secret"
    static let password = "pass word&secret"

    let exchange: RecordingExchange
    let target: PlanningPMETarget

    /// - Parameters:
    ///   - dialect: by default the one whose bodies most tests spell out.
    /// - answer: gets each request except those for tokens.
    init(
        appKey: String = PlanningFixture.appKey,
        login: PlanningPMELogin = .password(username: Secret("connector"), password: Secret(PlanningFixture.password)),
        attempts: Int = 4, limits: ReadLimits = .standard, dialect: PlanningDialect = .assumed, referenceField: String? = nil,
        _ answer: @escaping RecordingExchange.Answer
    ) throws {
        let given = Given()
        try self.init(
            rawAppKey: appKey, login: login, attempts: attempts, limits: limits, dialect: dialect, referenceField: referenceField
        ) { request, number in
            request.path == "/acme/token"
                ? .json(
                    #"{"access_token":"token-\#(given.next())","token_type":"bearer","expires_in":86399,"username":"connector"}"#)
                : try answer(request, number)
        }
    }

    /// - Parameter answer: gets each request.
    init(
        rawAppKey appKey: String, login: PlanningPMELogin, attempts: Int = 4, limits: ReadLimits = .standard,
        dialect: PlanningDialect = .assumed, referenceField: String? = nil, logger: Logger? = nil,
        _ answer: @escaping RecordingExchange.Answer
    ) throws {
        exchange = RecordingExchange(answer)
        var policy = CallPolicy()
        policy.attempts = attempts
        let client = RemoteClient(
            system: .planningPME,
            address: try RemoteAddress.planningPME(pasted: "https://api.planningpme.com/acme/", policy: OutboundPolicy()),
            exchange: exchange, budget: EndlessBudget(), scope: BudgetScope(name: "test", limit: 2000, windowSeconds: 3600),
            policy: policy, limits: limits, pacing: StandingTime().pacing,
            logger: logger ?? Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        target = PlanningPMETarget(
            client: client, appKey: Secret(appKey), login: login, zone: try #require(TimeZone(identifier: "Europe/Paris")),
            luccaAccount: "acme", dialect: dialect, referenceField: referenceField)
    }

    /// Requests except those for tokens.
    var calls: [HTTPRequest] { exchange.requests.filter { $0.path != "/acme/token" } }

    /// The requests that changed something.
    var puts: [HTTPRequest] { calls.filter { $0.method == .put } }

    private final class Given: Sendable {
        private let count = Mutex(0)
        func next() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }
}

enum Draft {
    static let reference = EventReference(
        account: "acme", periodID: "9", accountID: "7", first: HalfDay(CalendarDay(ordinal: 20_811), .morning))
    static let start = Instant(secondsSince1970: 1_798_066_800)

    static func event(_ reference: EventReference = reference, resource: ResourceKey = 31) -> EventFacts {
        EventFacts(
            reference: reference, employeeID: "42", resource: resource, type: 5, start: start,
            end: start.adding(seconds: 86_400))
    }

    static let resource = ResourceDraft(
        label: "HÔTE Zoé", lastName: "Hôte", firstName: "Zoé", email: "zoe@acme.example", registrationNumber: "0042",
        department: 3)
}
