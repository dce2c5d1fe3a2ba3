/// How one leave account's absences are shown.
package struct ReasonRule: Hashable, Sendable {
    package enum Destination: Hashable, Sendable {
        case type(UnavailabilityTypeKey)
        /// Not on the planning.
        case ignore
        /// On the planning under the tenant's neutral type: the leave account stays private to Lucca.
        case hide
    }

    package enum Origin: String, Sendable, Hashable {
        /// Set by an operator, until an operator changes it.
        case `operator`
        /// The first sync with this account found or created the type of the same label. Renaming it in Lucca has no effect.
        case automatic
        /// No type was found: the neutral one is used, with a problem, until one is found.
        case fallback
    }

    package let accountID: LeaveAccountID
    package var destination: Destination
    package var origin: Origin

    package init(accountID: LeaveAccountID, destination: Destination, origin: Origin) {
        self.accountID = accountID
        self.destination = destination
        self.origin = origin
    }
}

/// A Lucca department and its counterpart on the planning; nil while none was found.
package struct DepartmentLink: Hashable, Sendable {
    package let departmentID: DepartmentID
    package var planningDepartment: PlanningDepartmentKey?
    package var isExplicit: Bool

    package init(departmentID: DepartmentID, planningDepartment: PlanningDepartmentKey?, isExplicit: Bool) {
        self.departmentID = departmentID
        self.planningDepartment = planningDepartment
        self.isExplicit = isExplicit
    }
}

/// Resolves a leave account's unavailability type (`contracts/sync.md`, Reason → unavailability type).
package struct ReasonResolver: Sendable {
    package enum Resolution: Hashable, Sendable {
        /// Not on the planning.
        case ignored
        case type(TypeReference)
        /// The neutral type, because no type has the account's label and none may be created: a problem.
        case fallback(TypeReference)
        /// The neutral type does not exist and may not be created: a problem, and nothing can be written.
        case unavailable
        /// The catalog must be read to decide.
        case unknown
    }

    private let rules: [LeaveAccountID: ReasonRule]
    private let types: [UnavailabilityType]?
    private let keys: Set<UnavailabilityTypeKey>
    /// Some type's key was unreadable: a seemingly missing key may be that one.
    private let isSomeUnreadable: Bool
    private let settings: TenantSettings
    /// The type that hides leave accounts; nil if it does not exist or is unknown.
    let neutral: UnavailabilityTypeKey?
    private let catalogIsStale: Bool

    /// - Parameters:
    ///   - types: the planning's; nil if they were not read.
    ///   - neutralType: the remembered neutral type.
    ///   - catalogIsStale: whether the last read of the types is old enough to search again.
    package init(
        rules: [ReasonRule], types: [UnavailabilityType]?, neutralType: UnavailabilityTypeKey?, settings: TenantSettings,
        catalogIsStale: Bool = false
    ) {
        self.rules = Dictionary(rules.map { ($0.accountID, $0) }) { first, _ in first }
        self.types = types
        self.settings = settings
        self.catalogIsStale = catalogIsStale
        let keys = Set((types ?? []).map(\.key))
        self.keys = keys
        let isSomeUnreadable = (types ?? []).contains { !$0.isReadable }
        self.isSomeUnreadable = isSomeUnreadable
        if let types {
            neutral =
                neutralType.flatMap { keys.contains($0) || isSomeUnreadable ? $0 : nil }
                ?? Self.type(labelled: settings.neutralType, in: types)
        } else {
            neutral = neutralType
        }
    }

    func rule(_ account: LeaveAccountID) -> ReasonRule? { rules[account] }

    /// Whether an operator mapped the account to a type that is not in the catalog read.
    func isMappedToMissingType(_ account: LeaveAccountID) -> Bool {
        guard types != nil, let rule = rules[account], rule.origin == .operator, case .type(let key) = rule.destination else {
            return false
        }
        return !keys.contains(key) && !isSomeUnreadable
    }

    /// Whether searching again may find the account's type: none was found, and types may now be created.
    func couldCreateType(for account: LeaveAccount) -> Bool {
        settings.create.contains(.types) && !account.name.trimmed.isEmpty
    }

    package func resolve(_ account: LeaveAccount) -> Resolution {
        if let rule = rules[account.id], rule.origin != .fallback {
            switch rule.destination {
            case .ignore: return .ignored
            case .hide: return neutralType.map(Resolution.type) ?? withoutNeutral
            case .type(let key):
                // An operator's rule applies even if the type is gone: PlanningPME will reject it itself.
                if rule.origin == .operator || types == nil || keys.contains(key) || isSomeUnreadable {
                    return .type(.existing(key))
                }
            }
        } else if account.meansRemoteWork {
            // No rule, or a fallback: the account's name may have been hidden then.
            return .ignored
        }
        guard let types else {
            guard rules[account.id]?.origin == .fallback, !couldCreateType(for: account) else { return .unknown }
            return neutralType.map(Resolution.fallback) ?? withoutNeutral
        }
        if let key = Self.type(labelled: account.name, in: types) { return .type(.existing(key)) }
        if couldCreateType(for: account) { return .type(.new(account.name.trimmed)) }
        return neutralType.map(Resolution.fallback) ?? .unavailable
    }

    private var neutralType: TypeReference? {
        if let neutral { return .existing(neutral) }
        guard types != nil, settings.create.contains(.types), !settings.neutralType.trimmed.isEmpty else { return nil }
        return .new(settings.neutralType.trimmed)
    }

    /// Each read of the types searches for it, so it is missing unless that read is stale or it may be created now.
    private var withoutNeutral: Resolution {
        if types != nil { return .unavailable }
        return catalogIsStale || settings.create.contains(.types) ? .unknown : .unavailable
    }

    /// The oldest of several types with one label, so that the choice is stable.
    private static func type(labelled label: String, in types: [UnavailabilityType]) -> UnavailabilityTypeKey? {
        LabelFolding.find(label, in: types, label: \.label).map(\.key).min()
    }
}
