import Simulators
import Testing

/// A running simulator with a PlanningPME session.
struct PlanningScene: Sendable {
    let stage: Stage
    let tenant: SimulatedTenant
    let token: String
    /// A resource without planners' events, and an unavailability type.
    let resource: Int
    let type: Int

    /// - Parameters:
    /// - profile: the brand's profile.
    /// - change: this brand's deviations from it.
    static func run(
        profile: String = "seen", _ change: (inout PlanningBehaviour) -> Void = { _ in },
        _ body: (PlanningScene) async throws -> Void
    ) async throws {
        var configuration = try Stage.configuration(profile: profile)
        change(&configuration.planning)
        try await Stage.run(configuration) { stage, tenant async throws in
            let busy = Set(tenant.planning.events.flatMap(\.resources))
            let scene = PlanningScene(
                stage: stage, tenant: tenant, token: try await stage.logInEitherWay(tenant),
                resource: try #require(tenant.planning.resources.first { !busy.contains($0.key) }).key,
                type: try #require(tenant.planning.types.last).key)
            try await body(scene)
        }
    }

    func send(_ method: String, _ path: String, _ body: String? = nil) async throws -> Reply {
        try await stage.planning(method, path, as: tenant, token: token, body: body)
    }

    /// A body of an absence.
    /// - Parameter kind: the members that make it an absence, with its type.
    func body(
        start: String = "2026-12-24T08:00:00", end: String = "2026-12-24T11:00:00", kind: String? = nil, rest: String = ""
    ) -> String {
        let kind = kind ?? #""isUnavailability":true,"_label":{"key":\#(type)}"#
        return #"{"start":"\#(start)","end":"\#(end)","resources":[{"key":\#(resource)}],\#(kind)\#(rest)}"#
    }

    /// Creates an event, and returns what the planning then holds.
    @discardableResult
    func create(_ body: String) async throws -> SimulatedEvent {
        let reply = try await send("POST", "api/do", body)
        #expect((200...204).contains(reply.status), "\(reply.text)")
        return try #require(tenant.planning.events.last)
    }

    func put(_ event: SimulatedEvent, _ body: String) async throws -> Reply {
        try await send("PUT", "api/do/\(event.key)", body)
    }

    func get(_ event: SimulatedEvent) async throws -> Reply {
        try await send("GET", "api/do/\(event.key)")
    }

    /// The events in a list of the whole time.
    func list(_ rest: String = "") async throws -> Reply {
        try await send("POST", "api/do/list", #"{"dateFrom":"2000-01-01","dateTo":"2100-01-01","pageSize":1000\#(rest)}"#)
    }

    /// What the planning holds under the event's key.
    func stored(_ event: SimulatedEvent) -> SimulatedEvent? {
        tenant.planning.events.first { $0.key == event.key }
    }

    func apply(_ change: PlanningChange) throws {
        try tenant.planning.apply(change)
    }
}

extension Stage {
    /// With the password, or with the auth token where passwords are refused.
    func logInEitherWay(_ tenant: SimulatedTenant) async throws -> String {
        let behaviour = tenant.planning.behaviour
        guard behaviour.accountAuthentication else { return try await logIn(tenant) }
        let reply = try await exchange(tenant, behaviour.tokenMethod.rawValue.uppercased())
        return try #require(reply.json["access_token"]?.text)
    }

    /// Exchanges the auth token by a method.
    func exchange(_ tenant: SimulatedTenant, _ method: String) async throws -> Reply {
        let grant = escaped("urn:ietf:params:oauth:grant-type:jwt-bearer")
        return try await send(
            method, "/\(tenant.slug)/token", headers: [("X-APPKEY", tenant.credentials.appKey)],
            body: "grant_type=\(grant)&assertion=\(tenant.credentials.authToken)")
    }
}
