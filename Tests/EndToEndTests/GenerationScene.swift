import Foundation
import Simulators
import Testing

/// One customer with the secrets of both of Lucca's generations.
struct GenerationScene {
    let installation: Installation
    let tenant: SimulatedTenant
    let tokenURL: String

    var today: SimulatedDay { installation.world.today }

    /// Registers a customer of 60 employees, as one of generation 1.
    static func with(seed: UInt64, _ body: (GenerationScene) async throws -> Void) async throws {
        try await Installation.with(SimulatorConfiguration(seed: seed, tenants: 1, employees: 60)) { installation in
            let tenant = installation.world.tenants[0]
            try await installation.register(tenant)
            let scene = GenerationScene(
                installation: installation, tenant: tenant, tokenURL: await installation.simulator.luccaTokenURL())
            let credentials = tenant.credentials
            for (kind, secret) in [
                ("lucca-client-id", credentials.luccaClientID), ("lucca-client-secret", credentials.luccaClientSecret),
            ] {
                let set = try await scene.command("credential", "set", tenant.slug, kind, input: secret + "\n")
                try #require(set.status == 0, "\(set.stderr)")
            }
            try await body(scene)
        }
    }

    /// `passerelle` with the simulator's address for tokens.
    func command(_ arguments: String..., input: String = "") async throws -> CommandResult {
        try await installation.command(arguments, input: input, environment: ["PASSERELLE_LUCCA_TOKEN_URL": tokenURL])
    }

    func run() async throws -> RunDocument {
        let result = try await command("run", "now", tenant.slug, "--as-of", "\(today)", "--output", "json")
        try #require([0, 3].contains(result.status), "\(result.stderr)")
        return try result.decode(RunDocument.self)
    }

    /// Decides about remote work, as a change to generation 2 asks.
    func ignoreRemoteWork() async throws {
        let remote = try #require(tenant.lucca.leaveAccounts.first { $0.isRemoteWork })
        try await installation.expect(["reason", "set", tenant.slug, "\(remote.id)", "--ignore"])
    }

    func change(to generation: Int) async throws {
        let edit = try await command("tenant", "edit", tenant.slug, "--lucca-api", "\(generation)")
        #expect(edit.status == 0, "\(edit.stderr)")
    }

    /// What planners see: the events without their references.
    func shown() -> [Int: SimulatedEvent] {
        Dictionary(
            uniqueKeysWithValues: tenant.ours().map { event in
                var event = event
                event.remark = ""
                return (event.key, event)
            })
    }
}
