import JSONText
import SyncCore

/// What a row says of one extra field that it has.
enum FieldReading: Hashable, Sendable {
    case value(FieldValue)
    /// The property is there, without a value.
    case empty
    /// Of a part: the composite has no value, which shows none of its parts.
    case hollow
    /// Of a part: the composite has a value without that part.
    case missing
}

/// Reads the extra fields of a row that were asked for, and nothing else of it.
struct ExtraDataReader: Sendable {
    let fields: [LuccaField]
    let definitions: FieldDefinitions

    /// Fields that the row does not have are left out.
    func readings(of row: JSONValue) -> [FieldID: FieldReading] {
        let data = row[.extendedData]
        var readings: [FieldID: FieldReading] = [:]
        for field in fields {
            switch field.id.kind {
            case .standard(let standard): readings[field.id] = standard.value(of: row).map { occurrences($0, field) }
            // By exactly this name: Lucca's ids are opaque.
            case .custom(let id): readings[field.id] = data?[id].map { occurrences($0, field) }
            case .part(let composite, let part): readings[field.id] = data?[composite].map { parts($0, part, field) }
            }
        }
        return readings
    }

    /// `{"id", "value"}`, a list of them, or a bare value.
    private func occurrences(_ json: JSONValue, _ field: LuccaField) -> FieldReading {
        guard let elements = json.elements else { return Self.reading([value(Self.content(json), field)]) }
        return Self.reading(elements.map { value(Self.content($0), field) })
    }

    private func parts(_ json: JSONValue, _ part: String, _ field: LuccaField) -> FieldReading {
        var values: [FieldValue?] = []
        var (hasComposite, hasPart) = (false, false)
        for occurrence in json.elements ?? [json] {
            let composite = Self.content(occurrence)
            if Self.isNothing(composite) { continue }
            hasComposite = true
            guard let members = composite.members else {
                values.append(.unreadable)
                hasPart = true
                continue
            }
            guard let member = members[part] else { continue }
            hasPart = true
            values += (member.elements ?? [member]).map { value(Self.content($0), field) }
        }
        guard hasComposite else { return .hollow }
        return hasPart ? Self.reading(values) : .missing
    }

    private static func reading(_ values: [FieldValue?]) -> FieldReading {
        let values = values.compactMap { $0 }
        guard let first = values.first else { return .empty }
        return .value(values.count == 1 ? first : .several(values))
    }

    /// What `value` holds; a bare value and a composite's members are themselves. An object without any of this is unreadable.
    static func content(_ occurrence: JSONValue) -> JSONValue {
        guard let members = occurrence.members else { return occurrence }
        if let value = members[JSONName(LuccaProperty.value.rawValue)] { return value }
        return members.names.contains(where: isCustom) ? occurrence : .unreadable
    }

    static func isCustom(_ name: String) -> Bool { name.hasPrefix("e_") }

    static func isNothing(_ content: JSONValue) -> Bool {
        switch content {
        case .null: true
        case .text(let text): text.allSatisfy(\.isWhitespace)
        default: false
        }
    }

    /// nil without a value.
    private func value(_ json: JSONValue, _ field: LuccaField) -> FieldValue? {
        if Self.isNothing(json) { return nil }
        switch field.format {
        case .text: return json.text.map { .text($0) } ?? .unreadable
        case .number: return json.text.flatMap(Self.number) ?? .unreadable
        case .boolean: return json.flag.map { .boolean($0) } ?? .unreadable
        case .date:
            if case .day(let day) = LuccaDate(json) { return .day(day) }
            return .unreadable
        case .list:
            guard let entry = json.identifier, entry.utf8.allSatisfy({ (48...57).contains($0) }) else { return .unreadable }
            return definitions.label(entry, of: field.id).map { .text($0) } ?? .unlabelled
        // A composite is carried part by part; a file is never read.
        case .composite, .file, .other: return .unreadable
        }
    }

    /// A number as JSON writes it, in one spelling; nil for anything else.
    static func number(_ text: String) -> FieldValue? {
        guard case .number(let spelling)? = JSONValue.read(text) else { return nil }
        return PlainNumber.canonical(spelling).map { .number($0) }
    }
}
