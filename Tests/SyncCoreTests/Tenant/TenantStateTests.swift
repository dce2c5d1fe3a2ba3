import SyncCore
import SyncTestKit
import Testing

@Suite("Tenant")
struct TenantStateTests {
    @Test func onlyTheseStateChangesExist() {
        var found: Set<String> = []
        for state in Tenant.State.allCases {
            for next in Tenant.State.allCases where state.canBecome(next) { found.insert("\(state.rawValue) \(next.rawValue)") }
        }
        #expect(
            found == [
                "draft active", "active paused", "active suspended", "paused active", "suspended active", "suspended paused",
            ])
        #expect(Tenant.State.before(.active) == [.draft, .paused, .suspended])
        #expect(Tenant.State.before(.draft) == [])
    }

    @Test(arguments: [
        ("https://acme.ilucca.net", "acme"), ("https://ACME.ilucca.net", "acme"), ("http://127.0.0.1:8080", "127"),
        ("https://acme-box.sandbox.s1.luccasoftware.com", "acme-box"), ("https://localhost", "localhost"), ("", ""),
    ])
    func itsEventsAreMarkedWithTheFirstLabelOfItsHost(url: String, account: String) throws {
        var tenant = try Sample.tenant()
        tenant.luccaURL = url
        #expect(tenant.luccaAccount == account)
    }

    @Test(arguments: ["a", "Acme", "acme_1", "acmé", "", String(repeating: "a", count: 41), "acme "])
    func otherSlugsAreRefused(slug: String) {
        #expect(throws: SyncError.self) { try TenantSlug(slug) }
    }

    @Test func secretsNeverPrint() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(["key": secret], to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", dumped] { #expect(!text.contains("hunter2")) }
        #expect(secret.reveal { $0 } == "hunter2")
    }
}
