/// The planner's problems. They name employees by Lucca id and identifier, departments and reasons by Lucca id.
extension Problem {
    static func subject(_ employee: Employee, _ settings: TenantSettings) -> String {
        let identifier = employee.trimmedIdentifier(settings.identifier)
        return identifier.isEmpty ? "employee \(employee.id)" : "employee \(employee.id) (\(identifier))"
    }

    static func employeeUnmatched(_ employee: Employee, _ tenant: Tenant) -> Problem {
        let settings = tenant.settings
        let name = settings.identifier.words
        if employee.trimmedIdentifier(settings.identifier).isEmpty {
            return Problem(
                .employeeUnmatched, subject: subject(employee, settings),
                message: "This employee has no \(name) in Lucca, so no resource of the planning can be told to be theirs.",
                remedy: "Enter the \(name) in Lucca"
                    + (settings.matchEmail
                        ? "." : ", or let e-mails be compared: passerelle tenant edit \(tenant.slug) --match-email."))
        }
        return Problem(
            .employeeUnmatched, subject: subject(employee, settings),
            message: "No resource of the planning carries this employee's \(name)"
                + (settings.matchEmail ? " or e-mail." : "."),
            remedy: "Enter it as registration number of the employee's resource in PlanningPME, or let resources be created: "
                + "\(creating(.resources, tenant)).")
    }

    static func employeeAmbiguous(_ employee: Employee, _ ambiguity: ResourceMatcher.Ambiguity?, _ tenant: Tenant) -> Problem {
        let settings = tenant.settings
        let name = settings.identifier.words
        let (message, remedy) =
            switch ambiguity {
            case .severalResourcesWithIdentifier:
                (
                    "Several resources of the planning carry this employee's \(name).",
                    "In PlanningPME, leave the registration number on one of them."
                )
            case .severalResourcesWithMail:
                (
                    "Several resources of the planning carry this employee's e-mail.",
                    "In PlanningPME, enter the \(name) as registration number of the right one."
                )
            case .sharedIdentifier:
                (
                    "Several employees in scope have this \(name).",
                    "Correct it in Lucca, or choose another identifier: passerelle tenant edit \(tenant.slug) --identifier lucca-id."
                )
            case .sharedMail:
                (
                    "Several employees in scope have this e-mail.",
                    "Correct it in Lucca, or enter the \(name) as registration number of the employee's resource in PlanningPME."
                )
            case .resourceOfSomeoneElse:
                (
                    "The resource that carries this employee's \(name) or e-mail is another employee's already.",
                    "Give each of the two their own resource in PlanningPME, with their own registration number."
                )
            case nil:
                (
                    "This employee and the resources of the planning could not be told apart when they were last compared.",
                    "Look for resources in PlanningPME, and employees in Lucca, that share the \(name) or e-mail; then start the next run."
                )
            }
        return Problem(.employeeAmbiguous, subject: subject(employee, settings), message: message, remedy: remedy)
    }

    static func departmentUnmapped(_ department: DepartmentID, isAmbiguous: Bool, _ tenant: Tenant) -> Problem {
        Problem(
            .departmentUnmapped, subject: "department \(department)",
            message: isAmbiguous
                ? "Several departments of the planning have this department's name, so its employees' resources stay where they are."
                : "The planning has no department of this name, so this department's employees' resources stay where they are.",
            remedy: isAmbiguous
                ? "Say which one it is: \(departmentMap(department, tenant.slug))."
                : "Say which one it is (\(departmentMap(department, tenant.slug))), or let it be created: "
                    + "\(creating(.departments, tenant)).")
    }

    static func departmentMappedToNothing(
        _ department: DepartmentID, _ key: PlanningDepartmentKey, _ tenant: Tenant
    ) -> Problem {
        Problem(
            .departmentUnmapped, subject: "department \(department)",
            message: "This department is mapped to department \(key) of the planning, which does not exist any more.",
            remedy: "Map it to another one: \(departmentMap(department, tenant.slug)).")
    }

    static func scopeDepartmentMissing(_ department: DepartmentID, _ slug: TenantSlug) -> Problem {
        Problem(
            .scopeDepartmentMissing, subject: "department \(department)",
            message: "The scope names this department, and Lucca has it no more, or hides it from the key: deletions wait.",
            remedy:
                "Look at the departments with passerelle scope tree \(slug), then set the scope again with passerelle scope set "
                + "\(slug) --department ID.")
    }

    static func reasonUnmapped(_ account: LeaveAccountID, _ tenant: Tenant) -> Problem {
        Problem(
            .reasonUnmapped, subject: "leave account \(account)",
            message: "No type of the planning has this leave account's name, so its absences show the neutral type.",
            remedy:
                "Say where it goes with \(reasonSet(account, tenant.slug)), or let types be created: \(creating(.types, tenant))."
        )
    }

    static func reasonUnavailable(_ account: LeaveAccountID, _ tenant: Tenant) -> Problem {
        Problem(
            .reasonUnmapped, subject: "leave account \(account)",
            message:
                "This leave account's absences need the neutral type, which the planning does not have: they were not written.",
            remedy:
                "Create a type in PlanningPME with the label that passerelle tenant show \(tenant.slug) names as neutral type, let "
                + "types be created (\(creating(.types, tenant))), or use \(reasonSet(account, tenant.slug)).")
    }

    static func reasonMappedToNothing(_ account: LeaveAccountID, _ tenant: Tenant) -> Problem {
        Problem(
            .reasonUnmapped, subject: "leave account \(account)",
            message: "This leave account is mapped to a type that the planning does not have any more.",
            remedy:
                "Map it again with \(reasonSet(account, tenant.slug)); passerelle reason list \(tenant.slug) shows the mappings.")
    }

    static func deletionsWithheld(_ count: Int, _ reason: BrakeReason, _ tenant: Tenant) -> Problem {
        let deletions = count == 1 ? "1 deletion was" : "\(count) deletions were"
        let message =
            switch reason {
            case .tooManyDeletions(let deletions, let futureEvents):
                "\(deletions) of the \(futureEvents) future events would be deleted, more than the brake lets pass"
            case .noEmployeeLeft(let before):
                "No employee is in scope any more, where the last success found \(before)"
            case .nothingRead(let employees):
                "Lucca shows the key not one leave, of nobody, where \(employees) employees had some"
            case .scopeDepartmentMissing:
                "A department of the scope is not in Lucca any more, so its employees look gone"
            case .departmentsLost(let before, let now):
                "The scope covers \(now) departments, where the last success found \(before), and employees went with them"
            }
        return Problem(
            .deletionsWithheld, subject: "tenant \(tenant.slug)", message: "\(message): \(deletions) held back.",
            remedy:
                "Look at them with passerelle run show ID, ID being this run's; if they are right, let them happen with passerelle "
                + "run approve ID.")
    }

    private static func reasonSet(_ account: LeaveAccountID, _ slug: TenantSlug) -> String {
        "passerelle reason set \(slug) \(account) --type KEY (or --ignore, or --hide)"
    }

    private static func departmentMap(_ department: DepartmentID, _ slug: TenantSlug) -> String {
        "passerelle department map \(slug) \(department) --to KEY"
    }

    /// The command that allows one more kind of thing to be created, without taking away the others.
    private static func creating(_ kind: TenantSettings.Creatable, _ tenant: Tenant) -> String {
        let wanted = TenantSettings.Creatable.allCases.filter { $0 == kind || tenant.settings.create.contains($0) }
        return "passerelle tenant edit \(tenant.slug) --create " + wanted.map(\.rawValue).joined(separator: ",")
    }
}

extension EmployeeIdentifier {
    fileprivate var words: String {
        switch self {
        case .employeeNumber: "employee number"
        case .login: "login"
        case .luccaID: "Lucca id"
        }
    }
}
