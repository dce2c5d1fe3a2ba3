import JSONText
import SyncCore

/// A resource, a department or a type as received: all have a key and a label. Other members, such as a type's `style`, are
/// dropped.
struct ThingWire: Sendable, Equatable {
    /// nil if unreadable.
    let key: Int?
    let label: String
    let firstName: String
    let lastName: String
    let email: String
    let registrationNumber: String
    let departments: [Int]
    /// The form of the departments; nil if the member is missing.
    let departmentForm: PlanningDialect.Department?
    /// `notValid`: it was archived.
    let isArchived: Bool
    let isLabelReadable: Bool
    let isNumberReadable: Bool

    init(_ item: JSONValue) {
        key = item["key"]?.whole
        label = Self.text(item["label"])
        firstName = item["firstName"]?.string ?? ""
        lastName = item["lastName"]?.string ?? ""
        email = item["email"]?.string ?? ""
        // A matricule of digits only may come as a number.
        registrationNumber = Self.text(item["registrationNumber"])
        isLabelReadable = Self.isReadable(item["label"])
        isNumberReadable = Self.isReadable(item["registrationNumber"])
        isArchived = item["notValid"]?.truth ?? false
        (departments, departmentForm) = Self.departments(of: item)
    }

    /// In either form; if both are present, the list.
    static func departments(of item: JSONValue) -> ([Int], PlanningDialect.Department?) {
        if let list = item[DepartmentName.list]?.elements { return (list.compactMap { $0["key"]?.whole }, .list) }
        guard let single = item[DepartmentName.single] else { return ([], nil) }
        return (single["key"]?.whole.map { [$0] } ?? [], single == .null ? nil : .single)
    }

    /// Whether it is a text, missing or a bare word, and not of another type.
    private static func isReadable(_ value: JSONValue?) -> Bool {
        switch value {
        case nil, .null, .text, .unreadable: true
        case .number: value?.whole != nil
        case .bool, .list, .object: false
        }
    }

    private static func text(_ value: JSONValue?) -> String {
        value?.string ?? value?.whole.map(String.init) ?? value?.text ?? ""
    }
}

/// The members of a resource's departments, in both forms.
enum DepartmentName {
    static let list = "departments"
    static let single = "department"

    static func of(_ form: PlanningDialect.Department) -> String {
        switch form {
        case .list: list
        case .single: single
        }
    }
}

/// One page of a list: `{"items": […], "total": n}`.
struct PlanningPage: Sendable, Equatable {
    let items: [JSONValue]
    /// Of the whole list; nil if missing.
    let total: Int?

    init?(_ document: JSONValue) {
        guard let items = document["items"]?.elements ?? document.elements else { return nil }
        self.items = items
        total = document["total"]?.whole
    }
}
