/// Which master keys a keyring holds, and which of them the tenants' data keys hang on.
public struct KeyringReport: Sendable, Hashable {
    public struct Key: Sendable, Hashable {
        public let id: String
        /// New data keys are wrapped with this one.
        public let isCurrent: Bool
        /// Tenants whose data key it wraps; nil when the database was not asked.
        public let tenants: Int?

        public init(id: String, isCurrent: Bool, tenants: Int?) {
            self.id = id
            self.isCurrent = isCurrent
            self.tenants = tenants
        }
    }

    public let path: String
    public let keys: [Key]
    /// Key ids that tenants hang on and that the file does not hold: their secrets can't be read.
    public let missing: [String]

    public init(path: String, keys: [Key], missing: [String]) {
        self.path = path
        self.keys = keys
        self.missing = missing
    }
}
