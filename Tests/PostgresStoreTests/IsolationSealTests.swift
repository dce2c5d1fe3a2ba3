import Foundation
import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

/// A ciphertext opens where it was sealed, and nowhere else.
@Suite("Isolation of ciphertexts")
struct IsolationSealTests {
    private static let now = Instant(secondsSince1970: 1_800_000_000)

    private struct Place: Hashable, Sendable {
        let tenant: TenantID
        let kind: CredentialKind
    }

    private struct Scene: Sendable {
        let file: KeyringFile
        let tenants: [Tenant]
        let worker: PostgresPool
        let superuser: PostgresPool

        var places: [Place] { tenants.flatMap { tenant in CredentialKind.allCases.map { Place(tenant: tenant.id, kind: $0) } } }

        /// As in a process that has just started.
        var vault: PostgresCredentialVault { PostgresCredentialVault(pool: worker, masterKeys: MasterKeys(file: file)) }

        func script(_ sql: String) async throws {
            try await superuser.withConnection { try await $0.executeScript(sql) }
        }

        /// The secrets that open to something other than what was stored there; those that do not open are left out.
        func opened() async throws -> [Place: Secret] {
            var found: [Place: Secret] = [:]
            for place in places {
                guard let tenant = tenants.first(where: { $0.id == place.tenant }) else { continue }
                do {
                    found[place] = try await vault.open(place.kind, of: tenant)
                } catch let error as SyncError where [.credentialUnreadable, .keyringUnusable].contains(error.code) {}
            }
            return found
        }

        func secret(of place: Place) -> Secret { Secret("\(place.kind.rawValue) of \(place.tenant)") }
    }

    private func withScene(_ body: @Sendable (Scene) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            let file = KeyringFile(path: "\(folder)/keyring.json")
            try file.initialize(now: Self.now)
            try await withTestDatabase { database, worker in
                let tenants = [
                    try await Samples.tenant("acme", in: worker), try await Samples.tenant("globex", in: worker),
                ]
                let scene = Scene(file: file, tenants: tenants, worker: worker, superuser: database.superuser)
                for tenant in tenants {
                    for kind in CredentialKind.allCases {
                        try await scene.vault.set(scene.secret(of: Place(tenant: tenant.id, kind: kind)), kind, of: tenant)
                    }
                }
                try await scene.script(
                    "create table kept as select * from credential; create table kept_key as select * from tenant_data_key")
                try await body(scene)
            }
        }
    }

    @Test func aSecretMovedToAnyOtherTenantOrKindDoesNotOpen() async throws {
        try await withScene { scene in
            #expect(try await scene.opened() == Dictionary(uniqueKeysWithValues: scene.places.map { ($0, scene.secret(of: $0)) }))
            for source in scene.places {
                // Everywhere at once: only a secret in its own place opens.
                try await scene.script(
                    """
                    update credential set sealed = source.sealed from kept source
                    where source.tenant_id = '\(source.tenant)' and source.kind = '\(source.kind.rawValue)'
                    """)
                #expect(try await scene.opened() == [source: scene.secret(of: source)])
            }
        }
    }

    @Test func aDataKeyUnderAnotherTenantOrIdOpensNothing() async throws {
        try await withScene { scene in
            let moves = [
                // With its id and its master key's id, without either.
                "wrapped = other.wrapped, id = other.id, master_key_id = other.master_key_id", "wrapped = other.wrapped",
                "id = other.id", "id = gen_random_uuid()",
            ]
            for move in moves {
                try await scene.script(
                    "update tenant_data_key set \(move) from kept_key other where other.tenant_id <> tenant_data_key.tenant_id")
                #expect(try await scene.opened().isEmpty, "\(move)")
                try await restore(scene)
            }
            // The other tenant's key together with its secrets: a whole tenant moved.
            try await scene.script(
                """
                update tenant_data_key set wrapped = other.wrapped, id = other.id
                from kept_key other where other.tenant_id <> tenant_data_key.tenant_id;
                update credential set sealed = other.sealed
                from kept other where other.tenant_id <> credential.tenant_id and other.kind = credential.kind;
                """)
            #expect(try await scene.opened().isEmpty)
        }
    }

    @Test func aDataKeyUnderAnotherMasterKeysIdOpensNothing() async throws {
        try await withScene { scene in
            let old = try scene.file.load().current.id
            let new = try scene.file.addKey(now: Self.now).current.id
            try await scene.script("update tenant_data_key set master_key_id = '\(new)'")
            #expect(try await scene.opened().isEmpty)
            try await restore(scene)
            #expect(try await scene.opened().count == scene.places.count)
            // The two keys of the file under each other's name.
            let text = try String(contentsOfFile: scene.file.path, encoding: .utf8)
            let swapped = text.replacing("\"id\" : \"\(old)\"", with: "\"id\" : \"swap\"")
                .replacing("\"id\" : \"\(new)\"", with: "\"id\" : \"\(old)\"").replacing(
                    "\"id\" : \"swap\"", with: "\"id\" : \"\(new)\"")
            #expect(swapped != text)
            try Data(swapped.utf8).write(to: URL(fileURLWithPath: scene.file.path))
            #expect(try await scene.opened().isEmpty)
        }
    }

    /// A row from before a rotation, put back after it, still says which master key it needs.
    @Test func aDataKeyFromBeforeARotationOpensOnlyUnderItsOwnId() async throws {
        try await withScene { scene in
            _ = try await KeyringRotation(pool: scene.worker, masterKeys: MasterKeys(file: scene.file)).rotate(now: Self.now)
            #expect(try await scene.opened().count == scene.places.count)
            try await scene.script(
                "update tenant_data_key set wrapped = other.wrapped from kept_key other where other.tenant_id = tenant_data_key.tenant_id"
            )
            #expect(try await scene.opened().isEmpty)
            try await restore(scene)
            #expect(try await scene.opened().count == scene.places.count)
        }
    }

    @Test func anyBitChangedInASealedThingIsNoticed() async throws {
        try await withScene { scene in
            let origin = scene.tenants[0].credentialHost(of: scene.places[0].kind).origin
            let length = 3 + origin.utf8.count + 12 + scene.secret(of: scene.places[0]).revealBytes(\.count) + 16
            for position in 0..<length {
                try await scene.script(
                    """
                    update credential set sealed = case when length(kept.sealed) > \(position)
                        then set_byte(kept.sealed, \(position), get_byte(kept.sealed, \(position)) # (1 << (\(position) % 8)))
                        else substr(kept.sealed, 1, \(position) / 2) end
                    from kept where kept.tenant_id = credential.tenant_id and kept.kind = credential.kind
                    """)
                #expect(try await scene.opened().isEmpty, "byte \(position)")
            }
        }
    }

    private func restore(_ scene: Scene) async throws {
        try await scene.script(
            """
            update tenant_data_key set wrapped = kept.wrapped, id = kept.id, master_key_id = kept.master_key_id
            from kept_key kept where kept.tenant_id = tenant_data_key.tenant_id;
            """)
    }
}
