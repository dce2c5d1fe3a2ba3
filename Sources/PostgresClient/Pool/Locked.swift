internal import Foundation

/// A value that several threads change in turn.
///
/// Invariant of `@unchecked Sendable`: `state` is touched with `lock` held. (Not `Mutex`, whose locking ThreadSanitizer does
/// not see on Linux.)
final class Locked<State>: @unchecked Sendable {
    private let lock = NSLock()
    private var state: State

    init(_ state: State) { self.state = state }

    func withLock<Result>(_ use: (inout State) throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try use(&state)
    }
}
