import Foundation
import Operations
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("Changing the generation of Lucca")
struct GenerationEditTests {
    private func edit(_ front: Front, _ change: (inout Tenant) -> Void = { $0.settings.luccaAPI = .second }) async throws
        -> EditTenant.Edit
    {
        var tenant = try await front.tenant
        change(&tenant)
        guard case .edited(let edit) = try await front.perform(EditTenant(tenant)) else {
            throw Refused([])
        }
        return edit
    }

    private func undecided(_ front: Front) async throws -> [Refusal] {
        try #require(await #expect(throws: Refused.self) { try await edit(front) }).reasons
    }

    private static func workFromHome(_ front: Front) {
        front.source.change { $0.accounts = [LeaveAccount(id: "3", name: "À la maison", isRemoteWork: true)] }
    }

    @Test func itNamesTheSecretsThatAreMissing() async throws {
        let front = Front()
        try await front.sync()
        let edit = try await edit(front)
        #expect(edit.tenant.settings.luccaAPI == .second)
        #expect(edit.missing.flatMap(\.kinds) == [.luccaClientID, .luccaClientSecret])
        #expect(try await front.services.vault.list(of: edit.tenant.id).map(\.kind).contains(.luccaAPIKey), "the way back stays")
        await #expect(throws: SyncError.self) {
            try await SufficientCredentials.require(of: edit.tenant, in: front.services.vault)
        }
        for kind in edit.missing.flatMap(\.kinds) {
            let report = try await front.perform(SetCredential(Secret("x"), kind, of: edit.tenant.slug))
            #expect(report.host.description == "https://accounts.world.luccasoftware.com for https://acme.ilucca.net")
        }
        try await SufficientCredentials.require(of: edit.tenant, in: front.services.vault)
        #expect(try await self.edit(front) { $0.settings.luccaAPI = .first }.missing.isEmpty)
    }

    @Test func remoteWorkNeedsARuleOfAnOperator() async throws {
        let front = Front()
        try await front.sync()
        Self.workFromHome(front)
        #expect(try await undecided(front) == [.remoteWorkUndecided("3", try TenantSlug("acme"))])
        #expect(try await front.tenant.settings.luccaAPI == .first, "nothing was done")
        _ = try await front.perform(SetReason("3", of: try TenantSlug("acme"), .ignore))
        #expect(try await edit(front).tenant.settings.luccaAPI == .second)
    }

    /// `reason set` may also show such an account: the operator decided.
    @Test func anyRuleOfAnOperatorWillDo() async throws {
        let front = Front()
        try await front.sync()
        Self.workFromHome(front)
        _ = try await front.perform(SetReason("3", of: try TenantSlug("acme"), .hide))
        #expect(try await edit(front).tenant.settings.luccaAPI == .second)
    }

    @Test func whatASyncTookForRemoteWorkIsRememberedWithoutAKey() async throws {
        let front = Front()
        try await front.register()
        try await front.giveScope()
        try await front.giveSecrets()
        Self.workFromHome(front)
        _ = try await front.perform(SyncNow(of: try TenantSlug("acme")))
        front.source.change { $0.outage = SyncError(.luccaUnauthorized) }
        #expect(try await undecided(front) == [.remoteWorkUndecided("3", try TenantSlug("acme"))])
    }

    @Test func aLuccaThatIsDownIsNoAnswer() async throws {
        let front = Front()
        try await front.sync()
        front.source.change { $0.outage = SyncError(.luccaUnreachable, failureClass: .transient) }
        let error = try #require(await #expect(throws: SyncError.self) { try await edit(front) })
        #expect(error.code == .luccaUnreachable)
        #expect(try await front.tenant.settings.luccaAPI == .first)
    }

    @Test func theWayBackAsksNothing() async throws {
        let front = Front()
        try await front.sync()
        _ = try await edit(front)
        Self.workFromHome(front)
        #expect(try await edit(front) { $0.settings.luccaAPI = .first }.tenant.settings.luccaAPI == .first)
    }

    @Test func anotherLuccaTakesTheApplicationsSecretsAway() async throws {
        let front = Front()
        try await front.register()
        let acme = try TenantSlug("acme")
        for kind in [CredentialKind.luccaAPIKey, .luccaClientID, .luccaClientSecret, .planningPMEAppKey] {
            _ = try await front.perform(SetCredential(Secret("x"), kind, of: acme))
        }
        let edit = try await edit(front) { $0.luccaURL = "https://other.ilucca.net" }
        #expect(edit.strays == ["lucca-api-key", "lucca-client-id", "lucca-client-secret"])
        #expect(try await front.services.vault.list(of: edit.tenant.id).map(\.kind) == [.planningPMEAppKey])
    }
}
