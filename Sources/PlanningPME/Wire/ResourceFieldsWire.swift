import JSONText
import SyncCore
import SyncEngine

/// The custom fields of a resource as received, with what their values look like; no value is kept.
struct ResourceFieldsWire: KeyedRow {
    let key: Int?
    let isArchived: Bool
    /// By name; nil for a blank one.
    let forms: [String: FieldRule.Form?]

    var identity: Int? { key }

    init(_ item: JSONValue) {
        key = item["key"]?.whole
        isArchived = item["notValid"]?.truth ?? false
        var forms: [String: FieldRule.Form?] = [:]
        for member in item[ResourceName.fields]?.members?.members ?? [] {
            forms.updateValue(Self.merged(forms[member.name] ?? nil, Self.form(of: member.value)), forKey: member.name)
        }
        self.forms = forms
    }

    /// nil for a blank value.
    private static func form(of value: JSONValue) -> FieldRule.Form? {
        switch value {
        case .bool: .boolean
        case .number: .number
        case .text(let text) where text.allSatisfy(\.isWhitespace): nil
        case .text(let text): isDateTime(text) ? .date : .text
        case .list(let list): list.count == 0 ? nil : .text
        case .object(let object): object.members.isEmpty ? nil : .text
        case .null, .unreadable: nil
        }
    }

    /// With its time: a bare day may stand in a text.
    private static func isDateTime(_ text: String) -> Bool {
        text.utf8.count > 10 && PlanningDateTime.digits(text) != nil
    }

    private static func merged(_ left: FieldRule.Form?, _ right: FieldRule.Form?) -> FieldRule.Form? {
        guard let left, let right, left != right else { return left ?? right }
        return .text
    }

    /// The fields of these resources, in the order of their names.
    static func fields(of rows: [ResourceFieldsWire]) -> [ResourceField] {
        var forms: [FieldTarget: FieldRule.Form?] = [:]
        for row in rows {
            for (name, form) in row.forms {
                guard let target = target(name) else { continue }
                forms.updateValue(merged(forms[target] ?? nil, form), forKey: target)
            }
        }
        return forms.map { ResourceField(target: $0.key, form: $0.value) }.sorted { $0.target < $1.target }
    }

    /// nil for a name that no rule can have.
    private static func target(_ name: String) -> FieldTarget? {
        guard case .custom(name) = FieldTarget(name), name.count <= FieldTarget.longestName,
            !name.allSatisfy(\.isWhitespace)
        else { return nil }
        return .custom(name)
    }
}
