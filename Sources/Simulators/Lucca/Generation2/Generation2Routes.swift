/// The Lucca API, as `contracts/lucca.md` describes generation 2.
struct Generation2Routes {
    static let prefix = "/lucca-api/"
    /// The only version there is.
    private static let version = "2024-11-01"

    let lucca: SimulatedLucca
    let today: SimulatedDay
    let behaviour: LuccaBehaviour
    let now: UInt64
    /// A fault that makes a later page wrong.
    let paging: PagingFault?

    func answer(_ request: SimulatedRequest) -> SimulatedAnswer {
        do {
            let scopes = try scopes(request)
            guard request.method == "GET" else {
                throw Generation2Error(status: 405, title: "Method Not Allowed", detail: "The connector only reads.")
            }
            try checkVersion(request)
            let parts = request.path.dropFirst(Self.prefix.count).split(separator: "/", omittingEmptySubsequences: false)
            guard let name = parts.first, parts.count <= 2 else { throw Generation2Error.notFound }
            let call = try Generation2Call(
                request, collection: String(name), id: parts.count == 2 ? QueryItem.decoded(parts[1]) : nil, scopes: scopes)
            var answer = try route(call)
            answer.headers["Api-Version"] = Self.version
            return answer
        } catch let error as Generation2Error {
            return error.answer(behaviour.errorShape, path: request.path)
        } catch {
            return Generation2Error(status: 500, title: "Internal Server Error", detail: "Unexpected.")
                .answer(behaviour.errorShape, path: request.path)
        }
    }

    private func route(_ call: Generation2Call) throws -> SimulatedAnswer {
        switch call.collection {
        case "employees":
            try call.require(LuccaScope.employees)
            return try employees(call)
        case "departments":
            try call.require(LuccaScope.departments)
            return try departments(call)
        case "business-establishments":
            try call.require(LuccaScope.establishments)
            return try establishments(call)
        case "leaves":
            try open(behaviour.generation2.leaves, LuccaScope.leaves)
            try call.require(LuccaScope.leaves)
            return try leaves(call)
        case "employee-attributes":
            try open(behaviour.generation2.attributes, LuccaScope.attributes)
            try call.require(LuccaScope.attributes)
            return try attributes(call)
        case "employee-attribute-definitions":
            try open(behaviour.generation2.attributes, LuccaScope.definitions)
            try call.require(LuccaScope.definitions)
            return try definitions(call)
        default: throw Generation2Error.notFound
        }
    }

    private func open(_ access: LuccaBehaviour.Access, _ scope: String) throws {
        switch access {
        case .open: break
        case .forbidden: throw Generation2Error.forbidden(scope)
        case .missing: throw Generation2Error.notFound
        }
    }

    private func scopes(_ request: SimulatedRequest) throws -> Set<String> {
        let words = request.authorization.split(separator: " ", maxSplits: 1)
        guard words.count == 2, let scopes = lucca.scopes(ofToken: String(words[1]), at: now) else {
            throw Generation2Error.unauthorized
        }
        return scopes
    }

    /// An unknown date means the closest earlier version, so one before the first is none.
    private func checkVersion(_ request: SimulatedRequest) throws {
        guard let version = request.apiVersion, SimulatedDay(version) != nil, version >= Self.version else {
            throw Generation2Error.invalid("Api-Version", "The header Api-Version is required, such as \(Self.version).")
        }
    }

    /// The employees that the application may see.
    func isShown(_ employee: SimulatedEmployee) -> Bool {
        !behaviour.hiddenDepartments.contains(employee.departmentID)
            && !behaviour.generation2.hiddenEstablishments.contains(employee.legalEntityID)
    }
}
