public import SyncCore

/// Which migrations and functions a database has.
public struct SchemaReport: Sendable, Hashable {
    public struct Step: Sendable, Hashable {
        /// Of a migration, or `functions/` and the name of a concept.
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
    /// Every login of the server may connect to the database, as PostgreSQL has it unless that right is revoked.
    public let isOpenToEveryLogin: Bool
    public let database: String

    public init(steps: [Step], isOpenToEveryLogin: Bool = false, database: String = "") {
        self.steps = steps
        self.isOpenToEveryLogin = isOpenToEveryLogin
        self.database = database
    }

    public var pending: [String] { steps.filter { $0.appliedAt == nil }.map(\.name) }
}
