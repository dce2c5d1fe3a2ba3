import Foundation

// Two threads that count in one place: what ThreadSanitizer must report, or its silence about anything else means nothing. Threads of
// their own: on a busy machine, one thread of a shared pool would do the work of both.
nonisolated(unsafe) var count = 0
let ended = DispatchSemaphore(value: 0)
for _ in 0..<2 {
    Thread.detachNewThread {
        for _ in 0..<100_000 { count += 1 }
        ended.signal()
    }
}
for _ in 0..<2 { ended.wait() }
print(count)
