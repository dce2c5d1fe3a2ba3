import AsyncHTTPClient
import Synchronization

/// The HTTP clients: one for each address that a name's requests go to, and one for what is no name.
///
/// Left to itself, a client looks each name up once more when it connects, and one look-up that hangs holds up the connections to
/// every other host that share its thread. Here it gets the address that was looked up and judged; the name stays in the `Host`
/// header and is what the certificate must be for.
final class HostClients: Sendable {
    /// Where a client's requests go.
    struct Place: Hashable, Sendable {
        /// Empty for what is no name.
        let host: String
        let address: String
        /// One of several: another one is tried soon.
        let hasOthers: Bool

        static let anywhere = Place(host: "", address: "", hasOthers: false)
    }

    /// Clients without a request under way that are kept.
    private static let mostIdle = 256

    private struct Entry {
        let client: HTTPClient
        var flights = 0
        var lastUse: UInt64 = 0
    }

    private struct State {
        var entries: [Place: Entry] = [:]
        /// By host, the address that answered last.
        var good: [String: String] = [:]
        var uses: UInt64 = 0
        var isShutDown = false
    }

    private let make: @Sendable (Place) -> HTTPClient
    private let state = Mutex(State())

    init(make: @escaping @Sendable (Place) -> HTTPClient) {
        self.make = make
    }

    /// The addresses of a name in the order in which they are tried: the one that answered last comes first.
    func places(of host: String, _ addresses: [IPAddress]) -> [Place] {
        let texts = addresses.map(\.text)
        let good = state.withLock { $0.good[host] }
        let ordered = texts.filter { $0 == good } + texts.filter { $0 != good }
        return ordered.map { Place(host: host, address: $0, hasOthers: texts.count > 1) }
    }

    func answered(_ place: Place) {
        guard place.hasOthers else { return }
        state.withLock { $0.good[place.host] = place.address }
    }

    /// A client, which is given back with `leave`.
    func enter(_ place: Place) throws -> HTTPClient {
        let client: HTTPClient? = state.withLock { state in
            guard !state.isShutDown else { return nil }
            state.uses += 1
            var entry = state.entries[place] ?? Entry(client: make(place))
            entry.flights += 1
            entry.lastUse = state.uses
            state.entries[place] = entry
            return entry.client
        }
        guard let client else { throw ExchangeFailure(.cancelled, mayHaveBeenReceived: false, detail: "client shut down") }
        return client
    }

    func leave(_ place: Place) {
        let old: HTTPClient? = state.withLock { state in
            state.entries[place]?.flights -= 1
            let idle = state.entries.filter { $0.value.flights == 0 }
            guard idle.count > Self.mostIdle, let oldest = idle.min(by: { $0.value.lastUse < $1.value.lastUse }) else {
                return nil
            }
            return state.entries.removeValue(forKey: oldest.key)?.client
        }
        old?.shutdown { _ in }
    }

    private func close() -> [HTTPClient] {
        state.withLock { state in
            state.isShutDown = true
            let clients = state.entries.values.map(\.client)
            state.entries = [:]
            return clients
        }
    }

    /// Closes every connection; requests under way fail.
    func shutdown() async {
        // Nothing can be done about a connection that did not close well.
        for client in close() { _ = try? await client.shutdown() }
    }

    /// The same, without waiting for it: the clients keep themselves alive until it is done.
    func shutdownSoon() {
        for client in close() { client.shutdown { _ in } }
    }
}
