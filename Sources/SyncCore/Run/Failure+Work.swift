/// Failures of tenants, runs and processes.
extension Failure {
    package enum Tenants: Hashable, Sendable, Codable {
        case unknown(name: ShownText)
        case alreadyExists(slug: TenantSlug)
        /// Its settings were changed since they were shown.
        /// - Parameter since: what changed, the last change first; empty if that is unknown.
        case changedMeanwhile(slug: TenantSlug, shown: Int, revision: Int, since: [SettingsEdit])
        case slugInvalid
        case accountTaken
        case formerAccountTaken
        /// - Parameter accounts: the Lucca accounts that both have or had on the planning.
        case accountsShared(with: TenantSlug, accounts: [ShownText])
        /// - Parameter rule: the name of the rule that the setting violates.
        case settingOutOfRange(rule: String)
        case stateRejected(slug: TenantSlug, state: Tenant.State, wanted: Tenant.State, allowed: [Tenant.State])
        case scopeMissing(slug: TenantSlug)
        case dialectUnprobed(slug: TenantSlug)
        case checksFailed(slug: TenantSlug, failed: Int, of: Int)
        case employeeUnknown(slug: TenantSlug, text: ShownText, generation: LuccaGeneration)
        case employeeNotUnique(text: ShownText, ids: [EmployeeID])
        case probeDayOver(day: CalendarDay, example: CalendarDay)
        /// Another process performs it.
        case batchActive(batch: BatchID)

        var code: SyncError.Code {
            switch self {
            case .unknown: .tenantUnknown
            case .changedMeanwhile: .tenantChanged
            case .alreadyExists, .accountTaken, .formerAccountTaken, .accountsShared: .tenantExists
            case .slugInvalid, .settingOutOfRange, .probeDayOver: .invalidInput
            case .stateRejected: .tenantStateRefused
            case .scopeMissing: .scopeMissing
            case .dialectUnprobed: .dialectUnprobed
            case .checksFailed: .checkFailed
            case .employeeUnknown: .employeeUnknown
            case .employeeNotUnique: .employeeNotUnique
            case .batchActive: .batchActive
            }
        }
    }

    /// A change of a tenant's settings, by the audit log.
    package struct SettingsEdit: Hashable, Sendable, Codable {
        /// In UTC.
        package let at: ShownText
        package let by: ShownText
        /// Such as `brake_count 10 → 12`.
        package let settings: [ShownText]

        package init(at: ShownText, by: ShownText, settings: [ShownText]) {
            self.at = at
            self.by = by
            self.settings = settings
        }
    }

    package indirect enum Runs: Hashable, Sendable, Codable {
        case unknown(run: RunID)
        /// - Parameters:
        ///   - worker: of a running one, if known.
        ///   - since: when it started.
        case active(run: RunID, tenant: TenantSlug, isRunning: Bool, worker: ShownText?, since: ShownText?)
        /// An active run that removes the tenant's events.
        case removalActive(run: RunID, tenant: TenantSlug, isRunning: Bool, worker: ShownText?)
        case removalCancelled(run: RunID, tenant: TenantSlug)
        /// - Parameter tenant: nil if only its id is known.
        case othersKeepStarting(tenant: TenantSlug?)
        /// A sync was requested as of a day before that of `run`, the last one.
        case asOfPassed(asked: CalendarDay, run: RunID, asOf: CalendarDay, tenant: TenantSlug)
        case asOfTooLate(asked: CalendarDay, last: CalendarDay, tenant: TenantSlug, months: Int)
        /// There is nothing to cancel.
        case ended(run: RunID, state: RunState)
        case keepsChangingHands(run: RunID)
        case withholdsNothing(run: RunID, state: RunState)
        /// The run withholds nothing that may be approved.
        case approvalRejected(run: RunID)
        case approved(run: RunID, by: RunID)
        /// A person declined what it withheld.
        case rejected(run: RunID)
        case superseded(run: RunID, by: RunID)
        case keepsDying(run: RunID, tenant: TenantSlug, deaths: Int)
        /// The write's lease term has ended: nothing was written.
        case leaseLost(run: RunID)
        /// The lease expired and the database could not be reached: whether its term has ended is unknown.
        case leaseNotKept(run: RunID, cause: Failure?)
        /// The process received a stop request.
        case interrupted
        case notFollowed(run: RunID)

        var code: SyncError.Code {
            switch self {
            case .unknown: .runUnknown
            case .active, .removalActive, .othersKeepStarting: .runActive
            case .asOfPassed: .asOfPassed
            case .asOfTooLate: .asOfTooLate
            case .removalCancelled, .ended, .keepsChangingHands, .withholdsNothing, .approvalRejected, .approved, .rejected,
                .superseded:
                .runStateRefused
            case .keepsDying: .runKeepsDying
            case .leaseLost: .leaseLost
            case .leaseNotKept(run: _, let cause): cause?.code ?? .databaseUnreachable
            case .interrupted, .notFollowed: .cancelled
            }
        }
    }

    package enum Process: Hashable, Sendable, Codable {
        case databaseNotSet
        case keyringNotSet
        /// - Parameter reason: the operating system's own text.
        case outputFailed(reason: ShownText)
        /// - Parameter reason: the loop's error, as logs show it.
        case workerLoopEnded(loop: String, reason: ShownText)
        case concurrencyOutOfRange(value: Int, lowest: Int, highest: Int)
        case opsAddressInvalid
        case opsAddressUnusable(address: ShownText)
        case consoleAddressInvalid
        case consoleAddressUnusable(address: ShownText)
        /// A header that names a person, on a listener where anyone could send it.
        case consoleHeaderOverNetwork
        case recordingExists(path: ShownText)
        case recordingNotCreated(path: ShownText, reason: ShownText)

        var code: SyncError.Code {
            switch self {
            case .databaseNotSet, .keyringNotSet: .configurationMissing
            case .outputFailed: .outputFailed
            case .workerLoopEnded: .workerLoopEnded
            case .concurrencyOutOfRange, .opsAddressInvalid, .consoleAddressInvalid, .consoleHeaderOverNetwork, .recordingExists,
                .recordingNotCreated:
                .invalidInput
            case .opsAddressUnusable: .opsAddressUnusable
            case .consoleAddressUnusable: .consoleAddressUnusable
            }
        }
    }

    package enum Defect: Hashable, Sendable, Codable {
        /// Only the log has the type of the error.
        case unknownError
        /// A statement of the store returned no row.
        case notReturned(Returned)
        case endedAsLive(state: RunState)
        case referenceAlreadyHeld
        case referenceNotHeld
        case secretOfOtherSystem(kind: CredentialKind)
        case secretNotSealed
        case migrationMisnumbered(name: String, number: Int)

        package enum Returned: String, Hashable, Sendable, Codable, CaseIterable {
            case run
            case tenant
            case dataKey
            case clock
            case budget
            case queue
            case batch
            case operation
            case alerts
            case pause
        }
    }
}
