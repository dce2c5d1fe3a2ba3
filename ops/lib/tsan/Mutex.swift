import Foundation

/// Takes the place of `Synchronization.Mutex` in what `ops/prove tsan` builds, and nowhere else: a lock that ThreadSanitizer sees.
///
/// A contended `Synchronization.Mutex` waits inside libswiftSynchronization, which is not built for ThreadSanitizer, so that
/// whatever it hands from thread to thread looks like a race.
final class Mutex<Value: ~Copyable>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    init(_ value: consuming sending Value) { self.value = value }

    func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}

/// As the standard library's: a dump does not show the value. A test looks for secrets in dumps.
extension Mutex: CustomReflectable where Value: ~Copyable {
    var customMirror: Mirror { Mirror(self, children: [:]) }
}
