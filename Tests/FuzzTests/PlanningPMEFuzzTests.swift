import HTTPTransport
import PlanningPME
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// PlanningPME's answers, from the bytes to what the engine gets and what is sent back.
@Suite("Fuzzing: PlanningPME's answers")
struct PlanningPMEFuzzTests {
    private static let small = 150
    private static let full = 150_000
    private static let token: @Sendable (HTTPRequest) -> HTTPResponse? = { request in
        guard request.url.hasSuffix("/token") else { return nil }
        return HTTPResponse(status: 200, body: .init(#"{"access_token":"token"}"#.utf8))
    }

    private func fuzz(
        _ name: String, _ shard: Int, _ routes: [FuzzRoute],
        fixed: @escaping @Sendable (HTTPRequest) -> HTTPResponse? = PlanningPMEFuzzTests.token,
        check: (PlanningPMETarget, FuzzedExchange) async throws -> Void
    ) async throws {
        let corpus = try await Corpus.shared()
        let mutator = Mutator(documents: routes.flatMap { corpus.documents[$0] ?? [] })
        let remotes = try FuzzedRemotes()
        try await Fuzz(name: "PlanningPME, \(name)", shard: shard, small: Self.small, full: Self.full).run {
            FuzzedAnswers(mutator, &$0)
        } check: { input in
            let exchange = FuzzedExchange(input, fixed: fixed)
            try await check(remotes.planning(exchange), exchange)
        }
    }

    @Test(arguments: Fuzz.shards)
    func token(shard: Int) async throws {
        // Whoever signed in is shown no department.
        let empty: @Sendable (HTTPRequest) -> HTTPResponse? = { request in
            request.url.hasSuffix("/token") ? nil : HTTPResponse(status: 200, body: .init("[]".utf8))
        }
        try await fuzz("token", shard, [.planningToken, .planningRefusal], fixed: empty) { target, exchange in
            _ = try await FuzzProperties.call(exchange) { try await target.departments() }
        }
    }

    @Test(arguments: Fuzz.shards)
    func resources(shard: Int) async throws {
        try await fuzz("resources", shard, [.planningResources]) { target, exchange in
            let result = try await FuzzProperties.call(exchange) { try await target.resources() } ?? []
            try hold(Set(result.map(\.key)).count == result.count, "a resource came twice")
        }
    }

    @Test(arguments: Fuzz.shards)
    func labels(shard: Int) async throws {
        try await fuzz("departments and types", shard, [.planningDepartments, .planningTypes]) { target, exchange in
            _ = try await FuzzProperties.call(exchange) { try await target.departments() }
            let types = try await FuzzProperties.call(exchange) { try await target.types() } ?? []
            for type in types { _ = LabelFolding.fold(type.label) }
        }
    }

    @Test(arguments: Fuzz.shards)
    func events(shard: Int) async throws {
        try await fuzz("events", shard, [.planningEvents]) { target, exchange in
            let result = try await FuzzProperties.call(exchange) {
                try await target.unavailabilities(from: FuzzDrafts.event.start, to: FuzzDrafts.event.end, resources: nil)
            }
            for event in result ?? [] {
                _ = EventReference.all(in: event.remark)
                _ = event.start.description + event.end.description
                _ = event.start.day(in: Sample.zone())
            }
            try hold(Set((result ?? []).map(\.key)).count == (result ?? []).count, "an event came twice")
        }
    }

    @Test(arguments: Fuzz.shards)
    func oneEvent(shard: Int) async throws {
        try await fuzz("event", shard, [.planningEvent]) { target, exchange in
            _ = try await FuzzProperties.call(exchange) { try await target.unavailability(12) }
            _ = try await FuzzProperties.call(exchange) { try await target.delete(12) }
        }
    }

    @Test(arguments: Fuzz.shards)
    func created(shard: Int) async throws {
        try await fuzz("created", shard, [.planningCreated, .planningRefusal]) { target, exchange in
            _ = try await FuzzProperties.call(exchange) { try await target.create(FuzzDrafts.event) }
            _ = try await FuzzProperties.call(exchange) { try await target.createDepartment(label: "Atelier") }
        }
    }

    /// Whatever a brand answers, a survey and a probe end within their requests, and say nothing in its words.
    @Test(arguments: Fuzz.shards)
    func surveyAndProbe(shard: Int) async throws {
        let routes: [FuzzRoute] = [.planningEvent, .planningEvents, .planningTypes, .planningCreated, .planningRefusal]
        let now = Sample.instant("2026-12-01T09:00:00Z")
        try await fuzz("survey and probe", shard, routes) { target, exchange in
            let survey = try await FuzzProperties.call(exchange) { try await target.survey(at: now) }
            try hold((survey?.requests ?? 0) <= 8, "\(survey?.requests ?? 0) requests of a survey")
            var known = TenantDialect()
            known.take(survey?.findings ?? [:])
            let plan = ProbePlan(
                resource: 31, day: Sample.day("2028-06-14"), otherDay: Sample.day("2028-12-13"), known: known)
            let report = try await FuzzProperties.call(exchange) { try await target.probe(plan, at: now) { _ in } }
            try hold((report?.requests ?? 0) <= 20, "\(report?.requests ?? 0) requests of a probe")
            let findings = Array((survey?.findings ?? [:]).values) + Array((report?.findings ?? [:]).values)
            for fact in findings.flatMap({ [$0.value] + $0.evidence.texts.keys + $0.evidence.texts.values }) {
                try hold(fact.utf8.count <= 100, "evidence of \(fact.utf8.count) bytes")
                try FuzzProperties.holdOfText(fact)
            }
            let open = TenantDialect.OpenProbe(resource: 31, days: [plan.day], keys: [12], startedAt: now)
            _ = try await FuzzProperties.call(exchange) { try await target.removeProbeEvents(open) }
        }
    }

    @Test(arguments: Fuzz.shards)
    func connectionCheck(shard: Int) async throws {
        let routes: [FuzzRoute] = [.planningResources, .planningEvents, .planningTypes, .planningRefusal]
        try await fuzz("check", shard, routes) { target, exchange in
            let results = await target.check()
            try hold(!results.isEmpty && !exchange.isEndless, "\(results.count) results, \(exchange.requestCount) requests")
            try FuzzProperties.holdOfResults(results)
        }
    }
}
