import SyncCore
import SyncEngine
import Synchronization

/// PlanningPME as a test defines it.
final class StubTarget: PlanningTarget {
    private let state: Mutex<[Unavailability]>
    private let kinds: [UnavailabilityType]
    private let places: [PlanningDepartment]
    private let fields: [ResourceField]

    init(
        events: [Unavailability] = [], types: [UnavailabilityType] = [], departments: [PlanningDepartment] = [],
        fields: [ResourceField] = []
    ) {
        state = Mutex(events)
        kinds = types
        places = departments
        self.fields = fields
    }

    var events: [Unavailability] { state.withLock { $0 } }

    func resources() async throws -> [Resource] { [] }
    func departments() async throws -> [PlanningDepartment] { places }
    func types() async throws -> [UnavailabilityType] { kinds }
    func createType(label: String) async throws -> UnavailabilityTypeKey { 1 }
    func createDepartment(label: String) async throws -> PlanningDepartmentKey { 1 }
    func createResource(_ draft: ResourceDraft) async throws -> WrittenResource { WrittenResource(key: 1) }
    func updateResource(_ key: ResourceKey, _ change: ResourceChange) async throws -> WrittenResource {
        WrittenResource(key: key)
    }
    func resourceFields() async throws -> [ResourceField] { fields }

    func unavailabilities(from: Instant, to: Instant, resources: [ResourceKey]?) async throws -> [Unavailability] {
        events.filter { $0.end > from && $0.start < to }
    }

    func unavailability(_ key: EventKey) async throws -> Unavailability? { events.first { $0.key == key } }
    func create(_ draft: EventFacts) async throws -> WrittenEvent { WrittenEvent(key: 1) }
    func update(_ key: EventKey, to draft: EventFacts, replacing: EventReference) async throws -> WrittenEvent? {
        WrittenEvent(key: key)
    }
    func release(_ key: EventKey) async throws -> Bool {
        events.contains { $0.key == key }
    }

    func delete(_ key: EventKey) async throws -> Bool {
        state.withLock { events in
            let before = events.count
            events.removeAll { $0.key == key }
            return events.count < before
        }
    }
    let landingSeconds = 0.0
    var requestCount: Int { 0 }
}
