/// The one line that the executable prints when requests to a recording can come: in the shape of `ReadyLine`, as far as a
/// recording tells.
public struct ReplayReadyLine: Codable, Sendable {
    /// Scheme, host and port of each listener.
    public let baseURLs: [String]
    /// The day on which the recording was made, if it tells: a run as of that day asks for the days that were recorded.
    public let today: SimulatedDay?
    /// The tenant under its pseudonym. The credentials are made up, as any are accepted.
    public let tenants: [TenantCard]

    init(ports: [Int], recording: Recording) {
        let account = recording.account
        let port = ports.first ?? 0
        baseURLs = ports.map { "http://127.0.0.1:\($0)" }
        today = recording.day
        // The first label of Lucca's host is the account in the references of events.
        tenants = [
            TenantCard(
                tenant: account, luccaURL: "http://\(account).localhost:\(port)",
                planningPMEURL: "http://127.0.0.1:\(port)/\(account)/",
                credentials: TenantCredentials(seed: 0, index: 0, slug: account))
        ]
    }

    /// One line of JSON without its line end.
    public func text() throws -> String {
        try JSONValue.encoding(self).serialized
    }
}
