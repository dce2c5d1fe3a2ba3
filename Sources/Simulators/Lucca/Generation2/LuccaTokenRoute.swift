/// The token host of generation 2, `POST /connect/token`: one for all accounts. The forms of its errors are assumed.
struct LuccaTokenRoute {
    static let path = "/connect/token"

    /// The account of the client id; nil for an unknown one.
    let tenant: SimulatedTenant?
    let now: UInt64

    func answer(_ request: SimulatedRequest) -> SimulatedAnswer {
        guard request.method == "POST" else { return SimulatedAnswer(status: 405, contentType: nil) }
        guard request.contentType.lowercased().hasPrefix("application/x-www-form-urlencoded") else {
            return refusal("invalid_request")
        }
        let form = QueryItem.parse(Substring(String(decoding: request.body, as: UTF8.self)))
        guard form["grant_type"] == "client_credentials" else { return refusal("unsupported_grant_type") }
        guard let tenant else { return refusal("invalid_client") }
        let behaviour = tenant.lucca.behaviour.generation2
        let secret = behaviour.newSecret.isEmpty ? tenant.credentials.luccaClientSecret : behaviour.newSecret
        guard !behaviour.isSecretRevoked, form["client_secret"] == secret else {
            return refusal("invalid_client", status: behaviour.refusedClientStatus)
        }
        let asked = Set((form["scope"] ?? "").split(separator: " ").map(String.init))
        guard asked.isSubset(of: behaviour.refusesOtherScopes ? behaviour.grantedScopes : LuccaScope.all) else {
            return refusal("invalid_scope")
        }
        let scopes = asked.isEmpty ? behaviour.grantedScopes : asked.intersection(behaviour.grantedScopes)
        return .done(
            JSONValue.object([
                .init("access_token", .string(tenant.lucca.issueToken(at: now, scopes: scopes))),
                .init("expires_in", .number(String(behaviour.tokenSeconds))), .init("token_type", .string("Bearer")),
                .init("scope", .string(scopes.sorted().joined(separator: " "))),
            ]).bytes)
    }

    private func refusal(_ error: String, status: Int = 400) -> SimulatedAnswer {
        SimulatedAnswer(status: status, body: JSONValue.object([.init("error", .string(error))]).bytes)
    }

    /// The client id of a form, whatever else it holds.
    static func clientID(_ request: SimulatedRequest) -> String? {
        QueryItem.parse(Substring(String(decoding: request.body, as: UTF8.self)))["client_id"]
    }
}
