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

    let roster: Roster
    let tree: DepartmentTree
    let inScope: Set<EmployeeID>
    /// Nothing of theirs is changed: a row could not be read, or rows contradict each other.
    var unreadable: Set<EmployeeID>

    init(_ input: PlanInput) {
        self.input = input
        let scope = input.tenant.scope.resolve(in: input.departments)
        self.scope = scope
        let tree = DepartmentTree(input.departments)
        self.tree = tree
        let remembered = Dictionary(input.links.map { ($0.employeeID, $0) }) { first, _ in first }
        self.remembered = remembered
        links = remembered
        var settings = input.tenant.settings
        settings.create.subtract(input.directory?.unreadable.keys.map { $0 } ?? [])
        self.settings = settings
        let digest = input.digest
        let withEvents = Set(input.entries.map(\.employeeID))
        let roster = Roster(
            input.employees, scope: scope, tree: tree, asOf: input.window.asOf,
            isKnown: { withEvents.contains($0) || remembered[$0] != nil },
            facts: { [settings] in IdentityFacts(of: $0, settings: settings, digest: digest).compared })
        self.roster = roster
        employees = roster.employees
        inScope = Set(roster.employees.map(\.id))
        facts = Dictionary(
            employees.map { [settings] in ($0.id, IdentityFacts(of: $0, settings: settings, digest: digest)) },
            uniquingKeysWith: { first, _ in first })
        unreadable = input.unreadable.union(roster.contradictory)
    }

    /// The tenant's, without what must not be made in this run.
    let settings: TenantSettings
    var slug: TenantSlug { input.tenant.slug }

    mutating func build() {
        plan.problems = input.readingProblems
        plan.counts.departments = scope.departments.count
        plan.counts.employees = employees.count
        plan.problems += scope.missing.map { Problem(.department($0), .departmentOfScopeMissing) }
        noteUnreadable()
        planResources()
        planEvents()
        place()
        plan.links = links.values.filter { remembered[$0.employeeID] != $0 }.sorted { $0.employeeID < $1.employeeID }
    }

    private mutating func noteUnreadable() {
        plan.problems += roster.contradictory.map {
            Problem(.employee($0), .employeeContradictory(identifier: settings.identifier))
        }
        for (kind, count) in (input.directory?.unreadable ?? [:]).sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            plan.problems.append(Problem(.catalog(kind), .catalogUnreadable(count: count)))
        }
        for employee in roster.unplaced where departmentLost(by: employee.id) == nil {
            unreadable.insert(employee.id)
            plan.problems.append(.employeeUnplaced(employee, input.tenant))
        }
    }

    /// Remembers where everyone is, for the day on which their department is lost.
    private mutating func place() {
        var lineages: [DepartmentID: DepartmentLineage] = [:]
        let pending = Set(plan.resourceCreations.map(\.employee.id) + plan.resourceUpdates.map(\.employeeID))
        for employee in employees {
            let lineage = lineages[employee.departmentID] ?? tree.lineage(of: employee.departmentID)
            lineages[employee.departmentID] = lineage
            links[employee.id]?.lineage = lineage
            if var link = remembered[employee.id], link.lineage != lineage, pending.contains(employee.id) {
                link.lineage = lineage
                plan.placedLinks.append(link)
            }
        }
    }

    /// Nothing of an employee of whom something could not be read is changed.
    func isReadable(_ employee: EmployeeID) -> Bool { !unreadable.contains(employee) }
}
