public import OpsServer

/// How `passerelle worker` was asked to work.
public struct WorkerOptions: Sendable {
    /// How many runs at once.
    public var concurrency: Int
    /// Where health and metrics are told; nil for nowhere.
    public var opsAddress: OpsAddress?
    /// Metrics of runs name their tenants.
    public var metricsPerTenant: Bool

    public init(concurrency: Int = 32, opsAddress: OpsAddress? = nil, metricsPerTenant: Bool = false) {
        self.concurrency = concurrency
        self.opsAddress = opsAddress
        self.metricsPerTenant = metricsPerTenant
    }
}
