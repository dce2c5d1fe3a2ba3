extension Problem {
    /// What a run found: one case for each distinct message, with its values. Names of cases and parameters are stored: they
    /// never change, and what a later release adds is optional.
    package enum Finding: Hashable, Sendable, Codable {
        // Employees and their resources.
        case noIdentifier(identifier: EmployeeIdentifier, matchesEmail: Bool)
        /// - Parameter creates: what the tenant lets a sync create.
        case noResource(identifier: EmployeeIdentifier, matchesEmail: Bool, creates: [TenantSettings.Creatable])
        /// - Parameter by: nil if the link does not record it.
        case severalCandidates(by: ResourceMatcher.Ambiguity?, identifier: EmployeeIdentifier)
        case resourceArchived(resource: ResourceKey)
        case resourceNotCreated(cause: Failure)
        case resourceNotChanged(resource: ResourceKey, cause: Failure)
        /// - Parameter inDoubt: the run ended because of several such disagreements.
        case resourceDisagrees(resource: ResourceKey, point: DialectPoint, sent: WrittenFact, found: WrittenFact, inDoubt: Bool)
        case resourceUnverified(resource: ResourceKey)
        /// Not tried after several others were forbidden.
        case resourcesNotChanged(count: Int, cause: Failure)

        // Extra data.
        // What only a click in Lucca mends holds the generation of Lucca's interface that was read: where to click differs.
        /// The field came for nobody.
        case fieldUnreadable(field: ShownText, generation: LuccaGeneration)
        /// - Parameter areLabelsUnreadable: those of the whole list of values; otherwise some entry is missing from it.
        case fieldUnlabelled(field: ShownText, people: Int, areLabelsUnreadable: Bool, generation: LuccaGeneration)
        case fieldValuesUnreadable(field: ShownText, people: Int)
        /// - Parameter people: 1 for the subject's; more for the tenant's.
        case fieldKept(field: ShownText, target: ShownText, people: Int)
        /// - Parameter untried: sent as text, although the field has this form: the target may be of it.
        case fieldNotStored(field: ShownText, target: ShownText, people: Int, untried: FieldRule.Form?)
        case fieldMisfit(field: ShownText, target: ShownText, form: FieldRule.Form, people: Int)
        /// - Parameter holders: who has a target that Passerelle wrote.
        case fieldClearsWithheld(employees: [EmployeeID], holders: Int)
        /// A person declined the clearings.
        /// - Parameters:
        ///   - at: the last time, in UTC.
        ///   - by: the login then; nil if they were left out of an approval.
        case fieldClearsDeclined(employees: [EmployeeID], at: ShownText, by: ShownText?)

        // Departments.
        case noDepartmentOfThatName(creates: [TenantSettings.Creatable])
        case severalDepartmentsOfThatName
        case departmentMappedToNothing(key: PlanningDepartmentKey)
        case departmentOfScopeMissing(generation: LuccaGeneration)
        case departmentNotCreated(cause: Failure)

        // Leave accounts and unavailability types.
        case noTypeOfThatName(creates: [TenantSettings.Creatable])
        case neutralTypeMissing(label: ShownText, creates: [TenantSettings.Creatable])
        case leaveAccountMappedToNothing
        case typeNotCreated(cause: Failure)

        // Deletions.
        case deletionsWithheld(count: Int, reason: BrakeReason)
        case copiesWithheld(count: Int)

        // Rows of Lucca.
        case employeeRowUnreadable(flaw: EmployeeFlaw, generation: LuccaGeneration)
        case employeeRowsWithoutID(rows: Int, kept: Int, employees: Int, generation: LuccaGeneration)
        case employeeContradictory(identifier: EmployeeIdentifier)
        case employeeUnplaced(department: DepartmentID, generation: LuccaGeneration)
        /// - Parameter first: the id of the first such half-day.
        case halfDaysUnreadable(count: Int, first: ShownText?, flaw: HalfDayFlaw, generation: LuccaGeneration)
        case halfDaysWithoutOwner(rows: Int, kept: Int, employees: Int, generation: LuccaGeneration)
        case departmentUnplaced(generation: LuccaGeneration)
        case departmentRowsWithoutID(rows: Int, generation: LuccaGeneration)

        // Events.
        /// - Parameter event: nil for a create.
        case eventNotWritten(action: EventAction, event: EventKey?, cause: Failure)
        case copyNotReleased(event: EventKey, cause: Failure)
        case eventLocked(event: EventKey?, action: EventAction)
        /// - Parameter inDoubt: the run ended because of several such disagreements.
        case eventDisagrees(action: EventAction, point: DialectPoint, sent: WrittenFact, found: WrittenFact, inDoubt: Bool)
        case eventUnverified(action: EventAction)
        case answerLost(action: EventAction)
        case createBeyondView
        case eventUnreadable
        /// - Parameter from: the first day; `to` is the last one.
        case absenceNotShown(from: CalendarDay, to: CalendarDay)

        // The planning.
        case catalogUnreadable(count: Int)
        case viewLimited(events: Int)
        /// - Parameter days: each may hold one event of an interrupted probe.
        case probeEventLeft(resource: ResourceKey, days: [CalendarDay])
        /// The failure that a real run would have.
        case memoryLostBeyondView(cause: Failure)

        case problemsUnrecorded(count: Int, codes: [Code])
        /// Recorded by a newer release.
        case unrecognized(Code)
    }

    /// Why a row of Lucca's employees could not be understood.
    package enum EmployeeFlaw: String, Error, Hashable, Sendable, Codable, CaseIterable {
        case departmentMissing
        case departmentNoNumber
        case contractStartNoDate
        case contractEndNoDate
    }

    /// Why a half-day could not be understood.
    package enum HalfDayFlaw: String, Error, Hashable, Sendable, Codable, CaseIterable {
        case idMissing
        case dateMissing
        case halfMissing
        case leavePeriodMissing
        case leaveAccountMissing
        case ownerMissing
        case cancellationMissing
        case hoursNoDuration
        case activityMissing
        case approvalMissing
    }
}

extension Problem.Finding {
    package var code: Problem.Code {
        switch self {
        case .noIdentifier, .noResource: .employeeUnmatched
        case .severalCandidates: .employeeAmbiguous
        case .resourceArchived: .resourceArchived
        case .resourceNotCreated, .resourceNotChanged, .resourcesNotChanged: .resourceRejected
        case .noDepartmentOfThatName, .severalDepartmentsOfThatName, .departmentMappedToNothing: .departmentUnmapped
        case .departmentOfScopeMissing: .scopeDepartmentMissing
        case .departmentNotCreated: .departmentRejected
        case .noTypeOfThatName, .neutralTypeMissing, .leaveAccountMappedToNothing: .reasonUnmapped
        case .typeNotCreated: .typeRejected
        case .deletionsWithheld, .copiesWithheld, .fieldClearsWithheld, .fieldClearsDeclined: .deletionsWithheld
        case .fieldUnreadable, .fieldUnlabelled, .fieldValuesUnreadable: .fieldUnreadable
        case .fieldKept: .fieldKept
        case .fieldNotStored, .fieldMisfit: .fieldRefused
        case .employeeRowUnreadable, .employeeRowsWithoutID, .employeeContradictory, .employeeUnplaced: .employeeUnreadable
        case .halfDaysUnreadable, .halfDaysWithoutOwner: .leaveUnreadable
        case .departmentUnplaced, .departmentRowsWithoutID: .departmentUnreadable
        case .eventNotWritten, .copyNotReleased: .eventRefused
        case .eventLocked: .eventLocked
        case .eventDisagrees, .resourceDisagrees: .planningDisagrees
        case .eventUnverified, .resourceUnverified, .answerLost, .createBeyondView: .eventUnconfirmed
        case .eventUnreadable: .eventUnreadable
        case .absenceNotShown: .absenceNotOnPlanning
        case .catalogUnreadable: .planningUnreadable
        case .viewLimited, .memoryLostBeyondView: .viewLimited
        case .probeEventLeft: .probeEventLeft
        case .problemsUnrecorded: .problemsUnrecorded
        case .unrecognized(let code): code
        }
    }
}
