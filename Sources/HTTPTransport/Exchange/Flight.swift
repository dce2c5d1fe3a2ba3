import NIOHTTP1
import Synchronization

/// One exchange under way, known to the connection that carries it.
final class Flight: Sendable {
    let mayStillBeSent: @Sendable () async -> Bool
    let maySendNow: @Sendable () -> Bool
    private let written = Atomic(false)

    init(_ limits: ExchangeLimits) {
        mayStillBeSent = limits.mayStillBeSent
        maySendNow = limits.maySendNow
    }

    /// From here on the remote may have received the request.
    func wasWritten() { written.store(true, ordering: .sequentiallyConsistent) }
    var mayHaveBeenReceived: Bool { written.load(ordering: .sequentiallyConsistent) }
}

/// The exchanges under way, by a number that travels in a header of the request as far as the connection's `SendGate`, which
/// takes it out: the HTTP client offers no other way to tell which request a connection was given.
final class FlightBoard: Sendable {
    static let header = "passerelle-flight"
    private let flights = Mutex<(next: UInt64, under: [String: Flight])>((0, [:]))

    func enter(_ flight: Flight) -> String {
        flights.withLock { flights in
            flights.next += 1
            let number = String(flights.next)
            flights.under[number] = flight
            return number
        }
    }

    func leave(_ number: String) {
        flights.withLock { _ = $0.under.removeValue(forKey: number) }
    }

    func flight(in headers: HTTPHeaders) -> Flight? {
        headers.first(name: Self.header).flatMap { number in flights.withLock { $0.under[number] } }
    }
}
