import Simulators
import SyncCore
import SyncTestKit

/// The extra data that tenants of generation 2 have carried in these tests, and what their resources should show of it: one field
/// of the customer's own, cleared where Lucca has no value, and one of Lucca's.
enum ApplicationFields {
    /// Values by target, by resource. A resource without any has no member.
    typealias Values = [Int: [String: String]]

    static let field = "e_Site-chantier"
    private static let site = "Site"
    private static let establishment = "Agence"
    static let targets: Set<String> = [site, establishment]

    static let rules = [
        FieldRule(
            field: LuccaField(id: FieldID(.custom(field)), format: .list), target: .custom(site), clearsWhenEmpty: true),
        FieldRule(
            field: LuccaField(id: FieldID(.standard(.establishment)), format: .text), target: .custom(establishment)),
    ]

    static func shown(on tenant: SimulatedTenant) -> Values {
        var values: Values = [:]
        for resource in tenant.planning.resources {
            for target in targets {
                if let text = resource.field(target)?.text { values[resource.key, default: [:]][target] = text }
            }
        }
        return values
    }

    static func wanted(_ expected: ExpectedPlanning) -> Values {
        let lucca = expected.tenant.lucca
        let entries = lucca.fields.first { $0.id == field }?.entries ?? []
        let establishments = lucca.legalEntities
        var values: Values = [:]
        for employee in lucca.employees where expected.covers(employee) {
            guard let resource = expected.resources[employee.id] else { continue }
            values[resource, default: [:]][establishment] = establishments[employee.legalEntityID - 1]
            if case .entry(let id)? = lucca.fieldValues(ofEmployee: employee.id)[field] {
                values[resource, default: [:]][site] = entries.first { $0.id == id }?.name
            }
        }
        return values
    }

    /// A day's changes: people get another site, one gets none, and some change establishment.
    static func change(_ expected: ExpectedPlanning, _ random: inout SplitMix64) throws {
        let lucca = expected.tenant.lucca
        let entries = lucca.fields.first { $0.id == field }?.entries ?? []
        let people = expected.resources.keys.sorted().shuffled(using: &random)
        for (employee, entry) in zip(people.prefix(3), entries.shuffled(using: &random)) {
            try lucca.apply(.setFieldValue(employee: employee, field: field, value: .entry(entry.id)))
        }
        for employee in people.dropFirst(3).prefix(1) {
            try lucca.apply(.setFieldValue(employee: employee, field: field, value: nil))
        }
        for employee in people.dropFirst(4).prefix(2) {
            let next = Int.random(in: 1...lucca.legalEntities.count, using: &random)
            try lucca.apply(.changeLegalEntity(employee: employee, legalEntity: next))
        }
    }
}

extension SimulatedTenant {
    /// The planning has a field for each rule of `ApplicationFields`; and the list of a route has several pages.
    func prepareSecondGeneration(for route: RemoteRoute? = nil) throws {
        planning.behaviour.resourceFields.append(SimulatedResourceField("Agence", .text, maximumLength: 80))
        switch route {
        case .applicationDepartments: try addDepartments()
        case .applicationEmployees:
            // More departments than one filter holds: everybody comes.
            try addDepartments()
            try addStrangers()
        case .applicationAttributes: try addStrangers()
        default: break
        }
    }

    private func addDepartments() throws {
        let root = lucca.departments.first { $0.parent == nil }?.id ?? 0
        for number in 1...95 { try lucca.apply(.addDepartment(parent: root, name: "Service \(number)")) }
    }

    /// A hundred people of a department beside the scope, each with a value.
    private func addStrangers() throws {
        let root = lucca.departments.first { $0.parent == nil }?.id ?? 0
        let outside = try lucca.apply(.addDepartment(parent: root, name: "Filiale"))
        try lucca.apply(.moveDepartment(department: outside, parent: nil))
        for number in 1...100 {
            let employee = try lucca.apply(
                .addEmployee(
                    firstName: "Autre", lastName: "Personne", mail: "autre\(number)@\(slug).example", login: "autre\(number)",
                    employeeNumber: "", department: outside, contractStart: SimulatorConfiguration.usualToday))
            try lucca.apply(.setFieldValue(employee: employee, field: ApplicationFields.field, value: .entry(12)))
        }
    }
}
