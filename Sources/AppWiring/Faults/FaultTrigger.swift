public import SyncEngine

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Ends or halts this process at one place of a run, as a failing machine might: `PASSERELLE_FAULT_POINT`, for tests alone.
public struct FaultTrigger: Sendable, Hashable {
    public enum Action: String, Sendable, Hashable, CaseIterable {
        /// SIGKILL: nothing runs after it.
        case kill
        /// SIGSTOP: the process stands still until somebody sends SIGCONT.
        case stop
    }

    public let point: FaultPoint
    /// The how manyeth time that the point is reached, from 1.
    public let occurrence: Int
    public let action: Action

    public init(_ point: FaultPoint, occurrence: Int, _ action: Action) {
        self.point = point
        self.occurrence = occurrence
        self.action = action
    }

    /// Such as `after_intents:3:kill`; nil when it is anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let point = FaultPoint(rawValue: parts[0]), let occurrence = Int(parts[1]), occurrence > 0,
            let action = Action(rawValue: parts[2])
        else { return nil }
        self.init(point, occurrence: occurrence, action)
    }

    /// The hook that does it.
    public var faultPoints: FaultPoints {
        FaultPoints { point, count in
            guard point == self.point, count == occurrence else { return }
            // Both act on the whole process, and this thread does not come back from the call before they have.
            _ = raise(action == .kill ? SIGKILL : SIGSTOP)
        }
    }
}
