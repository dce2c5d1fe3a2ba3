extension PlanningRoutes {
    /// The five calls of resources, departments and types.
    func things(_ request: SimulatedRequest, _ parts: [Substring], _ kind: ThingKind) throws -> SimulatedAnswer {
        guard parts.count > 2 else {
            switch request.method {
            case "GET": return things(request, kind)
            case "POST":
                let body = try body(request)
                return try planning.withState { state in
                    let members = try members(body, over: nil, kind, state)
                    let made = state[keyPath: kind.shelf].add { SimulatedThing(key: $0, members: members) }
                    return created(made.key, path: "api/\(kind.name)", subject: String(made.key)) { bytes(made, kind) }
                }
            default: throw PlanningError.methodNotAllowed
            }
        }
        guard parts.count == 3, let key = Int(parts[2]) else { throw PlanningError.notFound }
        switch request.method {
        case "GET":
            guard let thing = planning.withState({ $0[keyPath: kind.shelf][key] }) else { throw NothingThere() }
            return .done(bytes(thing, kind))
        case "PUT":
            let body = try body(request)
            return try planning.withState { state in
                guard let old = state[keyPath: kind.shelf][key] else { throw NothingThere() }
                let thing = SimulatedThing(key: key, members: try members(body, over: old, kind, state))
                _ = state[keyPath: kind.shelf].replace(key, with: thing)
                return updated(subject: String(key)) { bytes(thing, kind) }
            }
        case "DELETE":
            let wasThere = planning.withState { state in
                kind.name == ThingKind.resource.name
                    ? state.removeResource(key, keepsEvents: behaviour.keepsEventsOfDeletedResources)
                    : state[keyPath: kind.shelf].remove(key)
            }
            guard wasThere else { throw NothingThere() }
            return .done([], status: 204, subject: String(key))
        default: throw PlanningError.methodNotAllowed
        }
    }

    /// One page; `name` is a loose filter, and masked resources are omitted.
    private func things(_ request: SimulatedRequest, _ kind: ThingKind) -> SimulatedAnswer {
        let name = request.query["name"]?.lowercased() ?? ""
        return planning.withState { state in
            var items = state[keyPath: kind.shelf].items
            if kind.name == ThingKind.resource.name, !state.masked.isEmpty {
                items.removeAll { state.masked.contains($0.key) }
            }
            if !name.isEmpty { items.removeAll { !$0.label.lowercased().contains(name) } }
            return page(
                items, index: Int(request.query["pageindex"] ?? ""), size: Int(request.query["pagesize"] ?? "")
            ) { $1.raw(bytes($0, kind)) }
        }
    }

    /// The members to store from a body.
    /// - Throws: `PlanningError` if invalid.
    private func members(
        _ body: JSONValue, over old: SimulatedThing?, _ kind: ThingKind, _ state: PlanningState
    ) throws -> [JSONValue.Member] {
        var sent = body.members ?? []
        if isSingle(kind) {
            sent.removeAll { $0.name.lowercased() == "departments" }
            if let department = body["department"] {
                sent.removeAll { $0.name.lowercased() == "department" }
                sent.append(.init("departments", .array(department == .null ? [] : [department])))
            }
        }
        if !behaviour.keepsUnknownMembers {
            let known = kind.members.union(old.map { $0.members.map { $0.name.lowercased() } } ?? [])
            sent.removeAll { !known.contains($0.name.lowercased()) }
        }
        var thing = JSONValue.object(behaviour.updateForm == .merge ? old?.members ?? [] : [])
        var errors: [JSONValue.Member] = []
        for member in sent {
            guard kind.name == ThingKind.resource.name, member.name.lowercased() == "fields" else {
                thing.set(member.name, to: member.value)
                continue
            }
            let reader = ResourceFieldReader(behaviour, old: old)
            thing.set(member.name, to: reader.stored(member.value, &errors))
        }
        try PlanningError.refuse(errors + kind.check(thing, state))
        return thing.members ?? []
    }

    private func isSingle(_ kind: ThingKind) -> Bool {
        behaviour.departmentForm == .single && kind.name == ThingKind.resource.name
    }

    private func bytes(_ thing: SimulatedThing, _ kind: ThingKind) -> [UInt8] {
        let showsFields = behaviour.readsAreRich && kind.name == ThingKind.resource.name && !behaviour.resourceFields.isEmpty
        guard isSingle(kind) || showsFields else { return Array(thing.json.utf8) }
        var shown = JSONValue.object(
            thing.members.map { member in
                guard isSingle(kind), member.name.lowercased() == "departments" else { return member }
                return .init("department", member.value.elements?.first ?? .null)
            })
        if showsFields { shown.set("fields", to: ResourceFieldReader.shown(shown["fields"], behaviour.resourceFields)) }
        return shown.bytes
    }

    /// `{"items": […], "total": n}`.
    /// - Parameters:
    ///   - index: of the page, as requested.
    ///   - size: as requested.
    func page<Item>(
        _ items: [Item], index: Int?, size: Int?, _ write: (Item, inout JSONBytes) -> Void
    ) -> SimulatedAnswer {
        let size = min(max(1, size ?? 50), behaviour.maximumPageSize)
        let first = behaviour.paging == .fromZero ? 0 : 1
        var offset = (max(first, index ?? first) - first) * size
        if let paging { offset = paging.offset(offset, size) }
        let page = behaviour.ignoresPaging ? items[...] : items.dropFirst(offset).prefix(size)
        var out = JSONBytes(capacity: page.count * 400 + 40)
        out.raw("{\"items\":[")
        for (position, item) in page.enumerated() {
            if position > 0 { out.byte(44) }
            write(item, &out)
        }
        out.byte(93)
        if behaviour.servesTotal { out.raw(",\"total\":\(items.count)") }
        out.byte(125)
        return .done(out.bytes)
    }
}

/// The differences between resources, departments and types.
struct ThingKind {
    /// The last part of its path.
    let name: String
    let shelf: WritableKeyPath<PlanningState, Shelf<SimulatedThing>>
    /// The product's members, in lower case.
    let members: Set<String>
    /// Returns the errors of a thing to store.
    let check: (JSONValue, PlanningState) -> [JSONValue.Member]

    static var resource: ThingKind {
        ThingKind(
            name: "resource", shelf: \.resources,
            members: [
                "label", "lastname", "firstname", "email", "mobile", "phone", "registrationnumber", "type", "departments",
                "fields",
                "notvalid", "style", "remark",
            ]
        ) { thing, state in
            var errors: [JSONValue.Member] = []
            let names = (thing["label"]?.text ?? "") + (thing["lastName"]?.text ?? "")
            if names.allSatisfy(\.isWhitespace) { errors.append(.init("label", .string("A label or a last name is required."))) }
            if let type = thing["type"], type != .null, !isResourceType(type) {
                errors.append(.init("type", .string("Unknown value.")))
            }
            for department in thing["departments"]?.elements ?? [] {
                guard let key = department["key"]?.integer, state.departments[key] != nil else {
                    errors.append(.init("departments", .string("There is no such department.")))
                    continue
                }
            }
            return errors
        }
    }

    static var department: ThingKind {
        ThingKind(name: "department", shelf: \.departments, members: ["label", "parent", "notvalid"]) { thing, state in
            var errors = checkLabel(thing)
            if let parent = thing["parent"]?["key"]?.integer, state.departments[parent] == nil {
                errors.append(.init("parent", .string("There is no department \(parent).")))
            }
            return errors
        }
    }

    static var type: ThingKind {
        ThingKind(name: "unavailability", shelf: \.types, members: ["label", "style", "notvalid"]) { thing, _ in checkLabel(thing)
        }
    }

    private static func isResourceType(_ value: JSONValue) -> Bool {
        let types = PlanningEnumerations.resourceTypes
        if let number = value.integer { return types.values.contains(number) }
        let name = value.text?.lowercased()
        return types.keys.contains { $0.lowercased() == name }
    }

    private static func checkLabel(_ thing: JSONValue) -> [JSONValue.Member] {
        let label = thing["label"]?.text ?? ""
        return label.allSatisfy(\.isWhitespace) ? [.init("label", .string("The label is required."))] : []
    }
}

/// The enumerations of `api/config`: their values are sent by name, or by these numbers, most of which are character codes.
struct PlanningEnumerations {
    private let unavailability: Int
    /// Tasks need a number other than unavailabilities'.
    private var task: Int { unavailability == 84 ? 85 : 84 }

    static let statusTypes = ["Requested": 82, "Approved": 65, "Refused": 70]
    static let resourceTypes = ["Human": 72, "Material": 77, "ToPlan": 80]

    init(_ behaviour: PlanningBehaviour) {
        unavailability = behaviour.unavailabilityNumber
    }

    func doType(_ kind: String) -> Int {
        kind == SimulatedEvent.unavailability ? unavailability : task
    }

    /// The kind in a list's `results`, nil for all kinds; by name ignoring case, or by number.
    /// - Throws: `PlanningError` if it is no value of the enumeration.
    func results(_ value: JSONValue?) throws -> String? {
        switch value {
        case nil, .some(.null): return nil
        case .some(.string(let text)):
            switch text.lowercased() {
            case "all": return nil
            case "task": return SimulatedEvent.task
            case "unavailability": return SimulatedEvent.unavailability
            default: break
            }
        case .some(let number):
            if number.integer == 0 { return nil }
            if number.integer == task { return SimulatedEvent.task }
            if number.integer == unavailability { return SimulatedEvent.unavailability }
        }
        throw PlanningError(status: 400, message: "The request is invalid.", errors: [("results", "Unknown value.")])
    }

    /// `{"doType": {"Task": 84, "Unavailability": 85}, …}`.
    var json: JSONValue {
        .object([
            .init("access", Self.object([("All", 0), ("Read", 82), ("Write", 87)])),
            .init("resourceType", Self.object(Self.resourceTypes.sorted { $0.key < $1.key })),
            .init("doType", Self.object([("Task", task), ("Unavailability", unavailability)])),
            .init("results", Self.object([("All", 0), ("Task", task), ("Unavailability", unavailability)])),
            .init("statusType", Self.object(Self.statusTypes.sorted { $0.key < $1.key })),
        ])
    }

    private static func object(_ values: [(String, Int)]) -> JSONValue {
        .object(values.map { .init($0.0, .number(String($0.1))) })
    }
}
