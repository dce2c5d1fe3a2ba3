import Simulators
import Testing

@Suite("World")
struct WorldTests {
    private func world(seed: UInt64 = 42, employees: Int = 300) -> SimulatedWorld {
        SimulatedWorld(SimulatorConfiguration(seed: seed, tenants: 3, employees: employees))
    }

    @Test func theSameSeedGivesTheSameWorld() {
        let (one, two, other) = (world(), world(), world(seed: 43))
        for (left, right) in zip(one.tenants, two.tenants) {
            #expect(left.credentials == right.credentials)
            #expect(left.lucca.employees == right.lucca.employees)
            #expect(left.lucca.departments == right.lucca.departments)
            #expect(left.lucca.leaves == right.lucca.leaves)
            #expect(left.planning.resources == right.planning.resources)
            #expect(left.planning.events == right.planning.events)
        }
        #expect(one.tenants[0].lucca.employees != other.tenants[0].lucca.employees)
        #expect(one.tenants[0].lucca.employees != one.tenants[1].lucca.employees)
        #expect(one.tenants[0].credentials != other.tenants[0].credentials)
    }

    @Test func theOrderOfAskingDoesNotMatter() {
        let (one, two) = (world(), world())
        _ = two.tenants[2].planning.events
        _ = two.tenants[1].lucca.leaves
        #expect(one.tenants[0].lucca.leaves == two.tenants[0].lucca.leaves)
        #expect(one.tenants[0].planning.events == two.tenants[0].planning.events)
    }

    @Test func peopleAreAsAwkwardAsInLife() {
        let world = world()
        let people = world.tenants.flatMap { $0.lucca.employees }
        #expect(people.contains { $0.lastName.contains("'") })
        #expect(people.contains { $0.lastName.hasPrefix("de ") || $0.lastName.hasPrefix("du ") })
        #expect(people.contains { !$0.firstName.allSatisfy(\.isASCII) })
        #expect(people.contains { $0.employeeNumber.isEmpty })
        #expect(people.contains { $0.employeeNumber.hasPrefix("0") })
        #expect(people.contains { $0.mail != $0.mail.lowercased() })
        #expect(people.contains { $0.contractStart > world.today })
        #expect(people.contains { $0.contractEnd.map { $0 < world.today } ?? false })
        #expect(people.contains { $0.contractEnd.map { $0 >= world.today } ?? false })
        #expect(Set(people.map(\.legalEntityID)).count > 1)
        for tenant in world.tenants {
            let employees = tenant.lucca.employees
            #expect(Set(employees.map(\.id)).count == employees.count)
            #expect(employees.count == 300)
            let numbers = employees.map(\.employeeNumber).filter { !$0.isEmpty }
            #expect(Set(numbers).count > numbers.count * 9 / 10)
        }
        #expect(world.tenants.contains { Set($0.lucca.employees.map(\.employeeNumber)).count < 290 })
    }

    @Test func absencesCoverEveryKindTheContractNames() throws {
        let world = world()
        let leaves = world.tenants.flatMap { tenant in tenant.lucca.leaves.map { (tenant, $0) } }
        let today = world.today
        #expect(leaves.contains { !$0.1.isConfirmed })
        #expect(leaves.contains { $0.1.seconds == 9000 })
        for tenant in world.tenants {
            let rows = tenant.lucca.leaves
            let slots = Dictionary(grouping: rows) { "\($0.employee) \($0.day) \($0.isMorning)" }
            #expect(slots.allSatisfy { $0.value.count == 1 })
            let periods = Dictionary(grouping: rows, by: \.period)
            #expect(periods.contains { $0.value.contains { $0.day < today.adding(-31) } && $0.value.contains { $0.day > today } })
            #expect(
                periods.contains {
                    $0.value.contains { $0.day < today.adding(181) } && $0.value.contains { $0.day > today.adding(183) }
                })
            #expect(periods.contains { Set($0.value.map(\.account)).count == 2 })
            #expect(periods.contains { $0.value.count % 2 == 1 })
            #expect(rows.contains { !$0.isActive || $0.hasCancellationDate })
            let names = Set(rows.compactMap { row in tenant.lucca.leaveAccounts.first { $0.id == row.account }?.name })
            #expect(
                names.isSuperset(of: [
                    "Congés payés", "RTT", "Maladie", "Télétravail", "Récupération", "Congé sans solde", "Enfant malade",
                ]))
        }
    }

    @Test func thePlanningMatchesInEveryWay() {
        for tenant in world().tenants {
            let resources = tenant.planning.resources
            let numbers = resources.map { $0.text("registrationNumber") }
            let employees = tenant.lucca.employees
            let known = Set(employees.map(\.employeeNumber))
            let mails = Set(employees.map { $0.mail.lowercased() })
            #expect(
                resources.contains { known.contains($0.text("registrationNumber")) && !$0.text("registrationNumber").isEmpty })
            #expect(
                resources.contains {
                    $0.text("registrationNumber").isEmpty && mails.contains($0.text("email").lowercased())
                        && !$0.text("email").isEmpty
                })
            #expect(resources.contains { $0.text("type") == "Material" })
            let filled = numbers.filter { !$0.isEmpty }
            #expect(Set(filled).count < filled.count)
            #expect(resources.allSatisfy { $0.json.contains("\"fields\":{") })
            let labels = tenant.planning.departments.map { $0.text("label") }
            let names = tenant.lucca.departments.map(\.name)
            #expect(labels.contains { !names.contains($0) })
            let types = tenant.planning.types.map { $0.text("label") }
            #expect(!types.contains("Congé sans solde"))
            #expect(types.contains("CONGES PAYES"))
            #expect(tenant.planning.events.contains { $0.kind == "Task" })
            #expect(tenant.planning.events.contains { $0.kind == "Unavailability" && $0.reference == nil })
            #expect(tenant.planning.events.contains { $0.reference?.hasPrefix("[lucca:autre-compte/") == true })
        }
    }

    @Test func manyTenantsHaveNamesAndKeysOfTheirOwn() {
        let world = SimulatedWorld(SimulatorConfiguration(tenants: 1000, employees: 20))
        #expect(Set(world.tenants.map(\.slug)).count == 1000)
        #expect(Set(world.tenants.map(\.credentials.luccaKey)).count == 1000)
        #expect(world["ACME"]?.slug == "acme")
        #expect(world["personne"] == nil)
    }
}
