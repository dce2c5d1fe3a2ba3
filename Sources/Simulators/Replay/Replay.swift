import NIOConcurrencyHelpers

/// Finds the recorded exchange for a request.
///
/// The n-th of equal requests gets the n-th exchange recorded for them; further ones get the last. Looser rules first use
/// exchanges whose requests were equal to each other, so that two windows of days that both moved are not mixed up.
final class Replay: Sendable {
    struct Match: Sendable {
        let exchange: RecordedExchange
        let rule: ReplayRule
        let clock: ClockNumbers
    }

    private struct State {
        /// By exchange.
        var isUsed: [Bool]
        /// By request, its last exchange found by a looser rule.
        var latest: [RequestShape: Int] = [:]
        /// By exchange, filled on demand.
        var pieces: [Int: Set<String>] = [:]
        var answered: [ReplayRule: Int] = [:]
        var unanswered = 0
        var clock = ClockNumbers()
        var tokens = 0
    }

    private let exchanges: [RecordedExchange]
    private let credentials: CredentialNames
    private let requests: [RequestShape]
    private let equal: [RequestShape: [Int]]
    private let equalButForMoments: [RequestShape: [Int]]
    private let atPlace: [RequestPlace: [Int]]
    private let state: NIOLockedValueBox<State>

    init(_ recording: Recording) {
        let exchanges = recording.exchanges
        let credentials = CredentialNames(in: exchanges.map(\.request))
        let requests = exchanges.map { credentials.hiding($0.request) }
        self.exchanges = exchanges
        self.credentials = credentials
        self.requests = requests
        equal = Dictionary(grouping: requests.indices) { requests[$0] }
        equalButForMoments = Dictionary(grouping: requests.indices) { requests[$0].withoutMoments }
        atPlace = Dictionary(grouping: requests.indices) { requests[$0].place }
        state = NIOLockedValueBox(State(isUsed: Array(repeating: false, count: exchanges.count)))
    }

    /// - Parameter readings: the request, in each form in which the recorder may have recorded its body, the likeliest first.
    func match(_ readings: [RequestShape]) -> Match? {
        let readings = readings.map(credentials.hiding)
        return state.withLockedValue { state in
            guard let (index, rule) = find(readings, &state) else {
                state.unanswered += 1
                return nil
            }
            state.isUsed[index] = true
            state.answered[rule, default: 0] += 1
            return Match(exchange: exchanges[index], rule: rule, clock: state.clock)
        }
    }

    /// A token that was not issued before.
    func makeToken() -> String {
        state.withLockedValue { state in
            state.tokens += 1
            return "replayed-token-\(state.tokens)"
        }
    }

    var counts: ReplayCounts {
        state.withLockedValue { state in
            ReplayCounts(
                exact: state.answered[.exact, default: 0], looseByDates: state.answered[.moments, default: 0],
                looseByPath: state.answered[.place, default: 0], unanswered: state.unanswered, recorded: exchanges.count,
                neverAsked: state.isUsed.count { !$0 })
        }
    }

    private func find(_ readings: [RequestShape], _ state: inout State) -> (Int, ReplayRule)? {
        for reading in readings {
            guard let group = equal[reading], let last = group.last else { continue }
            return (group.first { !state.isUsed[$0] } ?? last, .exact)
        }
        for reading in readings {
            guard let group = equalButForMoments[reading.withoutMoments], let last = group.last else { continue }
            let index = next(of: group, orElse: last, for: reading, &state)
            state.clock.learn(recorded: requests[index], sent: reading)
            return (index, .moments)
        }
        guard let reading = readings.first, let group = atPlace[reading.place] else { return nil }
        let pieces = reading.withoutMoments.pieces
        let byDistance = group.map { (index: $0, distance: distance(of: $0, to: pieces, &state)) }
            .sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }
        guard let nearest = byDistance.last(where: { $0.distance == byDistance.first?.distance }) else { return nil }
        return (next(of: byDistance.map(\.index), orElse: nearest.index, for: reading, &state), .place)
    }

    private func next(of group: [Int], orElse last: Int, for request: RequestShape, _ state: inout State) -> Int {
        let latest = state.latest[request]
        let companions = latest.flatMap { equal[requests[$0]] } ?? []
        let index =
            companions.first { !state.isUsed[$0] } ?? group.first { !state.isUsed[$0] } ?? latest ?? last
        state.latest[request] = index
        return index
    }

    private func distance(of index: Int, to pieces: Set<String>, _ state: inout State) -> Int {
        let own = state.pieces[index] ?? requests[index].withoutMoments.pieces
        state.pieces[index] = own
        return own.symmetricDifference(pieces).count
    }
}

/// How a recorded exchange was found for a request, the strictest first.
enum ReplayRule: Hashable, Sendable {
    /// Equal, except for credentials.
    case exact
    /// Equal, except for dates and times, some of which depend on the current time.
    case moments
    /// With equal system, method and path.
    case place
}

/// The results of a replay so far: the answer of `GET /_control/replay`.
package struct ReplayCounts: Codable, Hashable, Sendable {
    /// Requests answered as recorded.
    package let exact: Int
    /// Requests answered by a looser rule: the two below.
    package let loose: Int
    /// Equal except for dates and times.
    package let looseByDates: Int
    /// With equal system, method and path.
    package let looseByPath: Int
    /// Requests without a match in the recording (501).
    package let unanswered: Int
    /// Exchanges in the recording.
    package let recorded: Int
    /// Exchanges in the recording that answered no request.
    package let neverAsked: Int

    init(exact: Int, looseByDates: Int, looseByPath: Int, unanswered: Int, recorded: Int, neverAsked: Int) {
        self.exact = exact
        loose = looseByDates + looseByPath
        self.looseByDates = looseByDates
        self.looseByPath = looseByPath
        self.unanswered = unanswered
        self.recorded = recorded
        self.neverAsked = neverAsked
    }

    /// For people, on one line.
    package var text: String {
        "Requests answered: \(exact) exactly, \(loose) loosely (\(looseByDates) with other dates, "
            + "\(looseByPath) by method and path alone), \(unanswered) not at all. Recorded exchanges never asked for: \(neverAsked) of \(recorded)."
    }
}
