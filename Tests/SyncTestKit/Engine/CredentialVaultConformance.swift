import SyncCore
import SyncEngine

/// What every `CredentialVault` does; PostgreSQL's sealing is tested separately.
package enum CredentialVaultConformance {
    package static let all: [ConformanceCase] = [
        ConformanceCase("aSecretComesBack", aSecretComesBack),
        ConformanceCase("secretsAreListedByKindWithTheirHosts", secretsAreListedByKindWithTheirHosts),
        ConformanceCase("aSecretOpensForItsHostAlone", aSecretOpensForItsHostAlone),
        ConformanceCase("whatAConnectionNeedsIsOpenedTogether", whatAConnectionNeedsIsOpenedTogether),
        ConformanceCase("theFormerSecretIsRestored", theFormerSecretIsRestored),
        ConformanceCase("tenantsDoNotShareSecrets", tenantsDoNotShareSecrets),
        ConformanceCase("whatIsBoundIsNotBoundAgain", whatIsBoundIsNotBoundAgain),
        ConformanceCase("secretsGoWithTheirTenant", secretsGoWithTheirTenant),
        ConformanceCase("digestsAreKeyedByTenant", digestsAreKeyedByTenant),
    ]

    private static func aSecretComesBack(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        try await store.vault.requireUsable()
        try expect(try await store.vault.open(.luccaAPIKey, of: tenant) == nil, "none is stored")
        let secret = Secret("clé 🔑 \u{0}")
        try await store.vault.set(secret, .luccaAPIKey, of: tenant)
        try expect(try await store.vault.open(.luccaAPIKey, of: tenant) == secret, "the same text")
        try expect(try await store.vault.open(.planningPMEAppKey, of: tenant) == nil, "another kind is not stored")
        try await store.vault.set(Secret("second"), .luccaAPIKey, of: tenant)
        try expect(try await store.vault.open(.luccaAPIKey, of: tenant) == Secret("second"), "the last one counts")
    }

    private static func secretsAreListedByKindWithTheirHosts(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        try expectEqual(try await store.vault.list(of: tenant.id).count, 0, "none yet")
        for kind in CredentialKind.allCases.reversed() { try await store.vault.set(Secret("x"), kind, of: tenant) }
        let listed = try await store.vault.list(of: tenant.id)
        try expectEqual(listed.map(\.kind.rawValue), CredentialKind.allCases.map(\.rawValue).sorted(), "the kinds")
        for stored in listed {
            try expectEqual(stored.host, tenant.credentialHost(of: stored.kind), "the host of \(stored.kind)")
        }
    }

    private static func aSecretOpensForItsHostAlone(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        for kind in CredentialKind.allCases {
            try await store.vault.set(Secret(kind.rawValue), kind, of: tenant)
            let own = tenant.credentialHost(of: kind)
            try expect(try await store.vault.open(kind, of: tenant, for: own) == Secret(kind.rawValue), "\(kind) for its host")
            for url in ["https://evil.example", own.origin + ":8443", own.origin.replacing("https", with: "http"), ""] {
                let code = try await store.code {
                    _ = try await store.vault.open(kind, of: tenant, for: CredentialHost(kind.system, url: url))
                }
                try expectEqual(code, .credentialForOtherHost, "\(kind) for \(url)")
            }
            let other: CredentialKind.System = kind.system == .lucca ? .planningPME : .lucca
            let code = try await store.code {
                _ = try await store.vault.open(kind, of: tenant, for: CredentialHost(other, url: own.origin))
            }
            try expectEqual(code, .defect, "\(kind) for the other system")
        }
    }

    private static func whatAConnectionNeedsIsOpenedTogether(_ store: ConformanceHarness) async throws {
        let (tenant, vault) = (try await store.makeTenant(), store.vault)
        @Sendable func needed(_ kinds: [CredentialKind]) -> [NeededSecret] {
            kinds.map { NeededSecret($0, for: tenant.credentialHost(of: $0)) }
        }
        let none = try await vault.secrets(of: tenant) { _ in needed([.luccaAPIKey]) }
        try expect(none.stored.isEmpty && none.opened.isEmpty && none.digester == nil, "none is stored")
        for kind in [CredentialKind.luccaAPIKey, .planningPMEAppKey, .planningPMEAuthToken] {
            try await vault.set(Secret(kind.rawValue), kind, of: tenant)
        }
        let listed = try await vault.list(of: tenant.id)
        let secrets = try await vault.secrets(of: tenant) { stored in
            needed(stored == listed ? [.luccaAPIKey, .planningPMEAuthToken, .planningPMEPassword] : [])
        }
        try expectEqual(secrets.stored, listed, "what is stored")
        try expectEqual(Set(secrets.opened.keys), [.luccaAPIKey, .planningPMEAuthToken], "what was asked for and is stored")
        try expect(secrets.opened.allSatisfy { $0.value == Secret($0.key.rawValue) }, "each is its own")
        try expectEqual(
            secrets.digester?.digest("a"), try await vault.digester(of: tenant.id).digest("a"), "the tenant's digests")
        let elsewhere = NeededSecret(.luccaAPIKey, for: CredentialHost(.lucca, url: "https://evil.example"))
        let code = try await store.code { _ = try await vault.secrets(of: tenant) { _ in [elsewhere] } }
        try expectEqual(code, .credentialForOtherHost, "for another host")
        let missing = NeededSecret(.planningPMEPassword, for: tenant.credentialHost(of: .planningPMEPassword))
        let upToIt = try await vault.secrets(of: tenant) { _ in [missing, elsewhere] }
        try expect(upToIt.opened.isEmpty, "the first that is missing ends it")
        let other = NeededSecret(.luccaAPIKey, for: tenant.credentialHost(of: .planningPMEAppKey))
        let defect = try await store.code { _ = try await vault.secrets(of: tenant) { _ in [other] } }
        try expectEqual(defect, .defect, "for the other system")
    }

    private static func theFormerSecretIsRestored(_ store: ConformanceHarness) async throws {
        let (tenant, vault) = (try await store.makeTenant(), store.vault)
        try expect(try await vault.restore(.luccaAPIKey, of: tenant) == nil, "none is stored")
        try await vault.set(Secret("one"), .luccaAPIKey, of: tenant)
        try await vault.set(Secret("one"), .luccaAPIKey, of: tenant)
        try expect(try await vault.restore(.luccaAPIKey, of: tenant) == nil, "the same one again is no former one")
        try expect(try await vault.list(of: tenant.id).allSatisfy { $0.formerSetAt == nil }, "nor is it listed")
        try await vault.set(Secret("two"), .luccaAPIKey, of: tenant)
        try await vault.set(Secret("app"), .planningPMEAppKey, of: tenant)
        try expectEqual(try await vault.list(of: tenant.id).map { $0.formerSetAt != nil }, [true, false], "which have one")
        try expect(try await vault.restore(.luccaAPIKey, of: tenant) == .exchanged, "there is one")
        try expect(try await vault.open(.luccaAPIKey, of: tenant) == Secret("one"), "it is in use")
        try expect(try await vault.restore(.luccaAPIKey, of: tenant) == .exchanged, "and back")
        try expect(try await vault.open(.luccaAPIKey, of: tenant) == Secret("two"), "the one it replaced")
        try await vault.set(Secret("three"), .luccaAPIKey, of: tenant)
        try expect(try await vault.restore(.luccaAPIKey, of: tenant) == .exchanged, "only the last one is kept")
        try expect(try await vault.open(.luccaAPIKey, of: tenant) == Secret("two"), "the last one")
        var moved = tenant
        moved.luccaURL = "https://other.ilucca.net"
        try await store.registry.update(moved)
        try await vault.set(Secret("new"), .luccaAPIKey, of: moved)
        try expect(try await vault.restore(.luccaAPIKey, of: moved) == nil, "of another host none is kept")
    }

    private static func tenantsDoNotShareSecrets(_ store: ConformanceHarness) async throws {
        let (acme, durand) = (try await store.makeTenant("acme"), try await store.makeTenant("durand"))
        try await store.vault.set(Secret("of acme"), .luccaAPIKey, of: acme)
        try expect(try await store.vault.open(.luccaAPIKey, of: durand) == nil, "another tenant has none")
        try expectEqual(try await store.vault.list(of: durand.id).count, 0, "nor is one listed")
    }

    private static func whatIsBoundIsNotBoundAgain(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        try expect(try await !store.vault.bind(.luccaAPIKey, of: tenant), "there is none")
        try await store.vault.set(Secret("x"), .luccaAPIKey, of: tenant)
        try expect(try await !store.vault.bind(.luccaAPIKey, of: tenant), "it is bound")
    }

    private static func secretsGoWithTheirTenant(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        try await store.vault.set(Secret("x"), .luccaAPIKey, of: tenant)
        try await store.registry.delete(tenant.id)
        try expect(try await store.vault.open(.luccaAPIKey, of: tenant) == nil, "it went")
        try expectEqual(try await store.vault.list(of: tenant.id).count, 0, "nothing is listed")
        let set = try await store.code { try await store.vault.set(Secret("x"), .luccaAPIKey, of: tenant) }
        try expectEqual(set, .tenantUnknown, "nothing is set")
        let digest = try await store.code { _ = try await store.vault.digester(of: tenant.id) }
        try expectEqual(digest, .tenantUnknown, "nothing is digested")
    }

    private static func digestsAreKeyedByTenant(_ store: ConformanceHarness) async throws {
        let (acme, durand) = (try await store.makeTenant("acme"), try await store.makeTenant("durand"))
        let first = try await store.vault.digester(of: acme.id)
        let again = try await store.vault.digester(of: acme.id)
        let other = try await store.vault.digester(of: durand.id)
        try expectEqual(first.digest("00317"), again.digest("00317"), "the same text")
        try expect(first.digest("00317") != first.digest("317"), "another text")
        try expect(first.digest("00317") != other.digest("00317"), "another tenant")
        try expect(first.digest("").wholeMatch(of: /[0-9a-f]{32}/) != nil, "32 hexadecimal digits")
    }
}
