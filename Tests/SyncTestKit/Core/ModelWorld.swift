package import SyncCore

/// Lucca, a planning and the connector's record of both, without network, database or faults. `sync` carries a plan out
/// as the engine has to.
package struct ModelWorld: Sendable {
    package var tenant: Tenant
    // Lucca.
    package var departments: [Department] = []
    package var employees: [Employee] = []
    package var leaves: [HalfDayLeave] = []
    package var accounts: [LeaveAccount] = []
    package var unreadable: Set<EmployeeID> = []
    package var unidentifiedEmployees = 0
    package var unownedLeaves = 0
    package var readingProblems: [Problem] = []

    package var planning = ModelPlanning()

    // What is remembered.
    package var entries: [LedgerEntry] = []
    package var links: [EmployeeID: ResourceLink] = [:]
    package var reasonRules: [LeaveAccountID: ReasonRule] = [:]
    package var departmentLinks: [DepartmentID: DepartmentLink] = [:]
    package var neutralType: UnavailabilityTypeKey?
    package var fieldRules: [FieldRule] = []
    package var fields = FieldValues()
    package var fieldMemory: [FieldMemory] = []
    package var catalogIsStale = true
    package var hasSucceeded = false
    package var lastSuccessEmployees: Int?
    package var lastSuccessDepartments: Int?

    package init(tenant: Tenant) {
        self.tenant = tenant
    }

    /// A run's input on that day, without the catalog.
    package func input(asOf: CalendarDay, approving: Set<EventReference> = []) -> PlanInput {
        let settings = tenant.settings
        let window = SyncWindow(
            asOf: asOf, horizonMonths: settings.horizonMonths, initialFrom: hasSucceeded ? nil : settings.initialFrom)
        var input = PlanInput(tenant: tenant, window: window) { text in
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            return String(hash, radix: 16) + String(hash &* 31, radix: 16)
        }
        input.departments = departments
        input.employees = employees
        input.leaves = leaves.filter { window.readFrom <= $0.halfDay.day && $0.halfDay.day < window.to }
        input.accounts = accounts
        input.unreadable = unreadable
        input.unidentifiedEmployees = unidentifiedEmployees
        input.unownedLeaves = unownedLeaves
        input.readingProblems = readingProblems
        input.entries = entries
        input.links = links.values.sorted { $0.employeeID < $1.employeeID }
        input.reasonRules = reasonRules.values.sorted { $0.accountID < $1.accountID }
        input.departmentLinks = departmentLinks.values.sorted { $0.departmentID < $1.departmentID }
        input.neutralType = neutralType
        input.fieldRules = fieldRules
        input.fields = fields
        input.fieldMemory = fieldMemory
        input.catalogIsStale = catalogIsStale
        input.lastSuccessEmployees = lastSuccessEmployees
        input.lastSuccessDepartments = lastSuccessDepartments
        input.approvedDeletions = approving
        return input
    }

    /// The plan of that day; the catalog is read if something needs it.
    package func plan(asOf: CalendarDay, approving: Set<EventReference> = []) -> SyncPlan {
        var input = input(asOf: asOf, approving: approving)
        if SyncPlanner.draft(input).need.isNeeded { input.catalog = planning.catalog }
        return SyncPlanner.plan(input)
    }

    /// Plans that day and carries it out.
    @discardableResult
    package mutating func sync(asOf: CalendarDay, approving: Set<EventReference> = []) -> SyncPlan {
        let plan = plan(asOf: asOf, approving: approving)
        if SyncPlanner.draft(input(asOf: asOf)).need.isNeeded { catalogIsStale = false }
        apply(plan)
        hasSucceeded = true
        lastSuccessEmployees = plan.counts.employees
        lastSuccessDepartments = plan.counts.departments
        return plan
    }

    /// Carries a plan out: creations first, since the rest refers to them.
    package mutating func apply(_ plan: SyncPlan) {
        var types: [String: UnavailabilityTypeKey] = [:]
        for label in plan.typeCreations { types[label] = planning.addType(label) }
        var made: [DepartmentID: PlanningDepartmentKey] = [:]
        for department in plan.departmentCreations {
            let key = planning.addDepartment(department.name)
            made[department.id] = key
            departmentLinks[department.id] = DepartmentLink(
                departmentID: department.id, planningDepartment: key, isExplicit: false)
        }
        func key(_ reference: DepartmentReference) -> PlanningDepartmentKey? {
            switch reference {
            case .existing(let key): key
            case .new(let department): made[department]
            }
        }
        var hired: [EmployeeID: ResourceKey] = [:]
        for creation in plan.resourceCreations {
            hired[creation.employee.id] = planning.addResource(
                creation.identifier, email: creation.employee.mail, label: creation.label,
                departments: creation.department.flatMap(key).map { [$0] } ?? [])
        }
        for update in plan.resourceUpdates {
            if let department = update.department.flatMap(key) { planning.resources[update.key]?.departments = [department] }
            if let number = update.registrationNumber { planning.resources[update.key]?.registrationNumber = number }
        }
        for operation in plan.operations { apply(operation, types, hired) }
        for link in plan.links {
            var link = link
            if let key = hired[link.employeeID] { link.resource = key }
            links[link.employeeID] = link
        }
        for rule in plan.reasonRules { reasonRules[rule.accountID] = rule }
        for (account, label) in plan.reasonsOfNewTypes {
            guard let key = types[label] else { continue }
            reasonRules[account] = ReasonRule(accountID: account, destination: .type(key), origin: .automatic)
        }
        for link in plan.departmentLinks { departmentLinks[link.departmentID] = link }
        switch plan.neutralType {
        case .existing(let key): neutralType = key
        case .new(let label): neutralType = types[label] ?? neutralType
        case nil: break
        }
    }

    private mutating func apply(
        _ operation: SyncOperation, _ types: [String: UnavailabilityTypeKey], _ hired: [EmployeeID: ResourceKey]
    ) {
        func write(_ event: DesiredEvent, _ key: EventKey, replacing: EventReference?) {
            let resource: ResourceKey? =
                switch event.resource {
                case .existing(let key): key
                case .new(let employee): hired[employee]
                }
            let type: UnavailabilityTypeKey? =
                switch event.type {
                case .existing(let key): key
                case .new(let label): types[label]
                }
            guard let resource, let type else { return }
            let remark = planning.events[key]?.remark ?? ""
            planning.events[key] = Unavailability(
                key: key, resources: [resource], type: type, start: event.start, end: event.end,
                remark: event.reference.writing(into: remark, replacing: replacing))
            entries.append(LedgerEntry(event.on(resource, as: type), key: key))
        }
        switch operation {
        case .create(let event):
            write(event, EventKey(planning.nextKey()), replacing: nil)
        case .update(let entry, let event):
            guard let key = entry.eventKey else { return }
            entries.removeAll { $0.reference == entry.reference }
            write(event, key, replacing: entry.reference)
        case .delete(let entry):
            guard let key = entry.eventKey else { return }
            planning.events[key] = nil
            entries.removeAll { $0.reference == entry.reference }
        }
    }
}
