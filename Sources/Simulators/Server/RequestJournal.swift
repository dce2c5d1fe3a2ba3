import NIOConcurrencyHelpers

/// Every request since the start or the last reset, oldest first; the oldest are forgotten beyond a million.
public final class RequestJournal: Sendable {
    private struct State: Sendable {
        var entries: [JournalEntry] = []
        var sequence = 0
        var windows: [String: RollingWindow] = [:]
        var maxima: [String: Int] = [:]
    }

    private static let capacity = 1_000_000
    private let state = NIOLockedValueBox(State())

    init() {}

    /// The requests kept, narrowed down as asked.
    /// - Parameter since: only what came after this sequence number.
    public func entries(since: Int = 0, remote: SimulatedRemote? = nil, tenant: String? = nil) -> [JournalEntry] {
        state.withLockedValue {
            $0.entries.filter { entry in
                entry.sequence > since && entry.remote == remote ?? entry.remote && entry.tenant == tenant ?? entry.tenant
            }
        }
    }

    /// The number of the last request.
    public var sequence: Int { state.withLockedValue { $0.sequence } }

    /// By Lucca account, the most requests that came in any 60 seconds, refused ones included.
    public var luccaRates: [String: Int] { state.withLockedValue { $0.maxima } }

    /// Forgets requests and rates. Sequence numbers go on.
    public func reset() {
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
public struct JournalEntry: Codable, Hashable, Sendable {
    /// From 1, in the order of answering.
    public internal(set) var sequence: Int
    /// When it came in, in milliseconds since 1970-01-01T00:00:00Z.
    public let epochMilliseconds: Int
    /// When it came in, in nanoseconds of the simulator's monotonic clock.
    public let monotonicNanoseconds: UInt64
    public let remote: SimulatedRemote
    /// The tenant's slug; what the caller said it was when there is no such tenant.
    public let tenant: String
    /// What the caller says of itself (`User-Agent`); Passerelle's workers name their process to simulators.
    public let agent: String
    public let method: String
    /// Path and query as sent.
    public let path: String
    /// What was answered; 0 when the connection was dropped without an answer.
    public let status: Int
    /// What was asked has been done, whatever the answer said.
    public let didWork: Bool
    /// Of a write: the key of the thing and, of an event, the reference in its remark.
    public let subject: String?
}
