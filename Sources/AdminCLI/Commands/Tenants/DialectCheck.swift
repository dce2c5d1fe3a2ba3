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
            return standing("The connection does not work.", remedy: "", cause: nil)
                + [CheckResult(name: Self.name, state: .unknown, detail: "Not tested, since the connection does not work.")]
        }
        var leftovers: [CheckResult] = []
        do {
            let prober = try await services.prober(tenant)
            leftovers = try await removed(prober)
            let survey = try await SurveyTenant(registry: services.registry, now: services.schedules.now)
                .perform(tenant, prober: prober)
            return leftovers + rows(survey)
        } catch let error as SyncError where error.failureClass != .cancelled {
            return leftovers + [
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

    /// What a probe left, whether it could be removed or not.
    private func removed(_ prober: any DialectProber) async throws -> [CheckResult] {
        do {
            return try await leftovers(prober)
        } catch let error as SyncError where error.failureClass != .cancelled {
            return standing(error.message, remedy: error.remedy, cause: error.code)
        }
    }

    /// What a probe left and nobody could remove.
    private func standing(_ why: String, remedy: String, cause: SyncError.Code?) -> [CheckResult] {
        guard let open = tenant.dialect.openProbe else { return [] }
        let events = open.keys.isEmpty ? "events" : open.keys.map { "event \($0)" }.joined(separator: ", ")
        return [
            CheckResult(
                name: Self.probeName, state: .unknown,
                detail:
                    "A probe begun \(LocalTime.utc(open.startedAt)) may have left \(events) on resource \(open.resource). \(why)",
                remedy: remedy.isEmpty ? "They are removed once the connection works." : remedy, cause: cause)
        ]
    }

    private func leftovers(_ prober: any DialectProber) async throws -> [CheckResult] {
        guard let open = tenant.dialect.openProbe else { return [] }
        let now = try await services.schedules.now()
        guard open.isLeft(at: now) else {
            return [
                CheckResult(
                    name: Self.probeName, state: .unknown,
                    detail: "A probe was begun \(LocalTime.age(of: open.startedAt, at: now)) ago and has not ended.",
                    remedy: "If it was stopped: the next probe removes what it left at once, a run once 10 minutes have passed.")
            ]
        }
        let removal = try await ProbeTenant(registry: services.registry, now: services.schedules.now)
            .removeLeftovers(of: tenant.id, prober)
        var results: [CheckResult] = []
        if !removal.left.isEmpty {
            results.append(
                CheckResult(
                    name: Self.probeName, state: .unknown,
                    detail: "A probe left \(removal.left.map { "event \($0)" }.joined(separator: ", ")), which can't be deleted.",
                    remedy: "Delete it in PlanningPME, or give the connector's user the right to delete unavailabilities."))
        }
        if !removal.lost.isEmpty {
            results.append(
                CheckResult(
                    name: Self.probeName, state: .unknown,
                    detail: "A probe may have left an event that no list shows and whose key is not known.",
                    remedy: "\(removal.lost.remedy) The next probe forgets it."))
        }
        guard results.isEmpty else { return results }
        return [
            CheckResult(
                name: Self.probeName, state: .ok,
                detail: "Removed what a probe had left: \(Plural.of(removal.removed, "event")).")
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
                detail: open.isEmpty ? "Not probed." : "Only a probe can find out: \(open.joined(separator: ", ")).",
                remedy: probe))
        return rows
    }

    private static let viewRemedy =
        "In PlanningPME, ask for no limited period in the rights of the group of the connector's user: what lies beyond it is seen by its key "
        + "alone, with a request for each event."

    private func row(_ point: ReportedPoint) -> CheckResult? {
        let isLimited = point.point == .view && point.value == PlanningDialect.View.limited.rawValue
        guard let seen = point.seen ?? (isLimited ? point.finding : nil) else { return nil }
        let facts = DialectWords.evidence(seen.evidence)
        let detail = "\(point.point.rawValue): \(seen.value)" + (facts.isEmpty ? "" : " (\(facts))")
        guard seen.value != point.value else {
            return CheckResult(name: Self.name, state: .ok, detail: detail, remedy: isLimited ? Self.viewRemedy : "")
        }
        return CheckResult(
            name: Self.name, state: .unknown,
            detail: "\(detail), but events are written by \(point.value) (\(DialectWords.how(point.finding?.origin)))",
            remedy: probe)
    }
}
