/// What one run takes from one remote at most. A remote owns neither our memory nor our time: whatever it answers, a read ends at one
/// of these. They are many times what 20,000 employees need.
public struct ReadLimits: Sendable, Hashable {
    /// What an answer may hold.
    public struct Answer: Sendable, Hashable {
        public var bytes: Int
        /// JSON values and names together.
        public var nodes: Int

        public init(bytes: Int, nodes: Int) {
            self.bytes = bytes
            self.nodes = nodes
        }
    }

    /// A page of a list. A remote that ignores paging may answer a whole list at once.
    public var page = Answer(bytes: 32 << 20, nodes: 1_500_000)
    /// Anything else: one event or resource, a token, what a write comes back with.
    public var thing = Answer(bytes: 1 << 20, nodes: 50_000)
    /// Rows of all lists together, those of lists that are read again included.
    public var rows = 4_000_000
    /// Pages of all lists together. Lucca's budget lets through some 2,900 in an hour.
    public var pages = 10_000
    /// Seconds spent on pages of lists: waiting for the budget, for the answer, and between attempts.
    public var seconds = 3600.0

    public init() {}

    public static let standard = ReadLimits()

    /// For a run that workers have died of: enough for 500 employees, and a quarter of the memory.
    public static let suspect: ReadLimits = {
        var limits = ReadLimits()
        limits.page = Answer(bytes: 8 << 20, nodes: 400_000)
        limits.thing = Answer(bytes: 256 << 10, nodes: 10_000)
        limits.rows = 500_000
        limits.pages = 1000
        limits.seconds = 900
        return limits
    }()

    func answer(_ kind: RemoteRequest.Answer) -> Answer { kind == .page ? page : thing }
}
