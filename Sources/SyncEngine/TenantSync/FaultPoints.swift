import Synchronization

/// Calls a test's hook at each `FaultPoint`; in production there is none. Hooks come from tests, or from the development settings
/// of the process.
public final class FaultPoints: Sendable {
    /// The point, and how many times it was reached by now, this time included.
    public typealias Hook = @Sendable (FaultPoint, Int) async throws -> Void

    public static let none = FaultPoints(nil)

    private let hook: Hook?
    private let reached = Mutex<[FaultPoint: Int]>([:])

    /// - Parameter hook: kills the process there, or throws, which stands for that: nothing is recorded after it.
    public convenience init(_ hook: @escaping Hook) {
        self.init(.some(hook))
    }

    private init(_ hook: Hook?) {
        self.hook = hook
    }

    /// - Throws: `InjectedCrash`.
    func reach(_ point: FaultPoint) async throws {
        guard let hook else { return }
        let count = reached.withLock { reached in
            reached[point, default: 0] += 1
            return reached[point, default: 0]
        }
        do {
            try await hook(point, count)
        } catch {
            throw InjectedCrash(point: point)
        }
    }
}

/// Stands for the death of the process: whoever sees it records nothing and passes it on.
public struct InjectedCrash: Error, Hashable, Sendable {
    public let point: FaultPoint
}
