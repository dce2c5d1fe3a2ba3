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
        _ plan: ProbePlan, at now: Instant, recording: @Sendable (EventKey) async throws -> Void
    ) async throws -> ProbeReport {
        try await api.signIn()
        let api = api
        return try await withoutActuallyEscaping(recording) { recording in
            var probe = DialectProbe(
                plan, tenantZone: tenantZone, at: now, ask: { try await api.perform($0) }, recording: recording)
            return try await probe.run()
        }
    }

    public func removeProbeEvents(_ probe: TenantDialect.OpenProbe) async throws -> [EventKey] {
        let api = api
        var removal = ProbeRemoval(
            resource: probe.resource, days: probe.days, codec: codec, ask: { try await api.perform($0) })
        for key in probe.keys { await removal.deleteIfOurs(key.value) }
        await removal.deleteMarked(except: Set(probe.keys.map(\.value)))
        if let failure = removal.failure { throw failure }
        return removal.left.map { EventKey($0) }
    }
}
