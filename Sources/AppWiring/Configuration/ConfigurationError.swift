/// Everything that is wrong with the settings, at once.
public struct ConfigurationError: Error, Hashable, Sendable {
    /// One setting that can't be used. Never holds the value of the database's connection string.
    public struct Issue: Hashable, Sendable {
        /// The setting as people write it, such as `PASSERELLE_LOG_LEVEL`.
        public let setting: String
        public let message: String
        public let remedy: String

        public init(_ setting: String, _ message: String, remedy: String) {
            self.setting = setting
            self.message = message
            self.remedy = remedy
        }
    }

    public let issues: [Issue]

    public init(issues: [Issue]) {
        self.issues = issues
    }
}
