import SyncCore

extension Problem.Finding {
    /// Every case, so that each needs samples. A new case does not compile until it is here.
    enum Kind: CaseIterable {
        case noIdentifier, noResource, severalCandidates, resourceArchived, resourceNotCreated, resourceNotChanged
        case resourceDisagrees, resourceUnverified, resourcesNotChanged, probeEventLeft
        case fieldUnreadable, fieldUnlabelled, fieldValuesUnreadable, fieldKept, fieldNotStored, fieldMisfit, fieldClearsWithheld
        case fieldClearsDeclined
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
        case .resourcesNotChanged: .resourcesNotChanged
        case .fieldUnreadable: .fieldUnreadable
        case .fieldUnlabelled: .fieldUnlabelled
        case .fieldValuesUnreadable: .fieldValuesUnreadable
        case .fieldKept: .fieldKept
        case .fieldNotStored: .fieldNotStored
        case .fieldMisfit: .fieldMisfit
        case .fieldClearsWithheld: .fieldClearsWithheld
        case .fieldClearsDeclined: .fieldClearsDeclined
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
    private static let field = ShownText("e_caces-2028")
    private static let cause = CauseSamples.rejected

    private static func eachGeneration(_ samples: (LuccaGeneration) -> [Problem]) -> [Problem] {
        LuccaGeneration.allCases.flatMap(samples)
    }

    private static func halfDays(
        _ count: Int, _ first: String?, _ flaw: Problem.HalfDayFlaw, _ generation: LuccaGeneration
    ) -> Problem {
        Problem(
            nameless,
            .halfDaysUnreadable(count: count, first: first.map { ShownText($0) }, flaw: flaw, generation: generation))
    }

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
        case .resourcesNotChanged: [1, 480].map { Problem(whole, .resourcesNotChanged(count: $0, cause: cause)) }
        case .fieldUnreadable: eachGeneration { [Problem(whole, .fieldUnreadable(field: field, generation: $0))] }
        case .fieldUnlabelled:
            eachGeneration { generation in
                [true, false].flatMap { areUnreadable in
                    [1, 1200].map {
                        Problem(
                            whole,
                            .fieldUnlabelled(
                                field: field, people: $0, areLabelsUnreadable: areUnreadable, generation: generation))
                    }
                }
            }
        case .fieldValuesUnreadable: [1, 12].map { Problem(whole, .fieldValuesUnreadable(field: field, people: $0)) }
        case .fieldKept:
            [
                Problem(employee, .fieldKept(field: field, target: ShownText("caces"), people: 1)),
                Problem(whole, .fieldKept(field: field, target: ShownText("Permis CACES"), people: 1200)),
            ]
        case .fieldNotStored:
            [
                Problem(employee, .fieldNotStored(field: field, target: ShownText("mobile"), people: 1, untried: nil)),
                Problem(whole, .fieldNotStored(field: field, target: ShownText("mobile"), people: 21, untried: nil)),
            ]
                + [FieldRule.Form.date, .boolean, .number].map {
                    Problem(employee, .fieldNotStored(field: field, target: ShownText("Permis B"), people: 1, untried: $0))
                }
        case .fieldMisfit:
            FieldRule.Form.allCases.map {
                Problem(employee, .fieldMisfit(field: field, target: ShownText("caces"), form: $0, people: 1))
            } + [Problem(whole, .fieldMisfit(field: field, target: ShownText("caces"), form: .date, people: 21))]
        case .fieldClearsWithheld:
            [2, 23].map { count in
                Problem(whole, .fieldClearsWithheld(employees: (1...count).map { EmployeeID("\($0)") }, holders: 1040))
            }
        case .fieldClearsDeclined:
            [ShownText("lea"), nil].map { login in
                Problem(
                    whole,
                    .fieldClearsDeclined(
                        employees: ["1", "2"], at: ShownText("2026-12-01T08:00:00Z"), by: login))
            }
        case .probeEventLeft: [Problem(whole, .probeEventLeft(resource: 318, days: [day]))]
        case .noDepartmentOfThatName: [Problem(department, .noDepartmentOfThatName(creates: [.types]))]
        case .severalDepartmentsOfThatName: [Problem(department, .severalDepartmentsOfThatName)]
        case .departmentMappedToNothing: [Problem(department, .departmentMappedToNothing(key: 9))]
        case .departmentOfScopeMissing: eachGeneration { [Problem(department, .departmentOfScopeMissing(generation: $0))] }
        case .departmentNotCreated: [Problem(department, .departmentNotCreated(cause: cause))]
        case .noTypeOfThatName: [Problem(account, .noTypeOfThatName(creates: []))]
        case .neutralTypeMissing: [Problem(account, .neutralTypeMissing(label: ShownText("Absent"), creates: [.resources]))]
        case .leaveAccountMappedToNothing: [Problem(account, .leaveAccountMappedToNothing)]
        case .typeNotCreated:
            [account, .leaveAccounts(["7", "9"]), .neutralType].map { Problem($0, .typeNotCreated(cause: cause)) }
        case .deletionsWithheld: brakes.map { Problem(whole, .deletionsWithheld(count: $0.0, reason: $0.1)) }
        case .copiesWithheld: [Problem(whole, .copiesWithheld(count: 12))]
        case .employeeRowUnreadable:
            eachGeneration { generation in
                Problem.EmployeeFlaw.allCases.map {
                    Problem(nameless, .employeeRowUnreadable(flaw: $0, generation: generation))
                }
            }
        case .employeeRowsWithoutID:
            eachGeneration { generation in
                [(1, 0, 0), (1, 1, 1), (2, 1500, 12)].map {
                    Problem(
                        whole, .employeeRowsWithoutID(rows: $0.0, kept: $0.1, employees: $0.2, generation: generation))
                }
            }
        case .employeeContradictory:
            EmployeeIdentifier.allCases.map { Problem(nameless, .employeeContradictory(identifier: $0)) }
        case .employeeUnplaced:
            eachGeneration { [Problem(employee, .employeeUnplaced(department: "15", generation: $0))] }
        case .halfDaysUnreadable:
            Problem.HalfDayFlaw.allCases.map {
                halfDays(1, "7001", $0, .first)
            } + [
                halfDays(1, nil, .idMissing, .first), halfDays(3, "7001", .dateMissing, .second),
                halfDays(3, nil, .idMissing, .second),
            ]
        case .halfDaysWithoutOwner:
            eachGeneration { generation in
                [(1, 0, 0), (2, 8, 3)].map {
                    Problem(whole, .halfDaysWithoutOwner(rows: $0.0, kept: $0.1, employees: $0.2, generation: generation))
                }
            }
        case .departmentUnplaced: eachGeneration { [Problem(department, .departmentUnplaced(generation: $0))] }
        case .departmentRowsWithoutID:
            eachGeneration { generation in
                [1, 2].map { Problem(.departments, .departmentRowsWithoutID(rows: $0, generation: generation)) }
            }
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
        (3, .declined(at: ShownText("2026-12-24T05:00:00Z"), by: ShownText("lea"))),
        (1, .declined(at: ShownText("2026-12-24T05:00:00Z"), by: nil)),
        (3, .nothingRead(employees: 3)), (1, .departmentsLost(departments: ["3"], employees: 1, generation: .first)),
        (9, .departmentsLost(departments: ["3", "4"], employees: 5, generation: .second)), (1, .departmentUnknown(employees: 1)),
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
