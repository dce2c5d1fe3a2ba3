import JSONText
import SyncCore

/// A resource, a department or a type as sent: all have a key and a label. What else they hold, such as a type's `style`, is not kept.
struct ThingWire: Sendable, Equatable {
    /// nil when it could not be read.
    let key: Int?
    let label: String
    let firstName: String
    let lastName: String
    let email: String
    let registrationNumber: String
    let departments: [Int]
    /// How the departments came; nil when there is no such member.
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
        // A matricule of digits alone may come as a number.
        registrationNumber = Self.text(item["registrationNumber"])
        isLabelReadable = Self.isReadable(item["label"])
        isNumberReadable = Self.isReadable(item["registrationNumber"])
        isArchived = item["notValid"]?.truth ?? false
        (departments, departmentForm) = Self.departments(of: item)
    }

    /// In either form; where both came, the list.
    static func departments(of item: JSONValue) -> ([Int], PlanningDialect.Department?) {
        if let list = item[DepartmentName.list]?.elements { return (list.compactMap { $0["key"]?.whole }, .list) }
        guard let single = item[DepartmentName.single] else { return ([], nil) }
        return (single["key"]?.whole.map { [$0] } ?? [], single == .null ? nil : .single)
    }

    /// Whether it is a text, or nothing, or a bare word that nobody wrote: not something else in its place.
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

/// The member of a resource that holds its departments, in both forms.
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
    /// Of the whole list; nil when it was not served.
    let total: Int?

    init?(_ document: JSONValue) {
        guard let items = document["items"]?.elements ?? document.elements else { return nil }
        self.items = items
        total = document["total"]?.whole
    }
}
