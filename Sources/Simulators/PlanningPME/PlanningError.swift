/// PlanningPME's refusals: `{"message": …, "errors": {…}}`.
struct PlanningError: Error {
    let status: Int
    let message: String
    var errors: [(name: String, text: String)] = []

    var answer: SimulatedAnswer {
        var members: [JSONValue.Member] = [.init("message", .string(message))]
        if !errors.isEmpty {
            members.append(.init("errors", .object(errors.map { .init($0.name, .array([.string($0.text)])) })))
        }
        return SimulatedAnswer(status: status, body: JSONValue.object(members).bytes)
    }

    static let notFound = PlanningError(status: 404, message: "Not found.")
    static let methodNotAllowed = PlanningError(status: 405, message: "The requested resource does not support this method.")
}
