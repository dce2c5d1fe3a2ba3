package import SyncCore

/// What a person without the keyring asks the fleet for. It writes nothing that a repetition would write again: a probe begins
/// with removing what an interrupted one left. An approval is no such operation: it is a run (`RunApproval.queue`).
package enum QueuedWork: Sendable, Hashable {
    case preview(asOf: CalendarDay?, reconcile: Bool)
    case check
    /// - Parameter day: nil to let `ProbeDays` choose.
    case probe(resource: ResourceKey, day: CalendarDay?)
    /// Only read, never queued: a row that someone typed, or that a newer release queued.
    case unreadable

    /// The raw values are what JSON and the store hold; the store never holds `unreadable`.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case preview
        case check
        case probe
        case unreadable
    }

    package var kind: Kind {
        switch self {
        case .preview: .preview
        case .check: .check
        case .probe: .probe
        case .unreadable: .unreadable
        }
    }
}

/// `queued → running → done | failed`, `running → queued` where a worker hands it back, and `queued → expired`.
package struct QueuedOperation: Sendable, Hashable {
    /// The raw values are what JSON and the store hold.
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        case queued
        case running
        case done
        case failed
        /// No worker took it within `hoursQueued`.
        case expired

        package var isEnded: Bool { self != .queued && self != .running }
    }

    package let id: OperationID
    package let tenantID: TenantID
    package let tenant: TenantSlug
    package let work: QueuedWork
    /// The login of the database.
    package let requestedBy: String
    package let requestedAt: Instant
    package var state: State
    package var worker: String?
    package var finishedAt: Instant?
    /// Of a `failed` one, and of one that cannot be read.
    package var error: Failure?
    /// Of a `done` one: the report as JSON, in the form of the operation that it is of. nil in lists.
    package var result: String?

    package init(
        id: OperationID, tenantID: TenantID, tenant: TenantSlug, work: QueuedWork, requestedBy: String, requestedAt: Instant,
        state: State, worker: String? = nil, finishedAt: Instant? = nil, error: Failure? = nil, result: String? = nil
    ) {
        self.id = id
        self.tenantID = tenantID
        self.tenant = tenant
        self.work = work
        self.requestedBy = requestedBy
        self.requestedAt = requestedAt
        self.state = state
        self.worker = worker
        self.finishedAt = finishedAt
        self.error = error ?? (work == .unreadable ? .queue(.workUnreadable(operation: id)) : nil)
        self.result = result
    }

    /// How long it may wait for a worker: `operation_state` in SQL.
    package static let hoursQueued = 1
    /// How long after its end it is kept: `claim_operations` in SQL, as the next one.
    package static let hoursKept = 24
    /// A worker that performs it may die this often, less one.
    package static let deathLimit = 3
    /// How many of a tenant may wait at once: `operation_limits` in SQL, as the next one.
    package static let limitOfTenant = 20
    /// How many may wait that one login queued.
    package static let limitOfLogin = 100
}

/// The time-limited right to one operation.
package struct OperationLease: Sendable, Hashable {
    package let operation: OperationID
    package let tenantID: TenantID
    /// The fencing number: each claim increments it.
    package let term: Int

    package init(operation: OperationID, tenantID: TenantID, term: Int) {
        self.operation = operation
        self.tenantID = tenantID
        self.term = term
    }
}

/// The operations that people queued for the fleet. The store's clock dates everything. Every method throws `SyncError`.
package protocol WorkQueue: Sendable {
    /// Queues it under the login of the session, and wakes a worker.
    /// - Throws: `tenant_unknown`; `right_missing` below the right `operator`; `operation_limit` if too many wait.
    func queue(_ work: QueuedWork, of tenant: TenantID) async throws -> OperationID
    /// Claims operations, oldest first: queued ones, and those whose worker died. Also ends those that waited too long or that
    /// `deathLimit` workers died of, and forgets old ones.
    func claim(worker: String, leaseSeconds: Int, atMost: Int) async throws -> [OperationLease]
    /// - Throws: `lease_lost` unless that term holds it.
    func claimed(_ lease: OperationLease) async throws -> QueuedOperation
    /// - Throws: `lease_lost` unless that term holds it.
    func renew(_ lease: OperationLease, leaseSeconds: Int) async throws
    /// Ends it with a report as JSON.
    /// - Throws: `lease_lost` unless that term holds it.
    func finish(_ lease: OperationLease, result: String) async throws
    /// - Throws: `lease_lost` unless that term holds it.
    func fail(_ lease: OperationLease, _ error: Failure) async throws
    /// Hands it back: any worker may claim it at once.
    /// - Throws: `lease_lost` unless that term holds it.
    func release(_ lease: OperationLease) async throws
    /// - Throws: `operation_unknown`.
    func operation(_ id: OperationID) async throws -> QueuedOperation
    /// The newest first, without results.
    /// - Parameter tenant: nil for every tenant's.
    func list(of tenant: TenantID?, limit: Int) async throws -> [QueuedOperation]
}

extension SyncError {
    package static func operationUnknown(_ id: OperationID) -> SyncError {
        SyncError(.queue(.unknown(operation: id)), .rejected)
    }

    package static let tooManyOfTenant = SyncError(.queue(.tenantFull(waiting: QueuedOperation.limitOfTenant)), .rejected)
    package static let tooManyOfLogin = SyncError(.queue(.loginFull(waiting: QueuedOperation.limitOfLogin)), .rejected)

    package static func operationLeaseLost(_ operation: OperationID) -> SyncError {
        SyncError(.queue(.leaseLost(operation: operation)), .leaseLost)
    }
}

/// The parameters as stored.
extension QueuedWork {
    package struct Parameters: Codable, Sendable {
        package var asOf: CalendarDay?
        package var reconcile: Bool?
        package var resource: ResourceKey?
        package var day: CalendarDay?
    }

    package var parameters: Parameters {
        switch self {
        case .preview(let asOf, let reconcile): Parameters(asOf: asOf, reconcile: reconcile ? true : nil)
        case .check: Parameters()
        case .probe(let resource, let day): Parameters(resource: resource, day: day)
        case .unreadable: Parameters()
        }
    }

    /// nil if a probe has no resource.
    package init?(_ kind: Kind, _ parameters: Parameters) {
        switch kind {
        case .preview: self = .preview(asOf: parameters.asOf, reconcile: parameters.reconcile ?? false)
        case .check: self = .check
        case .probe:
            guard let resource = parameters.resource else { return nil }
            self = .probe(resource: resource, day: parameters.day)
        case .unreadable: self = .unreadable
        }
    }
}
