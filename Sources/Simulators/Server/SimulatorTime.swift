import Foundation
import NIOCore

/// Where the simulators read time from: limits and token lifetimes count in the first, the journal shows the second.
public struct SimulatorTime: Sendable {
    /// Nanoseconds that only grow.
    public var monotonic: @Sendable () -> UInt64
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public var epochMilliseconds: @Sendable () -> Int

    public init(monotonic: @escaping @Sendable () -> UInt64, epochMilliseconds: @escaping @Sendable () -> Int) {
        self.monotonic = monotonic
        self.epochMilliseconds = epochMilliseconds
    }

    /// The machine's clocks. A remote system keeps its own time, so this is the one place of the library that asks for it.
    public static let machine = SimulatorTime(
        monotonic: { NIODeadline.now().uptimeNanoseconds },
        epochMilliseconds: { Int(Date().timeIntervalSince1970 * 1000) })
}
