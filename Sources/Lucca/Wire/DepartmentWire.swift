import JSONText

/// A row of the departments, of either generation, as sent.
struct DepartmentWire: Sendable, Hashable {
    var id: String?
    let name: String
    let hierarchy: String?
    let isActive: Bool

    static let fields = [LuccaProperty.id, .name, .hierarchy, .isActive].map(\.rawValue).joined(separator: ",")

    init(_ row: JSONValue) {
        id = row[.id]?.identifier
        name = row[.name]?.text ?? ""
        hierarchy = row[.hierarchy]?.text
        isActive = row[.isActive]?.flag ?? LuccaAssumptions.departmentIsActiveByDefault
    }
}
