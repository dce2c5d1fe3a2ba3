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
