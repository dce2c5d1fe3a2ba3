import SyncCore

extension Problem.Finding {
    /// Every case, so that each needs samples. A new case does not compile until it is here.
    enum Kind: CaseIterable {
        case noIdentifier, noResource, severalCandidates, resourceArchived, resourceNotCreated, resourceNotChanged
        case resourceDisagrees, resourceUnverified, probeEventLeft
        case noDepartmentOfThatName, severalDepartmentsOfThatName, departmentMappedToNothing, departmentOfScopeMissing
        case departmentNotCreated, noTypeOfThatName, neutralTypeMissing, leaveAccountMappedToNothing, typeNotCreated
        case deletionsWithheld, copiesWithheld, employeeRowUnreadable, employeeRowsWithoutID, employeeContradictory
        case employeeUnplaced, halfDaysUnreadable, halfDaysWithoutOwner, departmentUnplaced, departmentRowsWithoutID
        case eventNotWritten, copyNotReleased, eventLocked, eventDisagrees, eventUnverified, answerLost, createBeyondView
        case eventUnreadable, absenceNotShown, catalogUnreadable, viewLimited, memoryLostBeyondView, problemsUnrecorded
        case unrecognized
    }

    var kind: Kind {
        switch self {
        case .noIdentifier: .noIdentifier
        case .noResource: .noResource
        case .severalCandidates: .severalCandidates
        case .resourceArchived: .resourceArchived
        case .resourceNotCreated: .resourceNotCreated
        case .resourceNotChanged: .resourceNotChanged
        case .resourceDisagrees: .resourceDisagrees
        case .resourceUnverified: .resourceUnverified
        case .probeEventLeft: .probeEventLeft
        case .noDepartmentOfThatName: .noDepartmentOfThatName
        case .severalDepartmentsOfThatName: .severalDepartmentsOfThatName
        case .departmentMappedToNothing: .departmentMappedToNothing
        case .departmentOfScopeMissing: .departmentOfScopeMissing
        case .departmentNotCreated: .departmentNotCreated
        case .noTypeOfThatName: .noTypeOfThatName
        case .neutralTypeMissing: .neutralTypeMissing
        case .leaveAccountMappedToNothing: .leaveAccountMappedToNothing
        case .typeNotCreated: .typeNotCreated
        case .deletionsWithheld: .deletionsWithheld
        case .copiesWithheld: .copiesWithheld
        case .employeeRowUnreadable: .employeeRowUnreadable
        case .employeeRowsWithoutID: .employeeRowsWithoutID
        case .employeeContradictory: .employeeContradictory
        case .employeeUnplaced: .employeeUnplaced
        case .halfDaysUnreadable: .halfDaysUnreadable
        case .halfDaysWithoutOwner: .halfDaysWithoutOwner
        case .departmentUnplaced: .departmentUnplaced
        case .departmentRowsWithoutID: .departmentRowsWithoutID
        case .eventNotWritten: .eventNotWritten
        case .copyNotReleased: .copyNotReleased
        case .eventLocked: .eventLocked
        case .eventDisagrees: .eventDisagrees
        case .eventUnverified: .eventUnverified
        case .answerLost: .answerLost
        case .createBeyondView: .createBeyondView
        case .eventUnreadable: .eventUnreadable
        case .absenceNotShown: .absenceNotShown
        case .catalogUnreadable: .catalogUnreadable
        case .viewLimited: .viewLimited
        case .memoryLostBeyondView: .memoryLostBeyondView
        case .problemsUnrecorded: .problemsUnrecorded
        case .unrecognized: .unrecognized
        }
    }
}

/// Problems of each kind, in each of its forms.
enum ProblemSamples {
    static let tenant: TenantSlug = {
        do { return try TenantSlug("acme") } catch { preconditionFailure("a slug") }
    }()
    static let all: [Problem] = Problem.Finding.Kind.allCases.flatMap { samples(of: $0) }

    private static let employee = Problem.Subject.employee("42", identifier: "00317")
    private static let nameless = Problem.Subject.employee("42")
    private static let department = Problem.Subject.department("15")
    private static let account = Problem.Subject.leaveAccounts(["7"])
    private static let event = Problem.Subject.event(reference, of: "42")
    private static let whole = Problem.Subject.tenant(tenant)
    private static let reference = EventReference(
        account: "acme", periodID: "7001", accountID: "12", first: HalfDay(day, .morning))
    private static let day = CalendarDay(ordinal: 20_811)
    private static let cause = CauseSamples.rejected

    static func samples(of kind: Problem.Finding.Kind) -> [Problem] {
        switch kind {
        case .noIdentifier:
            EmployeeIdentifier.allCases.flatMap { identifier in
                [false, true].map { Problem(nameless, .noIdentifier(identifier: identifier, matchesEmail: $0)) }
            }
        case .noResource:
            EmployeeIdentifier.allCases.flatMap { identifier in
                [false, true].map {
                    Problem(employee, .noResource(identifier: identifier, matchesEmail: $0, creates: [.types]))
                }
            }
        case .severalCandidates:
            (ResourceMatcher.Ambiguity.allCases.map(Optional.some) + [nil]).map {
                Problem(employee, .severalCandidates(by: $0, identifier: .employeeNumber))
            } + [Problem(employee, .severalCandidates(by: .sharedIdentifier, identifier: .login))]
        case .resourceArchived: [employee, nameless].map { Problem($0, .resourceArchived(resource: 318)) }
        case .resourceNotCreated: [Problem(employee, .resourceNotCreated(cause: cause))]
        case .resourceNotChanged: [Problem(employee, .resourceNotChanged(resource: 318, cause: cause))]
        case .resourceDisagrees:
            [false, true].map {
                Problem(
                    employee,
                    .resourceDisagrees(
                        resource: 318, point: .department, sent: .departments(keys: [9]), found: .departments(keys: []),
                        inDoubt: $0)
                )
            }
        case .resourceUnverified: [Problem(employee, .resourceUnverified(resource: 318))]
        case .probeEventLeft: [Problem(whole, .probeEventLeft(resource: 318, days: [day]))]
        case .noDepartmentOfThatName: [Problem(department, .noDepartmentOfThatName(creates: [.types]))]
        case .severalDepartmentsOfThatName: [Problem(department, .severalDepartmentsOfThatName)]
        case .departmentMappedToNothing: [Problem(department, .departmentMappedToNothing(key: 9))]
        case .departmentOfScopeMissing: [Problem(department, .departmentOfScopeMissing)]
        case .departmentNotCreated: [Problem(department, .departmentNotCreated(cause: cause))]
        case .noTypeOfThatName: [Problem(account, .noTypeOfThatName(creates: []))]
        case .neutralTypeMissing: [Problem(account, .neutralTypeMissing(label: ShownText("Absent"), creates: [.resources]))]
        case .leaveAccountMappedToNothing: [Problem(account, .leaveAccountMappedToNothing)]
        case .typeNotCreated:
            [account, .leaveAccounts(["7", "9"]), .neutralType].map { Problem($0, .typeNotCreated(cause: cause)) }
        case .deletionsWithheld: brakes.map { Problem(whole, .deletionsWithheld(count: $0.0, reason: $0.1)) }
        case .copiesWithheld: [Problem(whole, .copiesWithheld(count: 12))]
        case .employeeRowUnreadable:
            Problem.EmployeeFlaw.allCases.map { Problem(nameless, .employeeRowUnreadable(flaw: $0)) }
        case .employeeRowsWithoutID:
            [(1, 0, 0), (1, 1, 1), (2, 1500, 12)].map {
                Problem(whole, .employeeRowsWithoutID(rows: $0.0, kept: $0.1, employees: $0.2))
            }
        case .employeeContradictory:
            EmployeeIdentifier.allCases.map { Problem(nameless, .employeeContradictory(identifier: $0)) }
        case .employeeUnplaced: [Problem(employee, .employeeUnplaced(department: "15"))]
        case .halfDaysUnreadable:
            Problem.HalfDayFlaw.allCases.map {
                Problem(nameless, .halfDaysUnreadable(count: 1, first: ShownText("7001"), flaw: $0))
            } + [
                Problem(nameless, .halfDaysUnreadable(count: 1, first: nil, flaw: .idMissing)),
                Problem(nameless, .halfDaysUnreadable(count: 3, first: ShownText("7001"), flaw: .dateMissing)),
                Problem(nameless, .halfDaysUnreadable(count: 3, first: nil, flaw: .idMissing)),
            ]
        case .halfDaysWithoutOwner:
            [(1, 0, 0), (2, 8, 3)].map {
                Problem(whole, .halfDaysWithoutOwner(rows: $0.0, kept: $0.1, employees: $0.2))
            }
        case .departmentUnplaced: [Problem(department, .departmentUnplaced)]
        case .departmentRowsWithoutID: [1, 2].map { Problem(.departments, .departmentRowsWithoutID(rows: $0)) }
        case .eventNotWritten:
            EventAction.allCases.map {
                Problem(event, .eventNotWritten(action: $0, event: $0 == .create ? nil : 8812, cause: cause))
            } + [Problem(event, .eventNotWritten(action: .create, event: nil, cause: CauseSamples.unreachable))]
        case .copyNotReleased: [Problem(event, .copyNotReleased(event: 8812, cause: cause))]
        case .eventLocked: [8812, nil].map { Problem(event, .eventLocked(event: $0, action: .update)) }
        case .eventDisagrees:
            [false, true].map {
                Problem(
                    event,
                    .eventDisagrees(
                        action: .create, point: .time, sent: .spelled("2026-12-24 00:00"),
                        found: .spelled("2026-12-23 23:00"), inDoubt: $0))
            }
                + WrittenFactSamples.all.map {
                    Problem(event, .eventDisagrees(action: .update, point: .update, sent: $0, found: .nothing, inDoubt: false))
                }
        case .eventUnverified: [Problem(event, .eventUnverified(action: .update))]
        case .answerLost: [Problem(event, .answerLost(action: .create))]
        case .createBeyondView: [Problem(.event(reference, of: nil), .createBeyondView)]
        case .eventUnreadable: [Problem(.event(reference, of: nil), .eventUnreadable)]
        case .absenceNotShown:
            [day, day.adding(days: 4)].map { Problem(event, .absenceNotShown(from: day, to: $0)) }
        case .catalogUnreadable:
            TenantSettings.Creatable.allCases.map { Problem(.catalog($0), .catalogUnreadable(count: 2)) }
        case .viewLimited: [Problem(whole, .viewLimited(events: 14))]
        case .memoryLostBeyondView: [Problem(whole, .memoryLostBeyondView(cause: CauseSamples.unreachable))]
        case .problemsUnrecorded:
            [Problem(.run, .problemsUnrecorded(count: 3, codes: [.employeeUnmatched, .eventRefused]))]
        case .unrecognized: [Problem(.unknown, .unrecognized(Problem.Code(rawValue: "moon_full")))]
        }
    }

    private static let brakes: [(Int, BrakeReason)] = [
        (15, .tooManyDeletions(deletions: 15, futureEvents: 1030)), (1, .noEmployeeLeft(before: 56)),
        (3, .nothingRead(employees: 3)), (1, .departmentsLost(departments: ["3"], employees: 1)),
        (9, .departmentsLost(departments: ["3", "4"], employees: 5)), (1, .departmentUnknown(employees: 1)),
        (2, .departmentUnknown(employees: 2)),
    ]
}

enum CauseSamples {
    static let rejected = Failure.planning(.rejected(subject: .newEvent, status: 400, fields: []))
    static let unreachable = Failure.remote(.hostNotResolved, .planningPME)
}

enum WrittenFactSamples {
    static let all: [WrittenFact] = [
        .spelled("_label=5"), .event(key: 8812), .resources(keys: [318, 319]), .resources(keys: []), .departments(keys: [9]),
        .unapprovedStatus(key: 3), .nothing, .otherwise, .written, .noSuchEvent, .noSuchResource, .deletion, .stillThere,
        .notSaidGone, .absence, .untypedEvent, .otherType, .noType, .noReadableTimes, .reference, .referenceInRemark,
        .referenceInField, .noReference, .otherRemark, .restOfRemark, .customField, .member, .registrationNumber,
        .otherRegistrationNumber, .resourceOfOtherNumber,
    ]
}
