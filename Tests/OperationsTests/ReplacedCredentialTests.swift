import Operations
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// A secret that replaces one in use.
@Suite("Replaced secrets")
struct ReplacedCredentialTests {
    private struct Checked: ConnectionChecking {
        let results: [CheckResult]
        func check() async -> [CheckResult] { results }
    }

    /// Without a keyring.
    private struct SealingVault: CredentialVault {
        let base: any CredentialVault
        func requireUsable() async throws -> Bool { false }
        func set(_ secret: Secret, _ kind: CredentialKind, of tenant: Tenant) async throws -> StoredCredential.State { .sealed }
        func restore(_ kind: CredentialKind, of tenant: Tenant) async throws -> RestoredCredential? { .withdrawn }
        func open(_ kind: CredentialKind, of tenant: Tenant, for host: CredentialHost) async throws -> Secret? {
            throw SyncError(.process(.keyringNotSet))
        }
        func bind(_ kind: CredentialKind, of tenant: Tenant) async throws -> Bool { false }
        func list(of tenant: TenantID) async throws -> [StoredCredential] { try await base.list(of: tenant) }
        func digester(of tenant: TenantID) async throws -> any TextDigester { try await base.digester(of: tenant) }
    }

    private func front(_ results: [CheckResult]) async throws -> Front {
        var front = Front()
        try await front.sync()
        front.services.trying = { _, tried in
            tried == [.planningPMEAuthToken: Secret("new")] ? [Checked(results: results)] : []
        }
        return front
    }

    private func stored(_ front: Front) async throws -> Secret? {
        try await front.services.vault.open(.planningPMEAuthToken, of: try await front.tenant)
    }

    @Test func oneThatFailsACheckOfItsSystemIsNotStored() async throws {
        let rejected = Failure.unrecognized(.planningPMEUnauthorized)
        let front = try await front([
            CheckResult(.luccaKey, .ok, .keyKnown), CheckResult(.planningPMEUser, .failed, .failure(rejected)),
        ])
        let before = try await stored(front)
        do {
            _ = try await front.perform(SetCredential(Secret("new"), .planningPMEAuthToken, of: try TenantSlug("acme")))
            Issue.record("It was stored.")
        } catch let error as SyncError {
            #expect(
                error.failure
                    == .credential(
                        .refusedByTest(
                            tenant: try TenantSlug("acme"), kind: .planningPMEAuthToken, check: "PlanningPME: user",
                            cause: rejected)))
        }
        #expect(try await stored(front) == before)
        let acme = try TenantSlug("acme")
        _ = try await front.perform(SetCredential(Secret("new"), .planningPMEAuthToken, of: acme, isUntested: true))
        #expect(try await stored(front) == Secret("new"))
    }

    @Test func anotherSystemsFaultIsNoneOfItAndTheFormerOneComesBack() async throws {
        let front = try await front([
            CheckResult(.luccaEmployees, .failed, .noEmployee), CheckResult(.planningPMEUser, .ok, .userKnown),
        ])
        let before = try await stored(front)
        let report = try await front.perform(SetCredential(Secret("new"), .planningPMEAuthToken, of: try TenantSlug("acme")))
        #expect(report.wasTested && report.keptFormer)
        #expect(try await stored(front) == Secret("new"))
        let acme = try TenantSlug("acme")
        _ = try await front.perform(RestoreCredential(.planningPMEAuthToken, of: acme))
        #expect(try await stored(front) == before)
    }

    @Test func theFirstOneIsNotTested() async throws {
        let front = try await front([CheckResult(.planningPMEUser, .failed, .notPrepared)])
        let beta = try await front.register("beta")
        let report = try await front.perform(SetCredential(Secret("new"), .planningPMEAuthToken, of: beta.slug))
        #expect(!report.wasTested && !report.keptFormer)
    }

    @Test func withoutAKeyringNothingIsTested() async throws {
        var front = try await front([CheckResult(.planningPMEUser, .failed, .notPrepared)])
        front.services.vault = SealingVault(base: front.services.vault)
        let acme = try TenantSlug("acme")
        let report = try await front.perform(SetCredential(Secret("new"), .planningPMEAuthToken, of: acme))
        #expect(report.state == .sealed && !report.wasTested)
        #expect(try await front.perform(RestoreCredential(.planningPMEAuthToken, of: acme)).restored == .withdrawn)
    }
}
