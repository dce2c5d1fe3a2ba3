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
