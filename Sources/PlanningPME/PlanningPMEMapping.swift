import Foundation
import SyncCore
import SyncEngine

/// Wire to core and back. Pure.
struct PlanningPMEMapping: Sendable {
    private typealias Name = PlanningPMEAssumptions.Name
    let time: PlanningPMETime

    func resource(_ row: JSONValue) -> Resource? {
        guard let key = row[Name.key]?.integer else { return nil }
        return Resource(
            key: ResourceKey(key), label: row[Name.label]?.text ?? "", email: row[Name.email]?.text ?? "",
            registrationNumber: registrationNumber(row),
            departments: (row[Name.departments]?.list ?? []).compactMap { $0[Name.key]?.integer }.map { PlanningDepartmentKey($0) })
    }

    /// A matricule is text, but somebody's spreadsheet may have made a number of it.
    private func registrationNumber(_ row: JSONValue) -> String {
        switch row[Name.registrationNumber] {
        case .text(let text): text
        case .integer(let number): String(number)
        default: ""
        }
    }

    func department(_ row: JSONValue) -> PlanningDepartment? {
        row[Name.key]?.integer.map { PlanningDepartment(key: PlanningDepartmentKey($0), label: row[Name.label]?.text ?? "") }
    }

    func type(_ row: JSONValue) -> UnavailabilityType? {
        row[Name.key]?.integer.map { UnavailabilityType(key: UnavailabilityTypeKey($0), label: row[Name.label]?.text ?? "") }
    }

    /// nil when the row has no key or no readable times.
    func event(_ row: JSONValue) -> Unavailability? {
        guard let key = row[Name.key]?.integer, let start = row[Name.start]?.text.flatMap(time.read),
            let end = row[Name.end]?.text.flatMap(time.read)
        else { return nil }
        return Unavailability(
            key: EventKey(key), resources: (row[Name.resources]?.list ?? []).compactMap { $0[Name.key]?.integer }.map { ResourceKey($0) },
            type: row[Name.unavailability]?[Name.key]?.integer.map { UnavailabilityTypeKey($0) }, start: start, end: end,
            remark: row[Name.remark]?.text ?? "")
    }

    /// A new event of the draft.
    func body(_ draft: UnavailabilityDraft) -> JSONValue {
        apply(draft, to: .object([Name.type: .text(PlanningPMEAssumptions.eventType)]), remark: draft.reference.description)
    }

    /// What was read, with the draft's changes alone.
    func body(_ draft: UnavailabilityDraft, over row: JSONValue, replacing: EventReference) -> JSONValue {
        apply(draft, to: row, remark: draft.reference.writing(into: row[Name.remark]?.text ?? "", replacing: replacing))
    }

    private func apply(_ draft: UnavailabilityDraft, to row: JSONValue, remark: String) -> JSONValue {
        row.setting(Name.start, .text(time.write(draft.start)))
            .setting(Name.end, .text(time.write(draft.end)))
            .setting(Name.resources, keys(of: row[Name.resources], for: draft.resource.value))
            .setting(Name.unavailability, keyed(draft.type.value, over: row[Name.unavailability]))
            .setting(Name.remark, .text(remark))
    }

    /// The list as it stands when it names this resource alone, with whatever else the server put beside the key.
    private func keys(of list: JSONValue?, for key: Int) -> JSONValue {
        if let list, let rows = list.list, rows.count == 1, rows[0][Name.key]?.integer == key { return list }
        return .list([.object([Name.key: .integer(key)])])
    }

    private func keyed(_ key: Int, over value: JSONValue?) -> JSONValue {
        if let value, value[Name.key]?.integer == key { return value }
        return .object([Name.key: .integer(key)])
    }

    func body(_ draft: ResourceDraft) -> JSONValue {
        .object([
            Name.type: .text(PlanningPMEAssumptions.humanType), Name.label: .text(draft.label), Name.lastName: .text(draft.lastName),
            Name.firstName: .text(draft.firstName), Name.email: .text(draft.email),
            Name.registrationNumber: .text(draft.registrationNumber),
            Name.departments: .list(draft.department.map { [.object([Name.key: .integer($0.value)])] } ?? []),
        ])
    }

    func body(_ row: JSONValue, department: PlanningDepartmentKey?, registrationNumber: String?) -> JSONValue {
        var row = row
        if let department { row = row.setting(Name.departments, keys(of: row[Name.departments], for: department.value)) }
        if let registrationNumber { row = row.setting(Name.registrationNumber, .text(registrationNumber)) }
        return row
    }
}
