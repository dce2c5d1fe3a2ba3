package import SyncCore
package import SyncEngine
import Synchronization

/// A tenant's PlanningPME in memory, with planners' own events, a journal of writes, and faults.
package final class FakePlanning: PlanningTarget {
    package enum Call: String, Sendable, Hashable, CaseIterable {
        case resources, departments, types, createType, createDepartment, createResource, updateResource, unavailabilities
        case unavailability, create, update, release, delete
        case resource, events

        package var isWrite: Bool {
            switch self {
            case .createType, .createDepartment, .createResource, .updateResource, .create, .update, .release, .delete: true
            case .resources, .resource, .departments, .types, .unavailabilities, .events, .unavailability: false
            }
        }
    }

    package enum Fault: Sendable, Hashable {
        /// The answer is lost; the work was not done.
        case lostBefore
        /// The answer is lost; the work was done.
        case lostAfter
        case rejected
        /// It answers with an error, but has done the work.
        case rejectedAfter
        case forbidden
        case unauthorized
        case unreachable
        /// An answer that can't be understood.
        case unreadable
        /// An error of its own (500); the work was not done.
        case failed
        /// The same, of a write that may have been done; it was not.
        case failedUnclear
        /// The user's sign-in is answered with an error (503).
        case signIn
        case throttled(seconds: Int)
        /// The request got no place in the budget: it was not sent.
        case database(SyncError)
    }

    /// A planner's view of an event, with a field that the connector does not know.
    package struct Event: Sendable, Hashable {
        package let key: EventKey
        package var resources: [ResourceKey]
        package var type: UnavailabilityTypeKey?
        package var start: Instant
        package var end: Instant
        package var remark: String
        package var color: String
        /// A wrong write made it a task: no list of unavailabilities shows it.
        package var isTask = false
        /// Its status in the planning's workflow; a wrong write leaves it to be approved.
        package var status = ""
    }

    /// How a planning answers an event that names something missing.
    package enum Missing: Sendable, Hashable, CaseIterable {
        /// Without an error: it checks no key.
        case taken
        /// A create and an update are refused (400).
        case refused
        /// A create is refused, an updated event is reported missing (404).
        case saidToBeGone
    }

    package struct World: Sendable {
        package var resources: [Resource] = []
        package var departments: [PlanningDepartment] = []
        package var types: [UnavailabilityType] = []
        package var events: [EventKey: Event] = [:]
        /// Keys that a read reports as missing, although lists show them.
        package var hidden: Set<EventKey> = []
        /// The names of the Lucca account whose references are ours (`Tenant.luccaAccounts`).
        package var accounts: Set<String> = ["acme"]
        /// Hidden from lists; readable by key.
        package var unlisted: Set<EventKey> = []
        /// Lists show nothing that begins at that moment or later; it is readable by key.
        package var viewEnd: Instant?
        /// Hidden from lists of resources; readable by key.
        package var hiddenResources: Set<ResourceKey> = []
        /// Locked, open or read-only for our user: every write fails.
        package var locked: Set<EventKey> = []
        /// From the nth write of an event on, each is wrong in that point (`kind`, `reason`, `time`, `zone`, `wholeDay`, `status`,
        /// `remark`, `update`, `deletion`), until it is removed from here.
        package var disagreements: [DialectPoint: Int] = [:]
        /// Only these of them, counted from 1; nil for all.
        package var disagreeingWrites: Set<Int>?
        /// The points in which a matching write was compared; nil for every point.
        package var comparedPoints: Set<DialectPoint>?
        /// Creates and updates, counted from 1 like `disagreements`, that cannot be compared afterwards.
        package var unverifiedWrites: Set<Int> = []
        /// Writes of resources, counted from 1, that lose the department, and those that cannot be compared afterwards.
        package var wrongResources: Set<Int> = []
        package var unverifiedResources: Set<Int> = []
        private var resourceWrites = 0
        /// The events of these resources are in no list.
        package var maskedResources: Set<ResourceKey> = []
        /// Creates, updates and deletions that were carried out.
        package private(set) var eventWrites = 0
        /// How many of them were stored wrong.
        package private(set) var wrongWrites = 0
        /// Events that are wrong.
        package private(set) var wrong: Set<EventKey> = []
        /// Unreadable, in lists and by key.
        package var unreadable: Set<EventKey> = []
        /// Lists show these events and resources with an unreadable key.
        package var keyless: Set<EventKey> = []
        package var keylessResources: Set<ResourceKey> = []
        /// A resource has one event at a time, whoever made it: a second one is refused.
        package var refusesOverlaps = false
        /// What happens to an event that names a resource or a type that does not exist.
        package var missing = Missing.taken
        /// The extra data of resources, as planners see it; nothing for a blank one.
        package var fields: [ResourceKey: [FieldTarget: String]] = [:]
        /// What the planning does with fields of resources: ignores them silently, refuses them, or keeps so many characters.
        package var unknownFields: Set<FieldTarget> = []
        package var refusedFields: Set<FieldTarget> = []
        package var fieldLengths: [FieldTarget: Int] = [:]
        var lastKey = 1000

        package init() {}

        package mutating func nextKey() -> Int {
            lastKey += 1
            return lastKey
        }

        /// Whether an event may be written, by the real adapter's rule: one without any reference is the planners'.
        func isOurs(_ key: EventKey) -> Bool {
            guard let event = events[key], !hidden.contains(key) else { return false }
            return !EventReference.all(in: event.remark).isEmpty
        }

        /// Deletes a resource; a planning may keep the events that had no other, or delete them with it.
        package mutating func deleteResource(_ key: ResourceKey, keepingEvents: Bool) {
            resources.removeAll { $0.key == key }
            if !keepingEvents { events = events.filter { $0.value.resources != [key] } }
        }

        fileprivate func refuses(_ draft: EventFacts, key: EventKey?) -> Bool {
            if missing != .taken, !knows(draft) { return true }
            if resources.contains(where: { $0.key == draft.resource && $0.isArchived }) { return true }
            return refusesOverlaps
                && events.values.contains { event in
                    event.key != key && event.resources.contains(draft.resource) && event.start < draft.end
                        && draft.start < event.end
                }
        }

        fileprivate func knows(_ draft: EventFacts) -> Bool {
            resources.contains { $0.key == draft.resource } && types.contains { $0.key == draft.type }
        }

        private static let shownByWrites: Set<DialectPoint> = [.kind, .reason, .time, .zone, .wholeDay, .status, .remark]

        /// The point in which this write is wrong, if any.
        private mutating func disagreement(among points: [DialectPoint]) -> DialectPoint? {
            eventWrites += 1
            let write = eventWrites
            guard disagreeingWrites?.contains(write) ?? true,
                let point = points.first(where: { disagreements[$0].map { $0 <= write } ?? false })
            else { return nil }
            wrongWrites += 1
            return point
        }

        /// The stored form of a created or updated resource.
        fileprivate mutating func written(_ key: ResourceKey) -> WrittenResource {
            resourceWrites += 1
            if unverifiedResources.contains(resourceWrites) { return WrittenResource(key: key, isVerified: false) }
            guard wrongResources.contains(resourceWrites) else { return WrittenResource(key: key, compared: [.department]) }
            if let index = resources.firstIndex(where: { $0.key == key }) { resources[index].departments = [] }
            return WrittenResource(
                key: key, disagreement: Disagreement(point: .department, sent: .departments(keys: [1]), found: .nothing))
        }

        /// The stored form of a create or an update.
        fileprivate mutating func write(_ event: Event, isNew: Bool) -> WrittenEvent {
            var event = event
            (event.isTask, event.status) = (false, "")
            let points: [DialectPoint] = [.kind, .reason, .time, .zone, .wholeDay, .status, .remark] + (isNew ? [] : [.update])
            let point = disagreement(among: points)
            switch point {
            case .kind: event.isTask = true
            case .reason: event.type = nil
            case .time: (event.start, event.end) = (event.start.adding(seconds: 3600), event.end.adding(seconds: 3600))
            case .zone: (event.start, event.end) = (event.start.adding(seconds: 7200), event.end.adding(seconds: 7200))
            case .wholeDay: event.end = event.end.adding(seconds: -60)
            case .status: event.status = "to be approved"
            case .remark: event.remark = ""
            case .update: event.color = "lost"
            default: break
            }
            events[event.key] = event
            if unverifiedWrites.contains(eventWrites) { return WrittenEvent(key: event.key, isVerified: false) }
            guard let point else {
                wrong.remove(event.key)
                let compared = comparedPoints ?? Self.shownByWrites.union(isNew ? [] : [.update])
                return WrittenEvent(key: event.key, compared: compared)
            }
            wrong.insert(event.key)
            return WrittenEvent(
                key: event.key, disagreement: Disagreement(point: point, sent: .written, found: .otherwise))
        }

        fileprivate mutating func delete(_ key: EventKey) throws(SyncError) -> Bool {
            guard events[key] != nil, !hidden.contains(key) else { return false }
            try requireUnlocked(key)
            if disagreement(among: [.deletion]) != nil {
                wrong.insert(key)
                throw .planning(.planningDisagrees, .rejected)
            }
            wrong.remove(key)
            return events.removeValue(forKey: key) != nil
        }

        fileprivate func requireUnlocked(_ key: EventKey) throws(SyncError) {
            if locked.contains(key) { throw .planning(.planningPMELocked, .rejected) }
        }

        fileprivate func lists(_ event: Event) -> Bool {
            !unlisted.contains(event.key) && maskedResources.isDisjoint(with: event.resources)
                && viewEnd.map { event.start < $0 } ?? true
        }

        fileprivate func list(
            from: Instant, to: Instant, _ resources: [ResourceKey]?, _ isAsked: (Event) -> Bool
        ) -> [Unavailability] {
            events.values
                .filter { event in
                    isAsked(event) && lists(event) && event.start < to && event.end > from
                        && resources.map { wanted in event.resources.contains(where: wanted.contains) } ?? true
                }
                .sorted { $0.key < $1.key }
                .map { event in
                    if keyless.contains(event.key) { return .withoutKey(from: from, to: to, remark: event.remark) }
                    return Unavailability(event, isReadable: !unreadable.contains(event.key))
                }
        }

        /// A planner enters an event.
        @discardableResult
        package mutating func add(
            key wished: EventKey? = nil, resources: [ResourceKey], type: UnavailabilityTypeKey?, start: Instant, end: Instant,
            remark: String
        ) -> EventKey {
            let key = wished ?? EventKey(nextKey())
            events[key] = Event(
                key: key, resources: resources, type: type, start: start, end: end, remark: remark, color: "green")
            return key
        }
    }

    private struct State {
        var world: World
        var calls: [Call: Int] = [:]
        /// Since the last connection.
        var requests = 0
        var faults: [Call: [Int: Fault]] = [:]
        var standing: [Call: Fault] = [:]
    }

    private let state: Mutex<State>
    private let beforeWrite: Mutex<(@Sendable (Call) async -> Void)?>

    package init(_ world: World = World()) {
        state = Mutex(State(world: world))
        beforeWrite = Mutex(nil)
    }

    package var current: World { state.withLock { $0.world } }
    package func change(_ body: (inout World) -> Void) { state.withLock { body(&$0.world) } }

    /// How often each call occurred.
    package var calls: [Call: Int] { state.withLock { $0.calls } }
    package var writeCount: Int { calls.filter { $0.key.isWrite }.map(\.value).reduce(0, +) }
    package let landingSeconds = 0.0

    package var requestCount: Int { get async { state.withLock { $0.requests } } }

    /// Requests are counted by connection.
    func beginConnection() {
        state.withLock { $0.requests = 0 }
    }

    /// Forgets the counts of calls and the faults.
    package func reset() {
        state.withLock { state in
            state.calls = [:]
            state.faults = [:]
            state.standing = [:]
        }
    }

    /// Sets a fault for the nth call of that kind from now on.
    package func fail(_ call: Call, nth: Int = 1, _ fault: Fault) {
        state.withLock { $0.faults[call, default: [:]][$0.calls[call, default: 0] + nth] = fault }
    }

    /// Sets a fault for every call of that kind; nil ends that.
    package func failAll(_ call: Call, _ fault: Fault?) {
        state.withLock { $0.standing[call] = fault }
    }

    /// Awaited at the start of each write: a test can block it there.
    package func onWrite(_ body: (@Sendable (Call) async -> Void)?) {
        beforeWrite.withLock { $0 = body }
    }

    package func resources() async throws -> [Resource] {
        try await perform(.resources) { world in
            world.resources.filter { !world.hiddenResources.contains($0.key) }
                .map { world.keylessResources.contains($0.key) ? .withoutKey : $0 }
        }
    }

    package func resource(_ key: ResourceKey) async throws -> Resource? {
        try await perform(.resource) { world in world.resources.first { $0.key == key } }
    }

    package func departments() async throws -> [PlanningDepartment] { try await perform(.departments) { $0.departments } }
    package func types() async throws -> [UnavailabilityType] { try await perform(.types) { $0.types } }

    package func createType(label: String) async throws -> UnavailabilityTypeKey {
        try await perform(.createType) { world in
            let key = UnavailabilityTypeKey(world.nextKey())
            world.types.append(UnavailabilityType(key: key, label: label))
            return key
        }
    }

    package func createDepartment(label: String) async throws -> PlanningDepartmentKey {
        try await perform(.createDepartment) { world in
            let key = PlanningDepartmentKey(world.nextKey())
            world.departments.append(PlanningDepartment(key: key, label: label))
            return key
        }
    }

    package func createResource(_ draft: ResourceDraft) async throws -> WrittenResource {
        try await perform(.createResource) { world in
            let key = ResourceKey(world.nextKey())
            world.resources.append(
                Resource(
                    key: key, label: draft.label, email: draft.email, registrationNumber: draft.registrationNumber,
                    departments: draft.department.map { [$0] } ?? []))
            return world.written(key)
        }
    }

    package func updateResource(_ key: ResourceKey, _ change: ResourceChange) async throws -> WrittenResource {
        try await perform(.updateResource) { world throws(SyncError) in
            guard let index = world.resources.firstIndex(where: { $0.key == key }) else {
                throw SyncError(.planning(.gone(subject: .resource(key: key))), .rejected)
            }
            let (outcomes, stored) = world.take(change.fields, of: key)
            let changesMembers = change.department != nil || change.registrationNumber != nil
            if !changesMembers, stored.isEmpty, !outcomes.isSent { return WrittenResource(key: key, fields: outcomes.all) }
            if let department = change.department { world.resources[index].departments = [department] }
            if let number = change.registrationNumber { world.resources[index].registrationNumber = number }
            let written = world.written(key)
            return WrittenResource(
                key: key, disagreement: written.disagreement, compared: written.compared, isVerified: written.isVerified,
                fields: written.isVerified ? outcomes.all : [:], stored: written.isVerified ? stored : [:])
        }
    }

    package func resourceFields() async throws -> [ResourceField] {
        try await perform(.resources) { world in
            Set(world.fields.values.flatMap(\.keys)).union([.mobile, .phone, .email]).sorted()
                .map { ResourceField(target: $0, form: .text) }
        }
    }

    package func unavailabilities(from: Instant, to: Instant, resources: [ResourceKey]?) async throws -> [Unavailability] {
        try await perform(.unavailabilities) { $0.list(from: from, to: to, resources) { !$0.isTask } }
    }

    package func events(from: Instant, to: Instant, resources: [ResourceKey]?) async throws -> [Unavailability] {
        try await perform(.events) { $0.list(from: from, to: to, resources) { _ in true } }
    }

    package func unavailability(_ key: EventKey) async throws -> Unavailability? {
        try await perform(.unavailability) { world throws(SyncError) in
            if world.unreadable.contains(key) { throw .planning(.planningPMEUnreadable, .transient) }
            return world.hidden.contains(key) ? nil : world.events[key].map { Unavailability($0) }
        }
    }

    package func create(_ draft: EventFacts) async throws -> WrittenEvent {
        try await perform(.create) { world throws(SyncError) in
            if world.refuses(draft, key: nil) { throw .planning(.planningPMERejected, .rejected) }
            let event = Event(
                key: EventKey(world.nextKey()), resources: [draft.resource], type: draft.type, start: draft.start, end: draft.end,
                remark: draft.reference.description, color: "")
            return world.write(event, isNew: true)
        }
    }

    package func update(_ key: EventKey, to draft: EventFacts, replacing: EventReference) async throws -> WrittenEvent? {
        try await update(key, draft, replacing) { $0.isOurs(key) }
    }

    package func rewrite(
        _ key: EventKey, to draft: EventFacts, replacing: EventReference, standing row: LedgerEntry
    ) async throws -> WrittenEvent? {
        try await update(key, draft, replacing) { world in
            world.events[key].map { EventReference.all(in: $0.remark).isEmpty } == true || world.isOurs(key)
        }
    }

    private func update(
        _ key: EventKey, _ draft: EventFacts, _ replacing: EventReference,
        if mayWrite: @escaping @Sendable (World) -> Bool
    ) async throws -> WrittenEvent? {
        try await perform(.update) { world throws(SyncError) in
            guard var event = world.events[key], !world.hidden.contains(key), mayWrite(world) else { return nil }
            try world.requireUnlocked(key)
            if world.missing == .saidToBeGone, !world.knows(draft) { return nil }
            if world.refuses(draft, key: key) { throw .planning(.planningPMERejected, .rejected) }
            if !event.resources.contains(draft.resource) { event.resources = [draft.resource] }
            event.type = draft.type
            event.start = draft.start
            event.end = draft.end
            event.remark = draft.reference.writing(
                into: event.remark, replacing: replacing, formerAccounts: world.accounts)
            return world.write(event, isNew: false)
        }
    }

    @discardableResult
    package func release(_ key: EventKey) async throws -> Bool {
        try await perform(.release) { world throws(SyncError) in
            guard let event = world.events[key], !world.hidden.contains(key) else { return false }
            let accounts = Set(EventReference.all(in: event.remark).map(\.account)).intersection(world.accounts)
            if accounts.isEmpty { return false }
            try world.requireUnlocked(key)
            world.events[key]?.remark = EventReference.removing(accounts: accounts, from: event.remark)
            return true
        }
    }

    @discardableResult
    package func delete(_ key: EventKey) async throws -> Bool {
        try await perform(.delete) { world throws(SyncError) in world.isOurs(key) ? try world.delete(key) : false }
    }

    package func withdraw(_ key: EventKey, standing row: LedgerEntry) async throws -> Bool {
        try await perform(.delete) { world throws(SyncError) in try world.delete(key) }
    }

    private func perform<Answer: Sendable>(
        _ call: Call, _ work: @Sendable (inout World) throws(SyncError) -> Answer
    ) async throws -> Answer {
        if call.isWrite, let hook = beforeWrite.withLock({ $0 }) { await hook(call) }
        return try state.withLock { state throws(SyncError) in
            state.calls[call, default: 0] += 1
            state.requests += 1
            let count = state.calls[call, default: 0]
            let fault = state.faults[call]?[count] ?? state.standing[call]
            switch fault {
            case nil: return try work(&state.world)
            case .lostAfter:
                _ = try work(&state.world)
                throw .answerLost
            case .lostBefore: throw .answerLost
            case .rejectedAfter:
                _ = try work(&state.world)
                throw .planning(.planningPMERejected, .rejected)
            case .rejected: throw .planning(.planningPMERejected, .rejected)
            case .forbidden: throw .planning(.planningPMEForbidden, .misconfigured)
            case .unauthorized: throw .planning(.planningPMEUnauthorized, .misconfigured)
            case .unreachable: throw .planning(.planningPMEUnreachable, .transient)
            case .unreadable: throw .planning(.planningPMEUnreadable, .transient)
            case .failed: throw .planning(.planningPMEFailed, .transient)
            case .failedUnclear: throw SyncError.planning(.planningPMEFailed, .transient).markedAmbiguous()
            case .signIn: throw SyncError.planning(.planningPMEFailed, .transient).markedSignIn()
            case .throttled(let seconds): throw .planning(.planningPMEThrottled, .throttled(seconds: seconds))
            case .database(let error): throw error
            }
        }
    }
}

extension Unavailability {
    fileprivate init(_ event: FakePlanning.Event, isReadable: Bool = true) {
        self.init(
            key: event.key, resources: event.resources, type: event.isTask ? nil : event.type, start: event.start, end: event.end,
            remark: event.remark, isReadable: isReadable)
    }

    fileprivate static func withoutKey(from: Instant, to: Instant, remark: String) -> Unavailability {
        Unavailability(key: 0, resources: [], type: nil, start: from, end: to, remark: remark, isReadable: false)
    }
}

extension SyncError {
    fileprivate static func planning(_ code: Code, _ failureClass: FailureClass) -> SyncError {
        SyncError(code, failureClass: failureClass)
    }

    fileprivate static let answerLost = SyncError(.planningPMEUnreachable, failureClass: .transient, isAmbiguous: true)
}
