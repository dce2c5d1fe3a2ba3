/// Everything that is wrong with the settings, at once, as facts.
public struct ConfigurationError: Error, Hashable, Sendable {
    /// One setting that can't be used. Never holds the value of the database's connection string.
    public struct Issue: Hashable, Sendable {
        /// The setting as people write it, such as `PASSERELLE_LOG_LEVEL`.
        public let setting: String
        public let fault: Fault

        public init(_ setting: String, _ fault: Fault) {
            self.setting = setting
            self.fault = fault
        }
    }

    public enum Fault: Hashable, Sendable {
        case unknownChoice(String, among: [String])
        case noNumberOfMonths(String)
        case neitherYesNorNo
        case connectionString

        // The file.
        case fileUnreadable(path: String)
        case fileNoObject(path: String)
        /// It holds the database's password.
        case fileOpenToOthers(path: String)
        case fileOfOtherTypes(path: String)
        case notText(name: String, mayBeTruth: Bool)
        case unknownSetting(name: String, among: [String])

        // What only development may set.
        case developmentOnly
        case unknownFaultPoint(String, points: [String], actions: [String])
        case noNumberOfSeconds(String, lowest: Int, highest: Int)
    }

    public let issues: [Issue]

    public init(issues: [Issue]) {
        self.issues = issues
    }
}
