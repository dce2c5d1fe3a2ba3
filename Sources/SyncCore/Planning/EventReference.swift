/// What marks an event as the connector's, written into its remark:
/// `[lucca:{account}/{leavePeriodId}/{leaveAccountId}/{first half-day}]` (`contracts/sync.md`).
public struct EventReference: Hashable, Sendable, Comparable {
    /// The first label of the Lucca host, in lower case: two Lucca accounts may feed one planning.
    public let account: String
    public let periodID: LeavePeriodID
    public let accountID: LeaveAccountID
    public let first: HalfDay

    public init(account: String, periodID: LeavePeriodID, accountID: LeaveAccountID, first: HalfDay) {
        self.account = account.lowercased()
        self.periodID = periodID
        self.accountID = accountID
        self.first = first
    }

    /// The same under another name of the Lucca account.
    public func under(_ account: String) -> EventReference {
        if account == self.account { return self }
        return EventReference(account: account, periodID: periodID, accountID: accountID, first: first)
    }

    /// Without the account: nearly all references have the same.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(periodID)
        hasher.combine(accountID)
        hasher.combine(first)
    }

    // Not as tuples: those are copied for each comparison.
    public static func < (left: EventReference, right: EventReference) -> Bool {
        if left.first != right.first { return left.first < right.first }
        if left.periodID != right.periodID { return left.periodID < right.periodID }
        if left.accountID != right.accountID { return left.accountID < right.accountID }
        return left.account < right.account
    }
}

extension EventReference: CustomStringConvertible {
    /// With its brackets, as it stands in a remark.
    public var description: String { "[lucca:\(account)/\(periodID)/\(accountID)/\(first)]" }
}

extension EventReference: Codable {
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let reference = Self(parsing: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no reference")
        }
        self = reference
    }
}
