public import SyncCore

extension TenantSync {
    /// What a sync of that day would do. It writes nothing anywhere: no run, no ledger, no planning.
    /// - Parameter asOf: the day to look from.
    /// - Throws: `SyncError`.
    public func preview(_ tenant: Tenant, asOf: CalendarDay, options: SyncOptions = SyncOptions()) async throws -> SyncPreview {
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
        var types = material.directory?.types ?? []
        if types.isEmpty, touchesEvents { types = try await material.connected.target.types() }
        let refusal = draft.isUnproven ? try await unprovenCreates(material) : nil
        return SyncPreview(material, window: draft.window, types: types, refusal: refusal)
    }

    /// The plan that a run of that day would follow now.
    struct PlannedSync {
        let material: SyncMaterial
        let window: SyncWindow
        /// The run reads the whole planning.
        let isWhole: Bool
        /// Nothing is remembered, and lists don't show everything.
        let isUnproven: Bool
    }

    func planned(_ tenant: Tenant, _ asOf: CalendarDay, _ options: SyncOptions) async throws -> PlannedSync {
        let hasSucceeded = try await ports.runs.lastSuccess(of: tenant.id) != nil
        let window = SyncWindow(of: tenant, asOf: asOf, hasSucceeded: hasSucceeded)
        let memory = try await ports.ledger.load(tenant.id)
        options.onProgress(SyncProgress(.connecting))
        let connected = try await ports.connector.connect(tenant)
        let reading = try await fetch(tenant, window, connected.source, options)
        options.onProgress(SyncProgress(.reading))
        var search = search(tenant, window, connected.target)
        let isWhole = isWholeReadDue(memory, options)
        let settlement = try await settle(tenant, memory, reading, window, search, isWhole: isWhole)
        search.isViewLimited = search.isViewLimited || settlement.view.isLimited
        let material = try await plan(
            PlanRequest(
                tenant: tenant, window: window, memory: memory, connected: connected, reading: reading, settlement: settlement,
                search: search, isWhole: isWhole, approved: []), options)
        return PlannedSync(
            material: material, window: window, isWhole: isWhole,
            isUnproven: search.isViewLimited && memory.reconciledAt == nil)
    }
}

extension SyncWindow {
    /// The window of a tenant's next run: it starts earlier until the tenant's first success, if the tenant has an initial period.
    public init(of tenant: Tenant, asOf: CalendarDay, hasSucceeded: Bool) {
        self.init(
            asOf: asOf, horizonMonths: tenant.settings.horizonMonths,
            initialFrom: hasSucceeded ? nil : tenant.settings.initialFrom)
    }
}

extension SyncPreview {
    /// - Parameter refusal: what the run would end by before it writes.
    init(_ material: SyncMaterial, window: SyncWindow, types: [UnavailabilityType], refusal: SyncError?) {
        let labels = Dictionary(types.map { ($0.key, $0.label) }) { first, _ in first }
        let plan = material.plan
        let changes =
            plan.operations.map { PlannedChange($0, labels) }
            + material.copies.map { PlannedChange(.delete, $0.facts(), labels) }
            + material.settlement.plannersCopies.map { PlannedChange(.update, $0.facts(), labels) }
        var counts = plan.counts
        counts.created = changes.count { $0.action == .create }
        counts.updated = changes.count { $0.action == .update }
        counts.deleted = changes.count { $0.action == .delete }
        self.init(
            tenant: material.tenant.slug, window: window, changes: changes,
            withheld: plan.withheld.map { PlannedChange(.delete, $0.event, labels) }, brakeReasons: plan.brakeReasons,
            problems: material.problems
                + (refusal.map { [Problem(.tenant(material.tenant.slug), .memoryLostBeyondView(cause: $0.failure))] } ?? []),
            counts: counts)
    }
}

extension PlannedChange {
    init(_ operation: SyncOperation, _ labels: [UnavailabilityTypeKey: String]) {
        self.init(operation.action, operation.event, labels)
    }

    init(_ action: EventAction, _ event: EventFacts, _ labels: [UnavailabilityTypeKey: String]) {
        self.init(action, DesiredEvent(event), labels)
    }

    private init(_ action: EventAction, _ event: DesiredEvent, _ labels: [UnavailabilityTypeKey: String]) {
        let label: String? =
            switch event.type {
            case .existing(let key): labels[key]
            case .new(let label): label
            }
        self.init(action: action, event: event, typeLabel: label)
    }
}

/// What a sync would do, as of now.
public struct SyncPreview: Sendable, Hashable {
    public let tenant: TenantSlug
    public let window: SyncWindow
    /// In the order in which they would be written.
    public let changes: [PlannedChange]
    /// Deletions that the brake would hold back: they are not among `changes`.
    public let withheld: [PlannedChange]
    /// Why, each with its own deletions.
    public let brakeReasons: [BrakeReason]
    public let problems: [Problem]
    /// `created`, `updated` and `deleted` say what would be.
    public let counts: RunCounts
}

/// One write that a sync would send.
public struct PlannedChange: EventRecord, Sendable, Hashable {
    public let action: EventAction
    public let event: DesiredEvent
    /// nil when the types were not read and nobody knows the label.
    public let typeLabel: String?

    /// nil when nobody can tell any more whose event it was.
    public var knownEmployee: EmployeeID? { employeeID == .nobody ? nil : employeeID }
    /// nil when the resource would be created.
    public var resourceKey: ResourceKey? { if case .existing(let key) = resource { key } else { nil } }
    /// nil when the type would be created.
    public var typeKey: UnavailabilityTypeKey? { if case .existing(let key) = type { key } else { nil } }
}
