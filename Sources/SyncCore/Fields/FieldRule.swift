/// Where a field's values go: a member of the resource, or one of the customer's own fields by name.
package enum FieldTarget: Hashable, Sendable {
    case mobile
    case phone
    case email
    /// Exactly as the planning spells it.
    case custom(String)

    /// - Parameter text: `mobile`, `phone`, `email`, else the name of a custom field.
    package init(_ text: String) {
        self =
            switch text {
            case "mobile": .mobile
            case "phone": .phone
            case "email": .email
            default: .custom(text)
            }
    }

    /// What operators type, and what is stored.
    package var value: String {
        switch self {
        case .mobile: "mobile"
        case .phone: "phone"
        case .email: "email"
        case .custom(let name): name
        }
    }

    /// Characters of a custom field's name, at most.
    package static let longestName = 100
}

extension FieldTarget: Comparable, Codable, CustomStringConvertible {
    package static func < (left: FieldTarget, right: FieldTarget) -> Bool { left.value < right.value }
    package var description: String { value }

    package init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(String.self)) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

/// Carries one field of Lucca to one place of the employee's resource. A tenant has one rule for each target.
package struct FieldRule: Hashable, Sendable {
    /// How values are written. The raw values are stored, and what operators type.
    package enum Form: String, Sendable, Hashable, Codable, CaseIterable {
        /// Days as `15/01/2028`, booleans as `oui` and `non`.
        case text
        /// `2028-01-15T00:00:00`.
        case date
        /// JSON's `true` and `false`.
        case boolean
        /// A JSON number.
        case number
    }

    package let field: LuccaField
    package let target: FieldTarget
    package var form: Form
    /// Whether the target is cleared for a person who no longer has a value in Lucca. Only a value that Passerelle wrote is cleared.
    package var clearsWhenEmpty: Bool
    /// Also overwrites what Passerelle did not write.
    package var replaces: Bool

    package init(
        field: LuccaField, target: FieldTarget, form: Form = .text, clearsWhenEmpty: Bool = false, replaces: Bool = false
    ) {
        self.field = field
        self.target = target
        self.form = form
        self.clearsWhenEmpty = clearsWhenEmpty
        self.replaces = replaces
    }
}

extension FieldRule {
    /// The form of the field's values in Lucca, if the rule sends them as text to a field of the customer's own, which may be of that
    /// form: to try where the planning does not store the text.
    package var untriedForm: Form? {
        guard form == .text, case .custom = target else { return nil }
        return switch field.format {
        case .date: .date
        case .number: .number
        case .boolean: .boolean
        case .text, .list, .composite, .file, .other: nil
        }
    }
}

/// What is remembered of one person and one target: a digest of the last value, never the value.
package struct FieldMemory: Hashable, Sendable {
    /// The raw values are stored.
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// Sent, or about to be: whether the planning has it is unknown.
        case writing
        /// The planning has it.
        case written
        /// The planning has something that Passerelle did not write, and keeps it.
        case kept
        /// The planning refused, cut or ignored it.
        case refused
    }

    package let employeeID: EmployeeID
    package let target: FieldTarget
    /// Where the value went: nothing of this is true of another resource.
    package let resource: ResourceKey
    /// Keyed by tenant, and made of the person, the target and the text (`FieldDigest`): equal values of two people differ. Of an
    /// empty text if a clearing was refused; empty if the rule changed since a value was kept out or refused: it is tried again.
    package var digest: String
    package var state: State
    /// Digests of what Passerelle may have written earlier, if the target's current value may differ from `digest`.
    package var written: [String]
    /// A person declined its clearing, and nothing was written there since.
    package var declined: Decline?

    package init(
        employeeID: EmployeeID, target: FieldTarget, resource: ResourceKey, digest: String, state: State, written: [String] = [],
        declined: Decline? = nil
    ) {
        self.employeeID = employeeID
        self.target = target
        self.resource = resource
        self.digest = digest
        self.state = state
        self.written = written
        self.declined = declined
    }
}
