/// A person in Lucca, with the fields a sync needs. Names and e-mail are only held in memory.
package struct Employee: Hashable, Sendable {
    package let id: EmployeeID
    package var firstName: String
    package var lastName: String
    package var mail: String
    package var login: String
    /// Text: leading zeroes are significant; may be empty.
    package var employeeNumber: String
    package var departmentID: DepartmentID
    package var contractStart: CalendarDay?
    /// The last day worked; nil without a known end.
    package var contractEnd: CalendarDay?

    package init(
        id: EmployeeID, firstName: String = "", lastName: String = "", mail: String = "", login: String = "",
        employeeNumber: String = "", departmentID: DepartmentID, contractStart: CalendarDay? = nil,
        contractEnd: CalendarDay? = nil
    ) {
        self.id = id
        self.firstName = firstName
        self.lastName = lastName
        self.mail = mail
        self.login = login
        self.employeeNumber = employeeNumber
        self.departmentID = departmentID
        self.contractStart = contractStart
        self.contractEnd = contractEnd
    }

    /// Blank if Lucca has none.
    package func identifier(_ choice: EmployeeIdentifier) -> String {
        switch choice {
        case .employeeNumber: employeeNumber
        case .login: login
        case .luccaID: id.value
        }
    }
}

/// The employee identifier that is compared with the resource's `registrationNumber`. The raw values are what operators type.
package enum EmployeeIdentifier: String, Sendable, Hashable, Codable, CaseIterable {
    case employeeNumber = "employee-number"
    case login
    case luccaID = "lucca-id"
}
