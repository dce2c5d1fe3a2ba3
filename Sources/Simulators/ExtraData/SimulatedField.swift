/// One datum of the employees' file that the customer defined, as `contracts/lucca.md` describes extra data.
package struct SimulatedField: Codable, Hashable, Sendable {
    /// Such as `e_Site-chantier`: opaque, and compared exactly.
    package let id: String
    package var name: String
    package let format: SimulatedFieldFormat
    /// Whether an employee may have several occurrences.
    package let isMultiple: Bool
    /// nil: in no section, so that no one is shown its values. Members of a composite have none of their own.
    package var section: Int?
    /// The values of a list.
    package var entries: [SimulatedListEntry]
    /// The simple data of a composite.
    package var members: [SimulatedField]

    package init(
        id: String, name: String, format: SimulatedFieldFormat, isMultiple: Bool = false, section: Int? = nil,
        entries: [SimulatedListEntry] = [], members: [SimulatedField] = []
    ) {
        self.id = id
        self.name = name
        self.format = format
        self.isMultiple = isMultiple
        self.section = section
        self.entries = entries
        self.members = members
    }
}

/// What the values of a datum are.
package enum SimulatedFieldFormat: String, Codable, Hashable, Sendable, CaseIterable {
    case shortText
    case longText
    case integer
    case decimal
    case boolean
    case date
    /// One entry of a list.
    case list
    /// Several simple data at once.
    case composite
    /// A file, named by its GUID.
    case file
}

/// One value of a list.
package struct SimulatedListEntry: Codable, Hashable, Sendable {
    package let id: Int
    package var name: String

    package init(id: Int, name: String) {
        self.id = id
        self.name = name
    }
}

/// A part of the employees' file: rights are given section by section.
package struct SimulatedSection: Codable, Hashable, Sendable {
    package let id: Int
    package var name: String
    /// No one is shown the data of a deleted section; their values stay.
    package var isDeleted = false
}

/// What one employee has for one datum. In JSON on the control interface, such as `{"text": "M"}`, `{"date": "2027-03-31"}` or
/// `"empty"`.
package indirect enum SimulatedFieldValue: Hashable, Sendable {
    case text(String)
    /// As written, such as `35.50`.
    case number(String)
    case boolean(Bool)
    case date(SimulatedDay)
    /// The id of a list's entry.
    case entry(Int)
    /// A file's GUID.
    case file(String)
    /// By the ids of the members.
    case composite([String: SimulatedFieldValue])
    case several([SimulatedFieldValue])
    /// There is a null. An employee without any value lacks even that.
    case empty
}

extension SimulatedFieldValue: Codable {
    private enum Name: String, CodingKey {
        case text, number, boolean, date, entry, file, composite, several
    }

    package init(from decoder: any Decoder) throws {
        if let word = try? decoder.singleValueContainer().decode(String.self) {
            guard word == "empty" else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "“\(word)” is not a value such as {\"text\": \"M\"}.")
                )
            }
            self = .empty
            return
        }
        let container = try decoder.container(keyedBy: Name.self)
        guard let name = container.allKeys.first, container.allKeys.count == 1 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "Send one value such as {\"text\": \"M\"}."))
        }
        switch name {
        case .text: self = .text(try container.decode(String.self, forKey: name))
        case .number: self = .number(try container.decode(String.self, forKey: name))
        case .boolean: self = .boolean(try container.decode(Bool.self, forKey: name))
        case .date: self = .date(try container.decode(SimulatedDay.self, forKey: name))
        case .entry: self = .entry(try container.decode(Int.self, forKey: name))
        case .file: self = .file(try container.decode(String.self, forKey: name))
        case .composite: self = .composite(try container.decode([String: SimulatedFieldValue].self, forKey: name))
        case .several: self = .several(try container.decode([SimulatedFieldValue].self, forKey: name))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        if self == .empty {
            var container = encoder.singleValueContainer()
            return try container.encode("empty")
        }
        var container = encoder.container(keyedBy: Name.self)
        switch self {
        case .text(let text): try container.encode(text, forKey: .text)
        case .number(let spelling): try container.encode(spelling, forKey: .number)
        case .boolean(let flag): try container.encode(flag, forKey: .boolean)
        case .date(let day): try container.encode(day, forKey: .date)
        case .entry(let id): try container.encode(id, forKey: .entry)
        case .file(let name): try container.encode(name, forKey: .file)
        case .composite(let members): try container.encode(members, forKey: .composite)
        case .several(let values): try container.encode(values, forKey: .several)
        case .empty: break
        }
    }
}
