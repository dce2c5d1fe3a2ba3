extension PlanningRoutes {
    private static let assertionGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer"

    func token(_ request: SimulatedRequest) throws -> SimulatedAnswer {
        let form = QueryItem.parse(Substring(String(decoding: request.body, as: UTF8.self)))
        let isRight: Bool
        switch (request.method, form["grant_type"]) {
        case ("POST", "password"):
            guard !behaviour.accountAuthentication else {
                return refusal(status: 400, "Users sign in through their PlanningPME account.")
            }
            isRight = form["username"] == credentials.username && form["password"] == credentials.password
        case ("PUT", Self.assertionGrant), ("POST", Self.assertionGrant):
            guard request.method.lowercased() == behaviour.tokenMethod.rawValue else { throw PlanningError.methodNotAllowed }
            isRight = form["assertion"] == credentials.authToken
        default:
            return SimulatedAnswer(status: 400, body: Array(#"{"error":"unsupported_grant_type"}"#.utf8))
        }
        guard isRight, !behaviour.isUserLocked else {
            return refusal(status: behaviour.refusedLoginStatus, "The user name or password is incorrect.")
        }
        let token = planning.issueToken(at: now)
        return .done(
            JSONValue.object([
                .init("access_token", .string(token)), .init("token_type", .string("bearer")),
                .init("expires_in", .number(String(behaviour.tokenSeconds))), .init("username", .string(credentials.username)),
            ]).bytes)
    }

    /// Token endpoints have errors of their own, whatever the rest of the interface answers.
    private func refusal(status: Int, _ description: String) -> SimulatedAnswer {
        SimulatedAnswer(
            status: status,
            body: JSONValue.object([
                .init("error", .string("invalid_grant")), .init("error_description", .string(description)),
            ]).bytes)
    }

    func authorize(_ request: SimulatedRequest) throws {
        let words = request.authorization.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer", planning.holds(token: String(words[1]), at: now) else {
            throw PlanningError(status: 401, message: "Authorization has been denied for this request.")
        }
    }
}
