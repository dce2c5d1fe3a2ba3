public import SyncCore

/// A leave account and where it goes.
public struct ReasonRow: Sendable, Hashable, Encodable {
    public let id: LeaveAccountID
    /// nil when Lucca was not read, or does not show it now.
    public let name: String?
    /// `type`, `ignore`, `hide`, or `undecided`.
    public let destination: String
    public let typeKey: UnavailabilityTypeKey?
    public let typeLabel: String?
    /// Who decided: `operator`, `automatic`, `fallback`, or `next run`.
    public let origin: String

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
