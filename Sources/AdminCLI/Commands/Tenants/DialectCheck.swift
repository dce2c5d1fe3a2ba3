import AppWiring
import SyncCore
import SyncEngine

/// The part of `tenant check` that looks at how PlanningPME speaks, and removes what a probe left. It writes nothing else over there.
struct DialectCheck {
    let services: Services
    let tenant: Tenant

    private static let name = "PlanningPME: dialect"
    private static let probeName = "PlanningPME: probe"
    private var probe: String { "passerelle tenant probe \(tenant.slug) --resource KEY" }
    private var record: String { "passerelle tenant check \(tenant.slug) --record FILE" }

    /// - Parameter results: of the connections: without PlanningPME's nothing can be seen.
    func results(after results: [CheckResult]) async throws -> [CheckResult] {
        guard !results.contains(where: { $0.name.hasPrefix("PlanningPME") && $0.state == .failed }) else {
            return [CheckResult(name: Self.name, state: .unknown, detail: "Not tested, since the connection does not work.")]
        }
        do {
            let prober = try await services.prober(tenant)
            let leftovers = try await leftovers(prober)
            let survey = try await SurveyTenant(registry: services.registry, now: services.schedules.now)
                .perform(tenant, prober: prober)
            return leftovers + rows(survey)
        } catch let error as SyncError where error.failureClass != .cancelled {
            return [
                CheckResult(name: Self.name, state: .unknown, detail: error.message, remedy: error.remedy, cause: error.code)
            ]
        }
    }

    /// Of a tenant that nothing is written for.
    static func doubt(of tenant: Tenant) -> CheckResult? {
        guard let doubt = tenant.dialect.doubt else { return nil }
        return CheckResult(
            name: name, state: .failed,
            detail: "In doubt since \(LocalTime.utc(doubt.since)): events of run \(doubt.run) were not stored as sent "
                + "(\(doubt.point.rawValue)). Nothing is written.",
            remedy: DialectDocument.remedy(tenant) ?? "", cause: .planningDisagrees)
    }

    private func leftovers(_ prober: any DialectProber) async throws -> [CheckResult] {
        guard let open = tenant.dialect.openProbe else { return [] }
        let now = try await services.schedules.now()
        guard open.isLeft(at: now) else {
            return [
                CheckResult(
                    name: Self.probeName, state: .unknown,
                    detail: "A probe was begun \(LocalTime.age(of: open.startedAt, at: now)) ago and has not ended.",
                    remedy: "If it was stopped, check again 10 minutes after it was begun: what it left is removed then.")
            ]
        }
        let (left, removed) = try await ProbeTenant(registry: services.registry, now: services.schedules.now)
            .removeLeftovers(of: tenant.id, prober)
        guard !left.isEmpty else {
            return [
                CheckResult(
                    name: Self.probeName, state: .ok,
                    detail: "Removed what a probe had left: \(Plural.of(removed, "event")).")
            ]
        }
        return [
            CheckResult(
                name: Self.probeName, state: .unknown,
                detail: "A probe left \(left.map { "event \($0)" }.joined(separator: ", ")), which can't be deleted.",
                remedy: "Delete it in PlanningPME, or give the connector's user the right to delete unavailabilities.")
        ]
    }

    private func rows(_ survey: SurveyedTenant) -> [CheckResult] {
        var rows = survey.points.compactMap(row)
        for (point, facts) in survey.unforeseen.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            rows.append(
                CheckResult(
                    name: Self.name, state: .failed,
                    detail: "\(point.rawValue): an unknown form, \(DialectWords.evidence(facts))",
                    remedy: "This release does not know it. Record it and send the file: \(record)"))
        }
        let standing = survey.dialect.standing
        guard !standing.isReliable else {
            if rows.isEmpty { rows.append(CheckResult(name: Self.name, state: .ok, detail: "As it was found out before.")) }
            return rows
        }
        let open = survey.open.filter { survey.dialect.findings[$0]?.origin != .person }.map(\.rawValue)
        rows.append(
            CheckResult(
                name: Self.name, state: .unknown,
                detail: open.isEmpty ? "Never probed." : "Only a probe can find out: \(open.joined(separator: ", ")).",
                remedy: probe))
        return rows
    }

    private func row(_ point: ReportedPoint) -> CheckResult? {
        guard let seen = point.seen else { return nil }
        let facts = DialectWords.evidence(seen.evidence)
        let detail = "\(point.point.rawValue): \(seen.value)" + (facts.isEmpty ? "" : " (\(facts))")
        guard seen.value != point.value else { return CheckResult(name: Self.name, state: .ok, detail: detail) }
        return CheckResult(
            name: Self.name, state: .unknown,
            detail: "\(detail), but events are written by \(point.value) (\(DialectWords.how(point.finding?.origin)))",
            remedy: probe)
    }
}
