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
                periods.formUnion([Int(reference.periodID.value)].compactMap { $0 })
                // What was to become the event of this absence may show one of the same person that is cancelled.
                let theirs = Set(tenant.lucca.leaves.filter { "\($0.employee)" == employee?.value }.map(\.period))
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
        for leave in tenant.lucca.leaves where employees.contains(leave.employee) || leaveAccounts.contains(leave.account) {
            periods.insert(leave.period)
        }
    }
}
