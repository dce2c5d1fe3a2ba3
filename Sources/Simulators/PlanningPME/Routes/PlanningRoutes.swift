/// PlanningPME's interface, as `contracts/planningpme.md` describes it.
struct PlanningRoutes {
    let planning: SimulatedPlanning
    /// The brand, for addresses.
    let slug: String
    let credentials: TenantCredentials
    let behaviour: PlanningBehaviour
    let today: SimulatedDay
    let now: UInt64
    /// A fault that makes a later page wrong.
    let paging: PagingFault?

    /// - Parameter path: without the brand, such as `/api/do/12`.
    func answer(_ request: SimulatedRequest, path: Substring) -> SimulatedAnswer {
        do {
            let route = path.lowercased()
            if route == "/token" { return try token(request) }
            if route == "/api/config", request.method == "GET" { return config }
            try authorize(request)
            let parts = route.split(separator: "/")
            guard parts.count >= 2, parts[0] == "api" else { throw PlanningError.notFound }
            let isWrite = request.method != "GET" && route != "/api/do/list"
            guard behaviour.allowsWriting || !isWrite else {
                throw PlanningError(status: 403, message: "This user may not change the planning.")
            }
            if request.method == "DELETE", let status = behaviour.deletionStatus {
                throw PlanningError(status: status, message: "Nothing can be deleted here.")
            }
            switch parts[1] {
            case "resource":
                guard behaviour.readsResources else { throw PlanningError(status: 403, message: "No right to read resources.") }
                return try things(request, parts, .resource)
            case "department": return try things(request, parts, .department)
            case "unavailability": return try things(request, parts, .type)
            case "category" where parts.count == 2 && request.method == "GET": return try categories
            case "do" where parts.count == 3 && parts[2] == "list" && request.method == "POST": return try list(request)
            case "do": return try events(request, parts)
            default: throw PlanningError.notFound
            }
        } catch let error as PlanningError {
            return error.answer(behaviour.errorForm)
        } catch let nothing as NothingThere {
            return nothing.answer(behaviour.goneForm, behaviour.errorForm)
        } catch {
            return PlanningError(status: 500, message: "Unexpected.").answer(behaviour.errorForm)
        }
    }

    private var config: SimulatedAnswer {
        var members: [JSONValue.Member] = [
            .init("enums", PlanningEnumerations(behaviour).json), .init("version", .string("4.1")),
        ]
        if behaviour.tellsZone { members.append(.init("timeZone", .string(behaviour.zone))) }
        return .done(JSONValue.object(members).bytes)
    }

    private var categories: SimulatedAnswer {
        get throws {
            guard behaviour.categoryStatus < 400 else {
                throw PlanningError(status: behaviour.categoryStatus, message: "No right to read categories.")
            }
            return .done(Array(#"{"items":[]}"#.utf8), status: behaviour.categoryStatus)
        }
    }

    func body(_ request: SimulatedRequest) throws -> JSONValue {
        guard let body = JSONValue.parse(request.body), case .object = body else {
            throw PlanningError(status: 400, message: "The body is not a JSON object.")
        }
        return body
    }

    /// What a create answers.
    /// - Parameters:
    ///   - path: of the thing, without its key, such as `api/do`.
    ///   - whole: the thing as it is read.
    func created(_ key: Int, path: String, subject: String, whole: () -> [UInt8]) -> SimulatedAnswer {
        let status = behaviour.createdStatus
        switch behaviour.createAnswer {
        case .event: return .done(whole(), status: status, subject: subject)
        case .keyOnly: return .done(Array("{\"key\":\(key)}".utf8), status: status, subject: subject)
        case .bareKey: return .done(Array(String(key).utf8), status: status, subject: subject)
        case .empty: return .done([], status: status, subject: subject)
        case .location:
            var answer = SimulatedAnswer.done([], status: 201, subject: subject)
            answer.location = "/\(slug)/\(path)/\(key)"
            return answer
        }
    }

    /// What a change answers.
    func updated(subject: String, whole: () -> [UInt8]) -> SimulatedAnswer {
        switch behaviour.updateAnswer {
        case .event: .done(whole(), subject: subject)
        case .empty: .done([], status: 204, subject: subject)
        }
    }
}
