import JSONText
import SyncCore

/// A row of `/lucca-api/employees`, with its position and its employment.
struct EmployeeRow: ApplicationRow, Hashable {
    let id: String?
    let firstName: String
    let lastName: String
    let mail: String
    let employeeNumber: String
    let phone: String
    let jobTitle: String
    let departmentID: String?
    let establishmentID: String?
    let contractStart: LuccaDate
    let contractEnd: LuccaDate
    /// The standard fields that came, with or without a value.
    let served: Set<StandardField>
    /// Those of them that came as something else than a text or a reference.
    let unreadable: Set<StandardField>

    init(_ row: ApplicationItem) {
        func text(_ property: ApplicationProperty) -> String { row[property]?.text ?? "" }
        id = row[.id]?.identifier
        firstName = text(.givenName)
        lastName = text(.familyName)
        mail = text(.email)
        employeeNumber = text(.employeeNumber)
        phone = text(.phoneNumber)
        let position = row[.applicableJobPosition]?.referenced.flatMap { row.embedded(.jobPosition, $0) }
        departmentID = position?[at: .department]?.referenced
        establishmentID = position?[at: .businessEstablishment]?.referenced
        jobTitle = position?[at: .jobTitle]?.text ?? ""
        switch row[.applicableEmployment] {
        case nil, .null: (contractStart, contractEnd) = (.none, .none)
        case .some(let reference):
            // An employment that is not shown may have ended.
            let employment = reference.referenced.flatMap { row.embedded(.employment, $0) }
            contractStart = employment.map { Self.day($0[at: .start]) } ?? .unreadable
            contractEnd = employment.map { Self.day($0[at: .end]) } ?? .unreadable
        }
        let properties: [(StandardField, JSONValue?)] = [
            (.mail, row[.email]), (.phone, row[.phoneNumber]), (.jobTitle, position?[at: .jobTitle]),
            (.establishment, position?[at: .businessEstablishment]),
        ]
        var served = Set(properties.filter { $0.1 != nil }.map(\.0))
        if contractStart != .unreadable { served.insert(.contractStart) }
        if contractEnd != .unreadable { served.insert(.contractEnd) }
        self.served = served
        unreadable = Set(
            properties.filter { field, value in
                guard let value, value != .null else { return false }
                return field == .establishment ? value.referenced == nil : value.text == nil
            }.map(\.0))
    }

    /// `{"date": "2026-12-31"}`, or null.
    private static func day(_ bound: JSONValue?) -> LuccaDate {
        switch bound {
        case nil, .null: .none
        case .object: LuccaDate(bound?[at: .date])
        default: LuccaDate(bound)
        }
    }
}

/// A row of `/lucca-api/departments`.
struct DepartmentRow: ApplicationRow {
    enum Parent: Sendable, Hashable {
        /// The department is a root.
        case none
        case department(String)
        case unreadable
    }

    let id: String?
    let name: String
    let parent: Parent
    let isActive: Bool

    init(_ row: ApplicationItem) {
        id = row[.id]?.identifier
        name = row[.name]?.text ?? ""
        switch row[.parent] {
        case nil, .null: parent = .none
        case .some(let reference): parent = reference.referenced.map { .department($0) } ?? .unreadable
        }
        isActive = (row[.isArchived]?.flag).map { !$0 } ?? LuccaAssumptions.departmentIsActiveByDefault
    }
}

/// A row of `/lucca-api/business-establishments`.
struct EstablishmentRow: ApplicationRow {
    let id: String?
    let name: String

    init(_ row: ApplicationItem) {
        id = row[.id]?.identifier
        name = row[.name]?.text ?? ""
    }
}
