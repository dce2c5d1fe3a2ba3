import Synchronization

/// When each loop of the process last said that it is alive. A loop that says nothing for longer than it promised is stuck.
public final class LoopHeartbeats: Sendable {
    private struct Beat {
        let at: SteadyClock.Moment
        let limitSeconds: Double
    }

    private let clock: SteadyClock
    private let beats = Mutex<[String: Beat]>([:])

    public init(clock: SteadyClock) {
        self.clock = clock
    }

    /// The loop is alive, and will say so again `within` these seconds: a few times its period.
    public func beat(_ loop: String, within seconds: Double) {
        let beat = Beat(at: clock.now, limitSeconds: seconds)
        beats.withLock { $0[loop] = beat }
    }

    /// The loop ended as it should: nobody expects it to say anything.
    public func ended(_ loop: String) {
        beats.withLock { $0[loop] = nil }
    }

    /// By name.
    public var readings: [LoopReading] {
        let now = clock.now
        return beats.withLock { $0 }.sorted { $0.key < $1.key }.map { name, beat in
            let age = beat.at.duration(to: now) / .seconds(1)
            return LoopReading(name: name, ageSeconds: age, limitSeconds: beat.limitSeconds)
        }
    }

    /// Every loop that began is alive.
    public var areAlive: Bool { readings.allSatisfy(\.isAlive) }
}
