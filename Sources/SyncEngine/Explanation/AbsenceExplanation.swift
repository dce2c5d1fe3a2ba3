public import SyncCore

/// What is known of one employee's absences on some days, as facts: codes, dates and keys. The words are the front's.
public struct AbsenceExplanation: Sendable, Hashable {
    public let tenant: TenantSlug
    public let person: ExplainedPerson
    /// The days asked about, the last one included; nil for everything that a run reads.
    public let days: ClosedRange<CalendarDay>?
    /// Of the next run.
    public let window: SyncWindow
    /// What Lucca has on those days, in order. Empty for someone whose leaves a run does not read.
    public let halfDays: [ExplainedHalfDay]
    /// By start.
    public let absences: [ExplainedAbsence]
    /// The next run reads the whole planning, and sees what people changed there.
    public let readsWholePlanning: Bool
    /// From when on a run reads the whole planning by itself; nil when the planning was never read whole.
    public let reconciliationDue: Instant?
    /// A sync of the tenant that is queued or running.
    public let liveRun: RunID?
    /// Sensitive: never stored, never logged.
    public let accountNames: [LeaveAccountID: String]
    public let typeLabels: [UnavailabilityTypeKey: String]
}

/// The employee, as a run sees them.
public struct ExplainedPerson: Sendable, Hashable {
    public enum Standing: Sendable, Hashable {
        case synced
        case outOfScope(DepartmentID, name: String?)
        /// The last day of the contract is over.
        case left(CalendarDay)
        /// Lucca does not return them; events of theirs are remembered.
        case notInLucca
        /// Something of theirs could not be read: nothing of theirs is changed.
        case unreadable
        /// No resource could be chosen for them: nothing of theirs is changed.
        case withoutResource(Problem)

        public var code: String {
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

    public let id: EmployeeID
    /// The one that the tenant matches by; blank when Lucca has none.
    public let identifier: String
    public let standing: Standing
}

/// One row of Lucca.
public struct ExplainedHalfDay: Sendable, Hashable {
    public let halfDay: HalfDay
    public let periodID: LeavePeriodID
    public let accountID: LeaveAccountID
    public let status: HalfDayLeave.Status
    /// Of an absence counted in hours.
    public let seconds: Int?
    /// It makes someone absent, as far as its status and length go.
    public let counts: Bool
}

/// One absence: what Lucca says, which rule decides, what the planning shows, what a run recorded, and what the next run does.
public struct ExplainedAbsence: Sendable, Hashable {
    /// Whether the absence is on the planning.
    public enum State: String, Sendable, Hashable, CaseIterable {
        case onPlanning = "on_planning"
        /// Its event is there, and not as it was written.
        case changedByHand = "changed_by_hand"
        /// Its event was there and is gone.
        case removed
        /// Its event no longer carries the reference: it belongs to the planners.
        case released
        case notOnPlanning = "not_on_planning"
        /// The connector wrote an event; the planning was not asked for it.
        case notAsked = "not_asked"
    }

    /// What Lucca has.
    public enum Leave: String, Sendable, Hashable, CaseIterable {
        case counted
        case pending
        case cancelled
        /// Half-days of no length.
        case empty
        case absent
        /// Nobody asked Lucca about these days of this employee.
        case notRead = "not_read"
    }

    /// The rule that decides.
    public enum Rule: Sendable, Hashable {
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
        /// Something stands in the way that a person has to mend.
        case problem(Problem)
        /// What is over is neither made nor changed.
        case past
        /// It begins after the window.
        case beyondWindow
        /// Another event shows these days.
        case shownByAnother
        /// Another event carries its reference.
        case copy
        /// Its event carries the reference of another Lucca account.
        case otherAccount
        /// No rule is known: a fault of Passerelle.
        case undecided

        public var code: String {
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

    /// The event's, as the next run leaves it.
    public let reference: EventReference
    /// As Lucca has it; of an event that Lucca does not ask for, the event's.
    public let start: Instant
    public let end: Instant
    public let leave: Leave
    public let rule: Rule
    /// What would keep a pending one off the planning although it was approved.
    public let besides: Rule?
    /// nil when the connector knows of none.
    public let event: ExplainedEvent?
    /// What the last run that tried recorded about it.
    public let problem: RecordedProblem?
    public let nextRun: NextRun

    public var state: State {
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

/// The event of an absence, as the connector last wrote it or saw it.
public struct ExplainedEvent: EventRecord, Sendable, Hashable {
    /// What the planning says of it now.
    public enum Found: Sendable, Hashable {
        case asWritten
        /// Moved or changed by hand: this is what is there.
        case changed(Unavailability)
        case gone
        case released
        case notAsked

        public var code: String {
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
    public let key: EventKey?
    public let event: EventFacts
    /// A write whose answer was lost.
    public let openIntent: EventAction?
    public let found: Found
}

/// A problem in the history of runs, or the error that ended a run.
public struct RecordedProblem: Sendable, Hashable {
    public enum What: Sendable, Hashable {
        case problem(Problem)
        case failure(Failure)
    }

    public let what: What
    public let run: RunID
    /// When the run ended.
    public let at: Instant?

    public var code: String {
        switch what {
        case .problem(let problem): problem.code.rawValue
        case .failure(let failure): failure.code.rawValue
        }
    }
}

/// What the next run does about an absence, by the plan that it would follow.
public struct NextRun: Sendable, Hashable {
    public enum Action: String, Sendable, Hashable, CaseIterable {
        case none
        case create
        case update
        case delete
        /// It would delete the event, and the brake withholds that.
        case withhold
    }

    public enum Reason: String, Sendable, Hashable, CaseIterable {
        /// It is on the planning as Lucca has it.
        case unchanged
        case new
        /// Lucca, or a setting, says something else than the event.
        case changed
        /// A write of it was rejected, or failed, before.
        case retried
        /// Its event was removed or changed by hand.
        case restored
        /// The rule says that it does not belong on the planning.
        case ruledOut = "ruled_out"
        /// The event is gone already: the run only forgets it.
        case alreadyGone = "already_gone"
        case brake
        /// The run does not read the whole planning, so it does not see what was done by hand.
        case waitsForReconciliation = "waits_for_reconciliation"
        /// The rule keeps everything as it is.
        case kept
    }

    public let action: Action
    public let reason: Reason
    /// The event as it would be, of a create or an update.
    public let target: DesiredEvent?
    /// The ended run that withheld the deletion, and that can still be approved.
    public let withheldBy: RunID?
}
