/// Whether the planning's resources, departments and types must be read before planning, and why.
public struct DirectoryNeed: Hashable, Sendable {
    /// Why the directory must be read. The raw values are for logs.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        /// An employee was never looked for, or may now be given a new resource.
        case employeeWithoutLink = "employee_without_link"
        /// An employee's identifier or e-mail differs from what was compared.
        case changedIdentity = "changed_identity"
        /// A leave account was never met, or may now be given a new type.
        case unknownReason = "unknown_reason"
        /// A reason is to be hidden, and the neutral type is not known.
        case unknownNeutralType = "unknown_neutral_type"
        /// An employee is in another department than the resource was given.
        case changedDepartment = "changed_department"
        /// Something was not found when the directory was last read, which is long ago.
        case searchedLongAgo = "searched_long_ago"
        case reconciling
    }

    public var reasons: Set<Reason>

    /// - Parameter reasons: empty when the directory need not be read.
    public init(reasons: Set<Reason> = []) {
        self.reasons = reasons
    }

    public var isNeeded: Bool { !reasons.isEmpty }
}
