/// A resource, a department or a type as sent: all have a key and a label.
struct ThingWire: Sendable, Equatable {
    /// nil when it could not be read.
    let key: Int?
    let label: String
    let firstName: String
    let lastName: String
    let email: String
    let registrationNumber: String
    let departments: [Int]
    let isLabelReadable: Bool
    let isNumberReadable: Bool

    init(_ item: JSONValue) {
        key = item["key"]?.whole
        label = Self.text(item["label"])
        firstName = item["firstName"]?.text ?? ""
        lastName = item["lastName"]?.text ?? ""
        email = item["email"]?.text ?? ""
        // A matricule of digits alone may come as a number.
        registrationNumber = Self.text(item["registrationNumber"])
        isLabelReadable = Self.isReadable(item["label"])
        isNumberReadable = Self.isReadable(item["registrationNumber"])
        departments = (item[PlanningPMEAssumptions.Name.departments]?.elements ?? []).compactMap { $0["key"]?.whole }
    }

    /// Whether it is a text, or nothing: not something else in its place.
    private static func isReadable(_ value: JSONValue?) -> Bool {
        guard let value, value != .null else { return true }
        return value.text != nil || value.whole != nil
    }

    private static func text(_ value: JSONValue?) -> String {
        value?.text ?? value?.whole.map(String.init) ?? ""
    }
}
