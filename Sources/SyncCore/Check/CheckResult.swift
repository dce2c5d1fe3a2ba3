/// The result of one check of a tenant's connections.
package struct CheckResult: Hashable, Sendable, Codable {
    /// The raw values are what JSON holds.
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        case ok
        /// Sync will not work yet.
        case failed
        /// Undetermined; sync may work.
        case unknown
    }

    package let subject: CheckSubject
    package let state: State
    package let finding: ConnectionFinding

    /// The failure behind a failed check, if any: it distinguishes an unreachable remote from one that rejects.
    package var failure: Failure? { if case .failure(let failure) = finding { failure } else { nil } }

    package init(_ subject: CheckSubject, _ state: State, _ finding: ConnectionFinding) {
        self.subject = subject
        self.state = state
        self.finding = finding
    }

    /// The checks that one that failed leaves untested.
    package static func untested(_ subjects: [CheckSubject], since failed: CheckResult) -> [CheckResult] {
        subjects.map { CheckResult($0, .unknown, .notTested(because: ConnectionFinding.Reason(failed))) }
    }
}

/// What is checked. The raw values are what JSON and CSV hold.
package enum CheckSubject: String, Sendable, Hashable, Codable, CaseIterable {
    case lucca = "Lucca: connection"
    case luccaKey = "Lucca: address and API key"
    case luccaApplication = "Lucca: address and application"
    case luccaScopes = "Lucca: scopes"
    case luccaEmployees = "Lucca: employees"
    case luccaDepartments = "Lucca: departments"
    case luccaLeaves = "Lucca: absences"
    case luccaLeaveDetails = "Lucca: absence details"
    case luccaFuture = "Lucca: future employees"
    case luccaSunset = "Lucca: announced end"
    case luccaUnknown = "Lucca: unknown values"
    /// One result for each extra field in use.
    case luccaFields = "Lucca: extra data"

    case planningPME = "PlanningPME: connection"
    case planningPMEAppKey = "PlanningPME: address and AppKey"
    case planningPMEUser = "PlanningPME: user"
    case planningPMESession = "PlanningPME: user's session"
    case planningPMEResources = "PlanningPME: resources"
    case planningPMEDepartments = "PlanningPME: departments"
    case planningPMETypes = "PlanningPME: unavailability types"
    case planningPMEEvents = "PlanningPME: events"
    case planningPMEWriting = "PlanningPME: writing"
    case dialect = "PlanningPME: dialect"
    case probe = "PlanningPME: probe"
    case planningPMESunset = "PlanningPME: announced end"
    case planningPMEUnknown = "PlanningPME: unknown values"

    case scope = "Passerelle: scope"

    /// It says something of the connection to PlanningPME.
    package var isOfPlanningPME: Bool {
        switch self {
        case .lucca, .luccaKey, .luccaApplication, .luccaScopes, .luccaEmployees, .luccaDepartments, .luccaLeaves,
            .luccaLeaveDetails, .luccaFuture, .luccaSunset, .luccaUnknown, .luccaFields, .scope:
            false
        case .planningPME, .planningPMEAppKey, .planningPMEUser, .planningPMESession, .planningPMEResources,
            .planningPMEDepartments, .planningPMETypes, .planningPMEEvents, .planningPMEWriting, .dialect, .probe,
            .planningPMESunset, .planningPMEUnknown:
            true
        }
    }
}

/// What a check found: counts and statuses, never a person, a secret or a remote's own text.
package enum ConnectionFinding: Hashable, Sendable, Codable {
    case failure(Failure)
    case errorUnknown
    /// The connection could not be prepared.
    case notPrepared
    /// - Parameter because: nil if an earlier result gives the reason.
    case notTested(because: Reason?)

    // Lucca.
    case keyKnown
    /// The token host gives a token, and Lucca accepts it.
    case applicationKnown
    /// Each asked for on its own.
    case scopesGranted(count: Int)
    case employeesReadable(count: Int)
    case noEmployee
    case employeesWithoutDepartment
    case departmentsReadable(count: Int)
    case noDepartment
    case leavesReadable(halfDays: Int)
    case noLeave(daysBehind: Int, daysAhead: Int)
    case detailsReadable
    case detailsHidden(halfDays: Int, of: Int, details: [LeaveDetail])
    case accountNamesHidden
    case joinersSeen(count: Int)
    case noJoinerSeen
    /// - Parameters:
    ///   - employees: with a value.
    ///   - of: those looked at.
    case fieldReadable(field: FieldID, employees: Int, of: Int)
    /// It came for none of the employees looked at, not even without a value.
    case fieldHidden(field: FieldID, of: Int)
    /// Its values are entries of a list, whose labels cannot be read.
    case fieldLabelsHidden(field: FieldID)

    // PlanningPME.
    case appKeyKnown
    case userKnown
    case sessionAccepted
    case sessionUnclear(status: Int)
    /// - Parameters:
    ///   - count: nil if PlanningPME does not return it.
    ///   - archived: among the first `seen`.
    case readable(count: Int?, archived: Int, seen: Int)
    case writable
    case writingUnclear(status: Int)

    package enum Reason: Hashable, Sendable, Codable, CaseIterable {
        case luccaUnreachable
        case luccaKeyRejected
        case luccaApplicationRejected
        case noFilter
        case noLeave
        case leavesUnreadable
        case planningPMEUnreachable
        case appKeyRejected
        case userRejected

        /// - Parameter failed: the check that the others depend on.
        package init(_ failed: CheckResult) {
            self =
                switch (failed.subject, failed.failure?.code) {
                case (.luccaApplication, .luccaUnauthorized?): .luccaApplicationRejected
                case (.luccaKey, .luccaUnauthorized?): .luccaKeyRejected
                case (.planningPMEAppKey, let code?), (.planningPMEUser, let code?):
                    if [.planningPMEUnreachable, .planningPMEFailed, .planningPMEThrottled].contains(code) {
                        .planningPMEUnreachable
                    } else {
                        failed.subject == .planningPMEUser ? .userRejected : .appKeyRejected
                    }
                case (.planningPMEAppKey, nil): .appKeyRejected
                case (.planningPMEUser, nil): .userRejected
                default: .luccaUnreachable
                }
        }
    }

    package enum LeaveDetail: String, Hashable, Sendable, Codable, CaseIterable {
        case owner
        case account
        case approval
        case activity
        case half
    }
}
