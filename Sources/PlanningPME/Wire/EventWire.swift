/// An event as sent.
struct EventWire: Sendable, Equatable {
    let key: Int
    let kind: String?
    let start: String?
    let end: String?
    let resources: [Int]
    let type: Int?
    /// nil when it is no text.
    let remark: String?
    /// The references may be read in it all the same.
    let remarkTexts: String

    /// nil without a key.
    init?(_ item: JSONValue) {
        guard let key = item["key"]?.whole else { return nil }
        self.key = key
        kind = item[PlanningPMEAssumptions.Name.type]?.text
        start = item["start"]?.text
        end = item["end"]?.text
        resources = (item["resources"]?.elements ?? []).compactMap { $0["key"]?.whole }
        type = item[PlanningPMEAssumptions.Name.unavailability]?["key"]?.whole
        remark = Self.remark(of: item)
        remarkTexts = Self.texts(within: item["remark"])
    }

    /// Empty where there is none; nil when it is no text.
    static func remark(of item: JSONValue) -> String? {
        switch item["remark"] {
        case nil, .null: ""
        case let remark?: remark.text
        }
    }

    /// Every text within what stands in place of a remark that is none: a reference may be among them.
    static func texts(within value: JSONValue?) -> String {
        guard let value else { return "" }
        if let text = value.text { return text }
        if let elements = value.elements { return elements.map(texts(within:)).joined(separator: "\n") }
        return (value.members ?? [:]).values.map(texts(within:)).joined(separator: "\n")
    }

    /// Tasks are the planners' own business.
    var isUnavailability: Bool {
        guard let kind else { return true }
        return kind.lowercased() == PlanningPMEAssumptions.unavailability.lowercased()
    }
}
