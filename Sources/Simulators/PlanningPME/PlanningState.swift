/// The contents of one brand's planning.
struct PlanningState: Sendable {
    var resources = Shelf<SimulatedThing>(firstKey: 1001) { $0.key }
    var departments = Shelf<SimulatedThing>(firstKey: 11) { $0.key }
    var types = Shelf<SimulatedThing>(firstKey: 51) { $0.key }
    var events = Shelf<SimulatedEvent>(firstKey: 700_001) { $0.key }
    /// Resources that are in no list, nor are the events that have no other.
    var masked: Set<Int> = []
    /// Resources whose allowance of leave is used up: no event of theirs can be written.
    var exhausted: Set<Int> = []

    /// What planners had before the connector came: most of the people, under labels, numbers and mails as people type them.
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
            // Nobody entered them.
            case 0..<60: continue
            // Known by mail alone, in whatever letters.
            case 60..<160:
                number = ""
                mail = random.chance(400) ? mail.uppercased() : mail
            // A spreadsheet ate the zeroes.
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

    /// What planners entered by hand: tasks, their own unavailabilities, and an event of another Lucca account.
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

    /// An absence of the planners' that lasts from midnight to midnight in Paris.
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
