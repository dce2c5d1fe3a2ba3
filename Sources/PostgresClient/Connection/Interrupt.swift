internal import Synchronization

/// The wish that one operation of a session ends early. Late wishes meet an operation that is over, and do nothing.
final class Interrupt: Sendable {
    private let requested = Atomic<Bool>(false)
    private let pipe: WakePipe

    init(_ pipe: WakePipe) { self.pipe = pipe }

    var isRequested: Bool { requested.load(ordering: .acquiring) }

    /// Callable from anywhere, never blocks.
    func request() {
        requested.store(true, ordering: .releasing)
        pipe.wake()
    }
}
