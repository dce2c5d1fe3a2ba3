import Foundation
import Logging
import SyncCore
import SyncEngine
import SyncTestKit
import Synchronization
import Testing

@Suite("Posting alerts")
struct AlertPosterTests {
    /// Alertmanager's API: it ends what no one repeats, keeps alerts in memory alone, and may be down.
    private final class FakeAlertmanager: AlertReceiver {
        private struct State {
            var alerts: [[String: String]: PostedAlert] = [:]
            var failure: AlertDeliveryFailure?
            var posts: [[PostedAlert]] = []
        }

        private let state = Mutex(State())

        func post(_ alerts: [PostedAlert]) async throws {
            try state.withLock { state in
                if let failure = state.failure { throw failure }
                state.posts.append(alerts)
                for alert in alerts { state.alerts[alert.labels] = alert }
            }
        }

        func fail(_ failure: AlertDeliveryFailure?) { state.withLock { $0.failure = failure } }
        func restart() { state.withLock { $0.alerts = [:] } }
        var posts: [[PostedAlert]] { state.withLock { $0.posts } }
        var isUp: Bool { state.withLock { $0.failure == nil } }

        func firing(at now: Instant) -> Set<String> {
            state.withLock { Set($0.alerts.values.filter { $0.endsAt > now }.map(AlertPosterTests.brief)) }
        }
    }

    private static func brief(_ alert: PostedAlert) -> String {
        ["alertname", "tenant", "code"].compactMap { alert.labels[$0] }.joined(separator: " ")
    }

    private let database = InMemoryDatabase()
    private let alertmanager = FakeAlertmanager()
    private var runs: InMemoryRunStore { InMemoryRunStore(database) }
    private var store: InMemoryAlertStore { InMemoryAlertStore(database) }

    private func poster(_ worker: String = "one", hasReceiver: Bool = true) -> AlertPoster {
        AlertPoster(
            store: store, receiver: hasReceiver ? alertmanager : nil, words: { alert, _ in ["summary": "of \(alert.tenant)"] },
            worker: worker, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func tenant(_ slug: String) async throws -> Tenant {
        let registry = InMemoryTenantRegistry(database)
        let tenant = try await registry.create(
            NewTenant(
                slug: TenantSlug(slug), name: "Acme", environment: .production, luccaURL: "https://\(slug).ilucca.net",
                planningPMEURL: "https://api.planningpme.com/\(slug)/", contact: nil,
                settings: TenantSettings(calendar: TenantCalendar(zone: .gmt))))
        try await registry.setState(.active, of: tenant.id, from: [.draft])
        return tenant
    }

    private func end(_ tenant: Tenant, _ state: RunState, problems: [Problem] = []) async throws {
        let window = SyncWindow(asOf: CalendarDay(ordinal: 20_790), horizonMonths: 3)
        let run = try await runs.begin(
            NewRun(tenantID: tenant.id, trigger: .manual, window: window), worker: "w", leaseSeconds: 600)
        let error = state == .failed ? Failure(code: "lucca_unauthorized") : nil
        try await runs.finish(run.lease, RunOutcome(state: state, error: error, problems: problems), withheld: [])
    }

    private func pass(_ seconds: Int = 60) { database.clock.advance(by: .seconds(seconds)) }

    @Test func anAlertIsRepeatedAndItsEndIsPostedWithTheSameLabels() async throws {
        let acme = try await tenant("acme")
        try await end(acme, .failed)
        try await poster().turn()
        pass()
        try await poster().turn()
        try await end(acme, .succeeded)
        try await poster().turn()
        let posted = alertmanager.posts.flatMap { $0 }
        #expect(posted.count == 3)
        #expect(Set(posted.map(\.labels)).count == 1)
        let first = try #require(posted.first)
        #expect(
            first.labels == [
                "alertname": "PasserelleTenantFailed", "service": "passerelle", "tenant": "acme", "environment": "production",
                "severity": "ticket", "recipient": "operations",
            ])
        #expect(first.annotations["summary"] == "of acme")
        #expect(first.annotations["run"] == "1")
        #expect(first.annotations["code"] == "lucca_unauthorized")
        #expect(first.annotations["runbook_url"] == "docs/operations.md#passerelletenantfailed")
        #expect(first.endsAt == first.startsAt.adding(seconds: PostedAlert.lastingSeconds))
        let last = try #require(posted.last)
        #expect(last.endsAt == database.clock.wall)
        #expect(last.startsAt == first.startsAt)
        #expect(last.annotations["run"] == "2", "the run that mended it")
    }

    @Test func anAlertmanagerThatIsDownLosesNothing() async throws {
        let (acme, globex) = (try await tenant("acme"), try await tenant("globex"))
        try await end(acme, .failed)
        try await poster().turn()
        alertmanager.fail(.unreachable)
        try await end(acme, .succeeded)
        try await end(globex, .failed)
        for _ in 0..<60 {
            pass()
            try await poster().turn()
        }
        let failing = try await store.overview()
        #expect(failing.failure == .unreachable)
        #expect(failing.failingSeconds >= 59 * 60)
        #expect(failing.toSettle == 1)
        alertmanager.fail(nil)
        try await poster().turn()
        #expect(alertmanager.firing(at: database.clock.wall) == ["PasserelleTenantFailed globex"])
        #expect(try await store.overview().failure == nil)
        #expect(try await store.overview().toSettle == 0)
    }

    @Test func anotherWorkerGoesOnBeforeWhatWasPostedEnds() async throws {
        try await end(try await tenant("acme"), .failed)
        try await poster("one").turn()
        for _ in 0..<4 {
            try await poster("two").turn()
            #expect(alertmanager.firing(at: database.clock.wall) == ["PasserelleTenantFailed acme"])
            pass()
        }
        #expect(try await store.overview().holder == "two")
        #expect(Set(alertmanager.posts.flatMap { $0 }.map(\.startsAt)).count == 1)
    }

    @Test func manyAlertsArePostedInBatchesAndAWorkerWithoutAReceiverPostsNone() async throws {
        for number in 0..<450 { try await end(try await tenant("t-\(number)"), .failed) }
        try await poster("silent", hasReceiver: false).turn()
        #expect(alertmanager.posts.isEmpty)
        try await poster().turn()
        #expect(alertmanager.posts.map(\.count) == [200, 200, 50])
        try await poster().turn()
        #expect(alertmanager.posts.last?.isEmpty == true, "an empty post asks whether it accepts")
    }

    /// Whatever fails in whatever order: what fires is what is open, and only what is over ends.
    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func nothingIsLostAndNothingEndsFalsely(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let tenants = [try await tenant("acme"), try await tenant("globex"), try await tenant("initech")]
        let problem = Problem.unreadableHalfDays(of: "43")
        var checked = 0
        for _ in 0..<300 {
            switch random.pick(0, 1, 2, 3, 4, 5, 6) {
            case 0: alertmanager.fail(random.chance(50) ? .unreachable : nil)
            case 1: alertmanager.restart()
            case 2, 3:
                let tenant = tenants[Int.random(in: 0..<tenants.count, using: &random)]
                let state = random.pick(RunState.failed, .succeeded, .partial)
                try await end(tenant, state, problems: state == .partial ? [problem] : [])
            default: pass(random.pick(1, 20, 60, 120))
            }
            let before = alertmanager.posts.count
            let worker = random.pick("one", "two")
            try await poster(worker).turn()
            let now = database.clock.wall
            let open = Set(
                try await store.open(atMost: 100).map { Self.brief(PostedAlert($0, at: now, words: [:])) })
            for alert in alertmanager.posts.dropFirst(before).flatMap({ $0 }) where alert.endsAt <= now {
                #expect(!open.contains(Self.brief(alert)), "it ended while it was open")
            }
            let overview = try await store.overview()
            if overview.holder == worker, alertmanager.isUp {
                // One that was posted within the last half minute, before a restart, comes back with the next turn.
                let firing = alertmanager.firing(at: now)
                #expect(firing.isSubset(of: open))
                #expect(overview.toSettle == 0)
                pass(31)
                try await poster(worker).turn()
                #expect(alertmanager.firing(at: database.clock.wall) == open)
                checked += 1
            }
        }
        #expect(checked > 20)
    }
}
