/// PlanningPME's API, according to `contracts/planningpme.md`.
struct PlanningRoutes {
    let planning: SimulatedPlanning
    /// The brand, for addresses.
    let slug: String
    let credentials: TenantCredentials
    let behaviour: PlanningBehaviour
    let today: SimulatedDay
    let now: UInt64
    /// A fault of later pages.
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

    /// The answer to a create.
    /// - Parameters:
    ///   - path: of the thing, without its key, such as `api/do`.
    ///   - whole: the thing in its read form.
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

    /// The answer to a change.
    func updated(subject: String, whole: () -> [UInt8]) -> SimulatedAnswer {
        switch behaviour.updateAnswer {
        case .event: .done(whole(), subject: subject)
        case .empty: .done([], status: 204, subject: subject)
        }
    }
}

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

    /// Token endpoints have their own errors, whatever the form of others.
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

extension PlanningRoutes {
    /// `api/do`, except its list.
    func events(_ request: SimulatedRequest, _ parts: [Substring]) throws -> SimulatedAnswer {
        if parts.count == 2, request.method == "POST" { return try create(try body(request)) }
        guard parts.count == 3, let key = Int(parts[2]) else { throw PlanningError.notFound }
        switch request.method {
        case "GET":
            return try planning.withState { state in
                guard let found = state.events[key] else { throw NothingThere() }
                return .done(EventWriter(behaviour, state).single(found), subject: subject(found))
            }
        case "PUT": return try update(key, try body(request))
        case "DELETE":
            return try planning.withState { state in
                guard let found = state.events[key] else { throw NothingThere() }
                try refuseHeld(found)
                _ = state.events.remove(key)
                return .done([], status: 204, subject: subject(found))
            }
        default: throw PlanningError.methodNotAllowed
        }
    }

    private func create(_ body: JSONValue) throws -> SimulatedAnswer {
        try planning.withState { state in
            let draft = try EventReader(behaviour).event(body, over: nil, state)
            try refuseOverlap(draft, state)
            let made = state.events.add { draft.keyed($0) }
            return created(made.key, path: "api/do", subject: subject(made)) { EventWriter(behaviour, state).single(made) }
        }
    }

    private func update(_ key: Int, _ body: JSONValue) throws -> SimulatedAnswer {
        try planning.withState { state in
            guard let old = state.events[key] else { throw NothingThere() }
            try refuseHeld(old)
            let changed = try EventReader(behaviour).event(body, over: old, state)
            try refuseOverlap(changed, state)
            _ = state.events.replace(key, with: changed)
            return updated(subject: subject(changed)) { EventWriter(behaviour, state).single(changed) }
        }
    }

    private func refuseHeld(_ event: SimulatedEvent) throws {
        guard event.isHeld else { return }
        throw PlanningError(status: behaviour.lockedStatus, message: "This event can't be changed.")
    }

    private func refuseOverlap(_ event: SimulatedEvent, _ state: PlanningState) throws {
        guard let status = behaviour.overlapStatus else { return }
        let overlaps = state.events.items.contains {
            $0.key != event.key && $0.start < event.end && event.start < $0.end
                && !Set($0.resources).isDisjoint(with: event.resources)
        }
        if overlaps { throw PlanningError(status: status, message: "This resource is not available then.") }
    }

    private func subject(_ event: SimulatedEvent) -> String {
        event.reference.map { "\(event.key) \($0)" } ?? String(event.key)
    }
}

extension PlanningRoutes {
    /// `api/do/list`.
    func list(_ request: SimulatedRequest) throws -> SimulatedAnswer {
        let body = try body(request)
        let clock = PlanningClock(behaviour)
        guard let from = body["dateFrom"]?.text.flatMap(clock.moment), let to = body["dateTo"]?.text.flatMap(clock.moment) else {
            throw PlanningError(
                status: 400, message: "The request is invalid.", errors: [("dateFrom", "dateFrom and dateTo are required.")])
        }
        let kind = try kind(body["results"])
        let resources = Set(body["resources"]?.elements?.compactMap(\.integer) ?? [])
        let view = visiblePeriod(clock)
        return planning.withState { state in
            let wanted = state.events.items.filter { event in
                event.start < to && event.end > from && kind.map { event.kind == $0 } ?? true
                    && (resources.isEmpty || event.resources.contains { resources.contains($0) })
                    && (view.map { event.start < $0.upperBound && event.end > $0.lowerBound } ?? true)
                    && (state.masked.isEmpty || !event.resources.allSatisfy { state.masked.contains($0) })
            }
            var writer = EventWriter(behaviour, state)
            return page(wanted, index: body["pageIndex"]?.integer, size: body["pageSize"]?.integer) { writer.row($0, into: &$1) }
        }
    }

    /// The requested kind; nil for all kinds.
    private func kind(_ results: JSONValue?) throws -> String? {
        switch behaviour.listForm {
        case .byName: return try PlanningEnumerations(behaviour).results(results)
        case .ignored: return nil
        case .refused:
            guard results == nil || results == .null else {
                throw PlanningError(status: 400, message: "The request is invalid.", errors: [("results", "Not supported.")])
            }
            return nil
        }
    }

    /// The period that lists show if the user's view is limited; nil if it is not.
    private func visiblePeriod(_ clock: PlanningClock) -> Range<Int>? {
        guard let days = behaviour.viewDays else { return nil }
        let first = clock.clocks.utc(fromLocal: today.adding(-days).ordinal * 86_400)
        return first..<max(first, clock.clocks.utc(fromLocal: today.adding(days + 1).ordinal * 86_400))
    }
}

/// PlanningPME's rejections.
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

    /// - Throws: a rejection with every invalid member, unless there is none.
    static func refuse(_ errors: [JSONValue.Member]) throws {
        guard !errors.isEmpty else { return }
        throw PlanningError(
            status: 400, message: "The request is invalid.", errors: errors.map { ($0.name, $0.value.text ?? "") })
    }
}

/// There is nothing with the requested key: each brand has its own answer.
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
