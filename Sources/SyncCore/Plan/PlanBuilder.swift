/// A plan under construction: each stage uses the results of the previous ones.
struct PlanBuilder {
    let input: PlanInput
    var plan = SyncPlan()
    var need = CatalogNeed()

    let scope: ResolvedScope
    /// Everyone in scope who has not left, once, by id.
    let employees: [Employee]
    /// The employees' facts that are compared with resources.
    let facts: [EmployeeID: IdentityFacts]
    /// The resource of each employee. Without one, nothing is written and their events stay unchanged.
    var resources: [EmployeeID: ResourceReference] = [:]
    let remembered: [EmployeeID: ResourceLink]
    var links: [EmployeeID: ResourceLink]

    /// The ledger's entries with their employees; set once the resources are known.
    var owned = OwnedEntries([], resources: [:])

    /// The type of each leave account with absences to show.
    var resolutions: [LeaveAccountID: ReasonResolver.Resolution] = [:]
    /// Types to create if an event needs them, by folded label.
    var newTypes: [String: String] = [:]
    /// The catalog was read and has no neutral type.
    var neutralTypeIsMissing = false
    /// Labels of the types to create, by leave account.
    var reasonLabels: [LeaveAccountID: String] = [:]

    let roster: Roster
    let tree: DepartmentTree
    let inScope: Set<EmployeeID>
    /// Their events stay unchanged: a row was unreadable, or rows contradict each other.
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
        settings.create.subtract(input.catalog?.unreadable.keys.map { $0 } ?? [])
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

    /// The tenant's settings, without what this run must not create.
    let settings: TenantSettings
    var slug: TenantSlug { input.tenant.slug }

    mutating func build() {
        plan.problems = input.readingProblems
        plan.counts.departments = scope.departments.count
        plan.counts.employees = employees.count
        plan.problems += scope.missing.map { Problem(.department($0), .departmentOfScopeMissing(generation: settings.luccaAPI)) }
        noteUnreadable()
        planResources()
        planEvents()
        planFields()
        place()
        plan.links = links.values.filter { remembered[$0.employeeID] != $0 }.sorted { $0.employeeID < $1.employeeID }
    }

    private mutating func noteUnreadable() {
        plan.problems += roster.contradictory.map {
            Problem(.employee($0), .employeeContradictory(identifier: settings.identifier))
        }
        for (kind, count) in (input.catalog?.unreadable ?? [:]).sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            plan.problems.append(Problem(.catalog(kind), .catalogUnreadable(count: count)))
        }
        for employee in roster.unplaced where departmentLost(by: employee.id) == nil {
            unreadable.insert(employee.id)
            plan.problems.append(.employeeUnplaced(employee, input.tenant))
        }
    }

    /// Remembers everyone's department, in case it is lost later.
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

    /// Whether all of an employee's rows were readable. Otherwise nothing of theirs changes.
    func isReadable(_ employee: EmployeeID) -> Bool { !unreadable.contains(employee) }
}

/// Everything planning uses: Lucca's data, what is remembered and, if it was read, the catalog.
package struct PlanInput: Sendable {
    package var tenant: Tenant
    package var window: SyncWindow

    package var departments: [Department]
    /// Employees as read from Lucca, including those out of scope and those who left.
    package var employees: [Employee]
    /// Half-days as read, cancelled ones included.
    package var leaves: [HalfDayLeave]
    /// The leave accounts that the half-days name.
    package var accounts: [LeaveAccount]
    /// Employees with an unreadable row: nothing of theirs is changed or deleted.
    package var unreadable: Set<EmployeeID>
    /// Rows of employees without a readable id: an employee in no row may be in one of them, and does not count as gone.
    package var unidentifiedEmployees: Int
    /// Half-days that count but have no readable owner: any of them may be one that an employee seems to have lost.
    package var unownedLeaves: Int
    /// Problems of reading, copied into the plan's.
    package var readingProblems: [Problem]

    /// References of our events that were unreadable on the planning: they stay unchanged.
    package var unreadableEvents: Set<EventReference>
    package var entries: [LedgerEntry]
    /// Of `entries`: what planners did to them, as far as this run saw it.
    package var handEdits: HandEdits
    package var links: [ResourceLink]
    package var reasonRules: [ReasonRule]
    package var departmentLinks: [DepartmentLink]
    package var neutralType: UnavailabilityTypeKey?

    package var fieldRules: [FieldRule]
    /// The extra data as read.
    package var fields: FieldValues
    package var fieldMemory: [FieldMemory]

    /// The planning's catalog; nil if it was not read.
    package var catalog: Catalog?
    /// The catalog was last read more than 20 h ago, or never.
    package var catalogIsStale: Bool
    /// This run reads the whole planning (adoption, weekly reconciliation or an operator's request).
    package var isReconciling: Bool

    /// A digest keyed by tenant, of any length (`TextDigester`).
    package var digest: @Sendable (String) -> String
    /// Employees in scope at the last success; nil before the first.
    package var lastSuccessEmployees: Int?
    /// Departments in scope at the last success; nil before the first.
    package var lastSuccessDepartments: Int?
    /// Withheld deletions that a person approved.
    package var approvedDeletions: Set<EventReference>
    /// Whose withheld clearing of extra data a person approved, as problems show the ids.
    package var approvedClears: Set<EmployeeID>
    /// Deletions that a person declined, and has not approved since.
    package var declinedDeletions: [EventReference: Decline]
    /// Whose clearing was left out of the approval.
    package var declinedClears: [EmployeeID: Decline]

    /// Nothing read and nothing remembered; the caller sets the rest.
    package init(tenant: Tenant, window: SyncWindow, digest: @escaping @Sendable (String) -> String) {
        self.tenant = tenant
        self.window = window
        self.digest = digest
        departments = []
        employees = []
        leaves = []
        accounts = []
        unreadable = []
        unidentifiedEmployees = 0
        unownedLeaves = 0
        readingProblems = []
        unreadableEvents = []
        entries = []
        handEdits = HandEdits()
        links = []
        reasonRules = []
        departmentLinks = []
        neutralType = nil
        fieldRules = []
        fields = FieldValues()
        fieldMemory = []
        catalog = nil
        catalogIsStale = true
        isReconciling = false
        lastSuccessEmployees = nil
        lastSuccessDepartments = nil
        approvedDeletions = []
        approvedClears = []
        declinedDeletions = [:]
        declinedClears = [:]
    }
}

/// The instants that decide what a plan may touch.
package struct PlanBounds: Sendable {
    package let calendar: TenantCalendar
    /// Start of the as-of day: an event that ends here or earlier is never touched.
    package let touchAfter: Instant
    /// An absence that ends here or earlier is never created.
    package let createAfter: Instant
    /// End of the window: events that begin here or later were not read from Lucca.
    package let windowEnd: Instant

    package init(calendar: TenantCalendar, window: SyncWindow) {
        self.calendar = calendar
        touchAfter = calendar.startOfDay(window.asOf)
        windowEnd = calendar.startOfDay(window.to)
        createAfter = min(touchAfter, calendar.startOfDay(window.from))
    }

    /// Whether Lucca's data covers it: not if it begins after the window, unless it was moved there from within.
    func isJudged(_ entry: LedgerEntry) -> Bool {
        min(entry.start, calendar.instant(startOf: entry.reference.first)) < windowEnd
    }
}

/// Computes what a run has to write: the difference between Lucca and what the connector wrote before (`contracts/sync.md`).
/// Pure: the same input gives the same plan.
package enum SyncPlanner {
    /// The whole plan. Parts that need the catalog stay unchanged if it was not read.
    package static func plan(_ input: PlanInput) -> SyncPlan {
        var builder = PlanBuilder(input)
        builder.build()
        return builder.plan
    }

    /// What can be planned without the catalog, and what needs it. If nothing does, the draft is the plan.
    package static func draft(_ input: PlanInput) -> (plan: SyncPlan, need: CatalogNeed) {
        var input = input
        input.catalog = nil
        var builder = PlanBuilder(input)
        builder.build()
        if input.isReconciling { builder.need.reasons.insert(.reconciling) }
        return (builder.plan, builder.need)
    }
}

/// The employees to sync according to Lucca's rows, and those for whom the rows do not decide it.
struct Roster {
    /// Everyone in scope who has not left, once, by id.
    private(set) var employees: [Employee] = []
    /// In scope by several rows that differ in facts compared with resources: which one is right is unknown.
    private(set) var contradictory: [EmployeeID] = []
    /// Known to us, in a department that Lucca does not list or gives no position: whether the scope covers it is unknown.
    private(set) var unplaced: [Employee] = []
    /// Employees with at least one readable row.
    let inSomeRow: Set<EmployeeID>

    /// - Parameter isKnown: whether the employee has an event on the planning or is remembered.
    init(
        _ rows: [Employee], scope: ResolvedScope, tree: DepartmentTree, asOf: CalendarDay, isKnown: (EmployeeID) -> Bool,
        facts: (Employee) -> String
    ) {
        inSomeRow = Set(rows.map(\.id))
        for (id, rows) in Dictionary(grouping: rows, by: \.id) {
            let current = rows.filter { $0.contractEnd.map { $0 >= asOf } ?? true }
            let inScope = current.filter { scope.contains($0.departmentID) }
            guard let first = inScope.min(by: { $0.departmentID < $1.departmentID }) else {
                if let row = current.first(where: { !tree.places($0.departmentID) }), isKnown(id) { unplaced.append(row) }
                continue
            }
            if inScope.count > 1, Set(inScope.map(facts)).count > 1 {
                contradictory.append(id)
            } else {
                employees.append(first)
            }
        }
        employees.sort { $0.id < $1.id }
        contradictory.sort()
        unplaced.sort { $0.id < $1.id }
    }
}

extension Problem {
    static func employeeUnmatched(_ employee: Employee, _ tenant: Tenant) -> Problem {
        let settings = tenant.settings
        let isBlank = employee.trimmedIdentifier(settings.identifier).isEmpty
        return Problem(
            subject(employee, settings),
            isBlank
                ? .noIdentifier(identifier: settings.identifier, matchesEmail: settings.matchEmail)
                : .noResource(
                    identifier: settings.identifier, matchesEmail: settings.matchEmail, creates: settings.created))
    }

    static func employeeAmbiguous(_ employee: Employee, _ ambiguity: ResourceMatcher.Ambiguity?, _ tenant: Tenant) -> Problem {
        Problem(
            subject(employee, tenant.settings), .severalCandidates(by: ambiguity, identifier: tenant.settings.identifier))
    }

    static func resourceArchived(_ employee: Employee, _ resource: ResourceKey, _ tenant: Tenant) -> Problem {
        Problem(subject(employee, tenant.settings), .resourceArchived(resource: resource))
    }

    static func employeeUnplaced(_ employee: Employee, _ tenant: Tenant) -> Problem {
        Problem(
            subject(employee, tenant.settings),
            .employeeUnplaced(department: employee.departmentID.shown, generation: tenant.settings.luccaAPI))
    }

    static func departmentUnmapped(_ department: DepartmentID, isAmbiguous: Bool, _ tenant: Tenant) -> Problem {
        Problem(
            .department(department),
            isAmbiguous ? .severalDepartmentsOfThatName : .noDepartmentOfThatName(creates: tenant.settings.created))
    }

    static func reasonUnmapped(_ account: LeaveAccountID, _ tenant: Tenant) -> Problem {
        Problem(.leaveAccount(account), .noTypeOfThatName(creates: tenant.settings.created))
    }

    static func reasonUnavailable(_ account: LeaveAccountID, _ tenant: Tenant) -> Problem {
        let settings = tenant.settings
        return Problem(
            .leaveAccount(account), .neutralTypeMissing(label: ShownText(settings.neutralType), creates: settings.created))
    }

    private static func subject(_ employee: Employee, _ settings: TenantSettings) -> Subject {
        .employee(employee.id, identifier: employee.trimmedIdentifier(settings.identifier))
    }
}

extension TenantSettings {
    /// In the order of `Creatable.allCases`.
    fileprivate var created: [Creatable] { Creatable.allCases.filter(create.contains) }
}
