import JSONText
import SyncCore

/// A row of `/lucca-api/employee-attributes`: one value of one person.
struct AttributeRow: ApplicationRow {
    let id: String?
    /// Opaque, and exact.
    let definition: String?
    let employeeID: String?
    let start: LuccaDate
    let end: LuccaDate
    let value: AttributeValue

    init(_ row: ApplicationItem) {
        id = row[.id]?.identifier
        definition = row[.definition]?[at: .id]?.text
        employeeID = row[.employee]?.referenced
        start = LuccaDate(row[.applicability]?[at: .start])
        end = LuccaDate(row[.applicability]?[at: .end])
        value = AttributeValue(row[.value] ?? .null, row)
    }

    /// Whether it holds on that day, as far as its bounds can be read.
    func applies(on day: CalendarDay) -> Bool {
        if case .day(let start) = start, day < start { return false }
        if case .day(let end) = end, end < day { return false }
        return true
    }
}

/// A value as sent. It never prints itself.
indirect enum AttributeValue: Sendable, Equatable {
    case none
    case text(String)
    /// As written.
    case number(String)
    case flag(Bool)
    /// An entry of a list of values, by its id, with its label if that is embedded.
    case entry(String, label: String?)
    /// The parts of a composite, in order.
    case parts([String: AttributeValue])
    case several([AttributeValue])
    case unreadable

    init(_ value: JSONValue, _ row: ApplicationItem) {
        switch value {
        case .null: self = .none
        case .text(let text): self = .text(text)
        case .number(let text): self = .number(text)
        case .bool(let flag): self = .flag(flag)
        case .unreadable: self = .unreadable
        case .list(let list): self = .several(list.values.map { AttributeValue($0, row) })
        case .object(let object):
            // A composite has customers' ids for names, a reference an id.
            if let id = value.referenced {
                self = .entry(id, label: row.embedded(.label, id)?[at: .name]?.text)
            } else {
                self = .parts(
                    Dictionary(object.members.map { ($0.name, AttributeValue($0.value, row)) }) { first, _ in first })
            }
        }
    }
}

extension AttributeValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "(not shown)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}

/// A row of `/lucca-api/employee-attribute-definitions`.
struct DefinitionRow: ApplicationRow {
    struct Part: Sendable, Equatable {
        let id: String
        let label: String?
        let format: FieldFormat
    }

    /// Opaque, and exact.
    let id: String?
    let label: String?
    let format: FieldFormat
    let isMultiple: Bool
    let isArchived: Bool
    let parts: [Part]

    init(_ row: ApplicationItem) {
        id = row[.id]?.text
        label = row[.name]?.string
        let schema = row[.schema]
        let properties = schema?[at: .properties]?.members
        format = properties == nil ? Self.format(schema) : .composite
        switch row[.multipleValueHandling] {
        case nil, .null: isMultiple = false
        default: isMultiple = true
        }
        isArchived = row[.isArchived]?.flag ?? false
        let descriptions = row[.propertyDescriptions]
        parts = (properties?.members ?? []).map { member in
            Part(
                id: member.name, label: descriptions?[member.name]?[at: .name]?.string,
                format: Self.format(member.value))
        }
    }

    /// By the title of a JSON Schema.
    private static func format(_ schema: JSONValue?) -> FieldFormat {
        switch schema?[at: .title]?.string {
        case "short-text"?, "long-text"?, "phone-number"?, "email"?, "url"?: .text
        case "int32"?, "decimal"?: .number
        case "boolean"?: .boolean
        case "legacy-date"?: .date
        case "taxonomy-label-reference"?: .list
        case "file-reference"?: .file
        default: .other
        }
    }
}
