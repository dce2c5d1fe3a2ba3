/// A plan under construction: each stage reads what the stages before it found out.
struct PlanBuilder {
    let input: PlanInput
    var plan = SyncPlan()
    var need = DirectoryNeed()

    let scope: ResolvedScope
    /// Everyone in scope who has not left, once, by id.
    let employees: [Employee]
    /// The facts of those employees that are compared with resources.
    let facts: [EmployeeID: IdentityFacts]
    /// Where the absences of an employee go; nobody else's are written, and their events stay as they are.
    var resources: [EmployeeID: ResourceReference] = [:]
    /// What is remembered of employees, and what shall be.
    let remembered: [EmployeeID: ResourceLink]
    var links: [EmployeeID: ResourceLink]

    /// Where the absences of each leave account go, as far as some are to be shown.
    var resolutions: [LeaveAccountID: ReasonResolver.Resolution] = [:]
    /// Types to create if an event needs them, by folded label.
    var newTypes: [String: String] = [:]
    /// The directory was read and has no neutral type.
    var neutralTypeIsMissing = false
    /// Leave accounts whose type is to be created, and its label.
    var reasonLabels: [LeaveAccountID: String] = [:]

    init(_ input: PlanInput) {
        self.input = input
        let scope = input.tenant.scope.resolve(in: input.departments)
        self.scope = scope
        var seen: Set<EmployeeID> = []
        let employees = input.employees.filter { employee in
            guard scope.contains(employee.departmentID), employee.contractEnd.map({ $0 >= input.window.asOf }) ?? true else {
                return false
            }
            return seen.insert(employee.id).inserted
        }
        self.employees = employees.sorted { $0.id < $1.id }
        let (settings, digest) = (input.tenant.settings, input.digest)
        facts = Dictionary(
            employees.map { ($0.id, IdentityFacts(of: $0, settings: settings, digest: digest)) },
            uniquingKeysWith: { first, _ in first })
        remembered = Dictionary(input.links.map { ($0.employeeID, $0) }) { first, _ in first }
        links = remembered
    }

    var settings: TenantSettings { input.tenant.settings }
    var slug: TenantSlug { input.tenant.slug }

    mutating func build() {
        plan.problems = input.readingProblems
        plan.counts.departments = scope.departments.count
        plan.counts.employees = employees.count
        plan.problems += scope.missing.map { .scopeDepartmentMissing($0, slug) }
        planResources()
        planEvents()
        plan.links = links.values.filter { remembered[$0.employeeID] != $0 }.sorted { $0.employeeID < $1.employeeID }
    }

    /// Nothing of an employee of whom something could not be read is changed.
    func isReadable(_ employee: EmployeeID) -> Bool { !input.unreadable.contains(employee) }
}
