/// A datum of Lucca that a tenant may have carried to its resources (`contracts/sync.md`, Extra data). What operators type, and what is
/// stored: it never changes.
package struct FieldID: Hashable, Sendable, Codable {
    package enum Kind: Hashable, Sendable {
        case standard(StandardField)
        /// A custom field. The id is opaque: compared exactly, letter case included, and never validated.
        case custom(String)
        /// One part of a composite custom field: `e_vehicule/e_immat`.
        case part(of: String, String)
    }

    package let kind: Kind

    package init(_ kind: Kind) { self.kind = kind }

    /// nil for what is neither a standard field nor a custom one, whose ids begin with `e_`.
    package init?(_ text: String) {
        if let standard = StandardField(rawValue: text) {
            kind = .standard(standard)
            return
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), text.utf8.count <= Self.longest,
            parts.allSatisfy({ $0.hasPrefix("e_") && $0.utf8.count > 2 && !$0.contains(where: \.isWhitespace) })
        else { return nil }
        kind = parts.count == 1 ? .custom(parts[0]) : .part(of: parts[0], parts[1])
    }

    /// Bytes of an id, at most.
    package static let longest = 200

    package var value: String {
        switch kind {
        case .standard(let field): field.rawValue
        case .custom(let id): id
        case .part(let composite, let part): "\(composite)/\(part)"
        }
    }

    /// The custom field that Lucca must be asked for; nil for a standard one.
    package var definition: String? {
        switch kind {
        case .standard: nil
        case .custom(let id), .part(let id, _): id
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no field")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

extension FieldID: Comparable, CustomStringConvertible {
    package static func < (left: FieldID, right: FieldID) -> Bool { left.value < right.value }
    package var description: String { value }
}

/// Those of Lucca's own fields that can be carried. The raw values are what operators type.
package enum StandardField: String, Sendable, Hashable, Codable, CaseIterable {
    case jobTitle
    /// The professional ones.
    case mail
    case phone
    case mobile
    /// By its name.
    case establishment
    case contractStart
    case contractEnd
}

/// What a field of Lucca holds. The raw values are stored, and shown by `field list`.
package enum FieldFormat: String, Sendable, Hashable, Codable, CaseIterable {
    case text
    case number
    case boolean
    case date
    /// One entry of a list of values, shown by its label.
    case list
    /// Of several parts: only a part can be carried.
    case composite
    /// Never fetched.
    case file
    /// One that Passerelle does not know: it cannot be carried.
    case other
}

/// A field with its format, as a rule remembers it: the format says how Lucca's answer is read.
package struct LuccaField: Hashable, Sendable {
    package let id: FieldID
    package var format: FieldFormat

    package init(id: FieldID, format: FieldFormat) {
        self.id = id
        self.format = format
    }
}

/// A field that Lucca offers this key.
package struct OfferedField: Hashable, Sendable {
    package let field: LuccaField
    /// Lucca's label; nil if it cannot be read.
    package var label: String?
    /// The section of the HR file, where it is known.
    package var section: String?
    package var isMultiple: Bool
    /// The employees with a value, among those read.
    package var holders: Set<EmployeeID>

    package init(
        field: LuccaField, label: String? = nil, section: String? = nil, isMultiple: Bool = false, holders: Set<EmployeeID> = []
    ) {
        self.field = field
        self.label = label
        self.section = section
        self.isMultiple = isMultiple
        self.holders = holders
    }
}
