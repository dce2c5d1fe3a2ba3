/// Why a run writes an event, as facts: one case for each distinct text, which `Words` renders. The planner decides it together with
/// the write (`PlanBuilder+Causes`). Codes and names of parameters are stored: they never change.
package enum ChangeCause: Hashable, Sendable {
    // MARK: Creations

    /// No event shows the absence yet.
    case new
    /// The employee was not synced before.
    case employeeJoined
    /// The employee had no resource before.
    case employeeLinked
    /// A planner deleted its event.
    case removedByHand

    // MARK: Updates

    /// Its days or hours differ from the event's.
    case moved
    case extended
    /// It goes on beyond what was read so far.
    case windowAdvanced
    case leaveAccountChanged(from: LeaveAccountID, to: LeaveAccountID)
    /// - Parameter from: the type of the event so far.
    case typeChanged(from: UnavailabilityTypeKey)
    case resourceChanged(from: ResourceKey)
    /// A planner changed the event; nothing changed in Lucca.
    case changedByHand
    /// The absence is of another request than the event, which begins or ends in the place of the former one.
    case requestReplaced(from: LeavePeriodID)
    /// The event carries the Lucca account's former name.
    case luccaAccountRenamed(from: String)
    /// The event carries the leave period of Lucca's other generation.
    case generationChanged
    /// The reference names another half-day.
    case referenceChanged
    /// The ledger did not know the employee of the event.
    case employeeFound
    /// PlanningPME had stored the event differently from what was sent.
    case storedDifferently
    /// A planner copied the event: its reference is removed, and the copy is theirs.
    case copiedByHand

    // MARK: Deletions

    case cancelled
    /// It waits for approval, which it may have had before.
    case notApproved
    /// Its half-days have no length.
    case empty
    /// Lucca returns no half-day of the request.
    case goneFromLucca
    case ignored(LeaveAccountID, byOperator: Bool)
    case remoteWork(LeaveAccountID)
    /// - Parameter lastDay: of the contract.
    case employeeLeft(lastDay: CalendarDay)
    /// - Parameter department: the employee's, as far as is known.
    case outOfScope(department: DepartmentID)
    /// Lucca returns the employee in no department of the scope.
    case notInLucca
    case shownByAnother
    /// Another event has the same reference.
    case duplicate
    /// The tenant's events are removed from the planning.
    case removal
    /// Another event needed its time: it is created again.
    case madeRoom

    // MARK: Any write

    /// The absence is shorter than its event, or than its events together.
    case shortened
    /// An earlier write whose answer was lost turned out to have taken effect.
    case settled
    /// No rule was found: a fault of Passerelle.
    case undecided
    /// Recorded by a newer release.
    case unrecognized(Code)
}

extension ChangeCause {
    package struct Code: Hashable, Sendable, RawRepresentable, Codable, CustomStringConvertible {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }
        package var description: String { rawValue }
    }

    package var code: Code {
        if case .unrecognized(let code) = self { return code }
        return Code(rawValue: name.rawValue)
    }

    private enum Name: String {
        case new
        case employeeJoined = "employee_joined"
        case employeeLinked = "employee_linked"
        case removedByHand = "removed_by_hand"
        case moved
        case extended
        case windowAdvanced = "window_advanced"
        case leaveAccountChanged = "leave_account_changed"
        case typeChanged = "type_changed"
        case resourceChanged = "resource_changed"
        case changedByHand = "changed_by_hand"
        case requestReplaced = "request_replaced"
        case luccaAccountRenamed = "lucca_account_renamed"
        case generationChanged = "generation_changed"
        case referenceChanged = "reference_changed"
        case employeeFound = "employee_found"
        case storedDifferently = "stored_differently"
        case copiedByHand = "copied_by_hand"
        case cancelled
        case notApproved = "not_approved"
        case empty
        case goneFromLucca = "gone_from_lucca"
        case ignored
        case remoteWork = "remote_work"
        case employeeLeft = "employee_left"
        case outOfScope = "out_of_scope"
        case notInLucca = "not_in_lucca"
        case shownByAnother = "shown_by_another"
        case duplicate
        case removal
        case madeRoom = "made_room"
        case shortened
        case settled
        case undecided
    }

    private var name: Name {
        switch self {
        case .new: .new
        case .employeeJoined: .employeeJoined
        case .employeeLinked: .employeeLinked
        case .removedByHand: .removedByHand
        case .moved: .moved
        case .extended: .extended
        case .windowAdvanced: .windowAdvanced
        case .leaveAccountChanged: .leaveAccountChanged
        case .typeChanged: .typeChanged
        case .resourceChanged: .resourceChanged
        case .changedByHand: .changedByHand
        case .requestReplaced: .requestReplaced
        case .luccaAccountRenamed: .luccaAccountRenamed
        case .generationChanged: .generationChanged
        case .referenceChanged: .referenceChanged
        case .employeeFound: .employeeFound
        case .storedDifferently: .storedDifferently
        case .copiedByHand: .copiedByHand
        case .cancelled: .cancelled
        case .notApproved: .notApproved
        case .empty: .empty
        case .goneFromLucca: .goneFromLucca
        case .ignored: .ignored
        case .remoteWork: .remoteWork
        case .employeeLeft: .employeeLeft
        case .outOfScope: .outOfScope
        case .notInLucca: .notInLucca
        case .shownByAnother: .shownByAnother
        case .duplicate: .duplicate
        case .removal: .removal
        case .madeRoom: .madeRoom
        case .shortened: .shortened
        case .settled: .settled
        case .undecided, .unrecognized: .undecided
        }
    }
}

// MARK: Stored form

/// The code with its parameters: `{"code": "employee_left", "lastDay": "2026-11-30"}`, as in JSON.
extension ChangeCause: Codable {
    private struct Members: Codable {
        var code: Code
        var from: String?
        var to: String?
        var fromKey: Int?
        var leaveAccountId: LeaveAccountID?
        var byOperator: Bool?
        var lastDay: CalendarDay?
        var departmentId: DepartmentID?

        /// Without members that do not apply, also where an encoder writes null for them.
        func encode(to encoder: any Encoder) throws {
            var members = encoder.container(keyedBy: CodingKeys.self)
            try members.encode(code, forKey: .code)
            if let from { try members.encode(from, forKey: .from) }
            if let to { try members.encode(to, forKey: .to) }
            if let fromKey { try members.encode(fromKey, forKey: .fromKey) }
            if let leaveAccountId { try members.encode(leaveAccountId, forKey: .leaveAccountId) }
            if let byOperator { try members.encode(byOperator, forKey: .byOperator) }
            if let lastDay { try members.encode(lastDay, forKey: .lastDay) }
            if let departmentId { try members.encode(departmentId, forKey: .departmentId) }
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var members = Members(code: code)
        switch self {
        case .leaveAccountChanged(let from, let to): (members.from, members.to) = (from.shown.value, to.shown.value)
        case .typeChanged(let from): members.fromKey = from.value
        case .resourceChanged(let from): members.fromKey = from.value
        case .requestReplaced(let from): members.from = from.shown.value
        case .luccaAccountRenamed(let from): members.from = ShownText(from).text
        case .ignored(let account, let byOperator): (members.leaveAccountId, members.byOperator) = (account.shown, byOperator)
        case .remoteWork(let account): members.leaveAccountId = account.shown
        case .employeeLeft(let day): members.lastDay = day
        case .outOfScope(let department): members.departmentId = department.shown
        case .new, .employeeJoined, .employeeLinked, .removedByHand, .moved, .extended, .windowAdvanced, .changedByHand,
            .generationChanged, .referenceChanged, .employeeFound, .storedDifferently, .copiedByHand, .cancelled, .notApproved,
            .empty, .goneFromLucca, .notInLucca, .shownByAnother, .duplicate, .removal, .madeRoom, .shortened, .settled,
            .undecided, .unrecognized:
            break
        }
        try members.encode(to: encoder)
    }

    /// What this release does not know becomes `unrecognized`, with its code.
    package init(from decoder: any Decoder) throws {
        let members = try Members(from: decoder)
        self = Self.known(members) ?? .unrecognized(members.code)
    }

    /// The cause of that code, `unrecognized` if it has parameters, or is not known.
    package init(withoutParameters code: Code) {
        self = Self.known(Members(code: code)) ?? .unrecognized(code)
    }

    private static func known(_ members: Members) -> ChangeCause? {
        switch Name(rawValue: members.code.rawValue) {
        case .new: return .new
        case .employeeJoined: return .employeeJoined
        case .employeeLinked: return .employeeLinked
        case .removedByHand: return .removedByHand
        case .moved: return .moved
        case .extended: return .extended
        case .windowAdvanced: return .windowAdvanced
        case .leaveAccountChanged:
            guard let from = members.from, let to = members.to else { return nil }
            return .leaveAccountChanged(from: LeaveAccountID(from), to: LeaveAccountID(to))
        case .typeChanged: return members.fromKey.map { .typeChanged(from: UnavailabilityTypeKey($0)) }
        case .resourceChanged: return members.fromKey.map { .resourceChanged(from: ResourceKey($0)) }
        case .changedByHand: return .changedByHand
        case .requestReplaced: return members.from.map { .requestReplaced(from: LeavePeriodID($0)) }
        case .luccaAccountRenamed: return members.from.map { .luccaAccountRenamed(from: $0) }
        case .generationChanged: return .generationChanged
        case .referenceChanged: return .referenceChanged
        case .employeeFound: return .employeeFound
        case .storedDifferently: return .storedDifferently
        case .copiedByHand: return .copiedByHand
        case .cancelled: return .cancelled
        case .notApproved: return .notApproved
        case .empty: return .empty
        case .goneFromLucca: return .goneFromLucca
        case .ignored:
            guard let account = members.leaveAccountId, let byOperator = members.byOperator else { return nil }
            return .ignored(account, byOperator: byOperator)
        case .remoteWork: return members.leaveAccountId.map { .remoteWork($0) }
        case .employeeLeft: return members.lastDay.map { .employeeLeft(lastDay: $0) }
        case .outOfScope: return members.departmentId.map { .outOfScope(department: $0) }
        case .notInLucca: return .notInLucca
        case .shownByAnother: return .shownByAnother
        case .duplicate: return .duplicate
        case .removal: return .removal
        case .madeRoom: return .madeRoom
        case .shortened: return .shortened
        case .settled: return .settled
        case .undecided: return .undecided
        case nil: return nil
        }
    }
}

/// What planners did to our events, as a whole read of the planning found it.
package struct HandEdits: Hashable, Sendable {
    /// By the event's reference: the event as it was before.
    package var changed: [EventReference: EventFacts] = [:]
    /// The events that are no longer on the planning, as they were.
    package var removed: [EventFacts] = []

    package init() {}
}
