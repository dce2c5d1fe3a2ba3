import Simulators
import SyncCore

extension Undone {
    /// What the problems of a run are about: of an employee or a leave account, all their leave periods.
    /// - Parameter before: what stood on the planning before the run.
    init(_ told: [Problem], of tenant: SimulatedTenant, before: [ExpectedPlanning.Event]) {
        self.init()
        var leaveAccounts: Set<Int> = []
        for problem in told {
            let words = problem.subject.split { " ,()[/".contains($0) }
            let numbers = words.compactMap { Int($0) }
            switch words.first ?? "" {
            // The identifier that may follow the id says nothing more.
            case "employee": employees.formUnion(numbers.prefix(1))
            case "department": departments.formUnion(numbers)
            case "leave": leaveAccounts.formUnion(numbers)
            // A reference begins with the period.
            case let word where word.hasPrefix("lucca:"): periods.formUnion(numbers.prefix(1))
            default: break
            }
            switch problem.code {
            case .deletionsWithheld: withheld = Set(before)
            case .planningUnreadable: departments.formUnion(tenant.lucca.departments.map(\.id))
            case .departmentUnreadable:
                // Who is in it is in no scope. Nobody can say which department has no id.
                withheld = Set(before)
                let lost = numbers.isEmpty ? Set(tenant.lucca.departments.map(\.id)) : Set(numbers)
                departments.formUnion(lost)
                employees.formUnion(tenant.lucca.employees.filter { lost.contains($0.departmentID) }.map(\.id))
            case .employeeUnreadable where words.first == "tenant", .leaveUnreadable where words.first == "tenant",
                .scopeDepartmentMissing:
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
