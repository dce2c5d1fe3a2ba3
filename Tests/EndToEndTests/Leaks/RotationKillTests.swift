import AppWiring
import Foundation
import Operations
import Simulators
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// The real process, killed at one system call after another: between every two writes to the keyring's file and every two
/// statements to the database.
@Suite("Master key rotation, killed", .serialized)
struct RotationKillTests {
    private static let strace = try? Executable.installed("strace")
    /// System calls that write the keyring's file and the database's connections; the most important first.
    private static let calls = ["sendto", "rename", "fsync", "recvfrom", "fchmod", "flock", "write"]
        .prefix(Proof.count(small: 3, full: 7))

    @Test(
        "A rotation killed at any system call loses nothing, leaves a readable keyring, and is finished by the next",
        .enabled(if: strace != nil, "strace is not installed"))
    func aKilledRotationIsFinishedByTheNext() async throws {
        let tenants = 3
        try await Installation.with(SimulatorConfiguration(seed: 36, tenants: tenants, employees: 2)) { installation in
            for tenant in installation.world.tenants { try await installation.register(tenant) }
            // Enough for every statement and every kind of file call; all calls when everything is proved.
            let limit = Proof.count(small: 11, full: 400)
            var kills = 0
            /// Tenants under the newest key at the time of the kill.
            var turned: Set<Int> = []
            for call in Self.calls {
                var number = 1
                var step = 1
                while number <= 400, step <= limit {
                    guard try await kill(installation, at: call, number) else { break }
                    kills += 1
                    turned.insert(try await expectWhole(installation, "after a kill at \(call) \(number)"))
                    // One tenant takes several calls: every third call covers each tenant's turn.
                    number += Proof.isWhole ? 1 : 3
                    step += 1
                }
            }
            #expect(kills > Self.calls.count, "rotations were killed")
            #expect(!turned.isDisjoint(with: 1..<tenants), "halfway: \(turned)")
            if Proof.isWhole { #expect(turned == Set(0...tenants), "\(turned)") }
            try await installation.expect(["keyring", "rotate"])
            #expect(try await expectWhole(installation, "after the last rotation") == tenants)
            let folder = installation.path("")
            let left = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("keyring.json.new") }
            #expect(left.isEmpty, "half-written keyrings are removed: \(left)")
        }
    }

    /// - Returns: false when the process ended before that call.
    private func kill(_ installation: Installation, at call: String, _ number: Int) async throws -> Bool {
        let strace = try #require(Self.strace)
        let report = installation.path("strace.out")
        let environment = Executable.environment([
            "PASSERELLE_DATABASE_URL": installation.url(), "PASSERELLE_KEYRING": installation.path("keyring.json"),
        ])
        let result = try await Executable.run(
            strace,
            [
                "-f", "-qq", "-o", report, "-e", "trace=\(call)", "-e", "inject=\(call):signal=SIGKILL:when=\(number)",
                try Executable.product("passerelle").path, "keyring", "rotate",
            ], environment: environment, scratch: URL(fileURLWithPath: installation.path("")))
        let wasKilled = (try? String(contentsOfFile: report, encoding: .utf8))?.contains("+++ killed by SIGKILL +++") ?? false
        try #require(wasKilled || result.status == 0, "neither killed nor done: \(result.stderr)")
        return wasKilled
    }

    /// Every secret of every tenant opens, in a process that has just read the keyring.
    /// - Returns: how many tenants are under the key that new ones get.
    private func expectWhole(_ installation: Installation, _ when: String) async throws -> Int {
        let graph = AppGraph(
            configuration: AppConfiguration(
                databaseURL: Secret(installation.url()), keyringPath: installation.path("keyring.json"), allowLoopback: true),
            facts: ProcessFacts(arguments: [], environment: [:], workerName: "test:1", now: { Instant(secondsSince1970: 0) })
        ) { _ in }
        let tenants = installation.world.tenants
        try await graph.withServices { services in
            for tenant in tenants {
                let stored = try await services.registry.tenant(TenantSlug(tenant.slug))
                let expected: [(CredentialKind, String)] = [
                    (.luccaAPIKey, tenant.credentials.luccaKey), (.planningPMEAppKey, tenant.credentials.appKey),
                    (.planningPMEUsername, tenant.credentials.username), (.planningPMEPassword, tenant.credentials.password),
                ]
                for (kind, text) in expected {
                    let secret = try await services.vault.open(kind, of: stored)
                    #expect(secret == Secret(text), "\(kind) of \(tenant.slug) \(when)")
                }
            }
        }
        let report = try await graph.keyring.status()
        #expect(report.keys.allSatisfy { $0.createdAt != nil }, "no key in use is missing \(when)")
        #expect(report.keys.map(\.tenants).reduce(0, +) == tenants.count)
        return report.keys.filter(\.isCurrent).map(\.tenants).reduce(0, +)
    }
}
