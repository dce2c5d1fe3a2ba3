/// Which migrations a database has.
public struct SchemaReport: Sendable, Hashable {
    public struct Step: Sendable, Hashable {
        public let name: String
        /// false while it is pending.
        public let isApplied: Bool

        public init(name: String, isApplied: Bool) {
            self.name = name
            self.isApplied = isApplied
        }
    }

    /// In their order.
    public let steps: [Step]

    public init(steps: [Step]) {
        self.steps = steps
    }

    public var pending: [String] { steps.filter { !$0.isApplied }.map(\.name) }
}
