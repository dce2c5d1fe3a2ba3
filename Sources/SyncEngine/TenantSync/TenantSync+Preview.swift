package import SyncCore

extension TenantSync {
    /// What a sync of that day would do. It writes nothing: no run, no ledger, no planning.
    /// - Parameter asOf: the as-of day.
    /// - Throws: `SyncError`.
    package func preview(_ tenant: Tenant, asOf: CalendarDay, options: SyncOptions = SyncOptions()) async throws -> SyncPreview {
        do {
            return try await look(tenant, asOf, options)
        } catch {
            throw SyncError(of: error)
        }
    }

    private func look(_ tenant: Tenant, _ asOf: CalendarDay, _ options: SyncOptions) async throws -> SyncPreview {
        let draft = try await planned(tenant, asOf, options)
        let material = draft.material
        let touchesEvents =
            !material.plan.operations.isEmpty || !material.plan.withheld.isEmpty || !material.copies.isEmpty
            || !material.settlement.plannersCopies.isEmpty
        var types = material.catalog?.types ?? []
        if types.isEmpty, touchesEvents { types = try await material.connected.target.types() }
        let refusal = draft.isUnproven ? try await unprovenCreates(material) : nil
        return SyncPreview(material, window: draft.window, types: types, refusal: refusal)
    }

    /// The plan that a run of that day would use.
    struct PlannedSync {
        let material: SyncMaterial
        let window: SyncWindow
        /// The run reads the whole planning.
        let isWhole: Bool
        /// Nothing is remembered, and lists are incomplete.
        let isUnproven: Bool
    }

    func planned(_ tenant: Tenant, _ asOf: CalendarDay, _ options: SyncOptions) async throws -> PlannedSync {
        let lastSuccess = try await ports.runs.lastSuccess(of: tenant.id)
        let window = SyncWindow(of: tenant, asOf: asOf, hasSucceeded: lastSuccess != nil)
        let memory = try await ports.ledger.load(tenant.id)
        options.onProgress(SyncProgress(.connecting))
        let connected = try await ports.connector.connect(tenant)
        let reading = try await fetch(tenant, window, connected.source, options, memory.fieldRules)
        options.onProgress(SyncProgress(.reading))
        var search = search(tenant, window, connected.target)
        let isWhole = isWholeReadDue(memory, options)
        let settlement = try await settle(tenant, memory, reading, window, search, isWhole: isWhole)
        search.isViewLimited = search.isViewLimited || settlement.view.isLimited
        let material = try await plan(
            PlanRequest(
                tenant: tenant, window: window, memory: memory, connected: connected, reading: reading, settlement: settlement,
                search: search, isWhole: isWhole,
                decisions: Decisions(declined: try await ports.runs.declined(of: tenant.id)), lastSuccess: lastSuccess), options)
        return PlannedSync(
            material: material, window: window, isWhole: isWhole,
            isUnproven: search.isViewLimited && memory.reconciledAt == nil)
    }
}

extension SyncWindow {
    /// The window of a tenant's next run: it starts earlier until the first success, if the tenant has an initial period.
    package init(of tenant: Tenant, asOf: CalendarDay, hasSucceeded: Bool) {
        self.init(
            asOf: asOf, horizonMonths: tenant.settings.horizonMonths,
            initialFrom: hasSucceeded ? nil : tenant.settings.initialFrom)
    }
}

extension SyncPreview {
    /// - Parameter refusal: the error that the run would end with before writing.
    init(_ material: SyncMaterial, window: SyncWindow, types: [UnavailabilityType], refusal: SyncError?) {
        let labels = Dictionary(types.map { ($0.key, $0.label) }) { first, _ in first }
        let plan = material.plan
        let changes =
            plan.operations.map { PlannedChange($0.action, $0.event, labels, because: plan.cause(of: $0)) }
            + material.copies.map { PlannedChange(.delete, DesiredEvent($0.facts()), labels, because: .duplicate) }
            + material.settlement.plannersCopies.map {
                PlannedChange(.update, DesiredEvent($0.facts()), labels, because: .copiedByHand)
            }
        let withheld = plan.withheld.map { entry in
            PlannedChange(.delete, DesiredEvent(entry.event), labels, because: plan.cause(ofWithholding: entry))
        }
        var counts = plan.counts
        counts.created = changes.count { $0.action == .create }
        counts.updated = changes.count { $0.action == .update }
        counts.deleted = changes.count { $0.action == .delete }
        self.init(
            tenant: material.tenant.slug, window: window, changes: changes,
            withheld: withheld, brakeReasons: plan.brakeReasons,
            problems: material.problems()
                + (refusal.map { [Problem(.tenant(material.tenant.slug), .memoryLostBeyondView(cause: $0.failure))] } ?? []),
            counts: counts, fieldChanges: plan.fieldUpdates.map(PlannedFieldChange.init),
            withheldClears: plan.fieldClearsWithheld)
    }
}

extension PlannedChange {
    init(
        _ action: EventAction, _ event: DesiredEvent, _ labels: [UnavailabilityTypeKey: String], because cause: ChangeCause
    ) {
        let label: String? =
            switch event.type {
            case .existing(let key): labels[key]
            case .new(let label): label
            }
        self.init(action: action, event: event, typeLabel: label, cause: cause)
    }
}

/// What a sync would do.
package struct SyncPreview: Sendable, Hashable {
    package let tenant: TenantSlug
    package let window: SyncWindow
    /// In the order of writing.
    package let changes: [PlannedChange]
    /// Deletions that the brake would withhold: they are not in `changes`.
    package let withheld: [PlannedChange]
    /// Why, each with its own deletions.
    package let brakeReasons: [BrakeReason]
    package let problems: [Problem]
    /// `created`, `updated` and `deleted` are what would happen.
    package let counts: RunCounts
    /// Extra data, by employee; never a value.
    package let fieldChanges: [PlannedFieldChange]
    /// Those whose extra data would be cleared, if the brake did not withhold it.
    package let withheldClears: [EmployeeID]
}

/// The extra data that a sync would send to one resource. What planners entered there may still keep some of it out.
package struct PlannedFieldChange: Sendable, Hashable, Codable {
    package let employeeID: EmployeeID
    /// The one that the tenant matches by; blank if Lucca has none.
    package let identifier: String
    /// nil if the resource would be created.
    package let resourceKey: ResourceKey?
    package let writes: [FieldTarget]
    package let clears: [FieldTarget]

    init(_ update: FieldUpdate) {
        employeeID = update.employeeID
        identifier = update.identifier
        resourceKey = if case .existing(let key) = update.resource { key } else { nil }
        writes = update.values.filter { !$0.clears }.map(\.target)
        clears = update.values.filter(\.clears).map(\.target)
    }

    private init(
        employeeID: EmployeeID, identifier: String, resourceKey: ResourceKey?, writes: [FieldTarget], clears: [FieldTarget]
    ) {
        self.employeeID = employeeID
        self.identifier = identifier
        self.resourceKey = resourceKey
        self.writes = writes
        self.clears = clears
    }

    var withoutIdentifier: PlannedFieldChange {
        PlannedFieldChange(
            employeeID: employeeID, identifier: "", resourceKey: resourceKey, writes: writes, clears: clears)
    }
}

/// One write that a sync would send.
package struct PlannedChange: EventRecord, Sendable, Hashable, Codable {
    package let action: EventAction
    package let event: DesiredEvent
    /// nil if the types were not read, so that the label is unknown.
    package let typeLabel: String?
    package let cause: ChangeCause

    /// nil if the event's employee is unknown.
    package var knownEmployee: EmployeeID? { employeeID == .nobody ? nil : employeeID }
    /// nil if the resource would be created.
    package var resourceKey: ResourceKey? { if case .existing(let key) = resource { key } else { nil } }
    /// nil if the type would be created.
    package var typeKey: UnavailabilityTypeKey? { if case .existing(let key) = type { key } else { nil } }
}
