/// What a failure means for the run. The adapter decides it, where the failure is understood.
package enum FailureClass: Hashable, Sendable {
    /// A retry may succeed: network, 5xx, a database restart.
    case transient
    /// The remote, or our own request budget, allows nothing for this many seconds. Not an instant, because this machine's clock
    /// may be wrong.
    case throttled(seconds: Int)
    /// The remote rejected this one thing; others may succeed.
    case rejected
    /// A retry cannot fix it: wrong key, missing permission, unknown host, bad certificate, wrong input.
    case misconfigured
    /// Another worker has the run.
    case leaseLost
    case cancelled
    /// A fault of Passerelle itself.
    case defect
}

/// An error that a person can act on, as facts: `Words` renders them as sentences. They never hold a secret, a name or a remote
/// stack trace; neither does `detail`, which is for debug logs.
package struct SyncError: Error, Hashable, Sendable {
    package struct Code: Hashable, Sendable, Codable, RawRepresentable, CustomStringConvertible {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }
        package var description: String { rawValue }
    }

    /// What failed, on what.
    package let failure: Failure
    package let failureClass: FailureClass
    /// The write failed but may have happened: its answer was lost.
    package let isAmbiguous: Bool
    /// The user could not sign in: no other request can work either.
    package let isOfSignIn: Bool
    package let detail: String
    /// How a written event differs from what was sent; of `planning_disagrees`.
    package let disagreement: Disagreement?

    package var code: Code { failure.code }

    package init(
        _ failure: Failure, _ failureClass: FailureClass = .misconfigured, isAmbiguous: Bool = false,
        isOfSignIn: Bool = false, detail: String = "", disagreement: Disagreement? = nil
    ) {
        self.failure = failure
        self.failureClass = failureClass
        self.isAmbiguous = isAmbiguous
        self.isOfSignIn = isOfSignIn
        self.detail = detail
        self.disagreement = disagreement
    }
}

extension SyncError {
    /// The same error, for a write that may have happened.
    package func markedAmbiguous() -> SyncError { marked(isAmbiguous: true, isOfSignIn: isOfSignIn) }

    /// The same error, of a sign-in: the call that needed it was not sent.
    package func markedSignIn() -> SyncError { marked(isAmbiguous: false, isOfSignIn: true) }

    private func marked(isAmbiguous: Bool, isOfSignIn: Bool) -> SyncError {
        SyncError(
            failure, failureClass, isAmbiguous: isAmbiguous, isOfSignIn: isOfSignIn, detail: detail, disagreement: disagreement)
    }
}

/// For logs: the code and the facts.
extension SyncError: CustomStringConvertible {
    package var description: String { "\(failure)" }
}

extension SyncError.Code {
    package static let invalidInput = Self(rawValue: "invalid_input")

    package static let databaseUnreachable = Self(rawValue: "database_unreachable")
    package static let databaseFailed = Self(rawValue: "database_failed")
    package static let databaseReadOnly = Self(rawValue: "database_read_only")
    package static let databaseFull = Self(rawValue: "database_full")
    package static let databaseForbidden = Self(rawValue: "database_forbidden")
    /// The person's login lacks a right, or the worker's role.
    package static let rightMissing = Self(rawValue: "right_missing")
    /// The database, or a pooler in front of it, cannot serve Passerelle as configured.
    package static let databaseUnsuitable = Self(rawValue: "database_unsuitable")
    package static let schemaOutdated = Self(rawValue: "schema_outdated")
    package static let schemaTooNew = Self(rawValue: "schema_too_new")
    /// The database's migrations differ from this program's.
    package static let schemaMismatch = Self(rawValue: "schema_mismatch")
    package static let keyringUnusable = Self(rawValue: "keyring_unusable")
    package static let credentialMissing = Self(rawValue: "credential_missing")
    package static let credentialUnreadable = Self(rawValue: "credential_unreadable")
    /// A secret would be sent to a host that it was not entered for.
    package static let credentialForOtherHost = Self(rawValue: "credential_for_other_host")
    /// A secret of an older release, without the host it was entered for.
    package static let credentialUnbound = Self(rawValue: "credential_unbound")

    /// A new secret failed its test: the one in use stays.
    package static let credentialRefused = Self(rawValue: "credential_refused")

    package static let tenantUnknown = Self(rawValue: "tenant_unknown")
    package static let tenantExists = Self(rawValue: "tenant_exists")
    /// Somebody changed its settings since they were shown.
    package static let tenantChanged = Self(rawValue: "tenant_changed")
    package static let tenantStateRefused = Self(rawValue: "tenant_state_refused")
    package static let scopeMissing = Self(rawValue: "scope_missing")
    package static let runUnknown = Self(rawValue: "run_unknown")
    package static let runActive = Self(rawValue: "run_active")
    package static let runStateRefused = Self(rawValue: "run_state_refused")
    /// Every worker that claimed the run died before the run ended.
    package static let runKeepsDying = Self(rawValue: "run_keeps_dying")
    package static let leaseLost = Self(rawValue: "lease_lost")

    package static let addressRefused = Self(rawValue: "address_refused")
    package static let luccaUnreachable = Self(rawValue: "lucca_unreachable")
    package static let luccaUnauthorized = Self(rawValue: "lucca_unauthorized")
    package static let luccaForbidden = Self(rawValue: "lucca_forbidden")
    package static let luccaFailed = Self(rawValue: "lucca_failed")
    package static let luccaUnreadable = Self(rawValue: "lucca_unreadable")
    package static let luccaIncomplete = Self(rawValue: "lucca_incomplete")
    package static let luccaTooLarge = Self(rawValue: "lucca_too_large")
    package static let luccaThrottled = Self(rawValue: "lucca_throttled")

    package static let planningPMEUnreachable = Self(rawValue: "planningpme_unreachable")
    package static let planningPMEUnauthorized = Self(rawValue: "planningpme_unauthorized")
    package static let planningPMEForbidden = Self(rawValue: "planningpme_forbidden")
    package static let planningPMEFailed = Self(rawValue: "planningpme_failed")
    package static let planningPMEUnreadable = Self(rawValue: "planningpme_unreadable")
    package static let planningPMEIncomplete = Self(rawValue: "planningpme_incomplete")
    package static let planningPMETooLarge = Self(rawValue: "planningpme_too_large")
    package static let planningPMERejected = Self(rawValue: "planningpme_rejected")
    /// The event is locked, opened by someone, or read-only for our user.
    package static let planningPMELocked = Self(rawValue: "planningpme_locked")
    /// A written event differs from what was sent: the tenant's dialect is wrong.
    package static let planningDisagrees = Self(rawValue: "planning_disagrees")
    package static let planningPMEThrottled = Self(rawValue: "planningpme_throttled")

    /// The worker's memory is too small for what its runs read together.
    package static let memoryShort = Self(rawValue: "memory_short")

    /// A sync was requested as of a day before the last one's.
    package static let asOfPassed = Self(rawValue: "as_of_passed")
    /// A sync was requested as of a day beyond the window of today.
    package static let asOfTooLate = Self(rawValue: "as_of_too_late")
    /// A tenant in production cannot be activated without a probe.
    package static let dialectUnprobed = Self(rawValue: "dialect_unprobed")
    /// The planning may have events that our user's lists do not show.
    package static let viewLimited = Self(rawValue: "view_limited")
    /// Events were written and could not be compared with what was sent.
    package static let eventUnconfirmed = Self(rawValue: "event_unconfirmed")
    package static let employeeUnknown = Self(rawValue: "employee_unknown")
    package static let employeeNotUnique = Self(rawValue: "employee_not_unique")
    /// A tenant cannot be activated because a check of its connections failed.
    package static let checkFailed = Self(rawValue: "check_failed")

    /// A process setting that the command needs is not set.
    package static let configurationMissing = Self(rawValue: "configuration_missing")
    package static let outputFailed = Self(rawValue: "output_failed")
    /// A loop of the worker process ended, although it must keep running.
    package static let workerLoopEnded = Self(rawValue: "worker_loop_ended")
    package static let opsAddressUnusable = Self(rawValue: "ops_address_unusable")
    package static let consoleAddressUnusable = Self(rawValue: "console_address_unusable")

    package static let operationUnknown = Self(rawValue: "operation_unknown")
    /// A queued row that this release cannot read.
    package static let operationInvalid = Self(rawValue: "operation_invalid")
    /// As many operations wait as a tenant or a login may queue.
    package static let operationLimit = Self(rawValue: "operation_limit")
    /// No worker took the queued operation in time.
    package static let operationExpired = Self(rawValue: "operation_expired")
    package static let operationKeepsDying = Self(rawValue: "operation_keeps_dying")
    package static let operationUnreadable = Self(rawValue: "operation_unreadable")
    /// What was approved or rejected is not what the run withholds.
    package static let reviewDiffers = Self(rawValue: "review_differs")
    /// Another process performs the batch.
    package static let batchActive = Self(rawValue: "batch_active")

    package static let cancelled = Self(rawValue: "cancelled")
    package static let defect = Self(rawValue: "internal_error")
}
