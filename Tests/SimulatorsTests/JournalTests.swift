import Simulators
import Testing

@Suite("Journal")
struct JournalTests {
    @Test func everyRequestIsWrittenDown() async throws {
        try await Stage.run { stage, tenant async throws in
            _ = try await stage.lucca("/api/v3/users?fields=id", as: tenant)
            let token = try await stage.logIn(tenant)
            let resource = try #require(tenant.planning.resources.first).key
            let type = try #require(tenant.planning.types.first).key
            let made = try await stage.planning(
                "POST", "api/do", as: tenant, token: token,
                body: """
                    {"isUnavailability":true,"start":"2026-12-24T08:00:00","end":"2026-12-24T11:00:00",\
                    "resources":[{"key":\(resource)}],\
                    "_label":{"key":\(type)},"remark":"vu [lucca:acme/12/3/2026-12-24-AM] ok"}
                    """)
            let key = try #require(made.json["key"]?.integer)
            let entries = stage.world.journal.entries()
            #expect(entries.map(\.sequence) == [1, 2, 3])
            #expect(entries.map(\.remote) == [.lucca, .planningpme, .planningpme])
            #expect(entries.map(\.status) == [200, 200, 201])
            #expect(entries.allSatisfy { $0.tenant == tenant.slug && $0.didWork })
            #expect(entries[0].path == "/api/v3/users?fields=id")
            #expect(entries[2].subject == "\(key) [lucca:acme/12/3/2026-12-24-AM]")
            #expect(stage.world.journal.entries(since: 1, remote: .planningpme).count == 2)
            #expect(stage.world.journal.entries(tenant: "nobody").isEmpty)
        }
    }

    @Test func ratesCountTheWorstSixtySeconds() async throws {
        try await Stage.run { stage, tenant async throws in
            for _ in 0..<3 { _ = try await stage.lucca("/api/v3/users?fields=id", as: tenant) }
            stage.clock.advance(seconds: 59)
            _ = try await stage.lucca("/api/v3/users?fields=id", as: tenant)
            #expect(stage.world.journal.luccaRates == [tenant.slug: 4])
            stage.clock.advance(seconds: 1)
            _ = try await stage.lucca("/api/v3/users?fields=id", as: tenant)
            #expect(stage.world.journal.luccaRates == [tenant.slug: 4])
            stage.world.journal.reset()
            #expect(stage.world.journal.entries().isEmpty)
            #expect(stage.world.journal.luccaRates.isEmpty)
        }
    }

    @Test func refusedRequestsAreThereAsWell() async throws {
        try await Stage.run { stage, _ async throws in
            _ = try await stage.send("GET", "/api/v3/users")
            let entry = try #require(stage.world.journal.entries().last)
            #expect(entry.status == 401)
            #expect(!entry.didWork)
            #expect(entry.tenant == "")
        }
    }
}
