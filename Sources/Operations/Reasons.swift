package import SyncCore
import SyncEngine

/// Lists the known leave accounts and the type of each. Their names are read on demand, not stored.
package struct ListReasons: ServiceOperation {
    package struct Report: Sendable {
        package let tenant: Tenant
        package let rows: [ReasonRow]
        /// Why names could not be read; then ids are shown.
        package let unread: SyncError?
    }

    package static let right = Right.viewer
    package var audit: Audit { .nothing }
    private let tenant: TenantSlug

    package init(of tenant: TenantSlug) { self.tenant = tenant }

    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let rules = try await services.registry.reasonRules(of: tenant.id)
        var accounts: [LeaveAccount] = []
        var types: [UnavailabilityType]?
        var unread: SyncError?
        do {
            accounts = try await Self.accounts(of: tenant, services)
            types = try await services.target(tenant).types()
        } catch let error as SyncError {
            accounts = []
            unread = await services.unread(error)
        }
        return Report(
            tenant: tenant,
            rows: ReasonRow.rows(accounts: accounts, rules: rules, types: types, settings: tenant.settings), unread: unread)
    }

    /// The leave accounts of Lucca's absences in the window; none without a scope.
    static func accounts(of tenant: Tenant, _ services: Services) async throws -> [LeaveAccount] {
        let source = try await services.source(tenant)
        let scope = tenant.scope.resolve(in: try await source.departments().rows)
        guard !scope.departments.isEmpty else { return [] }
        let window = SyncWindow(asOf: try await services.today(of: tenant), horizonMonths: tenant.settings.horizonMonths)
        return try await source.leaves(
            ofEmployeesIn: scope.departments.sorted(), from: window.readFrom, through: window.readThrough
        ).accounts
    }
}

/// Sets a leave account's type, or lets the next run decide.
package struct SetReason: ServiceOperation {
    package enum Choice: Sendable, Hashable {
        case type(UnavailabilityTypeKey)
        case ignore
        case hide
        /// Removes the setting.
        case automatic
    }

    package enum Report: Sendable {
        case shows(as: String)
        case ignored
        case forgotten
        /// There was no setting to remove.
        case nothingSet
    }

    package static let right = Right.operator
    package var audit: Audit { .change("reason.set", .reason(of: tenant)) }
    private let account: LeaveAccountID
    private let tenant: TenantSlug
    private let choice: Choice
    private let isAhead: Bool

    /// - Parameter isAhead: also accepts a leave account that no sync has met and that has no absence in Lucca.
    package init(_ account: LeaveAccountID, of tenant: TenantSlug, _ choice: Choice, isAhead: Bool = false) {
        self.account = account
        self.tenant = tenant
        self.choice = choice
        self.isAhead = isAhead
    }

    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let known = try await services.registry.reasonRules(of: tenant.id).first { $0.accountID == account }
        if choice == .automatic {
            guard let known, known.origin == .operator else { return .nothingSet }
            try await services.registry.removeReasonRule(of: known.accountID, tenant.id)
            return .forgotten
        }
        // Every account that a sync met has a rule: a typing error must not count as a decision.
        if known == nil, !isAhead, try await !ListReasons.accounts(of: tenant, services).contains(where: { $0.id == account }) {
            throw Refused(.leaveAccountUnused(account, tenant.slug))
        }
        let destination: ReasonRule.Destination
        let report: Report
        switch choice {
        case .type(let key):
            let types = try await services.target(tenant).types()
            guard let type = types.first(where: { $0.key == key }) else { throw Refused(.typeUnknown(key, among: types)) }
            destination = .type(key)
            report = .shows(as: type.label)
        case .ignore:
            destination = .ignore
            report = .ignored
        case .hide, .automatic:
            destination = .hide
            report = .shows(as: tenant.settings.neutralType)
        }
        try await services.registry.setReasonRule(
            ReasonRule(accountID: account, destination: destination, origin: .operator), of: tenant.id)
        return report
    }
}

/// A leave account and its type.
package struct ReasonRow: Sendable, Hashable, Encodable {
    package let id: LeaveAccountID
    /// nil if Lucca was not read, or does not return it.
    package let name: String?
    /// `type`, `ignore`, `hide`, or `undecided`.
    package let destination: String
    package let typeKey: UnavailabilityTypeKey?
    package let typeLabel: String?
    /// Who decided: `operator`, `automatic`, `fallback`, or `next run`.
    package let origin: String

    private enum CodingKeys: String, CodingKey {
        case id = "leaveAccountId"
        case name
        case destination
        case typeKey = "type"
        case typeLabel = "label"
        case origin
    }

    static func rows(
        accounts: [LeaveAccount], rules: [ReasonRule], types: [UnavailabilityType]?, settings: TenantSettings
    ) -> [ReasonRow] {
        let names = Dictionary(accounts.map { ($0.id, $0) }) { first, _ in first }
        let known = Dictionary(rules.map { ($0.accountID, $0) }) { first, _ in first }
        let labels = Dictionary((types ?? []).map { ($0.key, $0.label) }) { first, _ in first }
        let resolver = ReasonResolver(rules: rules, types: types, neutralType: nil, settings: settings)
        return Set(names.keys).union(known.keys).sorted(by: Self.byNumber).map { id in
            if let rule = known[id] { return ReasonRow(id, names[id]?.name, rule, labels, settings) }
            guard let account = names[id] else { return undecided(id, nil) }
            switch resolver.resolve(account) {
            case .ignored:
                return ReasonRow(
                    id: id, name: account.name, destination: "ignore", typeKey: nil, typeLabel: nil, origin: "next run")
            case .type(let type): return next(id, account.name, "type", type, labels)
            case .fallback(let type): return next(id, account.name, "hide", type, labels)
            case .unavailable, .unknown: return undecided(id, account.name)
            }
        }
    }

    private init(
        _ id: LeaveAccountID, _ name: String?, _ rule: ReasonRule, _ labels: [UnavailabilityTypeKey: String],
        _ settings: TenantSettings
    ) {
        switch rule.destination {
        case .type(let key):
            self.init(id: id, name: name, destination: "type", typeKey: key, typeLabel: labels[key], origin: rule.origin.rawValue)
        case .ignore:
            self.init(id: id, name: name, destination: "ignore", typeKey: nil, typeLabel: nil, origin: rule.origin.rawValue)
        case .hide:
            self.init(
                id: id, name: name, destination: "hide", typeKey: nil, typeLabel: settings.neutralType,
                origin: rule.origin.rawValue)
        }
    }

    private init(
        id: LeaveAccountID, name: String?, destination: String, typeKey: UnavailabilityTypeKey?, typeLabel: String?,
        origin: String
    ) {
        self.id = id
        self.name = name
        self.destination = destination
        self.typeKey = typeKey
        self.typeLabel = typeLabel
        self.origin = origin
    }

    private static func next(
        _ id: LeaveAccountID, _ name: String, _ destination: String, _ type: TypeReference,
        _ labels: [UnavailabilityTypeKey: String]
    ) -> ReasonRow {
        switch type {
        case .existing(let key):
            ReasonRow(id: id, name: name, destination: destination, typeKey: key, typeLabel: labels[key], origin: "next run")
        case .new(let label):
            ReasonRow(
                id: id, name: name, destination: destination, typeKey: nil, typeLabel: label + " (to be made)", origin: "next run"
            )
        }
    }

    private static func undecided(_ id: LeaveAccountID, _ name: String?) -> ReasonRow {
        ReasonRow(id: id, name: name, destination: "undecided", typeKey: nil, typeLabel: nil, origin: "next run")
    }

    private static func byNumber(_ left: LeaveAccountID, _ right: LeaveAccountID) -> Bool {
        (Int(left.value) ?? Int.max, left.value) < (Int(right.value) ?? Int.max, right.value)
    }
}
