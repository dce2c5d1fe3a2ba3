import JSONText
import SyncCore

/// What values of a field look like, without the values.
struct ValueShape: Hashable, Sendable {
    private(set) var isMultiple = false
    private(set) var hasValue = false
    /// nil while no value shows it.
    private(set) var format: FieldFormat?
    /// Of a composite.
    private(set) var parts: [String: ValueShape] = [:]

    init(_ json: JSONValue) {
        guard let elements = json.elements else {
            add(content: ExtraDataReader.content(json))
            return
        }
        isMultiple = true
        for element in elements { add(content: ExtraDataReader.content(element)) }
    }

    private mutating func add(content: JSONValue) {
        if ExtraDataReader.isNothing(content) { return }
        hasValue = true
        format = Self.merged(format, Self.format(of: content))
        for member in content.members?.members ?? [] where ExtraDataReader.isCustom(member.name) {
            parts[member.name] = ValueShape(member.value).merged(with: parts[member.name])
        }
    }

    func merged(with other: ValueShape?) -> ValueShape {
        guard let other else { return self }
        var merged = self
        merged.isMultiple = isMultiple || other.isMultiple
        merged.hasValue = hasValue || other.hasValue
        merged.format = Self.merged(format, other.format)
        merged.parts.merge(other.parts) { $0.merged(with: $1) }
        return merged
    }

    private static func format(of content: JSONValue) -> FieldFormat {
        switch content {
        case .bool: .boolean
        case .number: .number
        case .object: .composite
        case .text(let text) where isGUID(text): .file
        case .text(let text): isDate(text) ? .date : .text
        case .null, .list, .unreadable: .other
        }
    }

    private static func merged(_ left: FieldFormat?, _ right: FieldFormat?) -> FieldFormat? {
        guard let left, let right, left != right else { return left ?? right }
        let scalars: Set<FieldFormat> = [.text, .number, .boolean, .date, .file]
        return scalars.contains(left) && scalars.contains(right) ? .text : .other
    }

    /// With its time: a bare day may be a text.
    private static func isDate(_ text: String) -> Bool {
        guard text.utf8.count > 10, case .day = LuccaDate(.text(text)) else { return false }
        return text.utf8.dropFirst(10).first == UInt8(ascii: "T")
    }

    private static func isGUID(_ text: String) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12] && groups.allSatisfy { $0.allSatisfy(\.isHexDigit) }
    }
}

/// A row of `/api/v3/users` of which only the fields' shapes are kept.
struct FieldSurveyRow: LuccaRow {
    var id: String?
    let departmentID: String?
    /// Of the properties that the row has.
    let standard: [StandardField: ValueShape]
    /// By the fields' ids.
    let custom: [String: ValueShape]
    /// A run counts what it does not know; a survey does not.
    var unknown: Set<LuccaProperty> { [] }

    init(_ row: JSONValue) {
        let employee = EmployeeWire(row)
        id = employee.id
        departmentID = employee.departmentID
        var standard: [StandardField: ValueShape] = [:]
        for field in StandardField.allCases { standard[field] = field.value(of: row).map(ValueShape.init) }
        self.standard = standard
        var custom: [String: ValueShape] = [:]
        for member in row[.extendedData]?.members?.members ?? [] {
            guard case .custom(let id)? = FieldID(member.name)?.kind else { continue }
            custom[id] = ValueShape(member.value).merged(with: custom[id])
        }
        self.custom = custom
    }

    /// - Parameter departments: nil for all.
    func isIn(_ departments: Set<String>?) -> Bool {
        departments.map { $0.contains(departmentID ?? "") } ?? true
    }
}

/// Adds up what Lucca offers the key.
struct FieldSurvey {
    private let definitions: FieldDefinitions
    private var rows = 0
    private var shapes: [FieldID: ValueShape] = [:]
    private var holders: [FieldID: Set<EmployeeID>] = [:]

    init(_ definitions: FieldDefinitions) {
        self.definitions = definitions
    }

    mutating func add(_ row: FieldSurveyRow) {
        rows += 1
        let employee = row.id.map { EmployeeID($0) }
        for (field, shape) in row.standard { add(shape, FieldID(.standard(field)), employee) }
        for (id, shape) in row.custom {
            add(shape, FieldID(.custom(id)), employee)
            for (part, shape) in shape.parts {
                let field = FieldID(.part(of: id, part))
                // What an operator could not type is not offered.
                if FieldID(field.value) == field { add(shape, field, employee) }
            }
        }
    }

    private mutating func add(_ shape: ValueShape, _ field: FieldID, _ employee: EmployeeID?) {
        shapes[field] = shape.merged(with: shapes[field])
        if shape.hasValue, let employee { holders[field, default: []].insert(employee) }
    }

    /// By their ids. Without a single employee, every standard field is offered, else those that came.
    var offered: [OfferedField] {
        var ids = Set(shapes.keys)
        if rows == 0 { ids.formUnion(StandardField.allCases.map { FieldID(.standard($0)) }) }
        // Parts of composites have definitions too, and are no fields of an employee.
        let parts = Set(ids.compactMap { id -> String? in if case .part(_, let part) = id.kind { part } else { nil } })
        for definition in definitions.ids where !parts.contains(definition) { ids.insert(FieldID(.custom(definition))) }
        return ids.sorted().map(offered)
    }

    private func offered(_ id: FieldID) -> OfferedField {
        let shape = shapes[id]
        let definition: FieldDefinition? =
            switch id.kind {
            case .standard: nil
            case .custom(let id), .part(_, let id): definitions[id]
            }
        // A composite that may repeat gives several values of each of its parts.
        let isRepeated = if case .part(let whole, _) = id.kind { repeats(.custom(whole)) } else { false }
        var format = definition?.format ?? shape?.format ?? .other
        if case .standard(let field) = id.kind { format = field.format }
        return OfferedField(
            field: LuccaField(id: id, format: format), label: definition?.name,
            isMultiple: isRepeated || repeats(id.kind), holders: holders[id] ?? [])
    }

    private func repeats(_ kind: FieldID.Kind) -> Bool {
        if shapes[FieldID(kind)]?.isMultiple == true { return true }
        return switch kind {
        case .standard: false
        case .custom(let id), .part(_, let id): definitions[id]?.isMultiple == true
        }
    }
}
