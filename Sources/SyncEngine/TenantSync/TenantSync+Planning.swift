import Logging
import SyncCore

/// Everything up to the plan only reads: runs and previews share it.
extension TenantSync {
    /// The planning is read whole at least this often, to restore what people edited or deleted there.
    static let reconcileEverySeconds = 7 * 86_400
    /// What the catalog lacked is searched for again after this long.
    static let catalogIsStaleAfterSeconds = 20 * 3600
    /// No event of ours is later: a horizon is at most 24 months, and planners do not move events further than the rest.
    static let searchedMonths = 120

    struct PlanRequest {
        let tenant: Tenant
        let window: SyncWindow
        var memory: TenantMemory
        let connected: ConnectedTenant
        var reading: SourceReading
        var settlement: Settlement
        let search: EventSearch
        let isWhole: Bool
        let decisions: Decisions
        let lastSuccess: LastSuccess?
    }

    /// What people decided about deletions and clearings that the brake withheld.
    struct Decisions {
        var approved: Set<EventReference> = []
        var approvedClears: Set<EmployeeID> = []
        var declined: [EventReference: Decline] = [:]
        var declinedClears: [EmployeeID: Decline] = [:]
    }

    func isWholeReadDue(_ memory: TenantMemory, _ options: SyncOptions) -> Bool {
        options.reconcile || !memory.isReconciled(within: Self.reconcileEverySeconds)
    }

    /// Starts with Lucca's read window, so that past events are known where the assembler sees their absences.
    func searchRange(_ tenant: Tenant, _ window: SyncWindow) -> Range<Instant> {
        let calendar = tenant.settings.calendar
        let from = calendar.startOfDay(window.readFrom)
        return from..<max(from, calendar.startOfDay(window.asOf.adding(months: Self.searchedMonths)))
    }

    func search(_ tenant: Tenant, _ window: SyncWindow, _ target: any PlanningTarget) -> EventSearch {
        let calendar = tenant.settings.calendar
        return EventSearch(
            target: target, range: searchRange(tenant, window),
            today: calendar.startOfDay(window.asOf)..<calendar.startOfDay(window.asOf.adding(days: 1)),
            isViewLimited: tenant.dialect.dialect.view == .limited)
    }

    /// - Parameters:
    ///   - rules: of extra data: only the fields that they name are read.
    ///   - tally: called with the counts read so far, each time they grow, counted as in the plan.
    func fetch(
        _ tenant: Tenant, _ window: SyncWindow, _ source: any HRSource, _ options: SyncOptions, _ rules: [FieldRule],
        tally: (RunCounts) -> Void = { _ in }
    ) async throws -> SourceReading {
        guard !tenant.scope.bases.isEmpty else {
            throw SyncError(.tenant(.scopeMissing(slug: tenant.slug)))
        }
        options.onProgress(SyncProgress(.fetching, done: 0, total: 3))
        let read = try await source.departments()
        let departments = read.rows
        let inScope = tenant.scope.resolve(in: departments).departments.sorted()
        guard !inScope.isEmpty else {
            return SourceReading(
                departments: read, employees: Reading(rows: []), leaves: LeaveReading(leaves: [], accounts: []))
        }
        var counts = RunCounts()
        counts.departments = inScope.count
        tally(counts)
        options.onProgress(SyncProgress(.fetching, done: 1, total: 3))
        let fields = Dictionary(rules.map { ($0.field.id, $0.field) }) { first, _ in first }.values.sorted { $0.id < $1.id }
        let everyone = try await source.employees(in: inScope, with: fields)
        let employees = everyone.employees
        counts.employees = Set(employees.rows.filter { ($0.contractEnd ?? window.asOf) >= window.asOf }.map(\.id)).count
        tally(counts)
        options.onProgress(SyncProgress(.fetching, done: 2, total: 3))
        let leaves = try await source.leaves(ofEmployeesIn: inScope, from: window.readFrom, through: window.readThrough)
        let assembler = AbsenceAssembler(
            calendar: tenant.settings.calendar, window: window, includePending: tenant.settings.includePending)
        counts.leaves = leaves.leaves.count(where: assembler.counts)
        tally(counts)
        return SourceReading(departments: read, employees: employees, leaves: leaves, fields: everyone.fields)
    }

    /// Compares the ledger with the planning if that is due; writes nothing.
    func settle(
        _ tenant: Tenant, _ memory: TenantMemory, _ reading: SourceReading, _ window: SyncWindow, _ search: EventSearch,
        isWhole: Bool
    ) async throws -> Settlement {
        var settlement = Settlement(memory.entries)
        var search = search
        if isWhole {
            var standing = try await search.target.unavailabilities(
                from: search.range.lowerBound, to: search.range.upperBound, resources: nil)
            var view = ViewEvidence(listed: standing.count, reach: ViewReach(standing))
            let unlisted = try await search.unlisted(memory.entries, besides: standing)
            standing += unlisted.events
            (view.asked, view.shownByKey, view.unasked) = (unlisted.asked, unlisted.shown, unlisted.unasked.count)
            view.showsOurs = standing.contains { event in
                EventReference.all(in: event.remark).contains { tenant.luccaAccounts.contains($0.account) }
            }
            search.isViewLimited = search.isViewLimited || view.isLimited
            // Creates with an unknown outcome have no key to read them by.
            let hidden = memory.entries.filter { [search] entry in
                entry.eventKey == nil && search.isBeyondView(entry.start, of: entry.resource, view.reach)
            }
            standing += try await search.unlistedCreates(memory.entries, except: hidden, besides: standing, tenant.luccaAccount)
            let (calendar, owners) = (tenant.settings.calendar, reading.owners())
            let links = Dictionary(memory.links.map { ($0.employeeID, $0.resource) }) { first, _ in first }
            settlement = Settlement(
                memory.entries,
                Settlement.WholeRead(
                    events: standing, unasked: unlisted.unasked.union(hidden.map(\.reference)), start: search.range.lowerBound,
                    accounts: tenant.luccaAccounts,
                    account: tenant.luccaAccount, remembersAll: memory.reconciledAt != nil,
                    owner: owner(tenant, memory, owners, standing),
                    startAsWritten: { calendar.instant(startOf: $0.first) },
                    resource: { reference in owners[reference.periodID].flatMap { links[$0] ?? nil } }))
            settlement.view = view
        }
        let open = settlement.entries.filter { $0.openIntent != nil }
        if !open.isEmpty {
            let findings = try await search.look(for: open)
            let rest = Settlement(settlement.entries, findings: findings)
            settlement.entries = rest.entries
            settlement.ledger.remove += rest.ledger.remove
            settlement.ledger.write += rest.ledger.write
            settlement.copies += rest.copies
            settlement.plannersCopies += rest.plannersCopies
            settlement.happened += rest.happened
            settlement.unreadable += rest.unreadable.filter { !settlement.unreadable.contains($0) }
            settlement.beyondView = rest.beyondView
        }
        // What is entirely before the day is never deleted.
        let today = tenant.settings.calendar.startOfDay(window.asOf)
        settlement.copies.removeAll { $0.event.end <= today }
        settlement.plannersCopies.removeAll { $0.event.end <= today }
        if let sure = memory.surelyPast {
            // Neither a requested day nor a clock that is ahead ages anything.
            let day = min(window.asOf, sure.day(in: tenant.settings.calendar.zone))
            let longAgo = min(window.readFrom, day.adding(months: -Retention.months))
            settlement.forget(endedBy: tenant.settings.calendar.startOfDay(longAgo))
        }
        return settlement
    }

    /// The employee of an adopted event: its leave period's; if Lucca no longer has it, the only one with events on the same
    /// resource.
    private func owner(
        _ tenant: Tenant, _ memory: TenantMemory, _ owners: [LeavePeriodID: EmployeeID], _ standing: [Unavailability]
    ) -> (EventReference, Unavailability) -> EmployeeID {
        var holders: [ResourceKey: Set<EmployeeID>] = [:]
        for link in memory.links {
            if let key = link.resource { holders[key, default: []].insert(link.employeeID) }
        }
        for event in standing {
            for reference in EventReference.all(in: event.remark) where tenant.luccaAccounts.contains(reference.account) {
                // With several resources, planners have added people: they do not identify the employee.
                guard event.resources.count == 1, let owner = owners[reference.periodID] else { continue }
                for key in event.resources { holders[key, default: []].insert(owner) }
            }
        }
        return { reference, event in
            if let owner = owners[reference.periodID] { return owner }
            let candidates = event.resources.reduce(into: Set<EmployeeID>()) { $0.formUnion(holders[$1] ?? []) }
            return candidates.count == 1 ? candidates.first ?? .nobody : .nobody
        }
    }

    /// - Parameter catalog: nil to read it if needed.
    func plan(_ request: PlanRequest, _ options: SyncOptions, catalog: Catalog? = nil) async throws -> SyncMaterial {
        let memory = request.memory
        var input = PlanInput(
            tenant: request.tenant, window: request.window, digest: try await digest(request))
        let reading = request.reading
        input.departments = reading.departments.rows
        input.employees = request.reading.employees.rows
        input.leaves = request.reading.leaves.leaves
        input.accounts = request.reading.leaves.accounts
        input.unreadable = reading.employees.unreadable.union(reading.leaves.unreadable)
        input.unidentifiedEmployees = reading.employees.unidentified
        input.unownedLeaves = reading.leaves.unowned
        input.readingProblems = reading.departments.problems + reading.employees.problems + reading.leaves.problems
        input.entries = request.settlement.entries
        input.handEdits = request.settlement.handEdits
        input.unreadableEvents = Set(request.settlement.unreadable)
        input.readingProblems += request.settlement.unreadable.map { Problem(.event($0, of: nil), .eventUnreadable) }
        input.readingProblems += request.settlement.beyondView.map { Problem(.event($0, of: nil), .createBeyondView) }
        if request.settlement.view.isLimited,
            request.tenant.dialect.findings[.view]?.value != PlanningDialect.View.limited.rawValue
        {
            input.readingProblems.append(
                Problem(.tenant(request.tenant.slug), .viewLimited(events: request.settlement.view.shownByKey)))
        }
        // An event without a known employee may belong to one with an unreadable row: then it stays.
        if !input.unreadable.isEmpty || input.unidentifiedEmployees > 0 { input.unreadable.insert(.nobody) }
        input.links = memory.links
        input.reasonRules = memory.reasonRules
        input.departmentLinks = memory.departmentLinks
        input.neutralType = memory.neutralType
        input.fieldRules = memory.fieldRules
        input.fields = reading.fields
        input.fieldMemory = memory.fields
        input.catalogIsStale = !memory.hasReadCatalog(within: Self.catalogIsStaleAfterSeconds)
        input.isReconciling = request.isWhole
        input.lastSuccessEmployees = request.lastSuccess?.employees
        input.lastSuccessDepartments = request.lastSuccess?.departments
        let decisions = request.decisions
        (input.approvedDeletions, input.approvedClears) = (decisions.approved, decisions.approvedClears)
        (input.declinedDeletions, input.declinedClears) = (decisions.declined, decisions.declinedClears)

        if let catalog {
            input.catalog = catalog
            options.onProgress(SyncProgress(.planning))
            return material(request, input, SyncPlanner.plan(input))
        }
        let reasons: Set<CatalogNeed.Reason>
        do {
            // A draft that is not the plan is gone before the plan is made: both are as large.
            let draft = SyncPlanner.draft(input)
            guard draft.need.isNeeded else {
                options.onProgress(SyncProgress(.planning))
                return material(request, input, draft.plan)
            }
            reasons = draft.need.reasons
        }
        logger.debug(
            "Reading the catalog",
            metadata: [
                LogKey.tenant: "\(request.tenant.slug)",
                LogKey.reasons: "\(reasons.map(\.rawValue).sorted().joined(separator: " "))",
            ])
        input.catalog = try await readCatalog(request.connected.target, memory, reading)
        options.onProgress(SyncProgress(.planning))
        return material(request, input, SyncPlanner.plan(input))
    }

    /// The limit of resources that one run reads by key because the list lacks them.
    private static let mostResourcesAsked = 200

    /// - Parameters: what is remembered of resources, and who is synced. A linked resource that the list lacks may be hidden from
    ///   our user, and is read by key. Those beyond the limit count as hidden: no other is created instead. If the list has rows
    ///   without a key, it may be one of these, and does not count as hidden.
    func readCatalog(
        _ target: any PlanningTarget, _ memory: TenantMemory, _ reading: SourceReading
    ) async throws -> Catalog {
        var catalog = Catalog(
            resources: try await target.resources(), departments: try await target.departments(),
            types: try await target.types())
        let (listed, employees) = (Set(catalog.resources.map(\.key)), Set(reading.employees.rows.map(\.id)))
        let missing = Set(memory.links.filter { employees.contains($0.employeeID) }.compactMap(\.resource)).subtracting(listed)
        let isSomeWithoutKey = catalog.resources.contains(where: \.isWithoutKey)
        for (index, key) in missing.sorted().enumerated() {
            var asked: Resource?
            if index < Self.mostResourcesAsked {
                do {
                    asked = try await target.resource(key)
                    if asked == nil { continue }
                } catch let error as SyncError where error.concernsOneThing {}
            }
            if !isSomeWithoutKey {
                catalog.hidden.insert(key)
            } else if let asked {
                catalog.resources.append(asked)
            }
        }
        return catalog
    }

    private func material(_ request: PlanRequest, _ input: PlanInput, _ plan: SyncPlan) -> SyncMaterial {
        SyncMaterial(
            tenant: request.tenant, memory: request.memory, connected: request.connected, reading: request.reading,
            settlement: request.settlement, search: request.search, input: input, digest: FieldDigest(input.digest), plan: plan,
            copies: copiesToDelete(request, plan))
    }

    private func digest(_ request: PlanRequest) async throws -> @Sendable (String) -> String {
        if let digester = request.connected.digester { return { digester.digest($0) } }
        let digester = try await ports.vault.digester(of: request.tenant.id)
        return { digester.digest($0) }
    }

    /// Copies are deletions too: together with the plan's they must pass the brake.
    private func copiesToDelete(_ request: PlanRequest, _ plan: SyncPlan) -> [FoundEvent] {
        let copies = request.settlement.copies
        guard !plan.brakeReasons.contains(where: \.holdsEverything), !copies.isEmpty else { return [] }
        let today = request.tenant.settings.calendar.startOfDay(request.window.asOf)
        let deletions = plan.operations.count { if case .delete = $0 { true } else { false } }
        let future = request.settlement.entries.count { $0.end > today } + copies.count
        let brake = request.tenant.settings.brake
        guard !brake.holds(deletions: deletions + copies.count, futureEvents: future) else { return [] }
        return copies
    }
}

/// One complete read of Lucca.
struct SourceReading: Sendable {
    var departments: Reading<Department>
    var employees: Reading<Employee>
    var leaves: LeaveReading
    /// The extra data of the employees.
    var fields = FieldValues()

    /// Lucca was not read.
    static let nothing = SourceReading(
        departments: Reading(rows: []), employees: Reading(rows: []), leaves: LeaveReading(leaves: [], accounts: []))

    /// The employee of each leave period, of which there are fewer than half-days.
    func owners() -> [LeavePeriodID: EmployeeID] {
        var owners: [LeavePeriodID: EmployeeID] = [:]
        var latest: LeavePeriodID?
        for leave in leaves.leaves where leave.periodID != latest {
            latest = leave.periodID
            if owners[leave.periodID] == nil { owners[leave.periodID] = leave.employeeID }
        }
        return owners
    }
}

/// Everything up to the plan, for runs and previews.
struct SyncMaterial: Sendable {
    let tenant: Tenant
    let memory: TenantMemory
    let connected: ConnectedTenant
    private(set) var reading: SourceReading
    let settlement: Settlement
    let search: EventSearch
    private(set) var input: PlanInput
    let digest: FieldDigest
    let plan: SyncPlan
    /// Of `settlement`, unless the brake withholds them.
    let copies: [FoundEvent]
}

/// The state of an attempt: its counts are valid whenever it ends.
struct SyncAttempt: Sendable {
    private let before: RequestCounts
    private let earlierCounts: RunCounts
    var connected: ConnectedTenant?
    var planned: SyncMaterial?
    /// What was read from Lucca, until a plan counts it.
    var read: RunCounts?
    var report = ApplyReport()
    /// What an interrupted probe may have left.
    var leftover: Problem?
    /// Events that earlier attempts of this run, or a dead worker, created or updated.
    var writtenBefore: Set<EventReference> = []

    init(run: Run) {
        before = run.requests
        earlierCounts = run.counts
    }

    var problems: [Problem] {
        (planned?.problems(with: report.fieldFindings) ?? []) + [leftover].compactMap { $0 } + report.problems
    }
    var notices: [APINotice] { connected?.notices.collected ?? [] }

    /// With a newer report than the attempt's.
    func tally(with report: ApplyReport) async -> (RunCounts, RequestCounts) {
        var attempt = self
        attempt.report = report
        return await attempt.tally()
    }

    func tally() async -> (RunCounts, RequestCounts) {
        var counts = planned?.plan.counts ?? read ?? earlierCounts
        counts.created = report.created
        counts.updated = report.updated
        counts.deleted = report.deleted
        counts.failed = report.failed
        // What earlier attempts wrote is remembered, and in no plan any more.
        counts.fieldsWritten = earlierCounts.fieldsWritten + report.fieldsWritten
        counts.fieldsCleared = earlierCounts.fieldsCleared + report.fieldsCleared
        if let plan = planned?.plan {
            counts.unchanged = max(0, counts.unchanged - writtenBefore.count)
            counts.fieldsRefused =
                FieldFinding.refused(plan.fieldFindings + report.fieldFindings).union(report.fieldsRejected).count
            counts.fieldsWithheld = plan.fieldClearsWithheld.count
        }
        var requests = before
        if let connected {
            requests.lucca += await connected.source.requestCount
            requests.planningPME += await connected.target.requestCount
        }
        return (counts, requests)
    }
}

extension SyncMaterial {
    /// nil if it was not read.
    var catalog: Catalog? { input.catalog }

    /// For what comes after the plan.
    mutating func forgetHalfDays() {
        reading.leaves.leaves = []
        input.leaves = []
    }

    /// - Parameter found: what the run found of extra data, besides what the plan knows.
    func problems(with found: [FieldFinding] = []) -> [Problem] {
        let withheld = settlement.copies.count - copies.count
        return plan.problems + FieldFinding.problems(plan.fieldFindings + found, of: tenant.slug)
            + (withheld > 0 ? [Problem(.tenant(tenant.slug), .copiesWithheld(count: withheld))] : [])
    }
}
