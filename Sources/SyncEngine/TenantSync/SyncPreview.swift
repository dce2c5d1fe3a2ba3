public import SyncCore

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
