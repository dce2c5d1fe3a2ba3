package import SyncCore

/// One tenant's PlanningPME, for one run. Every method throws `SyncError`; a write that throws with `isAmbiguous` may have
/// happened. A write is not retried inside if it could then happen twice.
package protocol PlanningTarget: Sendable {
    func resources() async throws -> [Resource]
    func departments() async throws -> [PlanningDepartment]
    func types() async throws -> [UnavailabilityType]

    func createType(label: String) async throws -> UnavailabilityTypeKey
    func createDepartment(label: String) async throws -> PlanningDepartmentKey
    func createResource(_ draft: ResourceDraft) async throws -> WrittenResource
    /// Reads the resource, makes the change, and sends everything back; nothing where nothing differs.
    func updateResource(_ key: ResourceKey, _ change: ResourceChange) async throws -> WrittenResource
    /// The fields of resources that extra data can go to, with what their values look like.
    func resourceFields() async throws -> [ResourceField]

    /// The unavailabilities that overlap `[from, to)`, whoever created them.
    /// - Parameter resources: nil for every resource.
    func unavailabilities(from: Instant, to: Instant, resources: [ResourceKey]?) async throws -> [Unavailability]
    /// The same for every kind of event: one of ours that became a task has no type. The planners' tasks may be included.
    func events(from: Instant, to: Instant, resources: [ResourceKey]?) async throws -> [Unavailability]
    /// Reads a resource by key, because our user's list may not show it.
    /// - Returns: nil if it does not exist.
    func resource(_ key: ResourceKey) async throws -> Resource?
    /// nil if the event does not exist.
    func unavailability(_ key: EventKey) async throws -> Unavailability?
    /// The draft's reference becomes the event's remark.
    func create(_ draft: EventFacts) async throws -> WrittenEvent
    /// Reads the event, changes resource, type, start, end and the reference in its remark, and sends everything back.
    /// - Parameter replacing: the remark's current reference.
    /// - Returns: nil if the event is gone: nothing was written.
    /// - Throws: also `planningpme_locked`.
    func update(_ key: EventKey, to draft: EventFacts, replacing: EventReference) async throws -> WrittenEvent?
    /// Leaves the event to the planners: removes our references from its remark, and keeps everything else.
    /// - Returns: false if the event is gone, or has no reference: nothing was written.
    @discardableResult
    func release(_ key: EventKey) async throws -> Bool
    /// - Returns: false if the event no longer exists.
    @discardableResult
    func delete(_ key: EventKey) async throws -> Bool
    /// Like `update`, for an event of ours that differs from what was sent: it is ours even without a reference, which may be
    /// what was lost. An event with another account's reference is not written; one without any only if it is where the row says.
    /// - Parameter row: the event's ledger entry.
    func rewrite(
        _ key: EventKey, to draft: EventFacts, replacing: EventReference, standing row: LedgerEntry
    ) async throws -> WrittenEvent?
    /// Like `delete`, for such an event.
    func withdraw(_ key: EventKey, standing row: LedgerEntry) async throws -> Bool

    /// How long after a timeout a write may still take effect, in seconds. Only a later read shows it.
    var landingSeconds: Double { get }

    /// HTTP requests sent so far, retries included.
    var requestCount: Int { get async }
}

extension PlanningTarget {
    /// For targets whose lists include every kind.
    package func events(from: Instant, to: Instant, resources: [ResourceKey]?) async throws -> [Unavailability] {
        try await unavailabilities(from: from, to: to, resources: resources)
    }

    /// For targets whose lists show every resource: a missing one does not exist.
    package func resource(_ key: ResourceKey) async throws -> Resource? { nil }

    /// For targets that find their events by reference only.
    package func rewrite(
        _ key: EventKey, to draft: EventFacts, replacing: EventReference, standing row: LedgerEntry
    ) async throws -> WrittenEvent? {
        try await update(key, to: draft, replacing: replacing)
    }

    package func withdraw(_ key: EventKey, standing row: LedgerEntry) async throws -> Bool { try await delete(key) }
}

package typealias WrittenEvent = WrittenThing<EventKey>
package typealias WrittenResource = WrittenThing<ResourceKey>

/// A written event or resource, compared with what was sent if possible.
package struct WrittenThing<Key: Hashable & Sendable>: Hashable, Sendable {
    package let key: Key
    /// nil if it matches what was sent.
    package let disagreement: Disagreement?
    /// The points of the dialect that the comparison covers.
    package let compared: Set<DialectPoint>
    /// False if it was written but could not be read back: its state is unknown.
    package let isVerified: Bool
    /// What became of each extra field of a resource.
    package let fields: [FieldTarget: FieldOutcome]
    /// What a refused field holds instead of the text that was sent, such as its beginning; none for one that is as before.
    package let stored: [FieldTarget: FieldText]

    package init(
        key: Key, disagreement: Disagreement? = nil, compared: Set<DialectPoint> = [], isVerified: Bool = true,
        fields: [FieldTarget: FieldOutcome] = [:], stored: [FieldTarget: FieldText] = [:]
    ) {
        self.key = key
        self.disagreement = disagreement
        self.compared = compared
        self.isVerified = isVerified
        self.fields = fields
        self.stored = stored
    }
}

package struct ResourceDraft: Hashable, Sendable {
    package var label: String
    package var lastName: String
    package var firstName: String
    package var email: String
    package var registrationNumber: String
    package var department: PlanningDepartmentKey?

    package init(
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

    /// Compares it with its row in a list that shows it under its registration number.
    package func compared(with resource: Resource) -> WrittenResource {
        guard let department else { return WrittenResource(key: resource.key, compared: [.createdKey]) }
        let isThere = resource.departments.contains(department)
        return WrittenResource(
            key: resource.key,
            disagreement: isThere
                ? nil
                : Disagreement(
                    point: .department, sent: .departments(keys: [department]), found: .departments(keys: resource.departments)),
            compared: [.createdKey, .department])
    }
}
