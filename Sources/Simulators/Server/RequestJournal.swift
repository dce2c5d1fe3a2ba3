import NIOConcurrencyHelpers

/// Every request since the start or the last reset, oldest first; limited to the last million.
package final class RequestJournal: Sendable {
    private struct State: Sendable {
        var entries: [JournalEntry] = []
        var sequence = 0
        var windows: [String: RollingWindow] = [:]
        var maxima: [String: Int] = [:]
    }

    private static let capacity = 1_000_000
    private let state = NIOLockedValueBox(State())

    init() {}

    /// The matching requests.
    /// - Parameter since: only those after this sequence number.
    package func entries(since: Int = 0, remote: SimulatedRemote? = nil, tenant: String? = nil) -> [JournalEntry] {
        state.withLockedValue {
            $0.entries.filter { entry in
                entry.sequence > since && entry.remote == remote ?? entry.remote && entry.tenant == tenant ?? entry.tenant
            }
        }
    }

    /// The number of the last request.
    package var sequence: Int { state.withLockedValue { $0.sequence } }

    /// By Lucca account, the maximum number of requests in any 60 seconds, rejected ones included.
    package var luccaRates: [String: Int] { state.withLockedValue { $0.maxima } }

    /// Clears requests and rates. Sequence numbers continue.
    package func reset() {
        state.withLockedValue {
            $0.entries.removeAll()
            $0.windows.removeAll()
            $0.maxima.removeAll()
        }
    }

    /// Counts a request that came in at Lucca.
    func countArrival(at now: UInt64, account: String) {
        state.withLockedValue {
            let count = $0.windows[account, default: RollingWindow()].count(at: now, span: 60_000_000_000)
            if count > $0.maxima[account, default: 0] { $0.maxima[account] = count }
        }
    }

    func record(_ entry: JournalEntry) {
        state.withLockedValue {
            $0.sequence += 1
            var entry = entry
            entry.sequence = $0.sequence
            if $0.entries.count >= Self.capacity { $0.entries.removeFirst(Self.capacity / 10) }
            $0.entries.append(entry)
        }
    }
}

/// One request that reached a simulated system.
package struct JournalEntry: Codable, Hashable, Sendable {
    /// From 1, in the order of answering.
    package internal(set) var sequence: Int
    /// When it arrived, in milliseconds since 1970-01-01T00:00:00Z.
    package let epochMilliseconds: Int
    /// When it arrived, in nanoseconds of the simulator's monotonic clock.
    package let monotonicNanoseconds: UInt64
    package let remote: SimulatedRemote
    /// The tenant's slug; what the caller sent as one if there is no such tenant.
    package let tenant: String
    /// The caller's `User-Agent`; Passerelle's workers name their process to simulators.
    package let agent: String
    package let method: String
    /// Path and query as sent.
    package let path: String
    /// The status; 0 if the connection was dropped without an answer.
    package let status: Int
    /// The request was performed, whatever the answer.
    package let didWork: Bool
    /// For a write: the key of the thing and, for an event, the reference in its remark.
    package let subject: String?
}
