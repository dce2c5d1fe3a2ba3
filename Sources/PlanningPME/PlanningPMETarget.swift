public import Foundation
public import HTTPTransport
import JSONText
public import SyncCore
public import SyncEngine

/// One tenant's PlanningPME, for the length of one run. Its token is asked for with the first call: a run that has nothing to
/// read or write sends no request at all.
public struct PlanningPMETarget: PlanningTarget {
    let api: PlanningPMEAPI
    private let events: EventMapping
    private let account: String
    private let formerAccounts: Set<String>

    /// Sends nothing yet.
    /// - Parameters:
    ///   - client: for the tenant's PlanningPME address.
    ///   - zone: of the brand, for times that come without one.
    ///   - luccaAccount: whose references mark our events (`Tenant.luccaAccount`); an event without one of them is the planners'.
    ///   - formerAccounts: its names before (`Tenant.formerAccounts`), whose references mark ours too.
    public init(
        client: RemoteClient, appKey: Secret, login: PlanningPMELogin, zone: TimeZone, luccaAccount: String,
        formerAccounts: Set<String> = []
    ) {
        api = PlanningPMEAPI(client: client, appKey: appKey, login: login)
        events = EventMapping(zone: zone)
        account = luccaAccount.lowercased()
        self.formerAccounts = Set(formerAccounts.map { $0.lowercased() })
    }

    public var requestCount: Int {
        get async { api.requestCount }
    }

    public var landingSeconds: Double { api.landingSeconds }

    public func resources() async throws -> [Resource] {
        try await api.list(PlanningPMEAssumptions.Path.resources, pageSize: PlanningPMEAssumptions.resourcePage, "the resources")
            .map(ThingMapping.resource)
    }

    public func departments() async throws -> [PlanningDepartment] {
        try await labelled(PlanningPMEAssumptions.Path.departments, "the departments")
            .map(ThingMapping.department)
    }

    public func types() async throws -> [UnavailabilityType] {
        try await labelled(PlanningPMEAssumptions.Path.types, "the unavailability types")
            .map(ThingMapping.type)
    }

    private func labelled(_ path: String, _ what: String) async throws -> [ThingWire] {
        try await api.list(path, pageSize: PlanningPMEAssumptions.labelPage, what)
    }

    public func createType(label: String) async throws -> UnavailabilityTypeKey {
        let key = try await api.create(
            PlanningPMEAssumptions.Path.types, ThingMapping.body(label: label), "a new unavailability type"
        ) {
            try await types().filter { LabelFolding.fold($0.label) == LabelFolding.fold(label) }.map(\.key.value).min()
        }
        return UnavailabilityTypeKey(key)
    }

    public func createDepartment(label: String) async throws -> PlanningDepartmentKey {
        let key = try await api.create(
            PlanningPMEAssumptions.Path.departments, ThingMapping.body(label: label), "a new department"
        ) {
            try await departments().filter { LabelFolding.fold($0.label) == LabelFolding.fold(label) }.map(\.key.value).min()
        }
        return PlanningDepartmentKey(key)
    }

    public func createResource(_ draft: ResourceDraft) async throws -> ResourceKey {
        let key = try await api.create(PlanningPMEAssumptions.Path.resources, ThingMapping.body(draft), "a new resource") {
            try await resources().filter { $0.registrationNumber == draft.registrationNumber }.map(\.key.value).min()
        }
        return ResourceKey(key)
    }

    /// - Throws: also `planningpme_rejected` when the resource is gone.
    public func updateResource(_ key: ResourceKey, department: PlanningDepartmentKey?, registrationNumber: String?) async throws {
        let path = PlanningPMEAssumptions.Path.resources
        let what = "resource \(key)"
        guard let read = try await api.thing(path, key: key.value, what) else { throw PlanningPMEFailure.gone(what) }
        guard let changed = ThingMapping.changed(read, department: department, registrationNumber: registrationNumber) else {
            return
        }
        guard try await api.replace(path, key: key.value, with: changed, what) else { throw PlanningPMEFailure.gone(what) }
    }

    public func unavailabilities(from: Instant, to: Instant, resources: [ResourceKey]?) async throws -> [Unavailability] {
        if let resources, resources.isEmpty { return [] }
        let what = "the events"
        let read = try await api.events(
            from: from, to: to,
            resources: resources.map { $0.map { .integer($0.value) } } ?? PlanningPMEAssumptions.allResources,
            pageSize: PlanningPMEAssumptions.eventPage, what)
        return read.compactMap { wire in
            guard wire.key != nil else { return events.keyless(wire, from: from, to: to) }
            guard wire.isUnavailability else { return nil }
            if let event = events.unavailability(wire) { return event }
            // A planner's event may look odd and be none of our business; one of ours that is left out would be made again. Whether one
            // whose remark can't be read is ours, the ledger alone knows.
            if let remark = wire.remark, EventReference.all(in: remark).isEmpty { return nil }
            return events.unreadable(wire, from: from, to: to)
        }
    }

    public func unavailability(_ key: EventKey) async throws -> Unavailability? {
        let what = "event \(key)"
        guard let read = try await api.thing(PlanningPMEAssumptions.Path.events, key: key.value, what) else { return nil }
        guard let event = events.unavailability(EventWire(.object(read))) else {
            throw PlanningPMEFailure.unreadable(what)
        }
        return event
    }

    public func create(_ draft: UnavailabilityDraft) async throws -> WrittenEvent {
        let key = try await api.create(PlanningPMEAssumptions.Path.events, EventMapping.body(draft), "a new event") {
            try await unavailabilities(from: draft.start, to: draft.end, resources: [draft.resource])
                .filter { EventReference.all(in: $0.remark).contains(draft.reference) }.map(\.key.value).min()
        }
        return WrittenEvent(key: EventKey(key))
    }

    /// An event that no longer carries a reference of this Lucca account has become the planners': it counts as gone.
    public func update(_ key: EventKey, to draft: UnavailabilityDraft, replacing: EventReference) async throws -> WrittenEvent? {
        let path = PlanningPMEAssumptions.Path.events
        let what = "event \(key)"
        guard let read = try await api.thing(path, key: key.value, what), try isOurs(read, what) else { return nil }
        let changed = EventMapping.changed(read, to: draft, replacing: replacing, formerAccounts: formerAccounts)
        return try await api.replace(path, key: key.value, with: changed, what) ? WrittenEvent(key: key) : nil
    }

    @discardableResult
    public func release(_ key: EventKey) async throws -> Bool {
        let path = PlanningPMEAssumptions.Path.events
        let what = "event \(key)"
        guard let read = try await api.thing(path, key: key.value, what), try isOurs(read, what) else { return false }
        guard let event = events.unavailability(EventWire(.object(read))) else {
            throw PlanningPMEFailure.unreadable(what)
        }
        let released = EventMapping.released(read, event, accounts: accounts)
        return try await api.replace(path, key: key.value, with: released, what)
    }

    /// An event that no longer carries a reference of this Lucca account has become the planners': it stays, and counts as gone.
    @discardableResult
    public func delete(_ key: EventKey) async throws -> Bool {
        let path = PlanningPMEAssumptions.Path.events
        let what = "event \(key)"
        guard let read = try await api.thing(path, key: key.value, what), try isOurs(read, what) else { return false }
        return try await api.delete(path, key: key.value, what)
    }

    /// - Throws: when its remark can't be read: it may be anybody's.
    private func isOurs(_ event: JSONObject, _ what: String) throws -> Bool {
        guard let remark = EventWire.remark(of: .object(event)) else { throw PlanningPMEFailure.unreadable(what) }
        return EventReference.all(in: remark).contains { accounts.contains($0.account) }
    }

    private var accounts: Set<String> { formerAccounts.union([account]) }
}
