public import HTTPTransport
public import SyncCore
import Synchronization

/// Time that moves only when someone sleeps.
public final class StandingTime: Pacing {
    private let slept = Mutex(0.0)

    public init() {}

    public func sleep(seconds: Double) async throws {
        try Task.checkCancellation()
        slept.withLock { $0 += seconds }
    }

    public var monotonicSeconds: Double { slept.withLock { $0 } }
    public var instant: Instant { Instant(secondsSince1970: 1_796_083_200 + Int(monotonicSeconds)) }
    public func jitter() -> Double { 0 }
}
