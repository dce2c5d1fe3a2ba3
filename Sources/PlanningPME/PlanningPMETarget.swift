package import Foundation
package import HTTPTransport
import JSONText
package import SyncCore
package import SyncEngine

/// One tenant's PlanningPME, for one run. Its token is requested with the first call: a run without reads or writes sends no
/// request.
///
/// It writes in the brand's dialect, and reads every known form.
package struct PlanningPMETarget: PlanningTarget {
    let api: PlanningPMEAPI
    let codec: EventCodec
    /// The tenant's zone, whatever the dialect.
    let tenantZone: TimeZone
    /// All of this target's requests for probes.
    let probeRequests = ProbeRequests()

    /// Sends no request.
    /// - Parameters:
    ///   - client: for the tenant's PlanningPME address.
    ///   - zone: the tenant's, for times without one, unless the dialect sets the brand's own.
    ///   - luccaAccount: its references mark our events (`Tenant.luccaAccount`); an event without one is the planners'.
    ///   - formerAccounts: its former names (`Tenant.formerAccounts`), whose references mark ours too.
    ///   - dialect: used for writing.
    ///   - referenceField: the custom field of unavailabilities with the reference; nil for the remark.
    package init(
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

    package var requestCount: Int {
        get async { api.requestCount }
    }

    package var landingSeconds: Double { api.landingSeconds }

    package func resources() async throws -> [Resource] {
        let read: [ThingWire] = try await api.list(
            PlanningPMEAssumptions.Path.resources, pageSize: PlanningPMEAssumptions.resourcePage, .resources)
        if read.contains(where: { $0.departmentForm != nil && $0.departmentForm != dialect.department }) {
            api.notes.note([.department])
        }
        return read.map(ThingMapping.resource)
    }

    package func resource(_ key: ResourceKey) async throws -> Resource? {
        try await api.thing(PlanningPMEAssumptions.Path.resources, key: key.value, .resource(key: key))
            .map { ThingMapping.resource(ThingWire(.object($0))) }
    }

    package func departments() async throws -> [PlanningDepartment] {
        try await labelled(PlanningPMEAssumptions.Path.departments, .departments)
            .map(ThingMapping.department)
    }

    package func types() async throws -> [UnavailabilityType] {
        try await labelled(PlanningPMEAssumptions.Path.types, .types)
            .map(ThingMapping.type)
    }

    private func labelled(_ path: String, _ what: PlanningSubject) async throws -> [ThingWire] {
        try await api.list(path, pageSize: PlanningPMEAssumptions.labelPage, what)
    }

    package func createType(label: String) async throws -> UnavailabilityTypeKey {
        let made = try await api.create(
            PlanningPMEAssumptions.Path.types, ThingMapping.body(label: label), .newType
        ) {
            try await types().filter { LabelFolding.fold($0.label) == LabelFolding.fold(label) }.map(\.key.value).min()
        }
        return UnavailabilityTypeKey(made.key)
    }

    package func createDepartment(label: String) async throws -> PlanningDepartmentKey {
        let made = try await api.create(
            PlanningPMEAssumptions.Path.departments, ThingMapping.body(label: label), .newDepartment
        ) {
            try await departments().filter { LabelFolding.fold($0.label) == LabelFolding.fold(label) }.map(\.key.value).min()
        }
        return PlanningDepartmentKey(made.key)
    }
}

/// The credentials of the PlanningPME user that Passerelle writes as.
package enum PlanningPMELogin: Sendable, Equatable {
    case password(username: Secret, password: Secret)
    /// A token that PlanningPME issued for this purpose.
    case authToken(Secret)
}

/// Writes of resources, each compared with what was sent.
extension PlanningPMETarget {
    static let resourcePath = PlanningPMEAssumptions.Path.resources

    /// A key from an answer is accepted once its resource shows the registration number, or nothing that contradicts it.
    package func createResource(_ draft: ResourceDraft) async throws -> WrittenResource {
        let what = PlanningSubject.newResource
        var row: Resource?
        let made = try await api.create(Self.resourcePath, ThingMapping.body(draft, dialect), what) {
            row = try await find(draft)
            return row?.key.value
        }
        if let row { return draft.compared(with: row) }
        let key = ResourceKey(made.key)
        let written = try await verified(key, made.answer, ResourceExpectation(draft, zone: codec.zone))
        guard written.disagreement?.point == .createdKey else { return written }
        do {
            row = try await find(draft)
        } catch let error as SyncError {
            throw error.markedAmbiguous()
        }
        // It must not be used as the employee's.
        guard let row else {
            throw PlanningPMEFailure.unreadable(what, because: .otherResource(key: key), isAmbiguous: true)
        }
        guard row.key != key else { return draft.compared(with: row) }
        return WrittenResource(
            key: row.key,
            disagreement: Disagreement(point: .createdKey, sent: .resources(keys: [key]), found: .resources(keys: [row.key])),
            compared: [.createdKey])
    }

    private func find(_ draft: ResourceDraft) async throws -> Resource? {
        try await resources().filter { $0.registrationNumber == draft.registrationNumber }.min { $0.key < $1.key }
    }

    /// Compares the answer to a write, or the resource read by its key if the answer is empty or incomplete.
    func verified(
        _ key: ResourceKey, _ answer: JSONValue?, _ expected: ResourceExpectation
    ) async throws -> WrittenResource {
        if let answered = answer?.members, answered["key"]?.whole == key.value, expected.disagreement(answered, key) == nil {
            let outcomes = expected.outcomes(answered)
            if outcomes.values.allSatisfy({ $0 == .written }) {
                return WrittenResource(key: key, compared: expected.points, fields: outcomes)
            }
        }
        do {
            guard let read = try await api.thing(Self.resourcePath, key: key.value, .resource(key: key)) else {
                return WrittenResource(
                    key: key,
                    disagreement: Disagreement(point: .createdKey, sent: .resources(keys: [key]), found: .noSuchResource),
                    compared: [.createdKey])
            }
            return WrittenResource(
                key: key, disagreement: expected.disagreement(read, key), compared: expected.points,
                fields: expected.outcomes(read), stored: expected.stored(read))
        } catch let error as SyncError {
            guard error.failureClass != .cancelled, error.failureClass != .leaseLost else { throw error.markedAmbiguous() }
            return WrittenResource(key: key, isVerified: false)
        }
    }
}

extension PlanningPMETarget: DialectProber {
    package func survey(at now: Instant) async throws -> DialectSurvey {
        // Before counting requests.
        try await api.signIn()
        let api = api
        var surveyor = DialectSurveyor(codec, tenantZone: tenantZone) { try await api.perform($0) }
        return try await surveyor.survey(at: now) { api.notes.tokenMethod }
    }

    package func probe(
        _ plan: ProbePlan, at now: Instant, recording: @Sendable (TenantDialect.OpenProbe.Step) async throws -> Void
    ) async throws -> ProbeReport {
        try await api.signIn()
        let api = api
        return try await withoutActuallyEscaping(recording) { recording in
            var probe = DialectProbe(
                plan, tenantZone: tenantZone, at: now, counter: probeRequests, ask: { try await api.perform($0) },
                recording: recording)
            return try await probe.run()
        }
    }

    package func removeProbeEvents(_ probe: TenantDialect.OpenProbe) async throws -> ProbeRemains {
        let api = api
        var removal = ProbeRemoval(
            resource: probe.resource, days: probe.days, codec: codec, requests: probeRequests,
            ask: { try await api.perform($0) })
        // After a probe of this target, only what its own cleanup could not remove.
        let end = probeRequests.end.flatMap { $0.startedAt == probe.startedAt ? $0 : nil }
        let keys = end?.left ?? probe.keys.map(\.value)
        for key in keys { await removal.deleteIfOurs(key) }
        var lostOn = end?.lostOn ?? []
        for day in end?.unsearched ?? probe.lostOn where await removal.deleteMarked(on: day) == .hidden { lostOn.append(day) }
        if let failure = removal.failure { throw failure }
        return ProbeRemains(keys: removal.left.map { EventKey($0) }, lostOn: lostOn)
    }
}
