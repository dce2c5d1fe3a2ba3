import Foundation

// A false report, the reason of the suppression in suppressions.txt:
//     swiftc -sanitize=thread ops/lib/tsan/unique.swift -o .build/unique && .build/unique
//
// One thread reads an object and lets it go; another one writes to it once it holds the only reference, as every copy-on-write type does.
// The reference count orders the two, but the Swift runtime that counts is not built for ThreadSanitizer, which reports a race.
final class Box: @unchecked Sendable {
    var value = 0
}

let ended = DispatchSemaphore(value: 0)
final class Handover: @unchecked Sendable {
    let lock = NSLock()
    var box: Box? = Box()
    func copy() -> Box? { lock.withLock { box } }
    func take() -> Box? {
        lock.withLock {
            defer { box = nil }
            return box
        }
    }
}
let handover = Handover()
Thread.detachNewThread {
    do {
        var box = handover.copy()
        ended.signal()
        usleep(100_000)
        print(box?.value ?? 0)
        box = nil
    }
    ended.signal()
}
ended.wait()
var own = handover.take()!
while !isKnownUniquelyReferenced(&own) {}
own.value = 1
ended.wait()
