/// One generation's facts, as a comparison needs them.
struct ComparedSide {
    let side: GenerationSide
    let scope: ResolvedScope
    /// In scope and not former, by id.
    let employees: [EmployeeID: Employee]
    /// Nothing of theirs is compared.
    let unreadable: Set<EmployeeID>
    /// Leave accounts that are not shown on the planning.
    let ignored: Set<LeaveAccountID>
    /// Leave accounts of remote work, as the generation says or a sync remembered, without a rule by an operator.
    let undecidedRemoteWork: Set<LeaveAccountID>
    /// Leave accounts whose absences are not compared.
    var hidden: Set<LeaveAccountID> { ignored.union(undecidedRemoteWork) }

    var input: PlanInput { side.input }
    var settings: TenantSettings { side.input.tenant.settings }
    var comparable: Set<EmployeeID> { Set(employees.keys).subtracting(unreadable) }

    init(_ side: GenerationSide) {
        self.side = side
        let builder = PlanBuilder(side.input)
        scope = builder.scope
        employees = Dictionary(builder.employees.map { ($0.id, $0) }) { first, _ in first }
        unreadable = builder.unreadable.union(builder.roster.unplaced.map(\.id)).subtracting([.nobody])
        let input = side.input
        let resolver = ReasonResolver(
            rules: input.reasonRules, types: input.catalog?.types, neutralType: input.neutralType,
            settings: input.tenant.settings, catalogIsStale: input.catalogIsStale)
        let remembered = input.reasonRules.filter { $0.origin == .automatic && $0.destination == .ignore }.map(\.accountID)
        let decided = input.reasonRules.filter { $0.origin == .operator }.map(\.accountID)
        ignored = Set(input.accounts.filter { resolver.resolve($0) == .ignored }.map(\.id)).union(remembered)
        undecidedRemoteWork = Set(input.accounts.filter(\.meansRemoteWork).map(\.id) + remembered).subtracting(decided)
    }

    /// What the planning would show from the day on, without the ids that differ between the generations.
    func shown(except accounts: Set<LeaveAccountID>) -> [EmployeeID: Set<Shown>] {
        var shown: [EmployeeID: Set<Shown>] = [:]
        for absence in side.plan.wanted where !accounts.contains(absence.reference.accountID) {
            shown[absence.employeeID, default: []].insert(Shown(absence))
        }
        return shown
    }

    struct Shown: Hashable {
        let accountID: LeaveAccountID
        let resource: ResourceReference
        let type: TypeReference?
        let start: Instant
        let end: Instant

        init(_ absence: WantedAbsence) {
            accountID = absence.reference.accountID
            (resource, type, start, end) = (absence.resource, absence.type, absence.start, absence.end)
        }
    }
}
