import HTTPTestKit
import HTTPTransport
import Synchronization

/// When requests arrived, by a standing time.
final class Arrivals: Sendable {
    private let times = Mutex<[Double]>([])
    var all: [Double] { times.withLock { $0 } }
    func note(_ time: Double) { times.withLock { $0.append(time) } }
}

/// Records when each successful exchange was sent.
struct ArrivalExchange: HTTPExchange {
    let inner: ScriptedExchange
    let arrivals: Arrivals
    let time: StandingTime

    func exchange(_ request: HTTPRequest, limits: ExchangeLimits) async throws -> HTTPResponse {
        let response = try await inner.exchange(request, limits: limits)
        arrivals.note(time.seconds)
        return response
    }
}

/// A small seeded generator.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
