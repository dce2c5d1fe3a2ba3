/// The people, departments and reasons of one company at the beginning, made from the seed alone.
struct Population: Sendable {
    var departments: [SimulatedDepartment]
    /// By ascending id.
    var employees: [SimulatedEmployee]
    var accounts: [SimulatedLeaveAccount]
    var legalEntities: [String]

    init(seed: UInt64, index: Int, slug: String, count: Int, today: SimulatedDay) {
        var random = SeededGenerator(seed: seed, tenant: index, purpose: 2)
        departments = Self.departments(slug: slug, employees: count, random: &random)
        accounts = Self.accounts(random: &random)
        legalEntities = ["\(slug) SAS", "\(slug) Services SARL", "Société d'exploitation \(slug)"]
        employees = Self.employees(count: count, slug: slug, today: today, departments: departments, random: &random)
        for position in departments.indices where random.chance(800) {
            let id = departments[position].id
            departments[position].headID = employees.first { $0.departmentID == id }?.id
        }
    }

    private static func departments(slug: String, employees: Int, random: inout SeededGenerator) -> [SimulatedDepartment] {
        let wanted = min(max(12, employees / 15), 60 + employees / 50)
        // Ids say nothing of the tree: they were given over the years.
        var ids = Array(3...(wanted * 2 + 12))
        ids.shuffle(using: &random)
        var result = [SimulatedDepartment(id: ids.removeLast(), name: "Direction générale", code: "DG", hierarchy: "/1/")]
        var children: [Int: Int] = [:]
        var depths = [1]
        var names: Set<String> = ["Direction générale"]
        // The first four make a branch five levels deep; the others hang anywhere above the fifth level.
        while result.count < wanted {
            let parent: Int
            if result.count < 5 {
                parent = result.count - 1
            } else {
                var candidate = random.below(result.count)
                while depths[candidate] >= 5 { candidate = random.below(result.count) }
                parent = candidate
            }
            var name = random.pick(FrenchNames.activities)
            if !names.insert(name).inserted {
                name += " – " + random.pick(FrenchNames.sites)
                var number = 2
                while !names.insert(name).inserted {
                    name = String(name.prefix { $0 != "#" }) + "#\(number)"
                    number += 1
                }
            }
            let position = children[parent, default: 0] + 1
            children[parent] = position
            result.append(
                SimulatedDepartment(
                    id: ids.removeLast(), name: name, code: random.chance(700) ? "D\(result.count)" : "",
                    parent: result[parent].hierarchy, hierarchy: result[parent].hierarchy + "\(position)/", position: position))
            depths.append(depths[parent] + 1)
        }
        if let last = result.indices.last { result[last].isActive = false }
        return result.sorted { $0.id < $1.id }
    }

    private static func accounts(random: inout SeededGenerator) -> [SimulatedLeaveAccount] {
        let first = 1 + random.below(40)
        let names = [
            "Congés payés", "RTT", "Maladie", "Télétravail", "Récupération", "Congé sans solde", "Enfant malade", "Formation",
        ]
        return names.enumerated().map { position, name in
            SimulatedLeaveAccount(
                id: first + position * 3, name: name, isRemoteWork: name == "Télétravail",
                isCountedInHours: name == "Récupération")
        }
    }

    private static func employees(
        count: Int, slug: String, today: SimulatedDay, departments: [SimulatedDepartment], random: inout SeededGenerator
    ) -> [SimulatedEmployee] {
        let homes = departments.filter(\.isActive).map(\.id)
        var result: [SimulatedEmployee] = []
        result.reserveCapacity(count)
        var id = 20 + random.below(30)
        var heads: [Int: Int] = [:]
        for position in 0..<count {
            id += 1 + random.below(3)
            let first = random.pick(FrenchNames.first)
            let last = random.pick(FrenchNames.last)
            var local = FrenchNames.folded(first) + "." + FrenchNames.folded(last)
            if position >= 40 { local += "\(position)" }
            let isShouted = random.chance(80)
            let number = String(position * 3 + 7)
            var employeeNumber = String(repeating: "0", count: max(0, 6 - number.utf8.count)) + number
            if random.chance(30) { employeeNumber = "" }
            if random.chance(8), let previous = result.last { employeeNumber = previous.employeeNumber }
            let department = homes[random.below(homes.count)]
            var start = today.adding(-30 - random.below(7000))
            var end: SimulatedDay?
            switch random.below(1000) {
            case 0..<40: end = max(start.adding(10), today.adding(-1 - random.below(400)))
            case 40..<55: start = today.adding(3 + random.below(120))
            case 55..<85: end = today.adding(random.below(200))
            default: break
            }
            if let last = end, last >= today, random.chance(100) { end = today }
            let modified = today.adding(-1 - random.below(900)).ordinal * 86_400 + 21_600 + random.below(43_200)
            result.append(
                SimulatedEmployee(
                    id: id, firstName: first, lastName: last,
                    mail: random.chance(10)
                        ? "" : (isShouted ? capitalized(local) + "@" + slug.uppercased() : local + "@" + slug) + ".example",
                    login: String(FrenchNames.folded(first).prefix(1)) + FrenchNames.folded(last) + "\(position)",
                    employeeNumber: employeeNumber, departmentID: department, legalEntityID: 1 + random.below(3),
                    contractStart: start, contractEnd: end, modifiedAt: modified, jobTitle: random.pick(FrenchNames.jobs),
                    managerID: heads[department]))
            if heads[department] == nil { heads[department] = id }
        }
        return result
    }

    /// Marie.Dupré from marie.dupré.
    private static func capitalized(_ local: String) -> String {
        local.split(separator: ".").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: ".")
    }
}
