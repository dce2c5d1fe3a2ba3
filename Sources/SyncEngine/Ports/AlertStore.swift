package import SyncCore

/// The alerts of every tenant, and which worker posts them. The store opens and closes them with what they are about; its clock
/// dates everything. Every method throws `SyncError`.
package protocol AlertStore: Sendable {
    /// Opens and closes what becomes true without a run: that a tenant is silent. Bounded: the rest is for the next call.
    func refreshSilent() async throws
    /// Those that are open, oldest first.
    func open(atMost: Int) async throws -> [TenantAlert]
    /// What Alertmanager is to be told: first what is over and was not accepted as over, then open ones that it was not told within
    /// the last half minute, those that wait longest first. One that has opened again is not over.
    func toPost(atMost: Int) async throws -> AlertBatch
    /// Alertmanager accepted these as `toPost` returned them.
    func posted(_ alerts: [TenantAlert]) async throws
    /// Takes or keeps the right to post for that long.
    /// - Returns: false if another worker has it.
    func hold(_ worker: String, seconds: Int) async throws -> Bool
    /// Records whether Alertmanager accepts.
    /// - Parameter failure: nil if it does.
    func recordDelivery(_ failure: AlertDeliveryFailure?) async throws
    func overview() async throws -> AlertOverview
}

package struct AlertBatch: Sendable {
    package let alerts: [TenantAlert]
    /// By the store's clock.
    package let readAt: Instant

    package init(_ alerts: [TenantAlert], readAt: Instant) {
        self.alerts = alerts
        self.readAt = readAt
    }
}

/// Why Alertmanager accepted nothing.
package enum AlertDeliveryFailure: String, Error, Hashable, Sendable, CaseIterable {
    /// No connection, or no answer in time.
    case unreachable
    /// The outbound policy forbids an address of its name.
    case addressRefused = "address_refused"
    /// TLS could not be established.
    case tls
    /// It answered 4xx: what was sent is not what it expects at this address.
    case rejected
    /// It answered 5xx or something else.
    case failed
}

/// How many alerts there are, and whether they arrive.
package struct AlertOverview: Hashable, Sendable {
    package let open: Int
    /// Of the open ones: tenants whose last run failed.
    package let failed: Int
    /// Those that are over, of which Alertmanager was not told yet.
    package let toSettle: Int
    /// The worker that posts; nil if none does.
    package let holder: String?
    /// When Alertmanager last accepted a post; nil before the first.
    package let acceptedAt: Instant?
    /// For how long it has accepted none; 0 if it accepts.
    package let failingSeconds: Double
    package let failure: AlertDeliveryFailure?

    package init(
        open: Int = 0, failed: Int = 0, toSettle: Int = 0, holder: String? = nil, acceptedAt: Instant? = nil,
        failingSeconds: Double = 0,
        failure: AlertDeliveryFailure? = nil
    ) {
        self.open = open
        self.failed = failed
        self.toSettle = toSettle
        self.holder = holder
        self.acceptedAt = acceptedAt
        self.failingSeconds = failingSeconds
        self.failure = failure
    }
}

/// Alertmanager, as the poster needs it.
package protocol AlertReceiver: Sendable {
    /// All of them or none. An empty list only asks whether it accepts.
    /// - Throws: `AlertDeliveryFailure`; `CancellationError`.
    func post(_ alerts: [PostedAlert]) async throws
}
