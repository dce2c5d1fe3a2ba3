/// The one line that the executable prints when requests can come.
public struct ReadyLine: Codable, Sendable {
    /// Scheme, host and port of each listener.
    public let baseURLs: [String]
    public let today: SimulatedDay
    public let seed: UInt64
    public let tenants: [TenantCard]

    public init(ports: [Int], world: SimulatedWorld, seed: UInt64) {
        let bases = ports.map { "http://127.0.0.1:\($0)" }
        baseURLs = bases
        today = world.today
        self.seed = seed
        tenants = world.tenants.map { TenantCard($0, base: bases.first) }
    }

    /// One line of JSON without its line end.
    public func text() throws -> String {
        try JSONValue.encoding(self).serialized
    }
}
