import Simulators
import SyncCore

extension Undone {
    /// What the problems of a run are about: of an employee or a leave account, all their leave periods.
    /// - Parameter before: what stood on the planning before the run.
    init(_ told: [Problem], of tenant: SimulatedTenant, before: [ExpectedPlanning.Event]) {
        self.init()
        var leaveAccounts: Set<Int> = []
        for problem in told {
            var department: Int?
            var isOfTenant = false
            switch problem.subject {
            case .employee(let id, _): employees.formUnion([Int(id.value)].compactMap { $0 })
            case .department(let id):
                department = Int(id.value)
                departments.formUnion([department].compactMap { $0 })
            case .leaveAccounts(let ids): leaveAccounts.formUnion(ids.compactMap { Int($0.value) })
            case .event(let reference, of: let employee):
                periods.formUnion([ExpectedPlanning.Event.number(reference.periodID.value)].compactMap { $0 })
                // What was to become the event of this absence may show one of the same person that is cancelled.
                let theirs = tenant.periods { owner, _ in "\(owner)" == employee?.value }
                withheld.formUnion(before.filter { $0.period.map(theirs.contains) ?? false })
            case .tenant: isOfTenant = true
            case .departments, .neutralType, .catalog, .run, .unknown: break
            }
            switch problem.code {
            case .deletionsWithheld: withheld = Set(before)
            case .planningUnreadable: departments.formUnion(tenant.lucca.departments.map(\.id))
            case .departmentUnreadable:
                // Who is in it is in no scope. Nobody can say which department has no id.
                withheld = Set(before)
                let lost = department.map { [$0] } ?? Set(tenant.lucca.departments.map(\.id))
                departments.formUnion(lost)
                employees.formUnion(tenant.lucca.employees.filter { lost.contains($0.departmentID) }.map(\.id))
            case .employeeUnreadable where isOfTenant, .leaveUnreadable where isOfTenant, .scopeDepartmentMissing:
                // Somebody's, and nobody can say whose.
                withheld = Set(before)
                employees.formUnion(tenant.lucca.employees.map(\.id))
            default: break
            }
        }
        let people = employees
        periods.formUnion(tenant.periods { people.contains($0) || leaveAccounts.contains($1) })
    }
}

extension SimulatedTenant {
    /// The numbers that references of both generations give to the leaves of employees and leave accounts.
    fileprivate func periods(where isWanted: (_ employee: Int, _ account: Int) -> Bool) -> Set<Int> {
        let leaves = lucca.leaves.filter { isWanted($0.employee, $0.account) }.map(\.period)
        return Set(leaves + lucca.absences.filter { isWanted($0.employee, $0.account) }.map(\.id))
    }
}
