import Foundation
import JSONText
import SyncCore
import SyncEngine

/// Converts things of the planning to the core's values, and new ones to what is sent.
enum ThingMapping {
    static func resource(_ wire: ThingWire) -> Resource {
        guard let key = wire.key else { return .withoutKey }
        let label = wire.label.isEmpty ? "\(wire.lastName) \(wire.firstName)" : wire.label
        return Resource(
            key: ResourceKey(key), label: label, email: wire.email, registrationNumber: wire.registrationNumber,
            departments: wire.departments.map { PlanningDepartmentKey($0) }, isReadable: wire.isNumberReadable,
            isArchived: wire.isArchived)
    }

    static func department(_ wire: ThingWire) -> PlanningDepartment {
        guard let key = wire.key else { return PlanningDepartment(key: 0, label: "", isReadable: false) }
        return PlanningDepartment(key: PlanningDepartmentKey(key), label: wire.label, isReadable: wire.isLabelReadable)
    }

    static func type(_ wire: ThingWire) -> UnavailabilityType {
        guard let key = wire.key else { return UnavailabilityType(key: 0, label: "", isReadable: false) }
        return UnavailabilityType(key: UnavailabilityTypeKey(key), label: wire.label, isReadable: wire.isLabelReadable)
    }

    static func body(label: String) -> JSONValue { .object(["label": .text(label)]) }

    static func body(_ draft: ResourceDraft, _ dialect: PlanningDialect) -> JSONValue {
        var members: JSONObject = [
            "type": .text(PlanningPMEAssumptions.human),
            "label": .text(draft.label),
            "lastName": .text(draft.lastName),
            "firstName": .text(draft.firstName),
            "registrationNumber": .text(draft.registrationNumber),
        ]
        // An omitted e-mail address is better than an empty one.
        if !draft.email.isEmpty { members["email"] = .text(draft.email) }
        if let department = draft.department {
            members[DepartmentName.of(dialect.department)] = departments(.named(department.value), dialect)
        }
        return .object(members)
    }

    private static func departments(_ department: JSONValue, _ dialect: PlanningDialect) -> JSONValue {
        switch dialect.department {
        case .list: .list([department])
        case .single: department
        }
    }

    /// The members that differ. The department replaces all others.
    static func changes(_ read: JSONObject, to change: ResourceChange, _ dialect: PlanningDialect) -> [JSONObject.Member] {
        var changes: [JSONObject.Member] = []
        let known = read[DepartmentName.list]?.elements ?? read[DepartmentName.single].map { [$0] }
        if let department = change.department, known?.count != 1 || known?.first?["key"]?.whole != department.value {
            let value = departments(member(of: known, key: department.value), dialect)
            changes.append(JSONObject.Member(DepartmentName.of(dialect.department), value))
        }
        if let registrationNumber = change.registrationNumber, read["registrationNumber"] != .text(registrationNumber) {
            changes.append(JSONObject.Member("registrationNumber", .text(registrationNumber)))
        }
        return changes
    }

    /// The changes, alone or with everything that was read, depending on the dialect.
    static func body(_ changes: [JSONObject.Member], to read: JSONObject, _ dialect: PlanningDialect) -> JSONValue {
        .object(dialect.update == .replace ? changed(read, by: changes) : JSONObject(changes))
    }

    static func changed(_ read: JSONObject, by changes: [JSONObject.Member]) -> JSONObject {
        var members = read
        for change in changes {
            members[change.name] = change.value
            // The other form would contradict it.
            if change.name == DepartmentName.list { members[DepartmentName.single] = nil }
            if change.name == DepartmentName.single { members[DepartmentName.list] = nil }
        }
        return members
    }

    /// The list's element with that key and all its members; otherwise its key alone.
    static func member(of list: [JSONValue]?, key: Int) -> JSONValue {
        list?.first { $0["key"]?.whole == key } ?? .named(key)
    }
}

/// How a resource should be after a write. nil is not compared.
struct ResourceExpectation {
    var department: PlanningDepartmentKey?
    var registrationNumber: String?
    /// Members that a new resource was given. PlanningPME may change the spelling of names; an empty one was lost.
    var given: [String] = []
    /// The resource before a change.
    var before: JSONObject?
    /// Extra fields that were sent. What becomes of them is no disagreement.
    var fields: [FieldWrite] = []
    /// Of dates in extra fields.
    var zone: TimeZone

    /// The points of the dialect that a comparison covers.
    var points: Set<DialectPoint> {
        var points: Set<DialectPoint> = before == nil ? [.createdKey] : [.update]
        if department != nil { points.insert(.department) }
        return points
    }

    /// The first difference, without customer text.
    /// - Parameter key: the resource's known key.
    func disagreement(_ found: JSONObject, _ key: ResourceKey) -> Disagreement? {
        let wire = ThingWire(.object(found))
        if let registrationNumber, !Self.isSame(wire.registrationNumber, registrationNumber) {
            // A different number belongs to another resource.
            let isAnothers = before == nil && !Self.isSame(wire.registrationNumber, "")
            return Disagreement(
                point: isAnothers ? .createdKey : .update, sent: isAnothers ? .resources(keys: [key]) : .registrationNumber,
                found: isAnothers ? .resourceOfOtherNumber : .otherRegistrationNumber)
        }
        if let department, !wire.departments.contains(department.value) {
            return Disagreement(
                point: .department, sent: .departments(keys: [department]),
                found: .departments(keys: wire.departments.map { PlanningDepartmentKey($0) }))
        }
        if let lost = given.first(where: { found[$0]?.isBlank ?? true }) {
            return Disagreement(point: .update, sent: .spelled(lost), found: .nothing)
        }
        return before.flatMap { lost(from: $0, in: found) }
    }

    /// What became of the extra fields that were sent.
    func outcomes(_ found: JSONObject) -> [FieldTarget: FieldOutcome] {
        let found = ResourceFields(found, zone: zone)
        return Dictionary(fields.map { ($0.target, found.outcome(of: $0)) }, uniquingKeysWith: { $1 })
    }

    /// What extra fields hold instead of what was sent.
    func stored(_ found: JSONObject) -> [FieldTarget: FieldText] {
        guard let before else { return [:] }
        let (found, earlier) = (ResourceFields(found, zone: zone), ResourceFields(before, zone: zone))
        let stored = fields.compactMap { write in found.stored(of: write, since: earlier).map { (write.target, $0) } }
        return Dictionary(stored, uniquingKeysWith: { $1 })
    }

    /// What existed before a change that did not name it, and is gone.
    private func lost(from before: JSONObject, in after: JSONObject) -> Disagreement? {
        if ResourceFields(after, zone: zone).lostCustomField(since: ResourceFields(before, zone: zone), writing: fields) {
            return Disagreement(point: .update, sent: .customField, found: .nothing)
        }
        var changed: Set<String> = [DepartmentName.list, DepartmentName.single, Self.number]
        changed.formUnion(fields.compactMap(\.target.member))
        // They have been looked at one by one.
        if before[ResourceName.fields]?.members != nil { changed.insert(ResourceName.fields) }
        let gone = before.members.first { member in
            !changed.contains(member.name) && !member.value.isBlank && after[member.name]?.isBlank ?? true
        }
        return gone.map {
            Disagreement(point: .update, sent: Evidence.isProducts($0.name) ? .spelled($0.name) : .member, found: .nothing)
        }
    }

    private static let number = "registrationNumber"

    /// Ignores blanks around a number.
    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.split(whereSeparator: \.isWhitespace) == right.split(whereSeparator: \.isWhitespace)
    }
}

extension ResourceExpectation {
    /// The expected result of a draft.
    init(_ draft: ResourceDraft, zone: TimeZone) {
        let texts = [("lastName", draft.lastName), ("firstName", draft.firstName), ("email", draft.email)]
        self.init(
            department: draft.department, registrationNumber: draft.registrationNumber,
            given: texts.filter { !$0.1.allSatisfy(\.isWhitespace) }.map(\.0), zone: zone)
    }
}

/// Where the answer to a create has the new key.
enum CreatedKey {
    /// nil if the answer does not have it.
    static func of(_ answer: JSONValue?, location: String?) -> (key: Int, form: PlanningDialect.CreatedKey)? {
        if let key = answer?["key"]?.whole { return (key, .member) }
        switch answer {
        case .number, .text:
            if let key = answer?.whole, key > 0 { return (key, .body) }
        default: break
        }
        let path = location?.prefix { $0 != "?" && $0 != "#" }
        if let key = path?.split(separator: "/").last.flatMap({ Int($0) }), key > 0 { return (key, .location) }
        return nil
    }
}
