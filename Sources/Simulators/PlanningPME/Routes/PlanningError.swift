/// PlanningPME's refusals.
struct PlanningError: Error {
    let status: Int
    let message: String
    var errors: [(name: String, text: String)] = []

    func answer(_ form: PlanningBehaviour.ErrorForm) -> SimulatedAnswer {
        let details = JSONValue.object(errors.map { .init($0.name, .array([.string($0.text)])) })
        var members: [JSONValue.Member]
        switch form {
        case .message:
            members = [.init("message", .string(message))]
            if !errors.isEmpty { members.append(.init("errors", details)) }
        case .modelState:
            members = [.init("Message", .string(message))]
            if !errors.isEmpty { members.append(.init("ModelState", details)) }
        case .errorDescription:
            members = [.init("error", .string("invalid_request")), .init("error_description", .string(message))]
        }
        return SimulatedAnswer(status: status, body: JSONValue.object(members).bytes)
    }

    static let notFound = PlanningError(status: 404, message: "Not found.")
    static let methodNotAllowed = PlanningError(status: 405, message: "The requested resource does not support this method.")

    /// - Throws: a refusal that names every member that is wrong, unless there is none.
    static func refuse(_ errors: [JSONValue.Member]) throws {
        guard !errors.isEmpty else { return }
        throw PlanningError(
            status: 400, message: "The request is invalid.", errors: errors.map { ($0.name, $0.value.text ?? "") })
    }
}

/// There is nothing under the key that was asked for: a brand says so in its own way.
struct NothingThere: Error {
    func answer(_ form: PlanningBehaviour.GoneForm, _ errors: PlanningBehaviour.ErrorForm) -> SimulatedAnswer {
        switch form {
        case .notFound: PlanningError.notFound.answer(errors)
        case .gone: PlanningError(status: 410, message: "It was deleted.").answer(errors)
        case .empty200: SimulatedAnswer(status: 200)
        case .empty204: SimulatedAnswer(status: 204)
        case .bad400: SimulatedAnswer(status: 400)
        }
    }
}
