/// PlanningPME's interface, as `contracts/planningpme.md` describes it.
struct PlanningRoutes {
    let planning: SimulatedPlanning
    let credentials: TenantCredentials
    let behaviour: PlanningBehaviour
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
            switch parts[1] {
            case "resource":
                guard behaviour.readsResources else { throw PlanningError(status: 403, message: "No right to read resources.") }
                return try things(request, parts, \.resources, checkResource)
            case "department": return try things(request, parts, \.departments, checkDepartment)
            case "unavailability": return try things(request, parts, \.types, checkLabel)
            case "do" where parts.count == 3 && parts[2] == "list" && request.method == "POST": return try list(request)
            case "do": return try events(request, parts)
            default: throw PlanningError.notFound
            }
        } catch let error as PlanningError {
            return error.answer
        } catch {
            return PlanningError(status: 500, message: "Unexpected.").answer
        }
    }

    private var config: SimulatedAnswer {
        .done(
            Array(
                """
                {"enums":{"resourceType":["Human","Material"],"doType":["Task","Unavailability"],\
                "results":["Unavailability","Task","All"]},"version":"4.1"}
                """.utf8))
    }

    private func token(_ request: SimulatedRequest) throws -> SimulatedAnswer {
        let form = QueryItem.parse(Substring(String(decoding: request.body, as: UTF8.self)))
        let isRight: Bool
        switch (request.method, form["grant_type"]) {
        case ("POST", "password"):
            isRight = form["username"] == credentials.username && form["password"] == credentials.password
        case ("PUT", "urn:ietf:params:oauth:grant-type:jwt-bearer"):
            isRight = form["assertion"] == credentials.authToken
        default:
            return SimulatedAnswer(status: 400, body: Array(#"{"error":"unsupported_grant_type"}"#.utf8))
        }
        guard isRight, !behaviour.isUserLocked else {
            let body = #"{"error":"invalid_grant","error_description":"The user name or password is incorrect."}"#
            return SimulatedAnswer(status: behaviour.refusedLoginStatus, body: Array(body.utf8))
        }
        let token = planning.issueToken(at: now)
        return .done(
            JSONValue.object([
                .init("access_token", .string(token)), .init("token_type", .string("bearer")),
                .init("expires_in", .number(String(behaviour.tokenSeconds))), .init("username", .string(credentials.username)),
            ]).bytes)
    }

    private func authorize(_ request: SimulatedRequest) throws {
        let words = request.authorization.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer", planning.holds(token: String(words[1]), at: now) else {
            throw PlanningError(status: 401, message: "Authorization has been denied for this request.")
        }
    }
}

extension PlanningRoutes {
    private typealias Check = (JSONValue, PlanningState) -> [JSONValue.Member]

    /// Resources, departments and types share their five calls.
    private func things(
        _ request: SimulatedRequest, _ parts: [Substring], _ shelf: WritableKeyPath<PlanningState, Shelf<SimulatedThing>>,
        _ check: Check
    ) throws -> SimulatedAnswer {
        guard parts.count > 2 else {
            switch request.method {
            case "GET":
                return planning.withState { state in
                    page(
                        state[keyPath: shelf].items, index: Int(request.query["pageindex"] ?? "") ?? 1,
                        size: Int(request.query["pagesize"] ?? "") ?? 50
                    ) { $1.raw($0.json) }
                }
            case "POST":
                let body = try body(request)
                return try planning.withState { state in
                    try refuse(check(body, state))
                    let made = state[keyPath: shelf].add { SimulatedThing(key: $0, members: body.members ?? []) }
                    return .done(Array(made.json.utf8), status: behaviour.createdStatus, subject: String(made.key))
                }
            default: throw PlanningError.methodNotAllowed
            }
        }
        guard parts.count == 3, let key = Int(parts[2]) else { throw PlanningError.notFound }
        switch request.method {
        case "GET":
            guard let thing = planning.withState({ $0[keyPath: shelf][key] }) else { throw PlanningError.notFound }
            return .done(Array(thing.json.utf8))
        case "PUT":
            // A PUT replaces the whole thing: what is not sent back is gone.
            let body = try body(request)
            return try planning.withState { state in
                guard state[keyPath: shelf][key] != nil else { throw PlanningError.notFound }
                try refuse(check(body, state))
                let thing = SimulatedThing(key: key, members: body.members ?? [])
                _ = state[keyPath: shelf].replace(key, with: thing)
                return .done(Array(thing.json.utf8), subject: String(key))
            }
        case "DELETE":
            let wasThere = planning.withState { state in
                shelf == \.resources
                    ? state.removeResource(key, keepsEvents: behaviour.keepsEventsOfDeletedResources)
                    : state[keyPath: shelf].remove(key)
            }
            guard wasThere else { throw PlanningError.notFound }
            return .done([], status: 204, subject: String(key))
        default: throw PlanningError.methodNotAllowed
        }
    }

    private func events(_ request: SimulatedRequest, _ parts: [Substring]) throws -> SimulatedAnswer {
        if parts.count == 2, request.method == "POST" {
            let body = try body(request)
            return try planning.withState { state in
                let draft = try event(body, key: 0, state)
                let made = state.events.add { key in
                    SimulatedEvent(
                        key: key, start: draft.start, end: draft.end, resources: draft.resources, kind: draft.kind,
                        type: draft.type,
                        remark: draft.remark, otherMembers: draft.otherMembers)
                }
                return single(made, status: behaviour.createdStatus)
            }
        }
        guard parts.count == 3, let key = Int(parts[2]) else { throw PlanningError.notFound }
        switch request.method {
        case "GET":
            guard let found = planning.withState({ $0.events[key] }) else { throw PlanningError.notFound }
            return single(found, status: 200)
        case "PUT":
            let body = try body(request)
            return try planning.withState { state in
                guard state.events[key] != nil else { throw PlanningError.notFound }
                let replacement = try event(body, key: key, state)
                _ = state.events.replace(key, with: replacement)
                return single(replacement, status: 200)
            }
        case "DELETE":
            let (found, wasThere) = planning.withState { ($0.events[key], $0.events.remove(key)) }
            guard wasThere else { throw PlanningError.notFound }
            return .done([], status: 204, subject: subject(key, found?.reference))
        default: throw PlanningError.methodNotAllowed
        }
    }

    private func list(_ request: SimulatedRequest) throws -> SimulatedAnswer {
        let body = try body(request)
        guard let from = body["dateFrom"]?.text.flatMap(InstantText.parse),
            let to = body["dateTo"]?.text.flatMap(InstantText.parse)
        else {
            throw PlanningError(
                status: 400, message: "The request is invalid.", errors: [("dateFrom", "dateFrom and dateTo are required.")])
        }
        let results = body["results"]?.text?.lowercased() ?? "all"
        guard ["unavailability", "task", "all"].contains(results) else {
            throw PlanningError(status: 400, message: "The request is invalid.", errors: [("results", "Unknown value.")])
        }
        let resources = Set(body["resources"]?.elements?.compactMap(\.integer) ?? [])
        return planning.withState { state in
            let wanted = state.events.items.filter { event in
                event.start < to && event.end > from && (results == "all" || event.kind.lowercased() == results)
                    && (resources.isEmpty || event.resources.contains { resources.contains($0) })
            }
            let isLocal = behaviour.timeForm != .utc
            return page(wanted, index: body["pageIndex"]?.integer ?? 1, size: body["pageSize"]?.integer ?? 50) {
                write($0, isLocal: isLocal, into: &$1)
            }
        }
    }

    /// `{"items": […], "total": n}`.
    private func page<Item>(
        _ items: [Item], index: Int, size: Int, _ write: (Item, inout JSONBytes) -> Void
    ) -> SimulatedAnswer {
        let size = min(max(1, size), behaviour.maximumPageSize)
        var offset = (max(1, index) - 1) * size
        if let paging { offset = paging.offset(offset, size) }
        let page = behaviour.ignoresPaging ? items[...] : items.dropFirst(offset).prefix(size)
        var out = JSONBytes(capacity: page.count * 250 + 40)
        out.raw("{\"items\":[")
        for (position, item) in page.enumerated() {
            if position > 0 { out.byte(44) }
            write(item, &out)
        }
        out.raw("],\"total\":\(items.count)}")
        return .done(out.bytes)
    }

    private func single(_ event: SimulatedEvent, status: Int) -> SimulatedAnswer {
        var out = JSONBytes(capacity: 300)
        write(event, isLocal: behaviour.timeForm == .local, into: &out)
        return .done(out.bytes, status: status, subject: subject(event.key, event.reference))
    }

    private func subject(_ key: Int, _ reference: String?) -> String {
        reference.map { "\(key) \($0)" } ?? String(key)
    }

    private func write(_ event: SimulatedEvent, isLocal: Bool, into out: inout JSONBytes) {
        out.raw("{\"key\":\(event.key),\"type\":\"\(event.kind)\",\"start\":\"")
        out.raw(isLocal ? InstantText.local(event.start) : InstantText.utc(event.start))
        out.raw("\",\"end\":\"")
        out.raw(isLocal ? InstantText.local(event.end) : InstantText.utc(event.end))
        out.raw("\",\"resources\":[")
        for (position, resource) in event.resources.enumerated() {
            out.raw(position > 0 ? ",{\"key\":\(resource)}" : "{\"key\":\(resource)}")
        }
        out.raw("],\"unavailability\":")
        if let type = event.type { out.raw("{\"key\":\(type)}") } else { out.null() }
        out.raw(",\"remark\":")
        out.string(event.remark)
        if !event.otherMembers.isEmpty {
            out.byte(44)
            out.raw(event.otherMembers)
        }
        out.byte(125)
    }
}

extension PlanningRoutes {
    private func body(_ request: SimulatedRequest) throws -> JSONValue {
        guard let body = JSONValue.parse(request.body), case .object = body else {
            throw PlanningError(status: 400, message: "The body is not a JSON object.")
        }
        return body
    }

    private func refuse(_ errors: [JSONValue.Member]) throws {
        guard errors.isEmpty else {
            throw PlanningError(
                status: 400, message: "The request is invalid.", errors: errors.map { ($0.name, $0.value.text ?? "") })
        }
    }

    private func checkLabel(_ body: JSONValue, _ state: PlanningState) -> [JSONValue.Member] {
        let label = body["label"]?.text ?? ""
        return label.allSatisfy(\.isWhitespace) ? [.init("label", .string("The label is required."))] : []
    }

    private func checkDepartment(_ body: JSONValue, _ state: PlanningState) -> [JSONValue.Member] {
        var errors = checkLabel(body, state)
        if let parent = body["parent"]?["key"]?.integer, state.departments[parent] == nil {
            errors.append(.init("parent", .string("There is no department \(parent).")))
        }
        return errors
    }

    private func checkResource(_ body: JSONValue, _ state: PlanningState) -> [JSONValue.Member] {
        var errors: [JSONValue.Member] = []
        let names = (body["label"]?.text ?? "") + (body["lastName"]?.text ?? "")
        if names.allSatisfy(\.isWhitespace) { errors.append(.init("label", .string("A label or a last name is required."))) }
        if let type = body["type"], type != .null, !["human", "material"].contains(type.text?.lowercased() ?? "") {
            errors.append(.init("type", .string("Unknown value.")))
        }
        for department in body["departments"]?.elements ?? [] {
            guard let key = department["key"]?.integer, state.departments[key] != nil else {
                errors.append(.init("departments", .string("There is no such department.")))
                continue
            }
        }
        return errors
    }

    /// The event that a body describes; every member that is not known here is kept as it was sent.
    private func event(_ body: JSONValue, key: Int, _ state: PlanningState) throws -> SimulatedEvent {
        var errors: [JSONValue.Member] = []
        let start = body["start"]?.text.flatMap(InstantText.parse)
        let end = body["end"]?.text.flatMap(InstantText.parse)
        if start == nil { errors.append(.init("start", .string("A date-time is required."))) }
        if end == nil { errors.append(.init("end", .string("A date-time is required."))) }
        if let start, let end, end <= start { errors.append(.init("end", .string("The end must be after the start."))) }
        let kind = body["type"]?.text ?? ""
        let type = body["unavailability"]?["key"]?.integer
        switch kind {
        case "Unavailability":
            if type.flatMap({ state.types[$0] }) == nil {
                errors.append(.init("unavailability", .string("There is no such unavailability.")))
            }
        case "Task": break
        default: errors.append(.init("type", .string("Task or Unavailability is required.")))
        }
        let given = body["resources"]?.elements ?? []
        let resources = given.compactMap { $0["key"]?.integer }
        if resources.isEmpty || resources.count != given.count || resources.contains(where: { state.resources[$0] == nil }) {
            errors.append(.init("resources", .string("There is no such resource.")))
        }
        let isMissing = errors.contains { $0.name == "unavailability" || $0.name == "resources" }
        if isMissing, behaviour.missingThingStatus == 404 { throw PlanningError.notFound }
        try refuse(errors)
        if let status = behaviour.overlapStatus, let start, let end,
            state.events.items.contains(where: {
                $0.key != key && $0.start < end && start < $0.end && !Set($0.resources).isDisjoint(with: resources)
            })
        {
            throw PlanningError(status: status, message: "This resource is not available then.")
        }
        let known: Set<String> = ["key", "start", "end", "type", "unavailability", "resources", "remark"]
        var out = JSONBytes()
        out.members((body.members ?? []).filter { !known.contains($0.name.lowercased()) })
        return SimulatedEvent(
            key: key, start: start ?? 0, end: end ?? 0, resources: resources, kind: kind, type: type,
            remark: body["remark"]?.text ?? "",
            otherMembers: String(decoding: out.bytes, as: UTF8.self))
    }
}
