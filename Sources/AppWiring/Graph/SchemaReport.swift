public import SyncCore

/// Which migrations a database has.
public struct SchemaReport: Sendable, Hashable {
    public struct Step: Sendable, Hashable {
        public let name: String
        /// nil while it is pending.
        public let appliedAt: Instant?

        public init(name: String, appliedAt: Instant?) {
            self.name = name
            self.appliedAt = appliedAt
        }
    }

    /// In their order.
    public let steps: [Step]

    public init(steps: [Step]) {
        self.steps = steps
    }

    public var pending: [String] { steps.filter { $0.appliedAt == nil }.map(\.name) }
}
