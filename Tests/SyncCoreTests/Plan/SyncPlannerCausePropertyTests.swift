import SyncCore
import SyncTestKit
import Testing

/// In random worlds with lost departments, unreadable rows, leavers and cancellations: exactly those deletions
/// are withheld, and exactly those events kept, that a cause explains.
@Suite("SyncPlanner, causes in random worlds")
struct SyncPlannerCausePropertyTests {
    /// What happens to one employee overnight, and the expected fate of their event.
    private enum Fate: CaseIterable {
        case stays, cancels, leaves, leavesShown, movesOut, movesWithin, unreadable, unreadableLeave, unknownDepartment,
            listedTwice
    }

    @Test(arguments: 0..<60)
    func whatACauseExplainsIsWithheldAndNothingElse(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed) &+ 5000)
        var world = try PlannerWorld.make {
            $0.create = [.resources]
            $0.brake = Brake(count: .max, percent: 100)
        }
        // Ten departments below the scope's, of random depth; 90 is outside.
        world.departments = [
            Department(id: "1", name: "1", hierarchy: "/1/"), Department(id: "90", name: "90", hierarchy: "/9/"),
        ]
        for number in 2...11 {
            let parent = random.pick(
                world.departments[0], random.element(of: world.departments.filter { $0.id != "90" }) ?? world.departments[0])
            world.departments.append(
                Department(id: DepartmentID("\(number)"), name: "\(number)", hierarchy: parent.hierarchy + "\(number)/"))
        }
        let places = world.departments.filter { $0.id != "90" }
        world.employees = (1...30).map { number in
            Employee(
                id: EmployeeID("\(number)"), employeeNumber: "00\(number)", departmentID: random.element(of: places)?.id ?? "1")
        }
        for employee in world.employees {
            world.book("2026-12-14-AM", "2026-12-18-PM", employee: employee.id, period: LeavePeriodID("p\(employee.id)"))
        }
        #expect(world.sync(asOf: PlannerWorld.day).creates.count == 30)
        let first = world.employees

        // Lucca loses, moves or unplaces some departments, with what is below them; positions change everywhere else.
        var lost: Set<DepartmentID> = []
        for department in places where department.id != "1" && random.chance(12) {
            let fallen = world.departments.filter { $0.hierarchy.hasPrefix(department.hierarchy) }.map(\.id)
            lost.formUnion(fallen)
        }
        let way = random.pick(0, 1, 2)
        for index in world.departments.indices where lost.contains(world.departments[index].id) {
            world.departments[index].hierarchy = way == 1 ? "/9/7" + world.departments[index].hierarchy : ""
        }
        if way == 0 { world.departments.removeAll { lost.contains($0.id) } }
        for index in world.departments.indices where !world.departments[index].hierarchy.isEmpty {
            world.departments[index].hierarchy = "/5" + world.departments[index].hierarchy
        }
        let unidentified = random.chance(25) ? 1 : 0
        world.unidentifiedEmployees = unidentified

        var deleted: Set<EmployeeID> = []
        var withheld: Set<EmployeeID> = []
        var inRows: [Employee] = []
        for employee in first {
            var row = employee
            let isLost = lost.contains(employee.departmentID)
            switch random.element(of: Fate.allCases) ?? .stays {
            case .stays:
                // Lucca is queried for the departments that the scope covers: it returns no one of a lost one.
                if isLost { if unidentified == 0 { withheld.insert(row.id) } } else { inRows.append(row) }
            case .cancels:
                world.cancel(LeavePeriodID("p\(row.id)"))
                if isLost {
                    if unidentified == 0 { withheld.insert(row.id) }
                } else {
                    inRows.append(row)
                    deleted.insert(row.id)
                }
            case .leaves:
                if unidentified > 0 { break }
                if isLost { withheld.insert(row.id) } else { deleted.insert(row.id) }
            case .leavesShown:
                row.contractEnd = Sample.day("2026-11-01")
                inRows.append(row)
                deleted.insert(row.id)
            case .movesOut:
                row.departmentID = "90"
                inRows.append(row)
                deleted.insert(row.id)
            case .movesWithin:
                row.departmentID = "1"
                inRows.append(row)
            case .unreadable:
                world.unreadable.insert(row.id)
            case .unreadableLeave:
                world.cancel(LeavePeriodID("p\(row.id)"))
                world.unreadable.insert(row.id)
                if !isLost { inRows.append(row) }
            case .unknownDepartment:
                row.departmentID = "nowhere"
                inRows.append(row)
            case .listedTwice:
                row.departmentID = "1"
                inRows.append(row)
                row.employeeNumber = "other"
                inRows.append(row)
                world.cancel(LeavePeriodID("p\(row.id)"))
            }
        }
        inRows.append(Employee(id: "99", employeeNumber: "0099", departmentID: "1"))
        // One employee has a leave, so that Lucca does not look empty.
        world.employees = inRows.shuffled(using: &random)
        world.book("2026-12-14-AM", "2026-12-18-PM", employee: "99", period: "p99")

        let plan = world.plan(asOf: PlannerWorld.day)
        #expect(Set(plan.deletes.map(\.employeeID)) == deleted)
        #expect(Set(plan.withheld.map(\.employeeID)) == withheld)
        let told = plan.problems.filter { $0.code == .deletionsWithheld }
        #expect(told.count == (withheld.isEmpty ? 0 : 1))
        let from = Set(first.filter { withheld.contains($0.id) }.map(\.departmentID)).sorted()
        #expect(
            plan.brakeReasons
                == (withheld.isEmpty ? [] : [.departmentsLost(departments: from, employees: withheld.count, generation: .first)]))
        // Withheld deletions are performed once approved, and nothing else is withheld then.
        let approved = world.plan(asOf: PlannerWorld.day, approving: Set(plan.withheld.map(\.reference)))
        #expect(Set(approved.deletes.map(\.employeeID)) == deleted.union(withheld) && approved.withheld.isEmpty)
    }
}
