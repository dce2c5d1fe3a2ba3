import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

/// A tenant in production with credentials and a scope, ready to be probed.
struct ProbedWorld {
    var bench: CommandLineBench
    var prober: FakeProber { bench.connector.prober }
    static let moment = Instant(secondsSince1970: 1_796_000_000)

    /// - Parameter shape: of the terminal.
    init(_ environment: String = "production", shape: ConsoleShape = ConsoleShape()) async throws {
        var bench = CommandLineBench()
        bench.shape = shape
        bench.checks = [CheckResult(.planningPMEUser, .ok, .userKnown)]
        bench.connector.source.rows = [Department(id: "1", name: "Acme", hierarchy: "/1/")]
        self.bench = bench
        await bench.register()
        for kind in ["lucca-api-key", "planningpme-appkey", "planningpme-auth-token"] {
            _ = await bench.run("credential", "set", "acme", kind, input: "abc")
        }
        _ = await bench.run("scope", "set", "acme", "--department", "1")
        if environment != "production" { _ = await bench.run("tenant", "edit", "acme", "--environment", environment) }
    }

    func run(_ line: String..., input: String = "") async -> CommandLineBench.Outcome { await bench.run(line, input: input) }

    /// A command's JSON.
    func json(_ line: String...) async throws -> [String: Any] {
        let outcome = await bench.run(line + ["--output", "json"])
        let document = try? JSONSerialization.jsonObject(with: Data(outcome.data.utf8)) as? [String: Any]
        return try #require(document, "\(outcome.data)\(outcome.messages)")
    }

    var registry: InMemoryTenantRegistry { InMemoryTenantRegistry(bench.database) }
    var tenant: Tenant { get async throws { try await registry.tenant(try TenantSlug("acme")) } }

    func change(_ body: @escaping @Sendable (inout TenantDialect) -> Void) async throws {
        _ = try await registry.changeDialect(of: try await tenant.id, body)
    }

    static func found(
        _ value: String, _ origin: TenantDialect.Origin = .probed, _ evidence: [EvidenceFact: EvidenceValue] = [:]
    ) -> TenantDialect.Finding {
        TenantDialect.Finding(value: value, origin: origin, foundAt: moment, evidence: DialectEvidence(evidence))
    }

    static let doubt = TenantDialect.Doubt(point: .time, since: moment, run: RunID(17))
}
