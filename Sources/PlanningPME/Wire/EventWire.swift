import JSONText

/// An event as sent.
struct EventWire: Sendable, Equatable {
    /// nil when it could not be read.
    let key: Int?
    let kind: String?
    let start: String?
    let end: String?
    let resources: [Int]
    let type: Int?
    /// nil when it is a truth, a list or an object.
    let remark: String?
    /// The references may be read in it all the same.
    let remarkTexts: String

    init(_ item: JSONValue) {
        key = item["key"]?.whole
        kind = item[PlanningPMEAssumptions.Name.type]?.string
        start = item["start"]?.string
        end = item["end"]?.string
        resources = (item["resources"]?.elements ?? []).compactMap { $0["key"]?.whole }
        type = item[PlanningPMEAssumptions.Name.unavailability]?["key"]?.whole
        remark = Self.remark(of: item)
        remarkTexts = Self.texts(within: item["remark"])
    }

    /// Empty where there is none, or a bare word such as `NaN` that nobody wrote; nil when it is a truth, a list or an object.
    static func remark(of item: JSONValue) -> String? {
        switch item["remark"] {
        case nil, .null, .unreadable: ""
        case let remark?: remark.text
        }
    }

    /// Every text within what stands in place of a remark that is none: a reference may be among them.
    static func texts(within value: JSONValue?) -> String {
        guard let value else { return "" }
        if let text = value.text { return text }
        if let elements = value.elements { return elements.map(texts(within:)).joined(separator: "\n") }
        return (value.members?.members ?? []).map { texts(within: $0.value) }.joined(separator: "\n")
    }

    /// Tasks are the planners' own business.
    var isUnavailability: Bool {
        guard let kind else { return true }
        return kind.lowercased() == PlanningPMEAssumptions.unavailability.lowercased()
    }
}
