import JSONText
import SyncCore
import SyncEngine

/// Things of the planning → the core's values, and new ones → what is sent.
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
        // Nothing at all is better than an e-mail address that is none.
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

    /// These changes, alone or with everything that was read, as the dialect has it. The department takes the place of all others.
    /// - Returns: nil when nothing differs.
    static func changed(
        _ read: JSONObject, department: PlanningDepartmentKey?, registrationNumber: String?, _ dialect: PlanningDialect
    ) -> JSONValue? {
        var changes = JSONObject()
        let known = read[DepartmentName.list]?.elements ?? read[DepartmentName.single].map { [$0] }
        if let department, known?.count != 1 || known?.first?["key"]?.whole != department.value {
            changes[DepartmentName.of(dialect.department)] = departments(member(of: known, key: department.value), dialect)
        }
        if let registrationNumber, read["registrationNumber"] != .text(registrationNumber) {
            changes["registrationNumber"] = .text(registrationNumber)
        }
        guard !changes.members.isEmpty else { return nil }
        guard dialect.update == .replace else { return .object(changes) }
        var members = read
        for change in changes.members {
            members[change.name] = change.value
            // The other form would contradict.
            if change.name == DepartmentName.list { members[DepartmentName.single] = nil }
            if change.name == DepartmentName.single { members[DepartmentName.list] = nil }
        }
        return .object(members)
    }

    /// The one of that key, as it was read with all it holds; else its key alone.
    static func member(of list: [JSONValue]?, key: Int) -> JSONValue {
        list?.first { $0["key"]?.whole == key } ?? .named(key)
    }
}
