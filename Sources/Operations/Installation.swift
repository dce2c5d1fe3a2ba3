package import SyncCore
package import SyncEngine

/// The implementation behind a front: the real graph in the program, ports in memory in tests. It opens nothing before it is
/// used.
package protocol Installation: Sendable {
    var addresses: any AddressReading { get }
    var schema: any SchemaAdministration { get }
    var keyring: any KeyringAdministration { get }

    /// Opens the ports for the duration of `body`, and always closes them.
    /// - Parameter operation: what the audit log says of changes; nil for an operation that changes nothing.
    func withServices<Result: Sendable>(
        _ access: Access, for operation: String?, _ body: (Services) async throws -> Result
    ) async throws -> Result

    /// The same installation, whose entries in the audit log give that reason.
    func giving(_ reason: String) -> any Installation

    /// Creates a file that records everything which the returned installation's services exchange with both remote systems.
    /// - Throws: `invalid_input` if the file cannot be created.
    func recording(into path: String) throws -> (installation: any Installation, recording: any SupportRecording)

    /// Runs a worker until `stop` is requested.
    /// - Parameter onStarted: called right before the first claim.
    func work(_ settings: WorkerSettings, until stop: StopRequest, onStarted: @escaping @Sendable () -> Void) async throws

    /// Opens what the web console works on, for as long as `body` runs. No keyring is read, and nothing is sent to a remote.
    /// - Parameter byProxy: a reverse proxy may name people, which takes a role of its own.
    /// - Throws: as `withServices`.
    func serveConsole<Result: Sendable>(
        byProxy: Bool, _ body: (ConsolePorts) async throws -> Result
    ) async throws -> Result
}

/// Parses the addresses that operators paste. Every throwing method throws `SyncError` `address_refused`.
package protocol AddressReading: Sendable {
    /// In the stored form: `https://acme.ilucca.net`.
    func luccaURL(pasted: String) throws -> String
    /// In the stored form: `https://api.planningpme.com/acme/`.
    func planningPMEURL(pasted: String) throws -> String
    /// Whether the host is one of Lucca's or PlanningPME's own, rather than another that a tenant's address may have.
    func isVendorsOwn(_ host: CredentialHost) -> Bool
}

/// A file that records the exchanges with both systems, for support: without names, texts and credentials.
package protocol SupportRecording: Sendable {
    var path: String { get }
    /// How many exchanges the file holds.
    var count: Int { get }
    /// The system's error text if an exchange could not be written: the file ends before it.
    var failure: String? { get }
    /// Stops recording.
    func close()
}

/// The options of a worker.
package struct WorkerSettings: Sendable {
    /// How many runs it performs at once.
    package let concurrency: Int
    /// Where health and metrics are served, as `host:port`; nil for nowhere.
    package let opsAddress: String?
    /// Metrics of runs have the tenant as a label.
    package let metricsPerTenant: Bool
    /// The front's words for alerts; without, they carry facts alone.
    package var alertWords: AlertPoster.Wording = { _, _ in [:] }

    private static let concurrencyRange = 1...512
    /// The range, for help texts.
    package static let concurrencySpan = "\(concurrencyRange.lowerBound) to \(concurrencyRange.upperBound)"

    /// - Throws: `invalid_input` for a concurrency out of range.
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
    package func withServices<Result: Sendable>(
        _ access: Access, _ body: (Services) async throws -> Result
    ) async throws -> Result {
        try await withServices(access, for: nil, body)
    }

    /// With a worker's access.
    package func withServices<Result: Sendable>(_ body: (Services) async throws -> Result) async throws -> Result {
        try await withServices(.work, body)
    }
}
