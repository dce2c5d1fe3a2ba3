package import SyncCore
package import SyncEngine

/// Checks both connections and every permission that a sync needs, and surveys the dialect. It changes nothing remotely, except
/// for removing the events of an interrupted probe.
package struct CheckTenant: ServiceOperation {
    package struct Report: Sendable {
        /// The tenant after the check.
        package let tenant: Tenant
        package let findings: [CheckFinding]

        package var failed: [CheckFinding] { findings.filter { $0.state == .failed } }
    }

    package static let right = Right.operator
    package var audit: Audit { .change("tenant.check", .tenant(tenant)) }
    private let tenant: TenantSlug

    package init(_ tenant: TenantSlug) { self.tenant = tenant }

    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        var findings = try await Self.findings(of: tenant, services)
        if let doubt = tenant.dialect.doubt { findings.append(.doubt(doubt, tenant)) }
        return Report(tenant: try await services.registry.tenant(tenant.id), findings: findings)
    }

    /// The checks of both connections, the dialect, whether a scope is set, and what the interfaces announced to this check and to
    /// recent runs. Not a doubt, because activation ends it.
    static func findings(of tenant: Tenant, _ services: Services) async throws -> [CheckFinding] {
        let notices = APINotices()
        var findings: [CheckFinding] = []
        for check in await services.checks(tenant, notices) {
            findings += await check.check().map { result in
                // Only a write can show this: the probe does, or did.
                if case .writingUnclear = result.finding { return .writing(result, tenant) }
                return .connection(result, tenant)
            }
            try Task.checkCancellation()
        }
        let isConnected = !findings.contains { $0.isOfPlanning && $0.state == .failed }
        findings += try await DialectCheck(services: services, tenant: tenant).findings(isConnected: isConnected)
        try await services.notices.save(notices.collected, of: tenant.id)
        let kept = try await services.notices.recentNotices(of: tenant.id)
        return findings + [.scope(tenant)] + kept.map { CheckFinding.notice($0, tenant) }
    }
}

/// What a check found.
package enum CheckFinding: Sendable {
    /// Of one of the two connections.
    case connection(CheckResult, Tenant)
    /// Whether PlanningPME is writable: known once a probe has written.
    case writing(CheckResult, Tenant)
    case dialect(DialectFinding, Tenant)
    case scope(Tenant)
    /// Nothing is written for the tenant.
    case doubt(TenantDialect.Doubt, Tenant)
    /// What answers said about an interface: sync works today.
    case notice(KeptAPINotice, Tenant)

    package var state: CheckResult.State {
        switch self {
        case .connection(let result, _): result.state
        case .writing(let result, let tenant): tenant.dialect.probedAt == nil ? result.state : .ok
        case .dialect(let finding, _): finding.state
        case .scope(let tenant): tenant.scope.bases.isEmpty ? .failed : .ok
        case .doubt: .failed
        case .notice: .unknown
        }
    }

    /// The error that made the check fail, if there was one.
    package var cause: SyncError.Code? {
        switch self {
        case .connection(let result, _): result.failure?.code
        case .writing(let result, let tenant): tenant.dialect.probedAt == nil ? result.failure?.code : nil
        case .dialect(.unreadable(let error), _), .dialect(.leftStanding(_, .failed(let error)), _): error.code
        case .dialect, .scope, .notice: nil
        case .doubt: .planningDisagrees
        }
    }

    /// A probe would find more.
    package var asksForProbe: Bool {
        guard state == .unknown else { return false }
        switch self {
        case .writing, .dialect(.point, _), .dialect(.notProbed, _): return true
        case .connection, .dialect, .scope, .doubt, .notice: return false
        }
    }

    fileprivate var isOfPlanning: Bool {
        switch self {
        case .connection(let result, _), .writing(let result, _): result.subject.isOfPlanningPME
        case .dialect, .scope, .doubt, .notice: false
        }
    }
}

/// The part of a check that surveys the dialect, and removes a probe's events.
struct DialectCheck {
    let services: Services
    let tenant: Tenant

    /// - Parameter isConnected: without PlanningPME nothing can be surveyed.
    func findings(isConnected: Bool) async throws -> [CheckFinding] {
        try await dialectFindings(isConnected).map { .dialect($0, tenant) }
    }

    private func dialectFindings(_ isConnected: Bool) async throws -> [DialectFinding] {
        guard isConnected else { return standing(.noConnection) + [.notTested] }
        var leftovers: [DialectFinding] = []
        do {
            let prober = try await services.prober(tenant)
            leftovers = try await removed(prober)
            let survey = try await SurveyTenant(registry: services.registry, now: services.schedules.now)
                .perform(tenant, prober: prober)
            return leftovers + Self.findings(of: survey)
        } catch let error as SyncError where error.failureClass != .cancelled {
            return leftovers + [.unreadable(error.failure)]
        }
    }

    /// The events of a probe, removed or not.
    private func removed(_ prober: any DialectProber) async throws -> [DialectFinding] {
        do {
            return try await leftovers(prober)
        } catch let error as SyncError where error.failureClass != .cancelled {
            return standing(.failed(error.failure))
        }
    }

    private func standing(_ hindrance: DialectFinding.Hindrance) -> [DialectFinding] {
        tenant.dialect.openProbe.map { [.leftStanding($0, hindrance)] } ?? []
    }

    private func leftovers(_ prober: any DialectProber) async throws -> [DialectFinding] {
        guard let open = tenant.dialect.openProbe else { return [] }
        let now = try await services.schedules.now()
        guard open.isLeft(at: now) else { return [.probing(open, now: now)] }
        let removal = try await ProbeTenant(registry: services.registry, now: services.schedules.now)
            .removeLeftovers(of: tenant.id, prober)
        let left: [DialectFinding] =
            (removal.left.isEmpty ? [] : [.leftEvents(removal.left)]) + (removal.lost.isEmpty ? [] : [.lostEvents(removal.lost)])
        return left.isEmpty ? [.removed(removal.removed)] : left
    }

    private static func findings(of survey: SurveyedTenant) -> [DialectFinding] {
        var findings = survey.points.compactMap { point -> DialectFinding? in
            let isLimited = point.point == .view && point.value == PlanningDialect.View.limited.rawValue
            guard let seen = point.seen ?? (isLimited ? point.finding : nil) else { return nil }
            return .point(point, seen: seen, isLimitedView: isLimited)
        }
        findings += survey.unforeseen.sorted { $0.key.rawValue < $1.key.rawValue }.map { .unforeseen($0.key, $0.value) }
        guard !survey.dialect.standing.isReliable else { return findings.isEmpty ? [.asBefore] : findings }
        return findings + [.notProbed(survey.open.filter { survey.dialect.findings[$0]?.origin != .person })]
    }
}
