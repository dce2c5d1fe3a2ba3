import JSONText

/// A row of `/api/v3/users`, as sent.
struct EmployeeWire: Sendable, Hashable {
    var id: String?
    let firstName: String
    let lastName: String
    let mail: String
    let login: String
    let employeeNumber: String
    let departmentID: String?
    let contractStart: LuccaDate
    let contractEnd: LuccaDate

    static let fields = [
        LuccaProperty.id, .firstName, .lastName, .mail, .login, .employeeNumber, .departmentID, .contractStart, .contractEnd,
    ].map(\.rawValue).joined(separator: ",")

    init(_ row: JSONValue) {
        id = row[.id]?.identifier
        firstName = row[.firstName]?.text ?? ""
        lastName = row[.lastName]?.text ?? ""
        mail = row[.mail]?.text ?? ""
        login = row[.login]?.text ?? ""
        employeeNumber = row[.employeeNumber]?.text ?? ""
        switch row[.departmentID] {
        case nil, .null: departmentID = row[.department]?[.id]?.identifier
        case .some(let department): departmentID = department.identifier
        }
        contractStart = LuccaDate(row[.contractStart])
        contractEnd = LuccaDate(row[.contractEnd])
    }
}
