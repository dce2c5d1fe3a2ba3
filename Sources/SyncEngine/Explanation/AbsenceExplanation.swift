package import SyncCore

/// What is known of one employee's absences on some days, as facts: codes, dates and keys. The words are the front's.
package struct AbsenceExplanation: Sendable, Hashable {
    package let tenant: TenantSlug
    package let person: ExplainedPerson
    /// The days asked about, the last one included; nil for everything that a run reads.
    package let days: ClosedRange<CalendarDay>?
    /// Of the next run.
    package let window: SyncWindow
    /// What Lucca has on those days, in order. Empty for someone whose leaves a run does not read.
    package let halfDays: [ExplainedHalfDay]
    /// By start.
    package let absences: [ExplainedAbsence]
    /// The next run reads the whole planning, and sees what people changed there.
    package let readsWholePlanning: Bool
    /// From when on a run reads the whole planning by itself; nil when the planning was never read whole.
    package let reconciliationDue: Instant?
    /// A sync of the tenant that is queued or running.
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
        /// The last day of the contract is over.
        case left(CalendarDay)
        /// Lucca does not return them; events of theirs are remembered.
        case notInLucca
        /// Something of theirs could not be read: nothing of theirs is changed.
        case unreadable
        /// No resource could be chosen for them: nothing of theirs is changed.
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
    /// The one that the tenant matches by; blank when Lucca has none.
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
    /// It makes someone absent, as far as its status and length go.
    package let counts: Bool
}

/// One absence: what Lucca says, which rule decides, what the planning shows, what a run recorded, and what the next run does.
package struct ExplainedAbsence: Sendable, Hashable {
    /// Whether the absence is on the planning.
    package enum State: String, Sendable, Hashable, CaseIterable {
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
    package enum Leave: String, Sendable, Hashable, CaseIterable {
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

    /// The event's, as the next run leaves it.
    package let reference: EventReference
    /// As Lucca has it; of an event that Lucca does not ask for, the event's.
    package let start: Instant
    package let end: Instant
    package let leave: Leave
    package let rule: Rule
    /// What would keep a pending one off the planning although it was approved.
    package let besides: Rule?
    /// nil when the connector knows of none.
    package let event: ExplainedEvent?
    /// What the last run that tried recorded about it.
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

/// The event of an absence, as the connector last wrote it or saw it.
package struct ExplainedEvent: EventRecord, Sendable, Hashable {
    /// What the planning says of it now.
    package enum Found: Sendable, Hashable {
        case asWritten
        /// Moved or changed by hand: this is what is there.
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
    /// A write whose answer was lost.
    package let openIntent: EventAction?
    package let found: Found
}

/// A problem in the history of runs, or the error that ended a run.
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

/// What the next run does about an absence, by the plan that it would follow.
package struct NextRun: Sendable, Hashable {
    package enum Action: String, Sendable, Hashable, CaseIterable {
        case none
        case create
        case update
        case delete
        /// It would delete the event, and the brake withholds that.
        case withhold
    }

    package enum Reason: String, Sendable, Hashable, CaseIterable {
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

    package let action: Action
    package let reason: Reason
    /// The event as it would be, of a create or an update.
    package let target: DesiredEvent?
    /// The ended run that withheld the deletion, and that can still be approved.
    package let withheldBy: RunID?
}
