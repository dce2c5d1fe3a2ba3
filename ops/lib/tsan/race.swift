import Foundation

// Two threads that count in one place: what ThreadSanitizer must report, or its silence about anything else means nothing.
nonisolated(unsafe) var count = 0
DispatchQueue.concurrentPerform(iterations: 2) { _ in
    for _ in 0..<100_000 { count += 1 }
}
print(count)
