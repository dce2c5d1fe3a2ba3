import JSONText
import SyncCore

/// A row of `/api/v3/users` with the extra fields that were asked for.
struct ExtendedEmployeeRow: LuccaRow {
    private(set) var employee: EmployeeWire
    let readings: [FieldID: FieldReading]

    init(_ row: JSONValue, _ reader: ExtraDataReader) {
        employee = EmployeeWire(row)
        readings = reader.readings(of: row)
    }

    var id: String? {
        get { employee.id }
        set { employee.id = newValue }
    }

    var unknown: Set<LuccaProperty> { employee.unknown }
}

extension ExtendedEmployeeRow: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "employee \(id ?? "without an id")" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}

/// Adds up what the rows say of each field.
struct FieldTally {
    let fields: [LuccaField]
    private let definitions: FieldDefinitions
    private var rowCount = 0
    private var shown: Set<FieldID> = []
    private var hollow: Set<FieldID> = []
    private var missing: Set<FieldID> = []
    private var readings: [EmployeeID: [FieldID: FieldReading]] = [:]

    init(_ selection: FieldSelection, _ definitions: FieldDefinitions) {
        fields = selection.fields
        self.definitions = definitions
    }

    mutating func add(_ rows: [ExtendedEmployeeRow]) {
        for row in rows {
            rowCount += 1
            for (field, reading) in row.readings {
                switch reading {
                case .value, .empty: shown.insert(field)
                case .hollow: hollow.insert(field)
                case .missing: missing.insert(field)
                }
            }
            guard let id = row.id.map({ EmployeeID($0) }) else { continue }
            guard let earlier = readings[id] else {
                readings[id] = row.readings
                continue
            }
            readings[id] = Self.merged(earlier, row.readings)
        }
    }

    /// Of two rows of one employee: which of two values holds nobody can tell.
    private static func merged(
        _ left: [FieldID: FieldReading], _ right: [FieldID: FieldReading]
    ) -> [FieldID: FieldReading] {
        var merged = left
        for field in Set(left.keys).union(right.keys) where left[field] != right[field] {
            merged[field] = .value(.unreadable)
        }
        return merged
    }

    /// Whether the field came at all. A composite without a value shows none of its parts, and hides none.
    func isShown(_ field: FieldID) -> Bool { shown.contains(field) || hollow.contains(field) && !missing.contains(field) }

    var isEachShown: Bool { fields.allSatisfy { isShown($0.id) } }

    var areLabelsUnreadable: Bool { definitions.areUnreadable }

    var employees: Int { readings.count }

    func count(with field: FieldID) -> Int {
        readings.values.count { if case .value = $0[field] { true } else { false } }
    }

    var values: FieldValues {
        var values = FieldValues()
        for (employee, readings) in readings {
            let own = readings.compactMapValues { reading -> FieldValue? in
                if case .value(let value) = reading { value } else { nil }
            }
            if !own.isEmpty { values.values[employee] = own }
        }
        // Nobody at all proves nothing about a field.
        if rowCount > 0 { values.unreadable = Set(fields.map(\.id).filter { !isShown($0) }) }
        values.areLabelsUnreadable = areLabelsUnreadable
        return values
    }
}
