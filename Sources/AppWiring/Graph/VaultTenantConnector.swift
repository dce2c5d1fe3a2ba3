import FoundationEssentials
import HTTPTransport
import Logging
import Lucca
import PlanningPME
import SyncCore
import SyncEngine

/// Connects a tenant with its stored secrets, under its request budgets.
struct VaultTenantConnector: TenantConnector {
    let vault: any CredentialVault
    let budget: any RequestBudget
    let exchange: any HTTPExchange
    let policy: OutboundPolicy
    let calls: CallPolicy
    let pacing: Pacing
    let metrics: SyncMetrics
    let logger: Logger
    /// The database's time, which decides a tenant's current day.
    let now: @Sendable () async throws -> Instant
    /// Records every exchange; nil for none.
    var recording: ExchangeRecording?

    func connect(_ tenant: Tenant, for claimed: ClaimedRun?, permit: @escaping SendPermit) async throws -> ConnectedTenant {
        let target = try await target(of: tenant, for: claimed, permit: permit)
        return ConnectedTenant(
            source: try await source(of: tenant, for: claimed, permit: permit), target: target, prober: target)
    }

    /// The checks of both connections; without a secret or an address, a check fails.
    func checks(of tenant: Tenant) async -> [any ConnectionChecking] {
        var checks: [any ConnectionChecking] = []
        do {
            let today = try await now().day(in: tenant.settings.calendar.zone)
            checks.append(try await source(of: tenant, today: today))
        } catch {
            checks.append(ImpossibleCheck(subject: .lucca, error: error))
        }
        do {
            checks.append(try await target(of: tenant))
        } catch {
            checks.append(ImpossibleCheck(subject: .planningPME, error: error))
        }
        return checks
    }

    /// - Parameter today: the date for checks; nil where nothing is checked.
    func source(
        of tenant: Tenant, for claimed: ClaimedRun? = nil, today: CalendarDay? = nil, permit: @escaping SendPermit = {}
    ) async throws -> LuccaSource {
        let address = try RemoteAddress.lucca(pasted: tenant.luccaURL, policy: policy)
        let scope = BudgetScope(
            name: "lucca:\(address.host)", limit: tenant.settings.luccaRequests,
            windowSeconds: RequestPlan.luccaWindowSeconds)
        let key = try await secret(.luccaAPIKey, of: tenant, for: address)
        return LuccaSource(
            client: client(.lucca, address, scope, of: tenant, for: claimed, permit), apiKey: key,
            today: today ?? pacing.instant().day(in: tenant.settings.calendar.zone))
    }

    func target(of tenant: Tenant, for claimed: ClaimedRun? = nil, permit: @escaping SendPermit = {}) async throws
        -> PlanningPMETarget
    {
        let address = try RemoteAddress.planningPME(pasted: tenant.planningPMEURL, policy: policy)
        let scope = BudgetScope(
            name: "planningpme:\(tenant.id.value.uuidString.lowercased())", limit: tenant.settings.hourlyRequests,
            windowSeconds: RequestPlan.planningPMEWindowSeconds)
        return PlanningPMETarget(
            client: client(.planningPME, address, scope, of: tenant, for: claimed, permit),
            appKey: try await secret(.planningPMEAppKey, of: tenant, for: address),
            login: try await login(of: tenant, at: address), zone: tenant.settings.calendar.zone,
            luccaAccount: tenant.luccaAccount, formerAccounts: tenant.formerAccounts, dialect: tenant.dialect.dialect,
            referenceField: tenant.settings.referenceField)
    }

    func prober(of tenant: Tenant) async throws -> any DialectProber { try await target(of: tenant) }

    private func login(of tenant: Tenant, at address: RemoteAddress) async throws -> PlanningPMELogin {
        switch SufficientCredentials(try await vault.list(of: tenant.id)).login {
        case nil:
            throw SyncError(.credential(.loginMissing(tenant: tenant.slug)))
        case .token: return .authToken(try await secret(.planningPMEAuthToken, of: tenant, for: address))
        case .password:
            return .password(
                username: try await secret(.planningPMEUsername, of: tenant, for: address),
                password: try await secret(.planningPMEPassword, of: tenant, for: address))
        }
    }

    private func client(
        _ system: RemoteSystem, _ address: RemoteAddress, _ scope: BudgetScope, of tenant: Tenant, for claimed: ClaimedRun?,
        _ permit: @escaping SendPermit
    ) -> RemoteClient {
        var logger = (claimed?.run).map(logger.naming) ?? logger
        logger[metadataKey: LogKey.tenant] = "\(tenant.slug)"
        var limits = claimed?.isSuspect == true ? ReadLimits.suspect : .standard
        limits.rows = claimed?.isSuspect == true ? min(limits.rows, tenant.settings.rowLimit) : tenant.settings.rowLimit
        var exchange = exchange
        if let recording { exchange = RecordedExchange(exchange, into: recording, system: system, address: address) }
        return RemoteClient(
            system: system, address: address, exchange: exchange, budget: budget, scope: scope, policy: calls, limits: limits,
            permit: permit, pacing: pacing, metrics: metrics, logger: logger)
    }

    /// - Parameter address: the requests' target: a secret that was entered for another host does not open.
    private func secret(_ kind: CredentialKind, of tenant: Tenant, for address: RemoteAddress) async throws -> Secret {
        guard let secret = try await vault.open(kind, of: tenant, for: CredentialHost(kind.system, url: address.origin)) else {
            throw SyncError(.credential(.kindMissing(tenant: tenant.slug, kind: kind)))
        }
        return secret
    }
}

/// A connection that could not be tried.
struct ImpossibleCheck: ConnectionChecking {
    let subject: CheckSubject
    let error: any Error

    func check() async -> [CheckResult] {
        [CheckResult(subject, .failed, (error as? SyncError).map { .failure($0.failure) } ?? .notPrepared)]
    }
}
