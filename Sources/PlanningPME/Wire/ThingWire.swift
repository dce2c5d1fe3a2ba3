import JSONText

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
        firstName = item["firstName"]?.string ?? ""
        lastName = item["lastName"]?.string ?? ""
        email = item["email"]?.string ?? ""
        // A matricule of digits alone may come as a number.
        registrationNumber = Self.text(item["registrationNumber"])
        isLabelReadable = Self.isReadable(item["label"])
        isNumberReadable = Self.isReadable(item["registrationNumber"])
        departments = (item[PlanningPMEAssumptions.Name.departments]?.elements ?? []).compactMap { $0["key"]?.whole }
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
