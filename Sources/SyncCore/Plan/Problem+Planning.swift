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
                    "Several resources of the planning, or several employees in scope, shared this employee's \(name) or e-mail when they were "
                        + "last compared.",
                    "Look for resources in PlanningPME, and employees in Lucca, that share the \(name) or e-mail; then start the next run."
                )
            }
        return Problem(.employeeAmbiguous, subject: subject(employee, settings), message: message, remedy: remedy)
    }

    static func resourceArchived(_ employee: Employee, _ resource: ResourceKey, _ tenant: Tenant) -> Problem {
        let identifier = employee.trimmedIdentifier(tenant.settings.identifier)
        let number = identifier.isEmpty ? "" : ", or enter \(identifier) as registration number of another resource"
        return Problem(
            .resourceArchived, subject: subject(employee, tenant.settings),
            message:
                "Resource \(resource) of this employee is archived in PlanningPME, or hidden from the connector's user: nothing of theirs "
                + "is written, and their events stay as they are.",
            remedy:
                "In PlanningPME, take resource \(resource) out of the archive or let the connector's user see it\(number). The next run "
                + "then syncs the employee; passerelle run now \(tenant.slug) --reconcile does so at once.")
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
            message: "The scope names this department. It no longer exists in Lucca, or the key may not read it.",
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
        let deletions = count == 1 ? "1 deletion is" : "\(count) deletions are"
        let message =
            switch reason {
            case .tooManyDeletions(let deletions, let futureEvents):
                "\(deletions) of the \(futureEvents) future events would be deleted, more than the brake lets pass"
            case .noEmployeeLeft(let before):
                "Lucca returned no readable employee in scope, where the last success found \(before)"
            case .nothingRead(let employees):
                "Lucca returned no leave at all, although \(employees) employees have events on the planning"
            case .departmentsLost(let departments, let employees): lost(departments, employees)
            case .departmentUnknown(let employees):
                "The scope covers fewer departments than at the last success, and it is not known in which one \(were(employees)) whom "
                    + "Lucca does not return"
            }
        return Problem(
            .deletionsWithheld, subject: "tenant \(tenant.slug)", message: "\(message): \(deletions) withheld.",
            remedy:
                "Look at them with passerelle run show ID, ID being this run's; if they are right, let them happen with passerelle "
                + "run approve ID.")
    }

    private static func lost(_ departments: [DepartmentID], _ employees: Int) -> String {
        let isOne = departments.count == 1
        let names = departments.map(\.value).joined(separator: ", ")
        let what = isOne ? "Department \(names) is" : "Departments \(names) are"
        let them = isOne ? "it" : "them"
        return
            "\(what) no longer in the scope, although the scope was not edited: Lucca has moved or removed \(them), or the key may not "
            + "read \(them). \(were(employees)) there"
    }

    private static func were(_ employees: Int) -> String { employees == 1 ? "1 employee was" : "\(employees) employees were" }

    static func employeesUnidentified(_ rows: Int, kept: Int, of employees: Int, _ slug: TenantSlug) -> Problem {
        let what = rows == 1 ? "1 row of Lucca's employees has" : "\(rows) rows of Lucca's employees have"
        let effect =
            kept == 0
            ? "Nothing else is affected."
            : "Each may be of someone whom no other row names: the \(kept) future events of \(employees) such employees are kept."
        return Problem(
            .employeeUnreadable, subject: "tenant \(slug)", message: "\(what) no readable id, or never arrived. \(effect)",
            remedy: "Test the key with passerelle tenant check \(slug). If every check passes, report it with this message.")
    }

    static func leavesUnowned(_ rows: Int, kept: Int, of employees: Int, _ slug: TenantSlug) -> Problem {
        let what = rows == 1 ? "1 half-day in Lucca has" : "\(rows) half-days in Lucca have"
        let effect =
            kept == 0
            ? "Nothing else is affected."
            : "Each may be one that an employee seems to have no longer: the \(kept) future events of \(employees) such employees stay as "
                + "they are."
        return Problem(
            .leaveUnreadable, subject: "tenant \(slug)", message: "\(what) no readable owner, or never arrived. \(effect)",
            remedy: "Let the key's role read the details of absences; passerelle tenant check \(slug) tests it.")
    }

    static func employeeContradictory(_ employee: EmployeeID, _ identifier: EmployeeIdentifier, _ slug: TenantSlug) -> Problem {
        Problem(
            .employeeUnreadable, subject: "employee \(employee)",
            message:
                "Lucca lists this employee several times, with different \(identifier.words)s or e-mails: nothing of theirs is changed.",
            remedy: "Correct the employee's file in Lucca; passerelle scope tree \(slug) shows the departments.")
    }

    static func planningUnreadable(_ kind: TenantSettings.Creatable, _ count: Int, _ slug: TenantSlug) -> Problem {
        let what = kind == .resources ? "registration number" : "label"
        return Problem(
            .planningUnreadable, subject: "\(kind.rawValue) of the planning",
            message:
                "The key or the \(what) of \(count) of them could not be understood: no other is created, since one of these may be it.",
            remedy: "Open them in PlanningPME and save them again, then start passerelle run now \(slug) --reconcile.")
    }

    static func employeeUnplaced(_ employee: Employee, _ tenant: Tenant) -> Problem {
        Problem(
            .employeeUnreadable, subject: subject(employee, tenant.settings),
            message:
                "Lucca's departments do not hold department \(employee.departmentID), which this employee is in, or do not place it "
                + "in the tree: nothing of theirs is changed.",
            remedy:
                "Look at the departments with passerelle scope tree \(tenant.slug); correct the employee's department in Lucca, or "
                + "let the key's role read it.")
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
