import NIOConcurrencyHelpers

/// What is to go wrong. Several faults may hit one request: their delays, headers and gossip add up, and the first other
/// fault wins.
public final class FaultPlan: Sendable {
    /// A fault of the plan and how far it got.
    public struct Standing: Codable, Hashable, Sendable {
        public let id: Int
        public let fault: Fault
        /// Requests that matched.
        public internal(set) var seen: Int
        /// Requests that it hit.
        public internal(set) var hits: Int
    }

    private struct State: Sendable {
        var standings: [Standing] = []
        var nextID = 1
        var random: SeededGenerator
    }

    private let state: NIOLockedValueBox<State>

    init(seed: UInt64) {
        state = NIOLockedValueBox(State(random: SeededGenerator(seed: seed, tenant: 0, purpose: 8)))
    }

    /// Every fault with what it did so far, spent ones included.
    public var standings: [Standing] { state.withLockedValue { $0.standings } }

    /// - Returns: the fault's id, for `remove`.
    @discardableResult
    public func add(_ fault: Fault) -> Int {
        state.withLockedValue {
            let id = $0.nextID
            $0.nextID += 1
            $0.standings.append(Standing(id: id, fault: fault, seen: 0, hits: 0))
            return id
        }
    }

    /// Forgets one fault.
    public func remove(_ id: Int) {
        state.withLockedValue { $0.standings.removeAll { $0.id == id } }
    }

    /// Forgets them all.
    public func removeAll() {
        state.withLockedValue { $0.standings.removeAll() }
    }

    /// What hits this request.
    func hits(_ remote: SimulatedRemote, tenant: String, method: String, route: Substring) -> [FaultKind] {
        state.withLockedValue { state in
            guard !state.standings.isEmpty else { return [] }
            var result: [FaultKind] = []
            for position in state.standings.indices {
                let fault = state.standings[position].fault
                guard fault.remote ?? remote == remote, fault.tenant ?? tenant == tenant,
                    (fault.method ?? method).uppercased() == method, Self.matches(fault.route, route)
                else { continue }
                state.standings[position].seen += 1
                guard state.standings[position].seen > fault.skipping, state.standings[position].hits < fault.times ?? Int.max,
                    fault.perThousand.map({ state.random.chance($0) }) ?? true
                else { continue }
                state.standings[position].hits += 1
                result.append(fault.kind)
            }
            return result
        }
    }

    static func matches(_ pattern: String, _ path: Substring) -> Bool {
        let parts = pattern.lowercased().split(separator: "*", omittingEmptySubsequences: false)
        var rest = Substring(path.lowercased())
        guard let first = parts.first, rest.hasPrefix(first) else { return false }
        rest = rest.dropFirst(first.count)
        guard parts.count > 1, let last = parts.last else { return rest.isEmpty }
        for part in parts.dropFirst().dropLast() {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}
