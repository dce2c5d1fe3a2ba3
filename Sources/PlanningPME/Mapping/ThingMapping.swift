import JSONText
import SyncCore
import SyncEngine

/// Things of the planning → the core's values, and new ones → what is sent.
enum ThingMapping {
    static func resource(_ wire: ThingWire) -> Resource {
        guard let key = wire.key else { return Resource(key: 0, isReadable: false) }
        let label = wire.label.isEmpty ? "\(wire.lastName) \(wire.firstName)" : wire.label
        return Resource(
            key: ResourceKey(key), label: label, email: wire.email, registrationNumber: wire.registrationNumber,
            departments: wire.departments.map { PlanningDepartmentKey($0) }, isReadable: wire.isNumberReadable)
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

    static func body(_ draft: ResourceDraft) -> JSONValue {
        var members: JSONObject = [
            PlanningPMEAssumptions.Name.type: .text(PlanningPMEAssumptions.human),
            "label": .text(draft.label),
            "lastName": .text(draft.lastName),
            "firstName": .text(draft.firstName),
            "registrationNumber": .text(draft.registrationNumber),
        ]
        // Nothing at all is better than an e-mail address that is none.
        if !draft.email.isEmpty { members["email"] = .text(draft.email) }
        if let department = draft.department {
            members[PlanningPMEAssumptions.Name.departments] = .list([.named(department.value)])
        }
        return .object(members)
    }

    /// Everything that was read, with these changes.
    /// - Returns: nil when nothing differs.
    static func changed(
        _ read: JSONObject, department: PlanningDepartmentKey?, registrationNumber: String?
    ) -> JSONValue? {
        var members = read
        if let department {
            let departments = PlanningPMEAssumptions.Name.departments
            members[departments] = .list([member(of: read[departments]?.elements, key: department.value)])
        }
        if let registrationNumber { members["registrationNumber"] = .text(registrationNumber) }
        return members == read ? nil : .object(members)
    }

    /// The one of that key, as it was read with all it holds; else its key alone.
    static func member(of list: [JSONValue]?, key: Int) -> JSONValue {
        list?.first { $0["key"]?.whole == key } ?? .named(key)
    }
}
