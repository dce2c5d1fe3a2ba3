import Foundation
import HTTPTestKit
import HTTPTransport
import SyncCore
import SyncEngine
import Synchronization
import Testing

@testable import Lucca

@Suite("Lucca 2: tokens")
struct ApplicationTokenTests {
    private static let world = FakeApplication.World(
        employees: [ApplicationJSON.employee(1)], departments: [ApplicationJSON.department(3)],
        embedded: ApplicationJSON.people())

    private func error(_ read: () async throws -> Void) async throws -> SyncError {
        try #require(await #expect(throws: SyncError.self) { try await read() })
    }

    @Test func theSecretGoesIntoTheBodyToTheTokenHostAlone() async throws {
        let fixture = try ApplicationFixture(FakeApplication(Self.world))
        _ = try await fixture.source.departments()
        let token = try #require(fixture.tokens.first)
        #expect(token.method == .post && token.url == "https://accounts.world.luccasoftware.com/connect/token")
        #expect(
            token.text
                == "grant_type=client_credentials&client_id=client-of-acme&client_secret=canary%2Bsecret%2Fof%3Dacme&scope="
                + "employees.readonly%20employments.readonly%20job-positions.readonly%20departments.readonly%20leaves.readonly")
        #expect(token.headers.contains { $0.name == "Content-Type" && $0.value == "application/x-www-form-urlencoded" })
        #expect(token.secretHeaders.isEmpty)
        let read = try #require(fixture.reads.first)
        #expect(read.secretHeader("Authorization") == "Bearer token-1")
        #expect(read.headers.contains { $0.name == "Api-Version" && $0.value == "2024-11-01" })
        #expect(read.body == nil && read.url.hasPrefix("https://acme.ilucca.net/lucca-api/"))
    }

    @Test func oneTokenServesTheWholeRun() async throws {
        let fixture = try ApplicationFixture(FakeApplication(Self.world))
        _ = try await fixture.source.departments()
        _ = try await fixture.source.employees(in: ["3"])
        _ = try await fixture.source.leaves(ofEmployeesIn: ["3"], from: day(2026, 11, 1), through: day(2027, 5, 31))
        #expect(fixture.tokens.count == 1)
        #expect(await fixture.source.requestCount == 4)
    }

    @Test(arguments: [(1739.0, 1), (1741, 2)]) func aTokenIsRenewedAMinuteBeforeItEnds(_ seconds: Double, _ tokens: Int)
        async throws
    {
        let fixture = try ApplicationFixture(FakeApplication(Self.world))
        _ = try await fixture.source.departments()
        fixture.time.advance(seconds: seconds)
        _ = try await fixture.source.departments()
        #expect(fixture.tokens.count == tokens)
    }

    @Test func aTokenThatEndsEarlyIsReplacedOnce() async throws {
        let lucca = FakeApplication(Self.world) { request, _, world in
            if request.path == "/lucca-api/employees" { world.accepted = ["Bearer token-2"] }
            return nil
        }
        let fixture = try ApplicationFixture(lucca)
        _ = try await fixture.source.departments()
        #expect(try await fixture.source.employees(in: nil).rows.count == 1)
        #expect(fixture.tokens.count == 2)
        #expect(fixture.reads.map { $0.secretHeader("Authorization") } == ["Bearer token-1", "Bearer token-1", "Bearer token-2"])
    }

    @Test func aTokenThatIsRejectedTwiceEndsTheReading() async throws {
        var world = Self.world
        world.accepted = []
        let fixture = try ApplicationFixture(FakeApplication(world))
        let error = try await error { _ = try await fixture.source.departments() }
        #expect(error.failure == .lucca(.application(.tokenRejected)) && error.code == .luccaUnauthorized)
        #expect(fixture.tokens.count == 2 && fixture.reads.count == 2)
    }

    @Test func callsAtTheSameTimeShareOneToken() async throws {
        let fixture = try ApplicationFixture(FakeApplication(Self.world))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await fixture.source.departments() } }
            try await group.waitForAll()
        }
        #expect(fixture.tokens.count == 1 && fixture.reads.count == 20)
    }

    @Test func aCallerWhoStopsDoesNotEndTheTokenOfTheOthers() async throws {
        let (started, go) = (AsyncStream<Void>.makeStream(), AsyncStream<Void>.makeStream())
        let count = Mutex(0)
        let tokens = ApplicationTokens(clock: .system) { _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            if number == 1 {
                started.continuation.yield()
                for await _ in go.stream { break }
                try Task.checkCancellation()
            }
            return GivenToken(token: Secret("token-\(number)"), seconds: 1800)
        }
        let first = Task { try await tokens.current(for: [.leaves]) }
        for await _ in started.stream { break }
        let second = Task { try await tokens.current(for: [.leaves]) }
        first.cancel()
        go.continuation.yield()
        await #expect(throws: CancellationError.self) { try await first.value }
        #expect(try await second.value == Secret("token-2"))
    }

    @Test(arguments: [
        (#"{"error":"invalid_client"}"#, 400), (#"{"error":"invalid_client"}"#, 401), ("<html>", 401), ("{}", 403),
        (#"{"error":"unauthorized_client"}"#, 400),
    ])
    func aRevokedSecretIsToldWithItsRemedy(_ body: String, _ status: Int) async throws {
        let fixture = try ApplicationFixture { _, _ in .json(body, status: status) }
        let error = try await error { _ = try await fixture.source.departments() }
        #expect(error.failure == .lucca(.application(.clientRejected(status: status))))
        #expect(error.code == .luccaUnauthorized && error.failureClass == .misconfigured)
        #expect(fixture.exchange.requests.count == 1, "a wrong secret is sent once")
    }

    @Test func aScopeThatIsNotGrantedIsToldWithTheScopesAskedFor() async throws {
        var world = Self.world
        world.granted.remove("leaves.readonly")
        let fixture = try ApplicationFixture(FakeApplication(world))
        let error = try await error { _ = try await fixture.source.departments() }
        #expect(error.failure == .lucca(.application(.scopesDenied(scopes: LuccaScope.standard))))
        #expect(error.code == .luccaForbidden)
    }

    @Test(arguments: [
        "<html>", "{}", #"{"access_token":""}"#, #"{"access_token":7}"#, #"{"access_token":"a b"}"#, #"{"access_token":"é"}"#,
        #"["token"]"#,
    ])
    func anAnswerWithoutATokenIsUnreadable(_ body: String) async throws {
        let fixture = try ApplicationFixture { _, _ in .json(body) }
        let error = try await error { _ = try await fixture.source.departments() }
        #expect(error.code == .luccaUnreadable && error.failureClass == .transient)
        #expect(fixture.reads.isEmpty)
    }

    @Test(arguments: [(404, SyncError.Code.luccaFailed), (302, .luccaFailed), (503, .luccaFailed)])
    func aTokenHostThatFailsEndsTheReading(_ status: Int, _ code: SyncError.Code) async throws {
        let fixture = try ApplicationFixture { _, _ in
            HTTPResponse(status: status, headers: [("Location", "https://evil.example/connect/token")])
        }
        let error = try await error { _ = try await fixture.source.departments() }
        #expect(error.code == code)
        #expect(fixture.exchange.requests.allSatisfy { $0.url.hasPrefix(FakeApplication.host) })
    }

    @Test(arguments: [#""expires_in":0"#, #""expires_in":-5"#, #""expires_in":"soon""#, #""other":1"#, #""expires_in":"600""#])
    func anOddLifetimeNeverStopsARun(_ member: String) async throws {
        let fixture = try ApplicationFixture { request, _ in
            request.path == "/connect/token"
                ? .json(#"{"access_token":"t","token_type":"Bearer",\#(member)}"#) : .json(#"{"items":[]}"#)
        }
        _ = try await fixture.source.departments()
        _ = try await fixture.source.departments()
        #expect(fixture.reads.count == 2)
    }
}
