import JSONText
import SyncCore

/// An event as sent, in whichever of the known forms.
struct EventWire: Sendable, Equatable {
    /// What says of an event whether it is an unavailability.
    enum Kind: Sendable, Equatable {
        case flag(Bool)
        case name(String)
        /// Of an enumeration of `api/config`.
        case number(Int)
    }

    /// nil when it could not be read.
    let key: Int?
    /// nil when nothing says it.
    let kind: Kind?
    let start: String?
    let end: String?
    /// nil when nothing says it.
    let isAllDay: Bool?
    let resources: [Int]
    /// nil when there is no such member, or when it is no thing with a key.
    let underscoredLabel: Int?
    let label: Int?
    let unavailability: Int?
    let status: Int?
    /// One of a series: a planner's, whatever it carries.
    let isRecurring: Bool
    /// nil when it is a truth, a list or an object.
    let remark: String?
    /// The references may be read in it all the same.
    let remarkTexts: String
    /// The texts of custom fields that carry a reference, by name.
    let fields: [Field]

    struct Field: Sendable, Equatable {
        let name: String
        let text: String
    }

    init(_ item: JSONValue) {
        key = item[EventName.key]?.whole
        kind = Self.kind(of: item)
        start = item[EventName.start]?.string
        end = item[EventName.end]?.string
        isAllDay = item[EventName.allDay]?.truth
        resources = (item[EventName.resources]?.elements ?? []).compactMap { $0["key"]?.whole }
        underscoredLabel = item[PlanningDialect.Reason.underscoredLabel.rawValue]?["key"]?.whole
        label = item[PlanningDialect.Reason.label.rawValue]?["key"]?.whole
        unavailability = item[PlanningDialect.Reason.unavailability.rawValue]?["key"]?.whole
        status = item[EventName.status]?["key"]?.whole ?? item[EventName.status]?.whole
        isRecurring = item[EventName.recurrence].map { !$0.isBlank } ?? false
        remark = Self.remark(of: item)
        remarkTexts = Self.texts(within: item[EventName.remark])
        fields = Self.fields(of: item)
    }

    private static func kind(of item: JSONValue) -> Kind? {
        if let flag = item[EventName.flag]?.truth { return .flag(flag) }
        guard let type = item[EventName.type] else { return nil }
        if let number = type.whole { return .number(number) }
        return type.string.map { .name($0) }
    }

    private static func fields(of item: JSONValue) -> [Field] {
        guard let members = item[EventName.fields]?.members?.members else { return [] }
        return members.compactMap { member in
            guard let text = member.value.string, !EventReference.all(in: HTMLEntities.decode(text)).isEmpty else { return nil }
            return Field(name: member.name, text: text)
        }
    }

    /// Empty where there is none, or a bare word such as `NaN` that nobody wrote; nil when it is a truth, a list or an object.
    static func remark(of item: JSONValue) -> String? {
        switch item[EventName.remark] {
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

    /// Whether it is an event rather than a key, a receipt or nothing: it says when.
    var isEvent: Bool { start != nil && end != nil }

    /// The type's key, by the member that the dialect names, else by another known one.
    func reason(_ preferred: PlanningDialect.Reason) -> (form: PlanningDialect.Reason, key: Int)? {
        func key(_ form: PlanningDialect.Reason) -> Int? {
            switch form {
            case .underscoredLabel: underscoredLabel
            case .label: label
            case .unavailability: unavailability
            }
        }
        for form in [preferred] + PlanningDialect.Reason.allCases {
            if let key = key(form) { return (form, key) }
        }
        return nil
    }
}
