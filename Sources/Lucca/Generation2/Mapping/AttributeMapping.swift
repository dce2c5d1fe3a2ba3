import JSONText
import SyncCore

/// Rows of `/lucca-api/employee-attributes` → the values that rules ask for.
struct AttributeMapping {
    private let fields: [LuccaField]
    private let employees: Set<String>
    private let day: CalendarDay
    private var values: [EmployeeID: [FieldID: [FieldValue]]] = [:]
    /// Fields that came for somebody, with or without a value.
    private(set) var served: Set<FieldID> = []
    private var hasLabels = false
    private var lacksLabels = false
    /// By id: where pages overlap, a row comes twice.
    private var known: [String: AttributeRow] = [:]
    /// Fields of which a row did not come, or cannot be given to a person: whoever has no value may have that one.
    private var doubtful: Set<FieldID> = []

    /// - Parameters:
    ///   - fields: custom ones and their parts.
    ///   - employees: whose values count.
    init(_ fields: [LuccaField], of employees: Set<String>, on day: CalendarDay) {
        self.fields = fields
        self.employees = employees
        self.day = day
    }

    /// - Parameter missing: rows that were counted and not delivered.
    mutating func add(_ rows: [AttributeRow], missing: Int = 0) {
        if missing > 0 { doubtful.formUnion(fields.map(\.id)) }
        let byDefinition = Dictionary(grouping: fields) { $0.id.definition ?? "" }
        for row in rows where row.applies(on: day) {
            if let id = row.employeeID, !employees.contains(id) { continue }
            if let id = row.id, known.updateValue(row, forKey: id) == row { continue }
            let concerned = row.definition.map { byDefinition[$0] ?? [] } ?? fields
            guard let id = row.employeeID, row.definition != nil else {
                doubtful.formUnion(concerned.map(\.id))
                continue
            }
            for field in concerned { add(row.value, of: EmployeeID(id), field) }
        }
    }

    private mutating func add(_ value: AttributeValue, of employee: EmployeeID, _ field: LuccaField) {
        let own: [AttributeValue]
        switch field.id.kind {
        case .part(of: _, let part):
            guard let parts = value.parts(named: part) else { return }
            own = parts
        case .standard, .custom: own = [value]
        }
        served.insert(field.id)
        let found = own.flatMap { read($0, as: field.format) }
        if found.contains(.unlabelled) { lacksLabels = true }
        if field.format == .list, found.contains(where: { if case .text = $0 { true } else { false } }) { hasLabels = true }
        values[employee, default: [:]][field.id, default: []] += found
    }

    /// Several for a list, none for nothing.
    private func read(_ value: AttributeValue, as format: FieldFormat) -> [FieldValue] {
        switch (format, value) {
        case (_, .none): []
        case (_, .several(let values)): values.flatMap { read($0, as: format) }
        case (.text, .text(let text)): text.allSatisfy(\.isWhitespace) ? [] : [.text(text)]
        case (.text, .number(let text)): [.text(text)]
        case (.number, .number(let text)): [ExtraDataReader.number(text) ?? .unreadable]
        case (.number, .text(let text)):
            text.allSatisfy(\.isWhitespace) ? [] : [ExtraDataReader.number(text) ?? .unreadable]
        case (.boolean, .flag(let flag)): [.boolean(flag)]
        case (.boolean, .text(let text)): [JSONValue.text(text).flag.map { .boolean($0) } ?? .unreadable]
        case (.date, .text(let text)):
            switch LuccaDate(.text(text)) {
            case .day(let day): [.day(day)]
            case .none, .unreadable: text.allSatisfy(\.isWhitespace) ? [] : [.unreadable]
            }
        case (.list, .entry(_, label: let label)):
            label.map { $0.allSatisfy(\.isWhitespace) } ?? true ? [.unlabelled] : [.text(label ?? "")]
        default: [.unreadable]
        }
    }

    func result() -> FieldValues {
        var result = FieldValues()
        var values = values
        // A field that came for nobody is reported as such.
        for field in doubtful.intersection(served) {
            for employee in employees.map({ EmployeeID($0) }) where values[employee]?[field] == nil {
                values[employee, default: [:]][field] = [.unreadable]
            }
        }
        result.values = values.mapValues { fields in
            fields.compactMapValues { values in
                values.count > 1 ? .several(values) : values.first
            }
        }
        result.unreadable = Set(fields.map(\.id)).subtracting(served)
        result.areLabelsUnreadable = lacksLabels && !hasLabels
        return result
    }
}

extension AttributeValue {
    /// One part of a composite, of each of several; nil where no composite has it.
    fileprivate func parts(named name: String) -> [AttributeValue]? {
        switch self {
        case .none: []
        case .parts(let parts):
            switch parts[name] {
            case nil: nil
            case .parts(let inner)?: [inner["value"] ?? .unreadable]
            case let part?: [part]
            }
        case .several(let values):
            values.isEmpty
                ? []
                : values.reduce(into: [AttributeValue]?.none) { found, value in
                    if let parts = value.parts(named: name) { found = (found ?? []) + parts }
                }
        case .text, .number, .flag, .entry, .unreadable: [.unreadable]
        }
    }
}
