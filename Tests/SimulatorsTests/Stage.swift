import Simulators
import Synchronization
import Testing

/// A running simulator, and a client of it.
struct Stage: Sendable {
    let server: SimulatorServer
    let clock: HandClock
    let port: Int

    var world: SimulatedWorld { server.world }

    /// Two customers whose PlanningPME has the profile of that name.
    static func configuration(profile: String) throws -> SimulatorConfiguration {
        let profile = try #require(PlanningBehaviour.profile(named: profile), "no such profile: “\(profile)”")
        return SimulatorConfiguration(tenants: 2, employees: 60, hasLimits: false, planning: profile)
    }

    /// Runs a simulator around `body`.
    static func run(
        _ configuration: SimulatorConfiguration = SimulatorConfiguration(tenants: 2, employees: 60, hasLimits: false),
        _ body: (Stage, SimulatedTenant) async throws -> Void
    ) async throws {
        let clock = HandClock()
        let server = SimulatorServer(configuration, time: clock.time)
        let ports = try await server.start()
        let stage = Stage(server: server, clock: clock, port: ports.first ?? 0)
        do {
            guard let tenant = server.world.tenants.first else { throw SimulatorError.unknown("tenant") }
            try await body(stage, tenant)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    func send(
        _ method: String, _ target: String, headers: [(String, String)] = [], body: String? = nil, host: String = "127.0.0.1"
    ) async throws -> Reply {
        try await Wire(port: port).send(method, target, headers: headers, body: body, host: host)
    }

    /// Sends a request to Lucca with the tenant's key.
    func lucca(_ target: String, as tenant: SimulatedTenant, headers: [(String, String)] = []) async throws -> Reply {
        try await send(
            "GET", target,
            headers: [("Authorization", "lucca application=\(tenant.credentials.luccaKey)"), ("Accept", "application/json")]
                + headers)
    }

    /// Requests a token with the tenant's password.
    func logIn(_ tenant: SimulatedTenant) async throws -> String {
        let reply = try await send(
            "POST", "/\(tenant.slug)/token", headers: [("X-APPKEY", tenant.credentials.appKey)],
            body:
                "grant_type=password&username=\(escaped(tenant.credentials.username))&password=\(escaped(tenant.credentials.password))"
        )
        guard let token = reply.json["access_token"]?.text else { throw SimulatorError.invalid("no token: \(reply.text)") }
        return token
    }

    /// Sends a request to PlanningPME with the tenant's AppKey and a token.
    func planning(
        _ method: String, _ path: String, as tenant: SimulatedTenant, token: String, body: String? = nil
    ) async throws -> Reply {
        try await send(
            method, "/\(tenant.slug)/\(path)",
            headers: [("X-APPKEY", tenant.credentials.appKey), ("Authorization", "Bearer \(token)")], body: body)
    }

    func control(_ method: String, _ path: String, _ body: String? = nil) async throws -> Reply {
        try await send(method, "/_control/\(path)", body: body)
    }

    func escaped(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            let isPlain = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            let hex = String(byte, radix: 16, uppercase: true)
            result += isPlain ? String(UnicodeScalar(byte)) : (byte < 16 ? "%0" : "%") + hex
        }
        return result
    }
}

/// A clock that moves by hand.
final class HandClock: Sendable {
    private let nanoseconds = Atomic<UInt64>(1_000_000_000)

    func advance(seconds: Double) {
        nanoseconds.add(UInt64(seconds * 1_000_000_000), ordering: .relaxed)
    }

    var time: SimulatorTime {
        SimulatorTime(
            monotonic: { self.nanoseconds.load(ordering: .relaxed) },
            epochMilliseconds: { 1_796_000_000_000 + Int(self.nanoseconds.load(ordering: .relaxed) / 1_000_000) })
    }
}
