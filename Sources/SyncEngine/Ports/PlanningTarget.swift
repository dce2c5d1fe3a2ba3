package import SyncCore

/// One tenant's PlanningPME, for the length of one run. Every method throws `SyncError`; of a write that throws with
/// `isAmbiguous` nobody knows whether it happened. Writes are not retried inside when they could then happen twice.
package protocol PlanningTarget: Sendable {
    func resources() async throws -> [Resource]
    func departments() async throws -> [PlanningDepartment]
    func types() async throws -> [UnavailabilityType]

    func createType(label: String) async throws -> UnavailabilityTypeKey
    func createDepartment(label: String) async throws -> PlanningDepartmentKey
    func createResource(_ draft: ResourceDraft) async throws -> WrittenResource
    /// Reads the resource, changes these fields, and sends everything back.
    func updateResource(
        _ key: ResourceKey, department: PlanningDepartmentKey?, registrationNumber: String?
    ) async throws -> WrittenResource

    /// The unavailabilities that touch `[from, to)`, whoever made them.
    /// - Parameter resources: nil for every resource.
    func unavailabilities(from: Instant, to: Instant, resources: [ResourceKey]?) async throws -> [Unavailability]
    /// The same whatever their kind: one of ours that stands as a task has no type. The planners' tasks may be among them.
    func events(from: Instant, to: Instant, resources: [ResourceKey]?) async throws -> [Unavailability]
    /// A resource that the list does not show: our user may not be shown all of them.
    /// - Returns: nil when there is none by that key.
    func resource(_ key: ResourceKey) async throws -> Resource?
    /// nil when there is no such event any more.
    func unavailability(_ key: EventKey) async throws -> Unavailability?
    /// The event's remark is the draft's reference.
    func create(_ draft: EventFacts) async throws -> WrittenEvent
    /// Reads the event, changes resource, type, start, end and the reference inside its remark, and sends everything back.
    /// - Parameter replacing: the reference that the remark carries until now.
    /// - Returns: nil when the event is gone: nothing was written.
    /// - Throws: also `planningpme_locked`.
    func update(_ key: EventKey, to draft: EventFacts, replacing: EventReference) async throws -> WrittenEvent?
    /// Leaves the event to the planners: takes our references out of its remark, and keeps everything else of it.
    /// - Returns: false when the event is gone, or carries none: nothing was written.
    @discardableResult
    func release(_ key: EventKey) async throws -> Bool
    /// - Returns: false when there was no such event any more.
    @discardableResult
    func delete(_ key: EventKey) async throws -> Bool
    /// As `update`, of an event that we wrote and that did not stand as it was sent: it is ours also without a reference, which may be
    /// what was lost. One that carries another account's is not written; one without any only where the row says that it stands.
    /// - Parameter row: what the ledger says of it.
    func rewrite(
        _ key: EventKey, to draft: EventFacts, replacing: EventReference, standing row: LedgerEntry
    ) async throws -> WrittenEvent?
    /// As `delete`, of such an event.
    func withdraw(_ key: EventKey, standing row: LedgerEntry) async throws -> Bool

    /// How long after its answer was given up a write may still take effect there, in seconds. Only who looks later knows.
    var landingSeconds: Double { get }

    /// HTTP requests sent so far, retries included.
    var requestCount: Int { get async }
}

extension PlanningTarget {
    /// For targets whose lists leave no kind out.
    package func events(from: Instant, to: Instant, resources: [ResourceKey]?) async throws -> [Unavailability] {
        try await unavailabilities(from: from, to: to, resources: resources)
    }

    /// For targets whose lists show every resource: what they lack is not there.
    package func resource(_ key: ResourceKey) async throws -> Resource? { nil }

    /// For targets that find their events by the reference alone.
    package func rewrite(
        _ key: EventKey, to draft: EventFacts, replacing: EventReference, standing row: LedgerEntry
    ) async throws -> WrittenEvent? {
        try await update(key, to: draft, replacing: replacing)
    }

    package func withdraw(_ key: EventKey, standing row: LedgerEntry) async throws -> Bool { try await delete(key) }
}

package typealias WrittenEvent = WrittenThing<EventKey>
package typealias WrittenResource = WrittenThing<ResourceKey>

/// An event or a resource after it was written, and compared with what was sent where that could be done.
package struct WrittenThing<Key: Hashable & Sendable>: Hashable, Sendable {
    package let key: Key
    /// nil when it stands as it was sent.
    package let disagreement: Disagreement?
    /// The points of the dialect that the comparison bears on.
    package let compared: Set<DialectPoint>
    /// false when it was written and could not be read afterwards: nobody knows how it stands.
    package let isVerified: Bool

    package init(
        key: Key, disagreement: Disagreement? = nil, compared: Set<DialectPoint> = [], isVerified: Bool = true
    ) {
        self.key = key
        self.disagreement = disagreement
        self.compared = compared
        self.isVerified = isVerified
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

    /// What became of it, by a list that shows it under its registration number.
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
