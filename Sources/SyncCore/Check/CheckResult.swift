/// The result of one check of a tenant's connections.
package struct CheckResult: Hashable, Sendable {
    /// The raw values are what JSON holds.
    package enum State: String, Sendable, Hashable, CaseIterable {
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
}

/// What is checked. The raw values are what JSON and CSV hold.
package enum CheckSubject: String, Sendable, Hashable, CaseIterable {
    case lucca = "Lucca: connection"
    case luccaKey = "Lucca: address and API key"
    case luccaEmployees = "Lucca: employees"
    case luccaDepartments = "Lucca: departments"
    case luccaLeaves = "Lucca: absences"
    case luccaLeaveDetails = "Lucca: absence details"
    case luccaFuture = "Lucca: future employees"

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

    case scope = "Passerelle: scope"
}

/// What a check found: counts and statuses, never a person, a secret or a remote's own text.
package enum ConnectionFinding: Hashable, Sendable {
    case failure(Failure)
    case errorUnknown
    /// The connection could not be prepared.
    case notPrepared
    /// - Parameter because: nil if an earlier result gives the reason.
    case notTested(because: Reason?)

    // Lucca.
    case keyKnown
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

    package enum Reason: Hashable, Sendable, CaseIterable {
        case luccaUnreachable
        case noFilter
        case noLeave
        case leavesUnreadable
        case appKeyRejected
        case userRejected
    }

    package enum LeaveDetail: String, Hashable, Sendable, CaseIterable {
        case owner
        case account
        case approval
        case activity
        case half
    }
}
