public import SyncCore

/// One tenant's PlanningPME, for the length of one run. Every method throws `SyncError`; of a write that throws with
/// `isAmbiguous` nobody knows whether it happened. Writes are not retried inside when they could then happen twice.
public protocol PlanningTarget: Sendable {
    func resources() async throws -> [Resource]
    func departments() async throws -> [PlanningDepartment]
    func types() async throws -> [UnavailabilityType]

    func createType(label: String) async throws -> UnavailabilityTypeKey
    func createDepartment(label: String) async throws -> PlanningDepartmentKey
    func createResource(_ draft: ResourceDraft) async throws -> ResourceKey
    /// Reads the resource, changes these fields, and sends everything back.
    func updateResource(_ key: ResourceKey, department: PlanningDepartmentKey?, registrationNumber: String?) async throws

    /// The unavailabilities that touch `[from, to)`, whoever made them.
    /// - Parameter resources: nil for every resource.
    func unavailabilities(from: Instant, to: Instant, resources: [ResourceKey]?) async throws -> [Unavailability]
    /// nil when there is no such event any more.
    func unavailability(_ key: EventKey) async throws -> Unavailability?
    /// The event's remark is the draft's reference.
    func create(_ draft: UnavailabilityDraft) async throws -> EventKey
    /// Reads the event, changes resource, type, start, end and the reference inside its remark, and sends everything back.
    /// - Parameter replacing: the reference that the remark carries until now.
    /// - Returns: false when the event is gone: nothing was written.
    func update(_ key: EventKey, to draft: UnavailabilityDraft, replacing: EventReference) async throws -> Bool
    /// Leaves the event to the planners: takes our references out of its remark, and keeps everything else of it.
    /// - Returns: false when the event is gone, or carries none: nothing was written.
    @discardableResult
    func release(_ key: EventKey) async throws -> Bool
    /// - Returns: false when there was no such event any more.
    @discardableResult
    func delete(_ key: EventKey) async throws -> Bool

    /// How long after its answer was given up a write may still take effect there, in seconds. Only who looks later knows.
    var landingSeconds: Double { get }

    /// HTTP requests sent so far, retries included.
    var requestCount: Int { get async }
}

public struct ResourceDraft: Hashable, Sendable {
    public var label: String
    public var lastName: String
    public var firstName: String
    public var email: String
    public var registrationNumber: String
    public var department: PlanningDepartmentKey?

    public init(
        label: String, lastName: String, firstName: String, email: String, registrationNumber: String,
        department: PlanningDepartmentKey?
    ) {
        self.label = label
        self.lastName = lastName
        self.firstName = firstName
        self.email = email
        self.registrationNumber = registrationNumber
        self.department = department
    }
}
