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
        label = item["label"]?.text ?? ""
        firstName = item["firstName"]?.text ?? ""
        lastName = item["lastName"]?.text ?? ""
        email = item["email"]?.text ?? ""
        // A matricule of digits alone may come as a number.
        registrationNumber = item["registrationNumber"]?.text ?? item["registrationNumber"]?.whole.map(String.init) ?? ""
        departments = (item[PlanningPMEAssumptions.Name.departments]?.elements ?? []).compactMap { $0["key"]?.whole }
    }
}
