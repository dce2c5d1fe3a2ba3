import NIOConcurrencyHelpers

/// The faults to inject. Several may apply to one request: their delays, headers and gossip add up, and the first of the other
/// faults wins.
package final class FaultPlan: Sendable {
    /// A fault of the plan and its progress.
    package struct Standing: Codable, Hashable, Sendable {
        package let id: Int
        package let fault: Fault
        /// Matching requests.
        package internal(set) var seen: Int
        /// Requests that it applied to.
        package internal(set) var hits: Int
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

    /// Every fault with its counts, finished ones included.
    package var standings: [Standing] { state.withLockedValue { $0.standings } }

    /// - Returns: the fault's id, for `remove`.
    @discardableResult
    package func add(_ fault: Fault) -> Int {
        state.withLockedValue {
            let id = $0.nextID
            $0.nextID += 1
            $0.standings.append(Standing(id: id, fault: fault, seen: 0, hits: 0))
            return id
        }
    }

    package func remove(_ id: Int) {
        state.withLockedValue { $0.standings.removeAll { $0.id == id } }
    }

    package func removeAll() {
        state.withLockedValue { $0.standings.removeAll() }
    }

    /// The faults that apply to this request.
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

/// Which requests fail, when, and how.
package struct Fault: Hashable, Sendable {
    /// nil for both.
    package var remote: SimulatedRemote?
    /// A tenant's slug; nil for all.
    package var tenant: String?
    /// Such as `POST`; nil for all.
    package var method: String?
    /// The path without query and without the brand, where `*` matches anything, such as `/api/do/*`.
    package var route: String
    /// The number of matching requests that pass first.
    package var skipping: Int
    /// How often it applies; nil for always.
    package var times: Int?
    /// Probability in thousandths, drawn from the world's seed; nil for always.
    package var perThousand: Int?
    package var kind: FaultKind

    package init(
        _ kind: FaultKind, remote: SimulatedRemote? = nil, tenant: String? = nil, method: String? = nil, route: String = "*",
        skipping: Int = 0, times: Int? = 1, perThousand: Int? = nil
    ) {
        self.remote = remote
        self.tenant = tenant
        self.method = method
        self.route = route
        self.skipping = skipping
        self.times = times
        self.perThousand = perThousand
        self.kind = kind
    }
}

extension Fault: Codable {
    private enum Member: String, CodingKey {
        case remote, tenant, method, route, skipping, times, perThousand, kind
    }

    /// Everything except `kind` is optional; `times` is 1 by default, and null means always.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Member.self)
        self.init(
            try container.decode(FaultKind.self, forKey: .kind),
            remote: try container.decodeIfPresent(SimulatedRemote.self, forKey: .remote),
            tenant: try container.decodeIfPresent(String.self, forKey: .tenant),
            method: try container.decodeIfPresent(String.self, forKey: .method),
            route: try container.decodeIfPresent(String.self, forKey: .route) ?? "*",
            skipping: try container.decodeIfPresent(Int.self, forKey: .skipping) ?? 0,
            times: container.contains(.times) ? try container.decodeIfPresent(Int.self, forKey: .times) : 1,
            perThousand: try container.decodeIfPresent(Int.self, forKey: .perThousand))
    }
}

/// A fault of a remote system. In JSON on the control interface, such as `{"status": {"code": 503, "afterWork": true}}` or
/// `{"cutBody": {}}`.
package enum FaultKind: Codable, Hashable, Sendable {
    /// Answers with this status; with `afterWork`, after performing the request. `retryAfter` in seconds.
    case status(code: Int, afterWork: Bool, retryAfter: Int?)
    /// Waits, before the work or between the work and the answer.
    case delay(milliseconds: Int, afterWork: Bool)
    /// Closes the connection without an answer, before or after the work.
    case drop(afterWork: Bool)
    /// Does the work, announces the whole body, sends half of it and closes the connection.
    case cutBody
    /// Does the work and answers with half of the JSON, with a matching length.
    case truncatedJSON
    /// Does the work; the first member of that name (or every one) gets a value of another type. Without a name: `id`, `key` or
    /// `access_token`, whichever comes first.
    case wrongType(member: String?, everywhere: Bool?)
    /// Does the work; the first member of that name (or every one) becomes null. Without a name, as above.
    case null(member: String?, everywhere: Bool?)
    /// Does the work; in the row of that `id` or `key`, or in every row without one, the member of that name gets this JSON as
    /// written. A missing member is added.
    case planted(member: String, row: Int?, json: String)
    /// Answers with an HTML page; nothing is done.
    case html(status: Int)
    /// Does the work; the answer's first text is invalid UTF-8.
    case invalidUTF8
    /// Does the work; the answer has the content type `text/plain`.
    case wrongContentType
    /// Answers with well-formed JSON of about this many bytes, streamed; nothing is done.
    case hugeBody(bytes: Int)
    /// Answers 200 with this opening, this piece repeated up to `bytes`, and this closing, streamed; nothing is done.
    case flood(opening: String, piece: String, closing: String, bytes: Int)
    /// Redirects (307) to this scheme and host with the path appended; nothing is done.
    case redirect(to: String)
    /// Every token of the brand, or of the Lucca account, expires just before this request.
    case tokenEnded
    /// A page after the first one has the first page's rows.
    case pageRepeated
    /// An answer with a whole or a cut body has these headers instead of its own of the same names.
    case headers([String: String])
    /// A rejection (400 and above) repeats this text wherever systems explain errors: in `message` and `detail`, and in `errors`
    /// below names of fields and as one. If it is not JSON, the text is appended.
    case gossip(String)
    /// A page after the first one begins this many rows too late, or too early if negative.
    case pageShifted(rows: Int)
}

/// A fault of a later page. The first page is always right.
enum PagingFault: Sendable {
    /// The first page is returned again.
    case repeated
    /// The page begins this many rows too late; too early if negative.
    case shifted(Int)

    func offset(_ offset: Int, _ limit: Int) -> Int {
        guard offset > 0 else { return 0 }
        switch self {
        case .repeated: return 0
        case .shifted(let rows): return max(0, offset + rows)
        }
    }
}

/// One of the two simulated systems.
package enum SimulatedRemote: String, Codable, Hashable, Sendable, CaseIterable {
    case lucca
    case planningpme
}
