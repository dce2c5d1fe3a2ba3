import Simulators

extension Stage {
    /// Asks for a token with the tenant's client id and secret.
    func luccaTokenReply(
        _ tenant: SimulatedTenant, scope: String = "", secret: String? = nil, grant: String = "client_credentials",
        contentType: String = "application/x-www-form-urlencoded"
    ) async throws -> Reply {
        try await send(
            "POST", "/connect/token", headers: [("Content-Type", contentType)],
            body:
                "grant_type=\(grant)&client_id=\(tenant.credentials.luccaClientID)"
                + "&client_secret=\(secret ?? tenant.credentials.luccaClientSecret)&scope=\(escaped(scope))")
    }

    func luccaToken(_ tenant: SimulatedTenant, scope: String = "") async throws -> String {
        let reply = try await luccaTokenReply(tenant, scope: scope)
        guard let token = reply.json["access_token"]?.text else { throw SimulatorError.invalid("no token: \(reply.text)") }
        return token
    }

    /// Sends a request to generation 2.
    func lucca2(
        _ target: String, token: String, version: String? = "2024-11-01", method: String = "GET", host: String = "127.0.0.1"
    ) async throws -> Reply {
        try await send(
            method, "/lucca-api/\(target)",
            headers: [("Authorization", "Bearer \(token)")] + (version.map { [("Api-Version", $0)] } ?? []), host: host)
    }

    /// Every row of a list, page by page as `links.next` says.
    func everyRow(_ target: String, token: String) async throws -> [JSONValue] {
        var rows: [JSONValue] = []
        var next: String? = target
        while let target = next {
            let reply = try await lucca2(target, token: token)
            guard reply.status == 200 else { throw SimulatorError.invalid("\(reply.status): \(reply.text)") }
            rows += reply.items
            next = reply.json["links"]?["next"]?["href"]?.text.map { String($0.drop { $0 != "?" }) }.map {
                String(target.prefix { $0 != "?" }) + $0
            }
        }
        return rows
    }
}
