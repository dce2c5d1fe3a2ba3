public import Foundation
public import HTTPTransport
import JSONText
public import SyncCore
public import SyncEngine

/// One tenant's PlanningPME, for the length of one run. Its token is asked for with the first call: a run that has nothing to
/// read or write sends no request at all.
///
/// It writes by the brand's dialect, and understands answers in every known form.
public struct PlanningPMETarget: PlanningTarget {
    let api: PlanningPMEAPI
    let codec: EventCodec
    /// The tenant's zone, whatever the dialect says.
    let tenantZone: TimeZone
    /// Of everything that this target does about probes.
    let probeRequests = ProbeRequests()

    /// Sends nothing yet.
    /// - Parameters:
    ///   - client: for the tenant's PlanningPME address.
    ///   - zone: the tenant's, for times that come without one, unless the dialect names the brand's own.
    ///   - luccaAccount: whose references mark our events (`Tenant.luccaAccount`); an event without one of them is the planners'.
    ///   - formerAccounts: its names before (`Tenant.formerAccounts`), whose references mark ours too.
    ///   - dialect: what is written by.
    ///   - referenceField: the custom field of unavailabilities that holds the reference; nil for the remark.
    public init(
        client: RemoteClient, appKey: Secret, login: PlanningPMELogin, zone: TimeZone, luccaAccount: String,
        formerAccounts: Set<String> = [], dialect: PlanningDialect = PlanningDialect(), referenceField: String? = nil
    ) {
        api = PlanningPMEAPI(client: client, appKey: appKey, login: login, dialect: dialect)
        codec = EventCodec(
            dialect: dialect, zone: zone, referenceField: referenceField,
            accounts: Set(formerAccounts.union([luccaAccount]).map { $0.lowercased() }))
        tenantZone = zone
    }

    var dialect: PlanningDialect { codec.dialect }

    public var requestCount: Int {
        get async { api.requestCount }
    }

    public var landingSeconds: Double { api.landingSeconds }

    public func resources() async throws -> [Resource] {
        let read = try await api.list(
            PlanningPMEAssumptions.Path.resources, pageSize: PlanningPMEAssumptions.resourcePage, .resources)
        if read.contains(where: { $0.departmentForm != nil && $0.departmentForm != dialect.department }) {
            api.notes.note([.department])
        }
        return read.map(ThingMapping.resource)
    }

    public func resource(_ key: ResourceKey) async throws -> Resource? {
        try await api.thing(PlanningPMEAssumptions.Path.resources, key: key.value, .resource(key: key))
            .map { ThingMapping.resource(ThingWire(.object($0))) }
    }

    public func departments() async throws -> [PlanningDepartment] {
        try await labelled(PlanningPMEAssumptions.Path.departments, .departments)
            .map(ThingMapping.department)
    }

    public func types() async throws -> [UnavailabilityType] {
        try await labelled(PlanningPMEAssumptions.Path.types, .types)
            .map(ThingMapping.type)
    }

    private func labelled(_ path: String, _ what: PlanningSubject) async throws -> [ThingWire] {
        try await api.list(path, pageSize: PlanningPMEAssumptions.labelPage, what)
    }

    public func createType(label: String) async throws -> UnavailabilityTypeKey {
        let made = try await api.create(
            PlanningPMEAssumptions.Path.types, ThingMapping.body(label: label), .newType
        ) {
            try await types().filter { LabelFolding.fold($0.label) == LabelFolding.fold(label) }.map(\.key.value).min()
        }
        return UnavailabilityTypeKey(made.key)
    }

    public func createDepartment(label: String) async throws -> PlanningDepartmentKey {
        let made = try await api.create(
            PlanningPMEAssumptions.Path.departments, ThingMapping.body(label: label), .newDepartment
        ) {
            try await departments().filter { LabelFolding.fold($0.label) == LabelFolding.fold(label) }.map(\.key.value).min()
        }
        return PlanningDepartmentKey(made.key)
    }
}
