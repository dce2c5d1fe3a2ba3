package import SyncCore

/// One employee's absences on some days, as facts: codes, dates and keys. The front renders them as sentences.
package struct AbsenceExplanation: Sendable, Hashable {
    package let tenant: TenantSlug
    package let person: ExplainedPerson
    /// The requested days, the last one included; nil for everything that a run reads.
    package let days: ClosedRange<CalendarDay>?
    /// Of the next run.
    package let window: SyncWindow
    /// Lucca's half-days on those days, in order. Empty for an employee whose leaves a run does not read.
    package let halfDays: [ExplainedHalfDay]
    /// By start.
    package let absences: [ExplainedAbsence]
    /// The next run reads the whole planning, and detects manual changes.
    package let readsWholePlanning: Bool
    /// When the next whole read is due; nil if there was none yet.
    package let reconciliationDue: Instant?
    /// A queued or running sync of the tenant.
    package let liveRun: RunID?
    /// Sensitive: never stored, never logged.
    package let accountNames: [LeaveAccountID: String]
    package let typeLabels: [UnavailabilityTypeKey: String]
}

/// The employee, as a run sees them.
package struct ExplainedPerson: Sendable, Hashable {
    package enum Standing: Sendable, Hashable {
        case synced
        case outOfScope(DepartmentID, name: String?)
        /// The contract has ended; its last day.
        case left(CalendarDay)
        /// Lucca does not return the employee, but events or extra data of theirs are remembered.
        case notInLucca
        /// One of their rows was unreadable: nothing of theirs is changed.
        case unreadable
        /// No resource could be chosen: nothing of theirs is changed.
        case withoutResource(Problem)

        package var code: String {
            switch self {
            case .synced: "synced"
            case .outOfScope: "out_of_scope"
            case .left: "left"
            case .notInLucca: "not_in_lucca"
            case .unreadable: "unreadable"
            case .withoutResource(let problem): problem.code.rawValue
            }
        }
    }

    package let id: EmployeeID
    /// The one that the tenant matches by; blank if Lucca has none.
    package let identifier: String
    package let standing: Standing
}

/// One row of Lucca.
package struct ExplainedHalfDay: Sendable, Hashable {
    package let halfDay: HalfDay
    package let periodID: LeavePeriodID
    package let accountID: LeaveAccountID
    package let status: HalfDayLeave.Status
    /// Of an absence counted in hours.
    package let seconds: Int?
    /// It counts as an absence by its status and length.
    package let counts: Bool
}

/// One absence: what Lucca has, which rule decides, what the planning shows, what a run recorded, and what the next run does.
package struct ExplainedAbsence: Sendable, Hashable {
    package enum State: String, Sendable, Hashable, CaseIterable {
        case onPlanning = "on_planning"
        /// Its event exists but differs from what was written.
        case changedByHand = "changed_by_hand"
        /// Its event was deleted from the planning.
        case removed
        /// Its event has lost the reference: it belongs to the planners.
        case released
        case notOnPlanning = "not_on_planning"
        /// The connector wrote an event; the planning was not read.
        case notAsked = "not_asked"
    }

    /// What Lucca has.
    package enum Leave: String, Sendable, Hashable, CaseIterable {
        case counted
        case pending
        case cancelled
        /// Half-days of no length.
        case empty
        case absent
        /// Lucca was not read for these days of this employee.
        case notRead = "not_read"
    }

    /// The rule that decides.
    package enum Rule: Sendable, Hashable {
        /// It belongs on the planning.
        case wanted
        case cancelled
        case pending
        case empty
        case goneFromLucca
        case remoteWork
        case ignored(byOperator: Bool)
        case outOfScope
        case left
        case notInLucca
        case unreadable
        /// A problem that a person has to fix.
        case problem(Problem)
        /// Past absences are neither created nor changed.
        case past
        /// It begins after the window.
        case beyondWindow
        /// Another event shows these days.
        case shownByAnother
        /// Another event has its reference.
        case copy
        /// Its event has the reference of another Lucca account.
        case otherAccount
        /// No rule was found: a fault of Passerelle.
        case undecided

        package var code: String {
            switch self {
            case .wanted: "wanted"
            case .cancelled: "cancelled"
            case .pending: "pending"
            case .empty: "empty"
            case .goneFromLucca: "gone_from_lucca"
            case .remoteWork: "remote_work"
            case .ignored: "ignored"
            case .outOfScope: "out_of_scope"
            case .left: "left"
            case .notInLucca: "not_in_lucca"
            case .unreadable: "unreadable"
            case .problem(let problem): problem.code.rawValue
            case .past: "past"
            case .beyondWindow: "beyond_window"
            case .shownByAnother: "shown_by_another"
            case .copy: "copy"
            case .otherAccount: "other_account"
            case .undecided: "undecided"
            }
        }
    }

    /// The event's, after the next run.
    package let reference: EventReference
    /// Lucca's; the event's if Lucca has no such absence.
    package let start: Instant
    package let end: Instant
    package let leave: Leave
    package let rule: Rule
    /// What would keep a pending absence off the planning even after approval.
    package let besides: Rule?
    /// nil if the connector has none on record.
    package let event: ExplainedEvent?
    /// Recorded by the last run that tried.
    package let problem: RecordedProblem?
    package let nextRun: NextRun

    package var state: State {
        guard let event else { return .notOnPlanning }
        switch event.found {
        case .asWritten: return .onPlanning
        case .changed: return .changedByHand
        case .gone: return event.key == nil ? .notOnPlanning : .removed
        case .released: return .released
        case .notAsked: return .notAsked
        }
    }
}

/// The event of an absence, as the connector last wrote or saw it.
package struct ExplainedEvent: EventRecord, Sendable, Hashable {
    /// The event's state on the planning.
    package enum Found: Sendable, Hashable {
        case asWritten
        /// Moved or changed by hand, to this.
        case changed(Unavailability)
        case gone
        case released
        case notAsked

        package var code: String {
            switch self {
            case .asWritten: "as_written"
            case .changed: "changed"
            case .gone: "gone"
            case .released: "without_reference"
            case .notAsked: "not_asked"
            }
        }
    }

    /// nil while a create is unconfirmed.
    package let key: EventKey?
    package let event: EventFacts
    /// A write with a lost answer.
    package let openIntent: EventAction?
    package let found: Found
}

/// A problem from the run history, or the error that ended a run.
package struct RecordedProblem: Sendable, Hashable {
    package enum What: Sendable, Hashable {
        case problem(Problem)
        case failure(Failure)
    }

    package let what: What
    package let run: RunID
    /// When the run ended.
    package let at: Instant?

    package var code: String {
        switch what {
        case .problem(let problem): problem.code.rawValue
        case .failure(let failure): failure.code.rawValue
        }
    }
}

/// What the next run does about an absence, according to its plan.
package struct NextRun: Sendable, Hashable {
    package enum Action: String, Sendable, Hashable, CaseIterable {
        case none
        case create
        case update
        case delete
        /// It would delete the event, but the brake withholds that.
        case withhold
    }

    package enum Reason: String, Sendable, Hashable, CaseIterable {
        /// It is on the planning as in Lucca.
        case unchanged
        case new
        /// Lucca or a setting differs from the event.
        case changed
        /// An earlier write of it was rejected or failed.
        case retried
        /// Its event was removed or changed by hand.
        case restored
        /// The rule keeps it off the planning.
        case ruledOut = "ruled_out"
        /// The event is already gone: the run only removes its record.
        case alreadyGone = "already_gone"
        case brake
        /// The run does not read the whole planning, so it does not detect manual changes.
        case waitsForReconciliation = "waits_for_reconciliation"
        /// The rule leaves everything unchanged.
        case kept
    }

    package let action: Action
    package let reason: Reason
    /// The event after a create or an update.
    package let target: DesiredEvent?
    /// The ended run that withheld the deletion, if it can still be approved.
    package let withheldBy: RunID?
    /// A person declined the withheld deletion.
    package let declined: Decline?
    /// Why it writes, as the run would record it; nil if it writes nothing.
    package let cause: ChangeCause?
}
