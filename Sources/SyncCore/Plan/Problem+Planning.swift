/// The planner's problems.
extension Problem {
    static func employeeUnmatched(_ employee: Employee, _ tenant: Tenant) -> Problem {
        let settings = tenant.settings
        let isBlank = employee.trimmedIdentifier(settings.identifier).isEmpty
        return Problem(
            subject(employee, settings),
            isBlank
                ? .noIdentifier(identifier: settings.identifier, matchesEmail: settings.matchEmail)
                : .noResource(
                    identifier: settings.identifier, matchesEmail: settings.matchEmail, creates: settings.created))
    }

    static func employeeAmbiguous(_ employee: Employee, _ ambiguity: ResourceMatcher.Ambiguity?, _ tenant: Tenant) -> Problem {
        Problem(
            subject(employee, tenant.settings), .severalCandidates(by: ambiguity, identifier: tenant.settings.identifier))
    }

    static func resourceArchived(_ employee: Employee, _ resource: ResourceKey, _ tenant: Tenant) -> Problem {
        Problem(subject(employee, tenant.settings), .resourceArchived(resource: resource))
    }

    static func employeeUnplaced(_ employee: Employee, _ tenant: Tenant) -> Problem {
        Problem(subject(employee, tenant.settings), .employeeUnplaced(department: employee.departmentID.shown))
    }

    static func departmentUnmapped(_ department: DepartmentID, isAmbiguous: Bool, _ tenant: Tenant) -> Problem {
        Problem(
            .department(department),
            isAmbiguous ? .severalDepartmentsOfThatName : .noDepartmentOfThatName(creates: tenant.settings.created))
    }

    static func reasonUnmapped(_ account: LeaveAccountID, _ tenant: Tenant) -> Problem {
        Problem(.leaveAccount(account), .noTypeOfThatName(creates: tenant.settings.created))
    }

    static func reasonUnavailable(_ account: LeaveAccountID, _ tenant: Tenant) -> Problem {
        let settings = tenant.settings
        return Problem(
            .leaveAccount(account), .neutralTypeMissing(label: ShownText(settings.neutralType), creates: settings.created))
    }

    private static func subject(_ employee: Employee, _ settings: TenantSettings) -> Subject {
        .employee(employee.id, identifier: employee.trimmedIdentifier(settings.identifier))
    }
}

extension TenantSettings {
    /// In one order.
    fileprivate var created: [Creatable] { Creatable.allCases.filter(create.contains) }
}
