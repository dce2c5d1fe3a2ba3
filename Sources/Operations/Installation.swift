package import SyncCore
package import SyncEngine

/// What stands behind a front: the real graph in the program, ports in memory in tests. It opens nothing before it is asked to.
package protocol Installation: Sendable {
    var addresses: any AddressReading { get }
    var schema: any SchemaAdministration { get }
    var keyring: any KeyringAdministration { get }

    /// Opens the ports for the length of `body`, and closes them however it ends.
    func withServices<Result: Sendable>(_ access: Access, _ body: (Services) async throws -> Result) async throws -> Result

    /// Makes a file that takes everything which the services of the returned installation exchange with both remote systems.
    /// - Throws: `invalid_input` where the file cannot be made.
    func recording(into path: String) throws -> (installation: any Installation, recording: any SupportRecording)

    /// Is a member of the fleet until `stop` is asked for.
    /// - Parameter onStarted: called once it claims.
    func work(_ settings: WorkerSettings, until stop: StopRequest, onStarted: @escaping @Sendable () -> Void) async throws
}

/// Reads the addresses that operators paste. Every method that throws throws `SyncError` `address_refused`.
package protocol AddressReading: Sendable {
    /// As a tenant stores it: `https://acme.ilucca.net`.
    func luccaURL(pasted: String) throws -> String
    /// As a tenant stores it: `https://api.planningpme.com/acme/`.
    func planningPMEURL(pasted: String) throws -> String
    /// Whether the host is one of Lucca's or PlanningPME's own, and not another that a tenant's address may name.
    func isVendorsOwn(_ host: CredentialHost) -> Bool
}

/// A file that takes what is exchanged with both systems, for support: without names, texts and credentials.
package protocol SupportRecording: Sendable {
    var path: String { get }
    /// How many exchanges the file holds.
    var count: Int { get }
    /// The system's words for what kept an exchange from being written: the file ends before it.
    var failure: String? { get }
    /// Nothing is recorded afterwards.
    func close()
}

/// How a worker was asked to work.
package struct WorkerSettings: Sendable {
    /// How many runs at once.
    package let concurrency: Int
    /// Where health and metrics are served, as `host:port`; nil for nowhere.
    package let opsAddress: String?
    /// Metrics of runs name their tenants.
    package let metricsPerTenant: Bool

    private static let concurrencyRange = 1...512

    /// - Throws: `invalid_input` for a concurrency that no worker has.
    package init(concurrency: Int = 32, opsAddress: String? = nil, metricsPerTenant: Bool = false) throws(SyncError) {
        let range = Self.concurrencyRange
        guard range.contains(concurrency) else {
            throw SyncError(
                .process(
                    .concurrencyOutOfRange(value: concurrency, lowest: range.lowerBound, highest: range.upperBound)))
        }
        self.concurrency = concurrency
        self.opsAddress = opsAddress
        self.metricsPerTenant = metricsPerTenant
    }
}

extension Installation {
    /// As a worker does.
    package func withServices<Result: Sendable>(_ body: (Services) async throws -> Result) async throws -> Result {
        try await withServices(.work, body)
    }
}
