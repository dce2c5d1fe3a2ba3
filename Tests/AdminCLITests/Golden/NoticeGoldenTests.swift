import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

/// `tenant check` and `fleet` where interfaces announced their end; recorded like `GoldenTests`.
@Suite("What commands show of interfaces")
struct NoticeGoldenTests {
    /// Two tenants use an endpoint that will end, one of them met values that this release does not know; another endpoint is no
    /// longer used.
    private func world() async throws -> ProbedWorld {
        let world = try await ProbedWorld()
        let store = InMemoryAPINoticeStore(world.bench.database)
        await world.bench.register("bravo")
        let acme = try await world.tenant.id
        let bravo = try await world.registry.tenant(try TenantSlug("bravo")).id
        func endpoint(_ system: RemoteSystem, _ path: String) -> APIEndpoint { APIEndpoint(system, "GET", path: path) }
        func sunset(_ endpoint: APIEndpoint, _ deprecated: String?, _ sunset: String?) -> APINotice {
            func moment(_ day: String) -> Instant { Instant(secondsSince1970: Sample.day(day).ordinal * 86_400) }
            return APINotice(
                APINotice.Key(.sunset, endpoint), deprecatedAt: deprecated.map(moment), sunsetAt: sunset.map(moment))
        }
        let users = endpoint(.lucca, "api/v3/users")
        let leaves = endpoint(.lucca, "api/v3/leaves")
        try await store.save([sunset(endpoint(.lucca, "api/v3/former"), nil, "2026-11-01")], of: acme)
        world.bench.database.clock.advance(by: .seconds(40 * 86_400))
        try await store.save([sunset(users, "2026-12-15", "2027-06-30")], of: acme)
        world.bench.database.clock.advance(by: .seconds(86_400))
        try await store.save(
            [
                sunset(users, "2026-12-15", "2027-06-30"), sunset(endpoint(.planningPME, "api/resource"), nil, nil),
                APINotice(APINotice.Key(.valueUnknown, leaves, property: "isAm"), count: 12),
                APINotice(APINotice.Key(.headerUnreadable, leaves, property: "Sunset"), count: 4),
                APINotice(APINotice.Key(.shapeUnknown, endpoint(.lucca, "lucca-api/leaves"), property: "days")),
            ], of: acme)
        try await store.save([sunset(users, nil, "2027-06-29")], of: bravo)
        return world
    }

    @Test(arguments: OutputFormat.allCases)
    func ofNotices(format: OutputFormat) async throws {
        let transcript = Transcript(format)
        let bench = try await world().bench
        await transcript.show(bench, "tenant check acme")
        await transcript.show(bench, "fleet")
        try transcript.expect("notices")
    }

    @Test func ofNoticesInFrench() async throws {
        let transcript = Transcript(.table)
        let bench = try await world().bench
        await transcript.show(bench, "tenant check acme --lang fr")
        await transcript.show(bench, "fleet --lang fr")
        try transcript.expect("notices-fr")
    }
}
