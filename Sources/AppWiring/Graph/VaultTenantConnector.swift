import FoundationEssentials
import HTTPTransport
import Logging
import Lucca
import PlanningPME
import SyncCore
import SyncEngine

/// Connects a tenant with its stored secrets, under its request budgets.
struct VaultTenantConnector: TenantConnector {
    var vault: any CredentialVault
    let budget: any RequestBudget
    let exchange: any HTTPExchange
    let policy: OutboundPolicy
    let calls: CallPolicy
    /// Where Lucca gives tokens.
    let tokenURL: String
    let pacing: Pacing
    let metrics: SyncMetrics
    let logger: Logger
    /// The database's time, which decides a tenant's current day.
    let now: @Sendable () async throws -> Instant
    /// A tenant's rules of extra data, for checks.
    let fieldRules: @Sendable (TenantID) async throws -> [FieldRule]
    /// Records every exchange; nil for none.
    var recording: ExchangeRecording?

    func connect(_ tenant: Tenant, for claimed: ClaimedRun?, permit: @escaping SendPermit) async throws -> ConnectedTenant {
        let notices = APINotices()
        let (target, source) = (try targetNeeds(of: tenant), try sourceNeeds(of: tenant))
        let secrets = try await vault.secrets(of: tenant) { target($0) + source }
        let connected = try self.target(of: tenant, secrets, for: claimed, notices: notices, permit: permit)
        return ConnectedTenant(
            source: try self.source(of: tenant, secrets, for: claimed, notices: notices, permit: permit), target: connected,
            prober: connected, notices: notices, digester: secrets.digester)
    }

    /// The same with these secrets in place of the stored ones.
    func trying(_ secrets: [CredentialKind: Secret]) -> VaultTenantConnector {
        var connector = self
        connector.vault = TriedVault(base: vault, tried: secrets)
        return connector
    }

    /// The checks of both connections; without a secret or an address, a check fails.
    /// - Parameter notices: get what the answers say about the interfaces.
    func checks(of tenant: Tenant, notices: APINotices) async -> [any ConnectionChecking] {
        var checks: [any ConnectionChecking] = []
        do {
            let today = try await now().day(in: tenant.settings.calendar.zone)
            let fields = try await fieldRules(tenant.id).map(\.field)
            checks.append(try await source(of: tenant, today: today, fields: fields, notices: notices))
        } catch {
            checks.append(ImpossibleCheck(subject: .lucca, error: error))
        }
        do {
            checks.append(try await target(of: tenant, notices: notices))
        } catch {
            checks.append(ImpossibleCheck(subject: .planningPME, error: error))
        }
        return checks
    }

    /// Of the tenant's generation.
    /// - Parameters:
    ///   - today: nil for this machine's.
    ///   - fields: the extra fields to check.
    func source(
        of tenant: Tenant, for claimed: ClaimedRun? = nil, today: CalendarDay? = nil, fields: [LuccaField] = [],
        notices: APINotices = APINotices(), permit: @escaping SendPermit = {}
    ) async throws -> any HRSource & ConnectionChecking {
        let needs = try sourceNeeds(of: tenant)
        return try source(
            of: tenant, try await vault.secrets(of: tenant) { _ in needs }, for: claimed, today: today, fields: fields,
            notices: notices, permit: permit)
    }

    /// The secrets of the tenant's generation of Lucca.
    private func sourceNeeds(of tenant: Tenant) throws -> [NeededSecret] {
        let address = try RemoteAddress.lucca(pasted: tenant.luccaURL, policy: policy)
        let host =
            switch tenant.settings.luccaAPI {
            case .first: CredentialHost(.lucca, url: address.origin)
            // A token may be sent to this Lucca alone.
            case .second: CredentialHost(tokenURL: tokenURL, account: address.origin)
            }
        return tenant.settings.luccaAPI.credentials.map { NeededSecret($0, for: host) }
    }

    private func source(
        of tenant: Tenant, _ secrets: TenantSecrets, for claimed: ClaimedRun?, today: CalendarDay? = nil,
        fields: [LuccaField] = [], notices: APINotices, permit: @escaping SendPermit
    ) throws -> any HRSource & ConnectionChecking {
        let address = try RemoteAddress.lucca(pasted: tenant.luccaURL, policy: policy)
        // Lucca counts the requests of both generations together.
        let scope = BudgetScope(
            name: "lucca:\(address.host)", limit: tenant.settings.luccaRequests,
            windowSeconds: RequestPlan.luccaWindowSeconds)
        // As many as the last time, more or less.
        let expected = (try? claimed?.background.get())?.lastSuccess?.luccaRequests ?? 0
        let client = client(.lucca, address, scope, expected, of: tenant, for: claimed, notices, permit)
        let today = today ?? pacing.instant().day(in: tenant.settings.calendar.zone)
        switch tenant.settings.luccaAPI {
        case .first:
            return LuccaSource(
                client: client, apiKey: try secrets.secret(.luccaAPIKey, of: tenant), today: today,
                fields: fields)
        case .second:
            let (tokenAddress, path) = try RemoteAddress.luccaToken(url: tokenURL, policy: policy)
            return LuccaApplicationSource(
                client: client, tokenClient: tokenClient(tokenAddress, of: tenant, for: claimed, notices, permit),
                tokenPath: path,
                application: LuccaApplicationCredentials(
                    id: try secrets.secret(.luccaClientID, of: tenant),
                    secret: try secrets.secret(.luccaClientSecret, of: tenant)), today: today, fields: fields)
        }
    }

    /// Tokens are not among the requests that Lucca counts, and a run needs few.
    private func tokenClient(
        _ address: RemoteAddress, of tenant: Tenant, for claimed: ClaimedRun?, _ notices: APINotices,
        _ permit: @escaping SendPermit
    ) -> RemoteClient {
        client(
            .lucca, address, BudgetScope(name: "lucca-accounts", limit: 1, windowSeconds: 1), of: tenant, for: claimed,
            budget: Uncounted(), notices, permit)
    }

    func target(
        of tenant: Tenant, for claimed: ClaimedRun? = nil, notices: APINotices = APINotices(), permit: @escaping SendPermit = {}
    ) async throws -> PlanningPMETarget {
        let needs = try targetNeeds(of: tenant)
        return try target(
            of: tenant, try await vault.secrets(of: tenant, needs), for: claimed, notices: notices, permit: permit)
    }

    /// The AppKey, and the login that is complete and was stored last.
    private func targetNeeds(of tenant: Tenant) throws -> @Sendable ([StoredCredential]) -> [NeededSecret] {
        let address = try RemoteAddress.planningPME(pasted: tenant.planningPMEURL, policy: policy)
        let host = CredentialHost(.planningPME, url: address.origin)
        let generation = tenant.settings.luccaAPI
        return { stored in
            let login: [CredentialKind] =
                switch SufficientCredentials(stored, for: generation).login {
                case nil: []
                case .token: [.planningPMEAuthToken]
                case .password: [.planningPMEUsername, .planningPMEPassword]
                }
            return ([.planningPMEAppKey] + login).map { NeededSecret($0, for: host) }
        }
    }

    private func target(
        of tenant: Tenant, _ secrets: TenantSecrets, for claimed: ClaimedRun?, notices: APINotices, permit: @escaping SendPermit
    ) throws -> PlanningPMETarget {
        let address = try RemoteAddress.planningPME(pasted: tenant.planningPMEURL, policy: policy)
        let scope = BudgetScope(
            name: "planningpme:\(tenant.id.value.uuidString.lowercased())", limit: tenant.settings.hourlyRequests,
            windowSeconds: RequestPlan.planningPMEWindowSeconds)
        return PlanningPMETarget(
            client: client(.planningPME, address, scope, of: tenant, for: claimed, notices, permit),
            appKey: try secrets.secret(.planningPMEAppKey, of: tenant), login: try login(of: tenant, secrets),
            zone: tenant.settings.calendar.zone,
            luccaAccount: tenant.luccaAccount, formerAccounts: tenant.formerAccounts, dialect: tenant.dialect.dialect,
            referenceField: tenant.settings.referenceField)
    }

    func prober(of tenant: Tenant) async throws -> any DialectProber { try await target(of: tenant) }

    private func login(of tenant: Tenant, _ secrets: TenantSecrets) throws -> PlanningPMELogin {
        switch SufficientCredentials(secrets.stored, for: tenant.settings.luccaAPI).login {
        case nil:
            throw SyncError(.credential(.loginMissing(tenant: tenant.slug)))
        case .token: return .authToken(try secrets.secret(.planningPMEAuthToken, of: tenant))
        case .password:
            return .password(
                username: try secrets.secret(.planningPMEUsername, of: tenant),
                password: try secrets.secret(.planningPMEPassword, of: tenant))
        }
    }

    private func client(
        _ system: RemoteSystem, _ address: RemoteAddress, _ scope: BudgetScope, _ expected: Int = 0, of tenant: Tenant,
        for claimed: ClaimedRun?, budget: (any RequestBudget)? = nil, _ notices: APINotices, _ permit: @escaping SendPermit
    ) -> RemoteClient {
        var logger = (claimed?.run).map(logger.naming) ?? logger
        logger[metadataKey: LogKey.tenant] = "\(tenant.slug)"
        var limits = claimed?.isSuspect == true ? ReadLimits.suspect : .standard
        limits.rows = claimed?.isSuspect == true ? min(limits.rows, tenant.settings.rowLimit) : tenant.settings.rowLimit
        var exchange = exchange
        if let recording { exchange = RecordedExchange(exchange, into: recording, system: system, address: address) }
        return RemoteClient(
            system: system, address: address, exchange: exchange, budget: budget ?? self.budget, scope: scope, policy: calls,
            limits: limits, expected: expected, permit: permit, pacing: pacing, metrics: metrics, notices: notices, logger: logger
        )
    }
}

extension TenantSecrets {
    fileprivate func secret(_ kind: CredentialKind, of tenant: Tenant) throws -> Secret {
        guard let secret = opened[kind] else {
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

/// For requests that no plan counts.
private struct Uncounted: RequestBudget {
    func take(_ scope: BudgetScope, _ count: Int, givingBack unused: Int) async throws -> BudgetAnswer { .taken(count) }
    func block(_ scope: BudgetScope, seconds: Double) async throws {}
}
