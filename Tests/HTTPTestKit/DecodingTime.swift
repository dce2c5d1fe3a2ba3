import Foundation
import HTTPTransport

/// The processor's time, which shows where work was done.
package enum DecodingTime {
    /// Of the thread that asks.
    package static var ofThisThread: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// What the two threads on which answers are read have taken so far.
    package static func spent() async throws -> Double {
        var threads: [UInt: Double] = [:]
        while threads.count < 2 {
            try await withThrowingTaskGroup(of: (UInt, Double).self) { group in
                for _ in 0..<16 { group.addTask { try await Decoding.run { (UInt(pthread_self()), ofThisThread) } } }
                for try await (thread, time) in group { threads[thread] = time }
            }
        }
        return threads.values.reduce(0, +)
    }

    /// What `work` takes.
    package static func of(_ work: () throws -> Void) rethrows -> Double {
        let before = ofThisThread
        try work()
        return ofThisThread - before
    }
}
