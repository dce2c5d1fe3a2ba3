import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

@Suite("Notices of interfaces in PostgreSQL")
struct APINoticeStoreTests {
    private static let users = APIEndpoint(.lucca, "GET", path: "api/v3/users")
    private static let columns = "tenant_id, remote, endpoint, code, property, count, sunset_at"

    /// Even a program that forgot all its rules could not store what a remote wrote.
    @Test(arguments: [
        ("'lucca', 'GET /api/v3/users', 'api_sunset', '', 1, null", true),
        ("'planningPME', 'PUT /api/do/{id}', 'api_value_unknown', 'isAm', 7, null", true),
        ("'lucca', 'GET /api/v3/users/42', 'api_sunset', '', 1, null", false),
        ("'lucca', 'GET /api/v3/users?id=x', 'api_sunset', '', 1, null", false),
        ("'lucca', 'GET https://acme.ilucca.net/api', 'api_sunset', '', 1, null", false),
        ("'lucca', 'GET /api/{name}', 'api_sunset', '', 1, null", false),
        ("'lucca', 'GET /api', 'api_value_unknown', 'Congés de Zoé', 1, null", false),
        ("'lucca', 'GET /api', 'api_value_unknown', 'e_site', 1, null", false),
        ("'lucca', 'GET /api', 'api_header_unreadable', 'Sunset', 1, now()", false),
        ("'lucca', 'GET /api', 'api_other', '', 1, null", false), ("'acme', 'GET /api', 'api_sunset', '', 1, null", false),
        ("'lucca', 'GET /api', 'api_sunset', '', 0, null", false),
    ])
    func theTableTakesTemplatesAndNamesOnly(_ values: String, _ isTaken: Bool) async throws {
        try await withTestDatabase { database, worker in
            try await Probe.install(in: database)
            let tenant = try await Samples.tenant("acme", in: worker)
            let answer = try await Probe.change(
                "insert into api_notice (\(Self.columns)) values (current_tenant(), \(values))", of: tenant.id, worker)
            #expect(answer == (isTaken ? .rows(1) : .refused("23514")))
        }
    }

    /// Every notice that a program can make fits.
    @Test func everyCodeAndSystemIsStoredAndReadBack() async throws {
        try await withTestDatabase { _, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            let store = PostgresAPINoticeStore(pool: worker)
            let notices = APINotice.Code.allCases.flatMap { code in
                RemoteSystem.allCases.flatMap { system in
                    ["", "isAm", "Größe", String(repeating: "x", count: 60)].map { property in
                        APINotice(
                            APINotice.Key(code, APIEndpoint(system, "DELETE", path: "api/v3/x/17"), property: property), count: 3,
                            sunsetAt: code == .sunset ? Instant(secondsSince1970: 253_402_300_799) : nil)
                    }
                }
            }
            try await store.save(notices, of: tenant.id)
            #expect(
                try await store.recentNotices(of: tenant.id).map(\.notice)
                    == notices.sorted { $0.key < $1.key })
        }
    }

    /// The end of a run is worth more than what it would tell about interfaces.
    @Test func aNoticeThatCanNotBeStoredDoesNotKeepARunFromEnding() async throws {
        try await withTestDatabase { database, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            let runs = PostgresRunStore(pool: worker)
            let lease = try await Samples.claimed(tenant, in: runs).lease
            try await database.superuser.withConnection {
                try await $0.executeScript("alter table api_notice add constraint nothing_fits check (count < 0)")
            }
            let notice = APINotice(APINotice.Key(.sunset, Self.users))
            try await runs.finish(lease, RunOutcome(state: .succeeded, notices: [notice]), withheld: [])
            #expect(try await runs.run(lease.runID).state == .succeeded)
            #expect(try await PostgresAPINoticeStore(pool: worker).overview().isEmpty)
        }
    }

    /// By a clock that was ahead: not recent until it is met again, which mends it.
    @Test func aMomentThatIsStillToComeIsNotBelievedAndIsMended() async throws {
        try await withTestDatabase { database, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            let store = PostgresAPINoticeStore(pool: worker)
            let notice = APINotice(APINotice.Key(.sunset, Self.users))
            try await store.save([notice], of: tenant.id)
            try await database.superuser.withConnection {
                try await $0.executeScript(
                    "update api_notice set first_seen_at = now() + interval '9 years', last_seen_at = now() + interval '9 years'")
            }
            #expect(try await store.recentNotices(of: tenant.id).isEmpty)
            #expect(try await store.overview().map(\.tenants) == [0])
            try await store.save([notice], of: tenant.id)
            let kept = try #require(try await store.recentNotices(of: tenant.id).first)
            #expect(kept.firstSeenAt == kept.lastSeenAt && kept.notice.count == 2)
        }
    }

    @Test func aReaderSeesThemAndWritesNone() async throws {
        try await withTestDatabase { database, worker in
            let tenant = try await Samples.tenant("acme", in: worker)
            let notice = APINotice(APINotice.Key(.sunset, Self.users))
            try await PostgresAPINoticeStore(pool: worker).save([notice], of: tenant.id)
            try await database.withPool(as: .reader, connections: 1) { pool in
                let store = PostgresAPINoticeStore(pool: pool)
                let (overview, recent) = (try await store.overview(), try await store.recentNotices(of: tenant.id))
                #expect(overview.map(\.notice) == [notice] && recent.map(\.notice) == [notice])
                let refusal = try await code { try await store.save([notice], of: tenant.id) }
                #expect(refusal == .databaseForbidden)
            }
        }
    }
}
