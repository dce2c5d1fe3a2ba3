/// Settings as typed on the command line: they win over the environment and the file. Texts are checked when everything is read.
public struct ConfigurationFlags: Sendable, Hashable {
    public var configPath: String?
    public var databaseURL: String?
    public var keyringPath: String?
    public var logLevel: String?
    public var logFormat: String?
    public var language: String?

    public init(
        configPath: String? = nil, databaseURL: String? = nil, keyringPath: String? = nil, logLevel: String? = nil,
        logFormat: String? = nil, language: String? = nil
    ) {
        self.configPath = configPath
        self.databaseURL = databaseURL
        self.keyringPath = keyringPath
        self.logLevel = logLevel
        self.logFormat = logFormat
        self.language = language
    }
}
