/// Commands to the simulator itself, under `/_control/` (listed by `passerelle-simulator --help`). Not part of either remote
/// system: no key is required, because only this machine can reach the port.
struct ControlRoutes {
    let world: SimulatedWorld

    func answer(_ request: SimulatedRequest) -> SimulatedAnswer {
        do {
            let parts = request.path.split(separator: "/").dropFirst().map(String.init)
            guard let body = try route(request, parts) else {
                return .message(404, "There is no \(request.method) \(request.path).")
            }
            return .done(body)
        } catch let error as SimulatorError {
            if case .unknown = error { return .message(404, error.description) }
            return .message(400, error.description)
        } catch {
            return .message(400, "\(error)")
        }
    }

    /// nil if the command is unknown.
    private func route(_ request: SimulatedRequest, _ parts: [String]) throws -> [UInt8]? {
        switch (request.method, parts.first, parts.count) {
        case ("GET", "health", 1): return try encoded(["status": "ok"])
        case ("GET", "tenants", 1): return try encoded(world.tenants.map { TenantCard($0, base: nil) })
        case ("GET", "snapshot", 1): return snapshot(request.query["tenant"])
        case ("GET", "faults", 1): return try encoded(world.faults.standings)
        case ("POST", "faults", 1):
            let faults = try oneOrMany(request, of: Fault.self)
            return try encoded(["ids": faults.map { world.faults.add($0) }])
        case ("DELETE", "faults", 1):
            world.faults.removeAll()
            return try encoded(["ids": [Int]()])
        case ("DELETE", "faults", 2):
            guard let id = Int(parts[1]) else { return nil }
            world.faults.remove(id)
            return try encoded(["ids": [id]])
        case ("GET", "journal", 1):
            let entries = world.journal.entries(
                since: Int(request.query["since"] ?? "") ?? 0, remote: request.query["remote"].flatMap(SimulatedRemote.init),
                tenant: request.query["tenant"])
            return try encoded(
                JournalPage(sequence: world.journal.sequence, luccaRates: world.journal.luccaRates, entries: entries))
        case ("DELETE", "journal", 1):
            world.journal.reset()
            return try encoded(["sequence": world.journal.sequence])
        case ("PUT", "limits", 1):
            guard let isOn = JSONValue.parse(request.body)?["on"]?.flag else {
                throw SimulatorError.invalid(#"send {"on": true}."#)
            }
            world.hasLimits = isOn
            return try encoded(["on": isOn])
        case ("PUT", "today", 1):
            guard let day = JSONValue.parse(request.body)?["today"]?.text.flatMap({ SimulatedDay($0) }) else {
                throw SimulatorError.invalid(#"send {"today": "2026-12-01"}."#)
            }
            world.today = day
            return try encoded(["today": day])
        case (_, "tenants", 2...):
            guard let tenant = world[parts[1]] else { throw SimulatorError.unknown("tenant \(parts[1])") }
            return try route(request, tenant, parts.dropFirst(2).joined(separator: "/"))
        default: return nil
        }
    }

    private func route(_ request: SimulatedRequest, _ tenant: SimulatedTenant, _ rest: String) throws -> [UInt8]? {
        switch (request.method, rest) {
        case ("GET", ""): return try encoded(TenantCard(tenant, base: nil))
        case ("GET", "lucca"): return WorldText.lucca(tenant)
        case ("GET", "lucca/leaves"): return WorldText.leaves(tenant, employee: request.query["employee"].flatMap { Int($0) })
        case ("GET", "lucca/absences"): return try encoded(tenant.lucca.absences)
        case ("DELETE", "lucca/tokens"):
            tenant.lucca.endTokens()
            return try encoded(["status": "ok"])
        case ("GET", "planning"): return WorldText.planning(tenant)
        case ("GET", "lucca/behaviour"): return try encoded(tenant.lucca.behaviour)
        case ("PATCH", "lucca/behaviour"):
            tenant.lucca.behaviour = try patched(tenant.lucca.behaviour, request)
            return try encoded(tenant.lucca.behaviour)
        case ("GET", "planning/behaviour"): return try encoded(tenant.planning.behaviour)
        case ("PATCH", "planning/behaviour"):
            tenant.planning.behaviour = try patched(tenant.planning.behaviour, request)
            return try encoded(tenant.planning.behaviour)
        case ("PUT", "planning/profile"):
            guard let name = try json(request)["name"]?.text, let profile = PlanningBehaviour.profile(named: name) else {
                throw SimulatorError.invalid("name one of \(PlanningBehaviour.profileNames.joined(separator: ", ")).")
            }
            tenant.planning.behaviour = profile
            return try encoded(profile)
        case ("POST", "lucca/changes"):
            return try encoded(["results": try oneOrMany(request, of: LuccaChange.self).map { try tenant.lucca.apply($0) }])
        case ("POST", "planning/changes"):
            return try encoded(["results": try oneOrMany(request, of: PlanningChange.self).map { try tenant.planning.apply($0) }])
        case ("DELETE", "planning/tokens"):
            tenant.planning.endTokens()
            return try encoded(["status": "ok"])
        default: return nil
        }
    }

    private func encoded(_ value: some Encodable) throws -> [UInt8] {
        try JSONValue.encoding(value).bytes
    }

    private func json(_ request: SimulatedRequest) throws -> JSONValue {
        guard let value = JSONValue.parse(request.body) else { throw SimulatorError.invalid("the body is not JSON.") }
        return value
    }

    private func oneOrMany<Value: Decodable>(_ request: SimulatedRequest, of type: Value.Type) throws -> [Value] {
        let value = try json(request)
        return try (value.elements ?? [value]).map { try $0.decoded(as: type) }
    }

    private func patched<Value: Codable>(_ value: Value, _ request: SimulatedRequest) throws -> Value {
        let patch = try json(request)
        let current = try JSONValue.encoding(value)
        try check(patch, against: current)
        return try current.merging(patch).decoded(as: Value.self)
    }

    /// - Throws: `SimulatorError` for a switch that does not exist, at any depth.
    private func check(_ patch: JSONValue, against current: JSONValue) throws {
        for member in patch.members ?? [] {
            guard let known = current[member.name] else {
                throw SimulatorError.invalid("there is no switch “\(member.name)”.")
            }
            if known.members != nil { try check(member.value, against: known) }
        }
    }

    private func snapshot(_ slug: String?) -> [UInt8] {
        var out = JSONBytes()
        out.raw("{\"today\":\"\(world.today)\",\"tenants\":{")
        for (position, tenant) in world.tenants.filter({ slug == nil || $0.slug == slug }).enumerated() {
            if position > 0 { out.byte(44) }
            out.string(tenant.slug)
            out.raw(":{\"lucca\":")
            out.raw(WorldText.lucca(tenant))
            out.raw(",\"leaves\":")
            out.raw(WorldText.leaves(tenant, employee: nil))
            out.raw(",\"planning\":")
            out.raw(WorldText.planning(tenant))
            out.byte(125)
        }
        out.raw("}}")
        return out.bytes
    }
}

/// The addresses and credentials of a simulated tenant.
package struct TenantCard: Codable, Hashable, Sendable {
    package let tenant: String
    /// Scheme and host; the key selects the account. Empty on the control interface, which does not know its own address.
    package let luccaURL: String
    /// The address that gives tokens for generation 2.
    package let luccaTokenURL: String
    /// With the brand and a trailing slash, or `/brand/` alone on the control interface.
    package let planningPMEURL: String
    package let credentials: TenantCredentials

    init(tenant: String, luccaURL: String, luccaTokenURL: String, planningPMEURL: String, credentials: TenantCredentials) {
        self.tenant = tenant
        self.luccaURL = luccaURL
        self.luccaTokenURL = luccaTokenURL
        self.planningPMEURL = planningPMEURL
        self.credentials = credentials
    }

    /// - Parameter base: scheme, host and port.
    package init(_ tenant: SimulatedTenant, base: String?) {
        self.tenant = tenant.slug
        luccaURL = base ?? ""
        luccaTokenURL = (base ?? "") + LuccaTokenRoute.path
        planningPMEURL = (base ?? "") + "/\(tenant.slug)/"
        credentials = tenant.credentials
    }
}

/// The answer of `GET /_control/journal`.
package struct JournalPage: Codable, Sendable {
    /// The number of the last request.
    package let sequence: Int
    /// By Lucca account, the maximum number of requests in any 60 seconds.
    package let luccaRates: [String: Int]
    package let entries: [JournalEntry]
}

/// The line that the executable prints when it accepts requests.
package struct ReadyLine: Codable, Sendable {
    /// Scheme, host and port of each listener.
    package let baseURLs: [String]
    package let today: SimulatedDay
    package let seed: UInt64
    package let tenants: [TenantCard]

    package init(ports: [Int], world: SimulatedWorld, seed: UInt64) {
        let bases = ports.map { "http://127.0.0.1:\($0)" }
        baseURLs = bases
        today = world.today
        self.seed = seed
        tenants = world.tenants.map { TenantCard($0, base: bases.first) }
    }

    /// One line of JSON without its newline.
    package func text() throws -> String {
        try JSONValue.encoding(self).serialized
    }
}
