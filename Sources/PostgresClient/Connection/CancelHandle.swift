internal import CLibPQ
internal import Foundation
internal import Synchronization

/// Asks the server to cancel what a session is doing.
///
/// Invariant of `@unchecked Sendable`: a `PGcancel` is a copy of the session's address that never changes, is made for use
/// from other threads, and is freed with the last reference.
final class CancelHandle: @unchecked Sendable {
    private let pointer: OpaquePointer

    /// - Returns: nil when the session is not connected.
    init?(of connection: OpaquePointer) {
        guard let pointer = PQgetCancel(connection) else { return nil }
        self.pointer = pointer
    }

    deinit { PQfreeCancel(pointer) }

    /// A request under way.
    final class Request: Sendable {
        private let finished = Atomic<Bool>(false)
        var isFinished: Bool { finished.load(ordering: .acquiring) }
        fileprivate func finish() { finished.store(true, ordering: .releasing) }
    }

    /// Sends the request from a thread of its own: it opens a connection, which may block for long when the network is gone.
    func send(waking pipe: WakePipe) -> Request {
        let request = Request()
        let thread = Thread { [self] in
            var reason = [CChar](repeating: 0, count: 256)
            _ = PQcancel(pointer, &reason, Int32(reason.count))
            request.finish()
            pipe.wake()
        }
        thread.name = "postgres-cancel"
        thread.stackSize = 1 << 18
        thread.start()
        return request
    }
}
