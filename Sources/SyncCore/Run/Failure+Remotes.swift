/// Failures of the two remote systems.
extension Failure {
    /// A request, as messages name it.
    package struct Call: Hashable, Sendable, Codable {
        package let method: String
        package let path: ShownText
        package let attempts: Int

        package init(method: String, path: String, attempts: Int) {
            self.method = method
            self.path = ShownText(path)
            self.attempts = attempts
        }
    }

    package enum Remote: Hashable, Sendable, Codable {
        // The address.
        case addressRejected(flaw: AddressFlaw)
        case hostUnknown
        case hostNotResolved
        case addressNotPublic

        // The connection.
        case notConnected(attempts: Int)
        case notEncrypted
        case certificateUntrusted
        case noAnswer(call: Call)
        case connectionLost(call: Call)
        case answerUnreadable(call: Call)
        case notSentInTime
        case cancelled

        // The answer.
        case answered(status: Int, call: Call)
        /// - Parameter target: scheme, host and port; nil if the answer names none.
        case redirected(status: Int, call: Call, target: Redirect?)
        case throttled(seconds: Int)
        case budgetSpent(seconds: Int)
        case answerTooLarge(call: Call)
        case tooManyRows(rows: Int)
        case tooManyPages(pages: Int, call: Call)
        case listsTooLong(minutes: Int, call: Call)
        case memoryShort

        // Defects.
        /// - Parameter flaw: what is wrong with the request, as logged.
        case requestInvalid(flaw: ShownText)
        case errorUnknown(call: Call)

        func code(of system: RemoteSystem) -> SyncError.Code {
            let isLucca = system == .lucca
            return switch self {
            case .addressRejected, .addressNotPublic: .addressRefused
            case .hostUnknown, .hostNotResolved, .notConnected, .notEncrypted, .certificateUntrusted, .noAnswer, .connectionLost,
                .notSentInTime:
                isLucca ? .luccaUnreachable : .planningPMEUnreachable
            case .answerUnreadable: isLucca ? .luccaUnreadable : .planningPMEUnreadable
            case .cancelled: .cancelled
            case .answered, .redirected: isLucca ? .luccaFailed : .planningPMEFailed
            case .throttled, .budgetSpent: isLucca ? .luccaThrottled : .planningPMEThrottled
            case .answerTooLarge, .tooManyRows, .tooManyPages, .listsTooLong: isLucca ? .luccaTooLarge : .planningPMETooLarge
            case .memoryShort: .memoryShort
            case .requestInvalid, .errorUnknown: .defect
            }
        }
    }

    package enum Redirect: Hashable, Sendable, Codable {
        case sameHost
        case origin(origin: ShownText)
    }

    /// Why an entered address is rejected. The address itself is not repeated: it may contain a password.
    package enum AddressFlaw: Hashable, Sendable, Codable {
        case empty
        case unreadable
        case userInfo
        case scheme(name: ShownText)
        case thisMachine
        case numeric
        case notEncrypted
        case port
        case hostNotPublic(host: ShownText)
        case hostNotLuccas(host: ShownText)
        case brandMissing
        case pathInvalid
    }

    /// What is read from Lucca.
    package enum LuccaSubject: String, Sendable, Hashable, Codable, CaseIterable {
        case employees
        case departments
        case leaves
        /// Of generation 2: for the extra field of that name.
        case establishments
        /// Of generation 2: extra data and its definitions.
        case attributes
    }

    package enum Lucca: Hashable, Sendable, Codable {
        case keyUnknown
        case keyMalformed
        case forbidden(subject: LuccaSubject, status: Int)
        case hidden(subject: LuccaSubject, status: Int)
        case requestTooLarge(subject: LuccaSubject, status: Int)
        case rejected(subject: LuccaSubject, status: Int)
        case tooSlow(subject: LuccaSubject)
        case incomplete(subject: LuccaSubject, readings: Int)
        case unreadable(subject: LuccaSubject)
        /// Of generation 2.
        case application(LuccaApplication)

        var code: SyncError.Code {
            switch self {
            case .application(let failure): failure.code
            case .keyUnknown, .keyMalformed: .luccaUnauthorized
            case .forbidden, .hidden: .luccaForbidden
            case .requestTooLarge, .rejected, .tooSlow: .luccaFailed
            case .incomplete: .luccaIncomplete
            case .unreadable: .luccaUnreadable
            }
        }
    }

    /// What a PlanningPME request was about.
    package enum PlanningSubject: Hashable, Sendable, Codable {
        case events
        case event(key: EventKey)
        case newEvent
        case resources
        case resource(key: ResourceKey)
        case newResource
        case departments
        case newDepartment
        case types
        case newType
        case categories
        case configuration
        case signIn
        case token
        case writing
        /// The events on the days of a probe.
        case probeEvents
        case probe
        case survey
    }

    package indirect enum Planning: Hashable, Sendable, Codable {
        // The connector's user and its rights.
        case appKeyUnknown(status: Int)
        case appKeyMalformed
        /// - Parameter isPassword: true for a user name and password, false for an authentication token.
        case loginRejected(status: Int, isPassword: Bool)
        case tokenRejected(subject: PlanningSubject)
        case forbidden(subject: PlanningSubject)
        case notFound(subject: PlanningSubject)
        case throttled

        // One thing of the planning.
        /// - Parameter fields: the sent fields that PlanningPME's answer names.
        case rejected(subject: PlanningSubject, status: Int, fields: [String])
        case locked(subject: PlanningSubject)
        case gone(subject: PlanningSubject)
        /// An event that the list shows but that cannot be changed because it does not exist.
        case listedAndGone
        case disagrees(subject: PlanningSubject, point: DialectPoint, sent: WrittenFact, found: WrittenFact)
        case unreadable(subject: PlanningSubject, flaw: ReadingFlaw?)
        case incomplete(subject: PlanningSubject, readings: Int)
        case deletedAndListed(events: Int)

        // The dialect and the view.
        case writesDisagree(writes: Int, point: DialectPoint, tenant: TenantSlug)
        case writesUnverified(writes: Int, tenant: TenantSlug)
        /// Like `writesDisagree`, found by an earlier run.
        case dialectInDoubt(run: RunID, point: DialectPoint, tenant: TenantSlug)
        /// The ledger may lack events and lists show a limited period: writing could create duplicates.
        case memoryLostBeyondView(events: Int, tenant: TenantSlug)
        case removalBeyondView(creates: Int, tenant: TenantSlug)
        case probeOutOfRequests(requests: Int)
        /// The failure of a probe that may have left events behind.
        /// - Parameter isUnsearched: its events could not be searched for; the next probe does it.
        case probeFailed(cause: Failure, lost: [LostProbeEvent], isUnsearched: Bool)

        var code: SyncError.Code {
            switch self {
            case .appKeyUnknown, .appKeyMalformed, .loginRejected, .tokenRejected: .planningPMEUnauthorized
            case .forbidden: .planningPMEForbidden
            case .notFound: .planningPMEFailed
            case .throttled: .planningPMEThrottled
            case .rejected, .gone, .listedAndGone: .planningPMERejected
            case .locked: .planningPMELocked
            case .disagrees, .writesDisagree, .dialectInDoubt: .planningDisagrees
            case .unreadable: .planningPMEUnreadable
            case .incomplete, .deletedAndListed, .probeOutOfRequests: .planningPMEIncomplete
            case .writesUnverified: .eventUnconfirmed
            case .memoryLostBeyondView, .removalBeyondView: .viewLimited
            case .probeFailed(let cause, lost: _, isUnsearched: _): cause.code
            }
        }
    }

    /// Why an answer could not be understood, if known.
    package enum ReadingFlaw: Hashable, Sendable, Codable {
        case keyMissing
        /// The answer to a create has the key of another event.
        case otherEvent(key: EventKey)
        case otherResource(key: ResourceKey)
    }
}
