import Synchronization

/// Calls a test's hook at each `FaultPoint`; in production there is none. Hooks come from tests, or from the process's
/// development settings.
package final class FaultPoints: Sendable {
    /// The point, and which occurrence this is, counting from 1.
    package typealias Hook = @Sendable (FaultPoint, Int) async throws -> Void

    package static let none = FaultPoints(nil)

    private let hook: Hook?
    private let reached = Mutex<[FaultPoint: Int]>([:])

    /// - Parameter hook: kills the process there, or throws to simulate that: nothing is recorded after it.
    package convenience init(_ hook: @escaping Hook) {
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

/// Simulates the death of the process: code that catches it rethrows it without recording anything.
package struct InjectedCrash: Error, Hashable, Sendable {
    package let point: FaultPoint
}

/// Points of a run at which tests kill it: each lies between two effects that a crash may separate.
package enum FaultPoint: String, Sendable, Hashable, CaseIterable {
    case afterClaim = "after_claim"
    case afterFetch = "after_fetch"
    case afterSettlement = "after_settlement"
    case afterTypeCreated = "after_type_created"
    case afterDepartmentCreated = "after_department_created"
    case afterResourceCreated = "after_resource_created"
    case afterResourceUpdated = "after_resource_updated"
    case afterMemory = "after_memory"
    case afterIntents = "after_intents"
    case beforeRemoteWrite = "before_remote_write"
    case afterRemoteWrite = "after_remote_write"
    case beforeOutcomes = "before_outcomes"
    case afterOutcomes = "after_outcomes"
    case afterFieldsUpdated = "after_fields_updated"
    case beforeFinish = "before_finish"
    case afterFinish = "after_finish"
}
