import JSONText

/// Facts that findings rest on: never a customer's text.
enum Evidence {
    /// No evidence names more members.
    private static let most = 40

    /// The names and JSON types of an object's members. Names that a customer may have given are left out.
    static func shape(of object: JSONObject?) -> [String: String] {
        var shape: [String: String] = [:]
        for member in object?.members ?? [] where shape.count < most && isProducts(member.name) {
            shape[member.name] = member.value.typeName
        }
        return shape
    }

    /// A time that came back; what is no date-time may be anybody's text.
    static func time(_ text: String?) -> String {
        guard let text, text.utf8.count <= 40, PlanningDateTime.digits(text) != nil else { return "no time" }
        return text
    }

    /// Names of members are the product's, unless they look like something that a customer wrote.
    static func isProducts(_ name: String) -> Bool {
        (1...40).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95
            }
    }
}
