import AsyncHTTPClient
import Synchronization

/// The HTTP clients: one for each resolved address of a name, and one for hosts that are not names.
///
/// By default, a client resolves each name again when it connects, and one hanging lookup blocks connections to every other host
/// on its thread. Here it gets the checked address; the name stays in the `Host` header, and the certificate must match it.
final class HostClients: Sendable {
    /// The destination of a client's requests.
    struct Place: Hashable, Sendable {
        /// Empty if it is not a name.
        let host: String
        let address: String
        /// There are other addresses: the next one is tried soon.
        let hasOthers: Bool

        static let anywhere = Place(host: "", address: "", hasOthers: false)
    }

    /// The number of idle clients that are kept.
    private static let mostIdle = 256

    private struct Entry {
        let client: HTTPClient
        var flights = 0
        var lastUse: UInt64 = 0
    }

    private struct State {
        var entries: [Place: Entry] = [:]
        /// By host, the last address that answered.
        var good: [String: String] = [:]
        var uses: UInt64 = 0
        var isShutDown = false
    }

    private let make: @Sendable (Place) -> HTTPClient
    private let state = Mutex(State())

    init(make: @escaping @Sendable (Place) -> HTTPClient) {
        self.make = make
    }

    /// The addresses of a name in the order to try them: the last one that answered first.
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

    /// A client, to be returned with `leave`.
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

    /// Closes every connection; requests in progress fail.
    func shutdown() async {
        // A failed close has no remedy.
        for client in close() { _ = try? await client.shutdown() }
    }

    /// The same without waiting: the clients keep themselves alive until it is done.
    func shutdownSoon() {
        for client in close() { client.shutdown { _ in } }
    }
}
