/// A resource, a department or a type as sent: all have a key and a label.
struct ThingWire: Sendable, Equatable {
    let key: Int
    let label: String
    let firstName: String
    let lastName: String
    let email: String
    let registrationNumber: String
    let departments: [Int]

    /// nil without a key.
    init?(_ item: JSONValue) {
        guard let key = item["key"]?.whole else { return nil }
        self.key = key
        label = Self.text(item["label"])
        firstName = item["firstName"]?.text ?? ""
        lastName = item["lastName"]?.text ?? ""
        email = item["email"]?.text ?? ""
        // A matricule of digits alone may come as a number.
        registrationNumber = Self.text(item["registrationNumber"])
        departments = (item[PlanningPMEAssumptions.Name.departments]?.elements ?? []).compactMap { $0["key"]?.whole }
    }

    /// Whether it has a label, or none: not something else in its place.
    static func hasReadableLabel(_ item: JSONValue) -> Bool {
        guard let label = item["label"], label != .null else { return true }
        return label.text != nil || label.whole != nil
    }

    private static func text(_ value: JSONValue?) -> String {
        value?.text ?? value?.whole.map(String.init) ?? ""
    }
}
