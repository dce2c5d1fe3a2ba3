public import Foundation
public import HTTPTransport
public import SyncCore
public import SyncEngine

/// One tenant's planning, over HTTP. It fetches a token with the first call that needs one, so that a run with nothing to do
/// may send nothing at all.
public final class PlanningPMETarget: PlanningTarget {
    private typealias Facts = PlanningPMEAssumptions
    let api: PlanningPMEAPI
    private let mapping: PlanningPMEMapping

    /// - Parameter zone: the brand's time zone, for answers in local time.
    public init(client: RemoteClient, credentials: PlanningPMECredentials, zone: TimeZone) {
        api = PlanningPMEAPI(client: client, credentials: credentials)
        mapping = PlanningPMEMapping(time: PlanningPMETime(zone: zone))
    }

    public var requestCount: Int {
        get async { api.client.requestCount }
    }

    public func resources() async throws -> [Resource] {
        try await directory(Facts.resourcePath, mapping.resource)
    }

    public func departments() async throws -> [PlanningDepartment] {
        try await directory(Facts.departmentPath, mapping.department)
    }

    public func types() async throws -> [UnavailabilityType] {
        try await directory(Facts.typePath, mapping.type)
    }

    private func directory<Row>(_ path: String, _ map: (JSONValue) -> Row?) async throws -> [Row] {
        let size = path == Facts.resourcePath ? Facts.pageSize : Facts.directoryPageSize
        let rows = try await api.list(pageSize: size) { index, size in
            RemoteRequest(
                .get, path, query: [("pageIndex", "\(index)"), ("pageSize", "\(size)")], headers: [("Accept", "application/json")])
        }
        return rows.compactMap(map)
    }

    public func createType(label: String) async throws -> UnavailabilityTypeKey {
        UnavailabilityTypeKey(try await create(Facts.typePath, .object([Facts.Name.label: .text(label)])))
    }

    public func createDepartment(label: String) async throws -> PlanningDepartmentKey {
        PlanningDepartmentKey(try await create(Facts.departmentPath, .object([Facts.Name.label: .text(label)])))
    }

    public func createResource(_ draft: ResourceDraft) async throws -> ResourceKey {
        ResourceKey(try await create(Facts.resourcePath, mapping.body(draft)))
    }

    public func updateResource(
        _ key: ResourceKey, department: PlanningDepartmentKey?, registrationNumber: String?
    ) async throws {
        let path = "\(Facts.resourcePath)/\(key)"
        let row = try await api.json(RemoteRequest(.get, path, headers: [("Accept", "application/json")]))
        let changed = mapping.body(row, department: department, registrationNumber: registrationNumber)
        guard changed != row else { return }
        _ = try await api.send(try write(.put, path, changed))
    }

    public func unavailabilities(from: Instant, to: Instant, resources: [ResourceKey]?) async throws -> [Unavailability] {
        guard let resources else { return try await events(from, to, nil) }
        var found: [EventKey: Unavailability] = [:]
        for start in stride(from: 0, to: resources.count, by: Facts.resourcesPerList) {
            let chunk = resources[start..<min(start + Facts.resourcesPerList, resources.count)]
            for event in try await events(from, to, Array(chunk)) { found[event.key] = event }
        }
        return found.values.sorted { $0.key < $1.key }
    }

    private func events(_ from: Instant, _ to: Instant, _ resources: [ResourceKey]?) async throws -> [Unavailability] {
        let rows = try await api.list(pageSize: Facts.directoryPageSize) { index, size in
            var members: [String: JSONValue] = [
                "dateFrom": .text(mapping.time.write(from)), "dateTo": .text(mapping.time.write(to)),
                "results": .text(Facts.unavailabilityResults), "pageIndex": .integer(index), "pageSize": .integer(size),
            ]
            if let resources { members["resources"] = .list(resources.map { .integer($0.value) }) }
            return try write(.post, Facts.eventListPath, .object(members), retry: .safe)
        }
        return try rows.compactMap { row in
            if let event = mapping.event(row) { return event }
            // An event of ours that can't be read must not look as if it were gone.
            guard let remark = row[Facts.Name.remark]?.text, !EventReference.all(in: remark).isEmpty else { return nil }
            throw PlanningPMEFailure.unreadable(RemoteRequest(.post, Facts.eventListPath), isAmbiguous: false)
        }
    }

    public func unavailability(_ key: EventKey) async throws -> Unavailability? {
        guard let row = try await row(of: key) else { return nil }
        guard let event = mapping.event(row) else {
            throw PlanningPMEFailure.unreadable(RemoteRequest(.get, Facts.eventPath), isAmbiguous: false)
        }
        return event
    }

    private func row(of key: EventKey) async throws -> JSONValue? {
        let request = RemoteRequest(.get, "\(Facts.eventPath)/\(key)", headers: [("Accept", "application/json")])
        let response = try await api.send(request, accepted: [404])
        if response.status == 404 { return nil }
        guard let row = JSONValue.parse(response.body) else { throw PlanningPMEFailure.unreadable(request, isAmbiguous: false) }
        return row
    }

    public func create(_ draft: UnavailabilityDraft) async throws -> EventKey {
        EventKey(try await create(Facts.eventPath, mapping.body(draft)))
    }

    public func update(_ key: EventKey, to draft: UnavailabilityDraft, replacing: EventReference) async throws -> Bool {
        guard let row = try await row(of: key) else { return false }
        let request = try write(.put, "\(Facts.eventPath)/\(key)", mapping.body(draft, over: row, replacing: replacing))
        return try await api.send(request, accepted: [404]).status != 404
    }

    public func delete(_ key: EventKey) async throws {
        _ = try await api.send(RemoteRequest(.delete, "\(Facts.eventPath)/\(key)"), accepted: [404])
    }

    private func create(_ path: String, _ body: JSONValue) async throws -> Int {
        let request = try write(.post, path, body)
        guard let key = try await api.json(request)[Facts.Name.key]?.integer else {
            throw PlanningPMEFailure.unreadable(request, isAmbiguous: true)
        }
        return key
    }

    private func write(
        _ method: HTTPMethod, _ path: String, _ body: JSONValue, retry: RemoteRequest.Retry? = nil
    ) throws -> RemoteRequest {
        RemoteRequest(
            method, path, headers: [("Accept", "application/json"), ("Content-Type", "application/json")],
            body: .clear(try body.serialized()), retry: retry)
    }
}
