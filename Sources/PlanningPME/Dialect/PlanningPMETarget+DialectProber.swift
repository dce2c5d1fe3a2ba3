public import SyncCore
public import SyncEngine

extension PlanningPMETarget: DialectProber {
    public func survey(at now: Instant) async throws -> DialectSurvey {
        // Before anything is counted.
        try await api.signIn()
        let api = api
        var surveyor = DialectSurveyor(codec, tenantZone: tenantZone) { try await api.perform($0) }
        return try await surveyor.survey(at: now) { api.notes.tokenMethod }
    }

    public func probe(
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

    public func removeProbeEvents(_ probe: TenantDialect.OpenProbe) async throws -> ProbeRemains {
        let api = api
        var removal = ProbeRemoval(
            resource: probe.resource, days: probe.days, codec: codec, requests: probeRequests,
            ask: { try await api.perform($0) })
        // After a probe of this target only what it could not clean up itself.
        let end = probeRequests.end.flatMap { $0.startedAt == probe.startedAt ? $0 : nil }
        let keys = end?.left ?? probe.keys.map(\.value)
        for key in keys { await removal.deleteIfOurs(key) }
        var lostOn = end?.lostOn ?? []
        for day in end?.unsearched ?? probe.lostOn where await removal.deleteMarked(on: day) == .hidden { lostOn.append(day) }
        if let failure = removal.failure { throw failure }
        return ProbeRemains(keys: removal.left.map { EventKey($0) }, lostOn: lostOn)
    }
}
