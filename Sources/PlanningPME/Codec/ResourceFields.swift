import Foundation
import JSONText
import SyncCore
import SyncEngine

/// Members of a resource that extra data go to.
enum ResourceName {
    static let mobile = "mobile"
    static let phone = "phone"
    static let email = "email"
    /// The customer's own fields, `{NAME: value}`.
    static let fields = "fields"
}

/// The extra fields of a resource as it was read, and what writing to them takes. It never prints itself.
struct ResourceFields {
    private let members: JSONObject
    private let zone: TimeZone

    init(_ members: JSONObject, zone: TimeZone) {
        self.members = members
        self.zone = zone
    }

    /// What to do about one field.
    enum Step: Sendable, Equatable {
        case send
        case done(FieldOutcome)
    }

    func step(for write: FieldWrite) -> Step {
        let standing = standing(write)
        if standing.holds(write.text) { return .done(.written) }
        guard write.isClear ? standing.isOurs(write) : standing.isBlank || write.replaces || standing.isOurs(write) else {
            return .done(.kept)
        }
        guard write.value != nil else { return .done(.refused) }
        if write.target.member == nil, custom == nil { return .done(.refused) }
        return .send
    }

    /// What became of a field that was sent.
    func outcome(of write: FieldWrite) -> FieldOutcome { standing(write).holds(write.text) ? .written : .refused }

    /// The field's text after the write, where it is neither what was sent nor the text before.
    func stored(of write: FieldWrite, since before: ResourceFields) -> FieldText? {
        let now = standing(write)
        guard !now.holds(write.text), let text = now.text, !before.standing(write).holds(text) else { return nil }
        return text
    }

    /// The members to send for these fields. Custom ones are always sent together, because a PUT replaces them all.
    func changes(_ writes: [FieldWrite]) -> [JSONObject.Member] {
        var changes: [JSONObject.Member] = []
        var custom = custom ?? JSONObject()
        var isAnyCustom = false
        for write in writes {
            guard let value = write.value else { continue }
            if let member = write.target.member {
                changes.append(JSONObject.Member(member, value))
            } else {
                custom[Self.spelling(of: write.target.value, in: custom)] = value
                isAnyCustom = true
            }
        }
        if isAnyCustom { changes.append(JSONObject.Member(ResourceName.fields, .object(custom))) }
        return changes
    }

    /// Whether a custom field that had a value before, and was not written, has none.
    /// - Parameter before: the resource before the write.
    func lostCustomField(since before: ResourceFields, writing writes: [FieldWrite]) -> Bool {
        guard let earlier = before.custom else { return false }
        let written = Set(writes.filter { $0.target.member == nil }.map { Self.spelling(of: $0.target.value, in: earlier) })
        return earlier.members.contains { member in
            !written.contains(member.name) && !member.value.isBlank
                && (custom.flatMap { $0[Self.spelling(of: member.name, in: $0)] }?.isBlank ?? true)
        }
    }

    private func standing(_ write: FieldWrite) -> CurrentValue {
        let json =
            write.target.member.map { members[$0] }
            ?? members[ResourceName.fields]?.members.flatMap { $0[Self.spelling(of: write.target.value, in: $0)] }
        return CurrentValue(json, write.target, as: write.form, zone: zone)
    }

    /// The custom fields to send back; nil if they can't be: in another form, or with a value that would be lost.
    private var custom: JSONObject? {
        switch members[ResourceName.fields] {
        case nil, .null: JSONObject()
        case .object(let fields) where !JSONValue.object(fields).hasUnreadable: fields
        default: nil
        }
    }

    /// The name as the planning spells it, if only letter case differs: under another spelling the value would be stored twice.
    private static func spelling(of name: String, in fields: JSONObject) -> String {
        if fields[name] != nil { return name }
        let alike = fields.names.filter { $0.lowercased() == name.lowercased() }
        return alike.count == 1 ? alike[0] : name
    }
}

extension ResourceFields: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "(not shown)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}

extension FieldTarget {
    /// The resource's member; nil for a custom field.
    var member: String? {
        switch self {
        case .mobile: ResourceName.mobile
        case .phone: ResourceName.phone
        case .email: ResourceName.email
        case .custom: nil
        }
    }
}

extension FieldWrite {
    var isClear: Bool { text.isEmpty }

    /// What is sent; nil if the text is nothing of the form.
    fileprivate var value: JSONValue? {
        if isClear { return target.member == nil ? PlanningPMEAssumptions.noCustomValue : .text("") }
        return text.reveal { text in
            guard let canonical = CurrentValue.canonical(text, form) else { return nil }
            return switch form {
            case .text, .date: .text(canonical)
            case .boolean: .bool(canonical == "true")
            case .number: .number(canonical)
            }
        }
    }
}

extension JSONValue {
    /// Whether a value in it could not be read, and would not be written back.
    fileprivate var hasUnreadable: Bool {
        switch self {
        case .unreadable: true
        case .list(let list): list.values.contains(where: \.hasUnreadable)
        case .object(let object): object.members.contains { $0.value.hasUnreadable }
        case .null, .bool, .number, .text: false
        }
    }
}
