/// Where the absences of one leave account go.
public struct ReasonRule: Hashable, Sendable {
    public enum Destination: Hashable, Sendable {
        case type(UnavailabilityTypeKey)
        /// Not on the planning at all.
        case ignore
        /// On the planning under the tenant's neutral type: the reason stays in Lucca.
        case hide
    }

    public enum Origin: String, Sendable, Hashable {
        /// An operator said so: it holds until an operator changes it.
        case `operator`
        /// The first sync that met the account found or made the type of the same label. A later renaming in Lucca changes nothing.
        case automatic
        /// No type was found: the neutral one is used, with a problem, until one is.
        case fallback
    }

    public let accountID: LeaveAccountID
    public var destination: Destination
    public var origin: Origin

    public init(accountID: LeaveAccountID, destination: Destination, origin: Origin) {
        self.accountID = accountID
        self.destination = destination
        self.origin = origin
    }
}

/// A department of Lucca and its counterpart on the planning, nil while none was found.
public struct DepartmentLink: Hashable, Sendable {
    public let departmentID: DepartmentID
    public var planningDepartment: PlanningDepartmentKey?
    public var isExplicit: Bool

    public init(departmentID: DepartmentID, planningDepartment: PlanningDepartmentKey?, isExplicit: Bool) {
        self.departmentID = departmentID
        self.planningDepartment = planningDepartment
        self.isExplicit = isExplicit
    }
}

/// Says where the absences of a leave account go (`contracts/sync.md`, Reason → unavailability type).
public struct ReasonResolver: Sendable {
    /// Where a leave account's absences go.
    public enum Resolution: Hashable, Sendable {
        /// Not on the planning.
        case ignored
        case type(TypeReference)
        /// The neutral type, because no type has the account's label and none may be created: a problem.
        case fallback(TypeReference)
        /// Not even the neutral type exists, and it may not be created: a problem, and nothing can be written.
        case unavailable
        /// The planning has to be read to tell.
        case unknown
    }

    private let rules: [LeaveAccountID: ReasonRule]
    private let types: [UnavailabilityType]?
    private let keys: Set<UnavailabilityTypeKey>
    /// A type could not be read: a key that seems to be missing may be its.
    private let isSomeUnreadable: Bool
    private let settings: TenantSettings
    /// The type that hides reasons; nil when there is none yet, or none is known.
    let neutral: UnavailabilityTypeKey?
    private let directoryIsStale: Bool

    /// - Parameters:
    ///   - types: the planning's, nil when they were not read.
    ///   - neutralType: what is remembered as the neutral type.
    ///   - directoryIsStale: whether the types were last read so long ago that looking again makes sense.
    public init(
        rules: [ReasonRule], types: [UnavailabilityType]?, neutralType: UnavailabilityTypeKey?, settings: TenantSettings,
        directoryIsStale: Bool = false
    ) {
        self.rules = Dictionary(rules.map { ($0.accountID, $0) }) { first, _ in first }
        self.types = types
        self.settings = settings
        self.directoryIsStale = directoryIsStale
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

    /// What is remembered of an account.
    func rule(_ account: LeaveAccountID) -> ReasonRule? { rules[account] }

    /// An operator mapped the account to a type that the planning, which was read, does not have.
    func isMappedToMissingType(_ account: LeaveAccountID) -> Bool {
        guard types != nil, let rule = rules[account], rule.origin == .operator, case .type(let key) = rule.destination else {
            return false
        }
        return !keys.contains(key) && !isSomeUnreadable
    }

    /// Whether looking for the account's type again could find one: none was found, and types may be made now.
    func couldCreateType(for account: LeaveAccount) -> Bool {
        settings.create.contains(.types) && !account.name.trimmed.isEmpty
    }

    /// Where an account's absences go.
    public func resolve(_ account: LeaveAccount) -> Resolution {
        if let rule = rules[account.id], rule.origin != .fallback {
            switch rule.destination {
            case .ignore: return .ignored
            case .hide: return neutralType.map(Resolution.type) ?? withoutNeutral
            case .type(let key):
                // An operator's word holds even when the type is gone: the planning will say so itself.
                if rule.origin == .operator || types == nil || keys.contains(key) || isSomeUnreadable {
                    return .type(.existing(key))
                }
            }
        } else if account.meansRemoteWork {
            // No rule, or one that only says that no type was found: its name may have been hidden then.
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

    /// It was looked for whenever the types were read, so it is missing unless they were read long ago or it may be made now.
    private var withoutNeutral: Resolution {
        if types != nil { return .unavailable }
        return directoryIsStale || settings.create.contains(.types) ? .unknown : .unavailable
    }

    /// Several types of one label: the oldest, always the same.
    private static func type(labelled label: String, in types: [UnavailabilityType]) -> UnavailabilityTypeKey? {
        LabelFolding.find(label, in: types, label: \.label).map(\.key).min()
    }
}
