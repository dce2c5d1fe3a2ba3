/// A generation of Lucca's interface (`contracts/lucca.md`). The raw values are stored, and what operators type.
package enum LuccaGeneration: Int, Sendable, Hashable, Codable, CaseIterable {
    /// By API key.
    case first = 1
    /// The Lucca API, by an application that an administrator declares in Lucca.
    case second = 2

    /// The secrets that it needs, in the order in which people enter them.
    package var credentials: [CredentialKind] {
        switch self {
        case .first: [.luccaAPIKey]
        case .second: [.luccaClientID, .luccaClientSecret]
        }
    }

    /// Whether it says what an employee's value of that identifier is.
    package func serves(_ identifier: EmployeeIdentifier) -> Bool {
        switch (self, identifier) {
        case (.second, .login): false
        case (.first, _), (.second, _): true
        }
    }
}

/// What an application of generation 2 may be allowed to read. The raw values are Lucca's.
package enum LuccaScope: String, Sendable, Hashable, Codable, CaseIterable {
    case employees = "employees.readonly"
    case employments = "employments.readonly"
    case jobPositions = "job-positions.readonly"
    case departments = "departments.readonly"
    case leaves = "leaves.readonly"
    /// Only for the extra field of that name.
    case establishments = "business-establishments.readonly"
    /// Only for extra data, as is `definitions`.
    case attributes = "employee-attributes.readonly"
    case definitions = "employee-attribute-definitions.readonly"

    /// What every sync reads.
    package static let standard: [LuccaScope] = [.employees, .employments, .jobPositions, .departments, .leaves]
}

/// Where generation 2 gives tokens: one address for all accounts. Secrets of that system go nowhere else.
package enum LuccaTokenAddress {
    package static let standard = "https://accounts.world.luccasoftware.com/connect/token"
}
