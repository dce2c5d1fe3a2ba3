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

/// Which requests go wrong, when, and how.
public struct Fault: Hashable, Sendable {
    /// nil for both.
    public var remote: SimulatedRemote?
    /// A tenant's slug; nil for all.
    public var tenant: String?
    /// Such as `POST`; nil for all.
    public var method: String?
    /// The path without query and without the brand, where `*` stands for anything, such as `/api/do/*`.
    public var route: String
    /// How many matching requests pass first.
    public var skipping: Int
    /// How often it happens; nil for ever.
    public var times: Int?
    /// Times in a thousand, drawn from the world's seed; nil for always.
    public var perThousand: Int?
    public var kind: FaultKind

    public init(
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

    /// Everything but `kind` may be left out; `times` is 1 unless given, and null is for ever.
    public init(from decoder: any Decoder) throws {
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

/// One way in which a remote system lets its caller down. As JSON on the control interface, such as
/// `{"status": {"code": 503, "afterWork": true}}` or `{"cutBody": {}}`.
public enum FaultKind: Codable, Hashable, Sendable {
    /// Answers with this status; with `afterWork`, after doing what was asked. `retryAfter` in seconds.
    case status(code: Int, afterWork: Bool, retryAfter: Int?)
    /// Waits, before the work or between the work and the answer.
    case delay(milliseconds: Int, afterWork: Bool)
    /// Closes the connection without an answer, before or after the work.
    case drop(afterWork: Bool)
    /// Does the work, announces the whole body, sends half of it and closes the connection.
    case cutBody
    /// Does the work and answers with half of the JSON, as if it were whole.
    case truncatedJSON
    /// Does the work; the first member of that name (or every one) holds a value of another type. Without a name: `id`, `key`
    /// or `access_token`, whichever comes first.
    case wrongType(member: String?, everywhere: Bool?)
    /// Does the work; the first member of that name (or every one) holds null. Without a name, as above.
    case null(member: String?, everywhere: Bool?)
    /// Does the work; in the row of that `id` or `key`, or in every one without it, the member of that name holds this JSON, written as
    /// it is. A row that has no such member gets it.
    case planted(member: String, row: Int?, json: String)
    /// Answers with a page of HTML; nothing is done.
    case html(status: Int)
    /// Does the work; the first text of the answer is not UTF-8.
    case invalidUTF8
    /// Does the work; the answer calls itself `text/plain`.
    case wrongContentType
    /// Answers with well-formed JSON of about that many bytes, streamed; nothing is done.
    case hugeBody(bytes: Int)
    /// Answers 200 with this opening, so many bytes of this piece again and again, and this closing, streamed; nothing is done.
    case flood(opening: String, piece: String, closing: String, bytes: Int)
    /// Sends the caller elsewhere (307) with the path appended to this scheme and host; nothing is done.
    case redirect(to: String)
    /// Every token of the brand ends just before this request.
    case tokenEnded
    /// A page after the first one holds the first page's rows.
    case pageRepeated
    /// What is answered, if it is a whole or a cut body, has these headers in place of its own of those names.
    case headers([String: String])
    /// A refusal (400 and above) repeats this text wherever systems explain themselves: in `message` and `detail`, and in
    /// `errors` under names of fields and as one. What is no JSON has it at its end.
    case gossip(String)
    /// A page after the first one begins that many rows too late, or too early when negative.
    case pageShifted(rows: Int)
}

/// How a later page goes wrong. The first page is always right.
enum PagingFault: Sendable {
    /// The first page comes again.
    case repeated
    /// The page begins that many rows too late; too early when negative.
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
public enum SimulatedRemote: String, Codable, Hashable, Sendable, CaseIterable {
    case lucca
    case planningpme
}
