/// The contents of one brand's planning.
struct PlanningState: Sendable {
    var resources = Shelf<SimulatedThing>(firstKey: 1001) { $0.key }
    var departments = Shelf<SimulatedThing>(firstKey: 11) { $0.key }
    var types = Shelf<SimulatedThing>(firstKey: 51) { $0.key }
    var events = Shelf<SimulatedEvent>(firstKey: 700_001) { $0.key }
    /// Resources that lists omit, together with the events that have no other resource.
    var masked: Set<Int> = []
    /// Resources without leave allowance left: none of their events can be written.
    var exhausted: Set<Int> = []

    /// What planners had before the connector: most of the people, with labels, numbers and e-mails as people type them.
    init(seed: UInt64, index: Int, slug: String, population: Population, today: SimulatedDay) {
        var random = SeededGenerator(seed: seed, tenant: index, purpose: 5)
        for label in ["CONGES PAYES", "RTT", "maladie", "Réunion extérieure", "Formation"] {
            types.add { SimulatedThing(key: $0, members: Self.type(label)) }
        }
        var homes: [Int: Int] = [:]
        for department in population.departments where random.chance(800) {
            let label =
                switch random.below(3) {
                case 0: department.name
                case 1: FrenchNames.shouted(department.name)
                default: department.name.lowercased()
                }
            let made = departments.add { SimulatedThing(key: $0, members: Self.labelled(label) + [.init("parent", .null)]) }
            homes[department.id] = made.key
        }
        departments.add { SimulatedThing(key: $0, members: Self.labelled("Véhicules") + [.init("parent", .null)]) }
        for employee in population.employees {
            var number = employee.employeeNumber
            var mail = employee.mail
            switch random.below(1000) {
            // Not entered.
            case 0..<60: continue
            // With an e-mail only, in any case.
            case 60..<160:
                number = ""
                mail = random.chance(400) ? mail.uppercased() : mail
            // A spreadsheet removed the leading zeroes.
            case 160..<175: number = String(number.drop { $0 == "0" })
            default: if random.chance(150) { mail = "" }
            }
            let members = Self.person(employee, number: number, mail: mail, department: homes[employee.departmentID], &random)
            resources.add { SimulatedThing(key: $0, members: members) }
            if random.chance(10) { resources.add { SimulatedThing(key: $0, members: members) } }
        }
        for number in 0..<max(2, population.employees.count / 40) {
            resources.add {
                SimulatedThing(
                    key: $0,
                    members: Self.labelled(["Nacelle", "Fourgon", "Salle", "Pelleteuse"][number % 4] + " n°\(number + 1)") + [
                        .init("type", .string("Material")), .init("registrationNumber", .string("")), .init("email", .string("")),
                        .init("departments", .array([])),
                        .init("fields", .object([.init("immatriculation", .string("AB-12\(number)-CD"))])),
                    ])
            }
        }
        addOwnEvents(seed: seed, index: index, today: today)
    }

    /// Entered by planners: tasks, their own unavailabilities, and an event of another Lucca account.
    private mutating func addOwnEvents(seed: UInt64, index: Int, today: SimulatedDay) {
        var random = SeededGenerator(seed: seed, tenant: index, purpose: 6)
        let remarks = [
            "Appeler le client avant 9 h", "", "Chantier de l'école – prévoir l'échelle", "[à confirmer]",
            "RDV médecin du travail",
            "[lucca:autre-compte/12/3/2026-12-24-AM] repris de l'ancienne agence",
        ]
        let keys = types.items.map(\.key)
        for resource in resources.items.map(\.key) where random.chance(300) {
            let start = (today.ordinal - 20 + random.below(120)) * 86_400 + 3600 * (7 + random.below(8))
            let isTask = random.chance(600)
            let remark = random.pick(remarks)
            let color = random.pick(["#C0504D", "#9BBB59", "#8064A2"])
            let type = random.pick(keys)
            let length = 3600 * (1 + random.below(30))
            events.add { key in
                if !isTask, key % 3 == 0 {
                    return Self.wholeDays(key, from: start, count: 1 + length / 43_200, resource: resource, type, remark, color)
                }
                return SimulatedEvent(
                    key: key, start: start, end: start + length, resources: [resource],
                    kind: isTask ? SimulatedEvent.task : SimulatedEvent.unavailability, type: isTask ? nil : type, remark: remark,
                    fields: Self.ownFields, otherMembers: "\"color\":\"\(color)\"")
            }
        }
    }

    /// A planner's absence from midnight to midnight in Paris.
    private static func wholeDays(
        _ key: Int, from start: Int, count: Int, resource: Int, _ type: Int, _ remark: String, _ color: String
    ) -> SimulatedEvent {
        let first = floorDivide(start, 86_400) * 86_400
        let clocks = SimulatedZone.paris
        return SimulatedEvent(
            key: key, start: clocks.utc(fromLocal: first), end: clocks.utc(fromLocal: first + count * 86_400),
            resources: [resource], kind: SimulatedEvent.unavailability, type: type, allDay: true, remark: remark,
            fields: Self.ownFields, otherMembers: "\"color\":\"\(color)\"")
    }

    private static let ownFields = "\"lieu\":\"Dépôt n°2\",\"km\":12.50"

    private static func labelled(_ label: String) -> [JSONValue.Member] {
        [.init("label", .string(label))]
    }

    /// An unavailability type's members.
    static func type(_ label: String) -> [JSONValue.Member] {
        labelled(label) + [
            .init(
                "style", .object([.init("backgroundColor", .string("#4F81BD")), .init("color", .string("#FFFFFF"))]))
        ]
    }

    private static func person(
        _ employee: SimulatedEmployee, number: String, mail: String, department: Int?, _ random: inout SeededGenerator
    ) -> [JSONValue.Member] {
        let keys = department.map { [JSONValue.object([.init("key", .number(String($0)))])] } ?? []
        var digits = ""
        for _ in 0..<4 { digits += " " + String(10 + random.below(90)) }
        return [
            .init("label", .string(FrenchNames.shouted(employee.lastName) + " " + employee.firstName)),
            .init("lastName", .string(employee.lastName)), .init("firstName", .string(employee.firstName)),
            .init("email", .string(mail)), .init("mobile", .string("06" + digits)),
            .init("phone", random.chance(300) ? .string("04" + digits) : .null), .init("registrationNumber", .string(number)),
            .init("type", .string("Human")), .init("departments", .array(keys)),
            .init("color", .string(random.pick(["#F79646", "#4BACC6"]))),
            .init("fields", .object([.init("permis", .string("B, C1")), .init("tauxHoraire", .number("31.50"))])),
        ]
    }
}

extension PlanningState {
    /// Applies a planner's change.
    /// - Returns: the key of the added or changed thing.
    /// - Throws: `SimulatorError` if the named thing does not exist.
    mutating func apply(_ change: PlanningChange, _ behaviour: PlanningBehaviour) throws -> Int {
        switch change {
        case .editRemark(let event, let remark):
            return try edit(event) { $0.remark = remark }
        case .moveEvent(let event, let start, let end):
            let days = WholeDays(form: behaviour.wholeDay, clocks: behaviour.clocks)
            return try edit(event) {
                $0.start = start
                $0.end = end
                $0.allDay = $0.allDay && days.isWhole(start: start, end: end)
            }
        case .editEvent(let event, let member, let text):
            return try edit(event) {
                $0.otherMembers = EventMembers.setting(member, to: .string(text), in: $0.otherMembers)
            }
        case .deleteEvent(let event):
            guard events.remove(event) else { throw SimulatorError.unknown("event \(event)") }
            return event
        case .lockEvent(let event, let isLocked):
            return try edit(event) { $0.isBlocked = isLocked }
        case .openEvent(let event, let editor):
            return try edit(event) { $0.editor = editor }
        case .protectEvent(let event, let isReadOnly):
            return try edit(event) { $0.readonly = isReadOnly }
        case .addEventResource(let event, let resource):
            try require(resource)
            return try edit(event) { if !$0.resources.contains(resource) { $0.resources.append(resource) } }
        case .assignEvent(let event, let resource):
            try require(resource)
            return try edit(event) { $0.resources = [resource] }
        case .setStatus(let event, let status):
            if let status, !behaviour.statuses.contains(where: { $0.key == status }) {
                throw SimulatorError.unknown("status \(status)")
            }
            return try edit(event) { $0.status = status }
        case .addEvent(let resource, let start, let end, let type, let remark):
            try require(resource)
            return events.add {
                SimulatedEvent(
                    key: $0, start: start, end: end, resources: [resource],
                    kind: type == nil ? SimulatedEvent.task : SimulatedEvent.unavailability, type: type, remark: remark,
                    otherMembers: "\"color\":\"#9BBB59\"")
            }.key
        case .editResource(let resource, let member, let text):
            return try edit(resource, \.resources, "resource") { $0.setting(member, to: .string(text)) }
        case .editResourceField(let resource, let field, let json):
            guard let value = JSONValue.parse(json) else { throw SimulatorError.invalid("“\(json)” is not JSON.") }
            return try edit(resource, \.resources, "resource") { $0.settingField(field, to: value) }
        case .archiveResource(let resource, let isArchived):
            return try edit(resource, \.resources, "resource") { $0.setting("notValid", to: .bool(isArchived)) }
        case .maskResource(let resource, let isMasked):
            try require(resource)
            if isMasked { masked.insert(resource) } else { masked.remove(resource) }
            return resource
        case .exhaustAllowance(let resource, let isExhausted):
            try require(resource)
            if isExhausted { exhausted.insert(resource) } else { exhausted.remove(resource) }
            return resource
        case .deleteResource(let resource):
            guard removeResource(resource, keepsEvents: behaviour.keepsEventsOfDeletedResources) else {
                throw SimulatorError.unknown("resource \(resource)")
            }
            return resource
        case .addResource(let label, let number, let email):
            return resources.add {
                SimulatedThing(
                    key: $0,
                    members: [
                        .init("label", .string(label)), .init("registrationNumber", .string(number)),
                        .init("email", .string(email)),
                        .init("type", .string("Human")), .init("departments", .array([])),
                    ])
            }.key
        case .addType(let label):
            return types.add { SimulatedThing(key: $0, members: Self.type(label)) }.key
        case .renameType(let type, let label):
            return try edit(type, \.types, "type") { $0.setting("label", to: .string(label)) }
        case .deleteType(let type):
            guard types.remove(type) else { throw SimulatorError.unknown("type \(type)") }
            return type
        case .addDepartment(let label):
            return departments.add { SimulatedThing(key: $0, members: [.init("label", .string(label))]) }.key
        case .reset:
            return 0
        }
    }

    /// False if the resource does not exist.
    mutating func removeResource(_ resource: Int, keepsEvents: Bool) -> Bool {
        guard resources.remove(resource) else { return false }
        if keepsEvents { return true }
        events.removeAll { $0.resources == [resource] }
        for var event in events.items where event.resources.contains(resource) {
            event.resources.removeAll { $0 == resource }
            _ = events.replace(event.key, with: event)
        }
        return true
    }

    private func require(_ resource: Int) throws {
        guard resources[resource] != nil else { throw SimulatorError.unknown("resource \(resource)") }
    }

    private mutating func edit(_ event: Int, _ change: (inout SimulatedEvent) -> Void) throws -> Int {
        guard var found = events[event] else { throw SimulatorError.unknown("event \(event)") }
        change(&found)
        _ = events.replace(event, with: found)
        return event
    }

    private mutating func edit(
        _ key: Int, _ shelf: WritableKeyPath<PlanningState, Shelf<SimulatedThing>>, _ name: String,
        _ change: (SimulatedThing) -> SimulatedThing
    ) throws -> Int {
        guard let thing = self[keyPath: shelf][key] else { throw SimulatorError.unknown("\(name) \(key)") }
        _ = self[keyPath: shelf].replace(key, with: change(thing))
        return key
    }
}

/// Changes by planners between two syncs. In JSON on the control interface, such as `{"deleteEvent": {"event": 700012}}`.
package enum PlanningChange: Codable, Hashable, Sendable {
    /// Replaces the whole remark of an event.
    case editRemark(event: Int, remark: String)
    /// Moves an event; both in seconds since 1970-01-01T00:00:00Z.
    case moveEvent(event: Int, start: Int, end: Int)
    /// Sets any other member of an event, such as `color`, to a text.
    case editEvent(event: Int, member: String, text: String)
    case deleteEvent(event: Int)
    /// Locks or unlocks an event: a locked one cannot be changed.
    case lockEvent(event: Int, isLocked: Bool)
    /// Opens an event for a user, or closes it: an open one cannot be changed.
    case openEvent(event: Int, editor: String?)
    /// Makes an event read-only for the connector's user, or writable.
    case protectEvent(event: Int, isReadOnly: Bool)
    /// Adds a resource to an event.
    case addEventResource(event: Int, resource: Int)
    /// Moves an event to another resource, instead of all it had.
    case assignEvent(event: Int, resource: Int)
    /// Sets an event's status to one of the brand's; null removes it.
    case setStatus(event: Int, status: Int?)
    /// A planner's own event; a task if there is no type. Returns its key.
    case addEvent(resource: Int, start: Int, end: Int, type: Int?, remark: String)
    /// Sets any member of a resource, such as `mobile`, to a text.
    case editResource(resource: Int, member: String, text: String)
    /// Sets a custom field of a resource, as a planner types it, to this JSON; `null` removes its value.
    case editResourceField(resource: Int, field: String, json: String)
    /// Archives or restores a resource: an archived one is readable, and gets no new events.
    case archiveResource(resource: Int, isArchived: Bool)
    /// Masks or unmasks a resource: lists omit a masked one, and the events that have no other.
    case maskResource(resource: Int, isMasked: Bool)
    /// Uses up a resource's leave allowance, or refills it: without it, no event of the resource can be written.
    case exhaustAllowance(resource: Int, isExhausted: Bool)
    /// Deletes a resource, and the events that have no other unless the brand keeps those.
    case deleteResource(resource: Int)
    /// Returns the new resource's key.
    case addResource(label: String, registrationNumber: String, email: String)
    /// Returns the new type's key.
    case addType(label: String)
    case renameType(type: Int, label: String)
    case deleteType(type: Int)
    /// Returns the new department's key.
    case addDepartment(label: String)
    /// Restores the state that the seed gives.
    case reset
}

/// Things by ascending key, with binary search.
struct Shelf<Item: Sendable>: Sendable {
    private(set) var items: [Item] = []
    private let key: @Sendable (Item) -> Int
    private(set) var nextKey: Int

    init(firstKey: Int, key: @escaping @Sendable (Item) -> Int) {
        nextKey = firstKey
        self.key = key
    }

    subscript(_ wanted: Int) -> Item? {
        position(of: wanted).map { items[$0] }
    }

    /// Adds the result of `make` for the next key.
    @discardableResult
    mutating func add(_ make: (Int) -> Item) -> Item {
        let item = make(nextKey)
        nextKey += 1
        items.append(item)
        return item
    }

    /// False if the thing does not exist.
    mutating func replace(_ wanted: Int, with item: Item) -> Bool {
        guard let position = position(of: wanted) else { return false }
        items[position] = item
        return true
    }

    /// False if the thing does not exist.
    mutating func remove(_ wanted: Int) -> Bool {
        guard let position = position(of: wanted) else { return false }
        items.remove(at: position)
        return true
    }

    mutating func removeAll(where isUnwanted: (Item) -> Bool) {
        items.removeAll(where: isUnwanted)
    }

    private func position(of wanted: Int) -> Int? {
        var low = 0
        var high = items.count
        while low < high {
            let middle = (low + high) / 2
            if key(items[middle]) < wanted { low = middle + 1 } else { high = middle }
        }
        return low < items.count && key(items[low]) == wanted ? low : nil
    }
}
