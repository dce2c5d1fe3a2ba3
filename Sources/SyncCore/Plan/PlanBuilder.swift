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

/// Everything that planning looks at: what Lucca says, what is remembered, and, when it was read, what stands on the planning.
package struct PlanInput: Sendable {
    package var tenant: Tenant
    package var window: SyncWindow

    /// Lucca's departments, all of them.
    package var departments: [Department]
    /// Lucca's employees as read: those out of scope and those who left are dropped by the planner.
    package var employees: [Employee]
    /// Half-days as read, cancelled ones included.
    package var leaves: [HalfDayLeave]
    /// The leave accounts that the half-days name.
    package var accounts: [LeaveAccount]
    /// Employees of whom a row could not be understood: nothing of theirs is changed or deleted.
    package var unreadable: Set<EmployeeID>
    /// Rows of employees whose id could not be read: an employee who is in no row may be in one of them, and does not count as gone.
    package var unidentifiedEmployees: Int
    /// Half-days that count, of whom nobody can tell: one of them may be any that an employee has no longer.
    package var unownedLeaves: Int
    /// Problems of reading, carried into the plan's.
    package var readingProblems: [Problem]

    /// References of events of ours that could not be read on the planning: they stay as they are.
    package var unreadableEvents: Set<EventReference>
    /// The ledger.
    package var entries: [LedgerEntry]
    package var links: [ResourceLink]
    package var reasonRules: [ReasonRule]
    package var departmentLinks: [DepartmentLink]
    package var neutralType: UnavailabilityTypeKey?

    /// What stands on the planning beside events; nil when it was not read.
    package var directory: Directory?
    /// The directory was last read more than 20 h ago, or never.
    package var directoryIsStale: Bool
    /// This run reads the whole planning anyway (adoption, weekly reconciliation, or an operator asked for it).
    package var isReconciling: Bool

    /// A digest keyed by tenant, of any length (`TextDigester`).
    package var digest: @Sendable (String) -> String
    /// Employees in scope at the last success; nil before the first.
    package var lastSuccessEmployees: Int?
    /// Departments in scope at the last success; nil before the first.
    package var lastSuccessDepartments: Int?
    /// Deletions that the brake withheld and a person approved.
    package var approvedDeletions: Set<EventReference>

    /// Nothing read and nothing remembered; set the rest.
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
        links = []
        reasonRules = []
        departmentLinks = []
        neutralType = nil
        directory = nil
        directoryIsStale = true
        isReconciling = false
        lastSuccessEmployees = nil
        lastSuccessDepartments = nil
        approvedDeletions = []
    }
}

/// The moments that decide what a plan may touch.
package struct PlanBounds: Sendable {
    package let calendar: TenantCalendar
    /// Start of the day that is synced: an event that ends here or before is never touched.
    package let touchAfter: Instant
    /// An absence that ends here or before is never created.
    package let createAfter: Instant
    /// End of the window: Lucca was not asked about what begins here or later.
    package let windowEnd: Instant

    /// - Parameters: the tenant's calendar and the run's window.
    package init(calendar: TenantCalendar, window: SyncWindow) {
        self.calendar = calendar
        touchAfter = calendar.startOfDay(window.asOf)
        windowEnd = calendar.startOfDay(window.to)
        createAfter = min(touchAfter, calendar.startOfDay(window.from))
    }

    /// Whether Lucca was asked about it: not of what begins beyond the window, unless it was moved there from within.
    func isJudged(_ entry: LedgerEntry) -> Bool {
        min(entry.start, calendar.instant(startOf: entry.reference.first)) < windowEnd
    }
}

/// Works out what a run has to write: the difference between what Lucca says and what the connector wrote before
/// (`contracts/sync.md`). Pure: the same input gives the same plan.
package enum SyncPlanner {
    /// The whole plan. Where something needs the directory and it was not read, that part is left as it is.
    package static func plan(_ input: PlanInput) -> SyncPlan {
        var builder = PlanBuilder(input)
        builder.build()
        return builder.plan
    }

    /// What can be planned without the directory. It is the plan itself that tells what it misses; when it misses nothing, it is
    /// the plan of that input.
    package static func draft(_ input: PlanInput) -> (plan: SyncPlan, need: DirectoryNeed) {
        var input = input
        input.directory = nil
        var builder = PlanBuilder(input)
        builder.build()
        if input.isReconciling { builder.need.reasons.insert(.reconciling) }
        return (builder.plan, builder.need)
    }
}

/// Who is synced, as Lucca's rows say; and of whom the rows leave that open.
struct Roster {
    /// Everyone in scope who has not left, once, by id.
    private(set) var employees: [Employee] = []
    /// In scope by several rows that differ in what resources are compared with: nobody can tell which of them is right.
    private(set) var contradictory: [EmployeeID] = []
    /// Known to us, and in a department that Lucca does not list, or gives no place: nobody can tell whether the scope covers it.
    private(set) var unplaced: [Employee] = []
    /// Employees of whom some row came that could be read.
    let inSomeRow: Set<EmployeeID>

    /// - Parameter isKnown: whether something of the employee's is on the planning or remembered.
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

/// The planner's problems.
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
        Problem(subject(employee, tenant.settings), .employeeUnplaced(department: employee.departmentID.shown))
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
    /// In one order.
    fileprivate var created: [Creatable] { Creatable.allCases.filter(create.contains) }
}
