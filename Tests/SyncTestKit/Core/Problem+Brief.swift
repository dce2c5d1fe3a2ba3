package import SyncCore

extension Problem {
    /// A problem's code and subject, in short: `employee_unmatched employee 42 (00317)`.
    package var brief: String {
        let about =
            switch subject {
            case .tenant(let slug): "tenant \(slug)"
            case .employee(let id, let identifier): identifier.isEmpty ? "employee \(id)" : "employee \(id) (\(identifier))"
            case .department(let id): "department \(id)"
            case .leaveAccounts(let ids): "leave account " + ids.map(\.value).joined(separator: ", ")
            case .event(let reference, of: _): "\(reference)"
            case .catalog(let kind): kind.rawValue
            case .departments, .neutralType, .run, .unknown: "\(subject)"
            }
        return "\(code) \(about)"
    }

    /// An employee whose half-days could not be read.
    package static func unreadableHalfDays(of employee: EmployeeID) -> Problem {
        Problem(
            .employee(employee), .halfDaysUnreadable(count: 1, first: ShownText("7001"), flaw: .dateMissing, generation: .first))
    }
}
