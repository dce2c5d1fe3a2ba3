import Configuration
package import HTTPTransport
package import Logging
package import SyncCore
import SyncEngine

/// The process's settings, read once at start: from flags, then the environment, then the file named by `PASSERELLE_CONFIG`
/// (`contracts/cli.md`). `nil` is "not set": the command decides whether that matters.
package struct AppConfiguration: Sendable {
    /// A libpq connection string, kept as a secret because it may hold a password.
    package var databaseURL: Secret?
    /// The path of the keyring file.
    package var keyringPath: String?
    /// Default `critical`: commands print their errors themselves, with the remedy.
    package var logLevel: Logger.Level
    /// The level was set explicitly. Otherwise workers, which print no errors, log from `info` on.
    package var isLogLevelSet = false
    package var logFormat: LogFormat
    /// For texts, as typed; the caller validates it.
    package var language: String?
    /// How many months of run history workers keep (`contracts/sync.md`, Privacy).
    package var historyMonths = Retention.months
    /// Where workers post alerts; nil for nowhere.
    package var alertmanager: AlertmanagerAddress?
    /// Development only: tenants may have `http://` and loopback addresses.
    package var allowLoopback: Bool
    package var development: DevelopmentSettings

    package init(
        databaseURL: Secret? = nil, keyringPath: String? = nil, logLevel: Logger.Level = .critical,
        logFormat: LogFormat = .text, allowLoopback: Bool = false,
        development: DevelopmentSettings = DevelopmentSettings()
    ) {
        self.databaseURL = databaseURL
        self.keyringPath = keyringPath
        self.logLevel = logLevel
        self.logFormat = logFormat
        self.allowLoopback = allowLoopback
        self.development = development
    }

    /// - Throws: `SyncError` `configuration_missing`.
    package func requireDatabaseURL() throws(SyncError) -> Secret {
        guard let databaseURL else {
            throw SyncError(.process(.databaseNotSet))
        }
        return databaseURL
    }

    /// - Throws: `SyncError` `configuration_missing`.
    package func requireKeyringPath() throws(SyncError) -> String {
        guard let keyringPath else {
            throw SyncError(.process(.keyringNotSet))
        }
        return keyringPath
    }
}

extension AppConfiguration {
    /// Reads the settings: flags, else the environment, else the file. An empty variable counts as not set.
    /// - Throws: `ConfigurationError` with every problem.
    package static func load(flags: ConfigurationFlags, environment: [String: String]) async throws -> AppConfiguration {
        let file: ConfigurationFile
        if let path = flags.configPath ?? environment["PASSERELLE_CONFIG"], !path.isEmpty {
            file = await ConfigurationFile.read(path)
        } else {
            file = .absent
        }
        var providers: [any ConfigProvider] = [flags.provider, environmentProvider(environment)]
        if let provider = file.provider { providers.append(provider) }
        return try read(ConfigReader(providers: providers), environment, knownIssues: file.issues)
    }

    /// Keys: `databaseURL` (text, secret), `keyring` (text), `logLevel` (text, default `critical`), `logFormat` (`text` or `json`,
    /// default `text`), `language` (`en` or `fr`, default `en`), `historyMonths` (1 to 120, default 13),
    /// `alertmanagerURL` (text), `allowLoopback` (true or false, default false).
    private static func read(
        _ reader: ConfigReader, _ environment: [String: String], knownIssues: [ConfigurationError.Issue]
    ) throws -> AppConfiguration {
        var configuration = AppConfiguration()
        var issues = knownIssues
        func text(_ key: ConfigurationKey, isSecret: Bool = false) -> String? {
            reader.string(forKey: ConfigKey([key.rawValue]), isSecret: isSecret)
        }
        configuration.databaseURL = text(.databaseURL, isSecret: true).map { Secret($0) }
        configuration.keyringPath = text(.keyring)
        if let level = text(.logLevel) {
            if let known = Logger.Level(rawValue: level.lowercased()) {
                configuration.logLevel = known
                configuration.isLogLevelSet = true
            } else {
                issues.append(
                    .init(
                        ConfigurationKey.logLevel.variable,
                        .unknownChoice(level, among: Logger.Level.allCases.map(\.rawValue))))
            }
        }
        if let format = text(.logFormat) {
            if let known = LogFormat(rawValue: format.lowercased()) {
                configuration.logFormat = known
            } else {
                issues.append(
                    .init(
                        ConfigurationKey.logFormat.variable, .unknownChoice(format, among: LogFormat.allCases.map(\.rawValue))))
            }
        }
        configuration.language = text(.language)
        if let months = text(.historyMonths) {
            if let number = Int(months), (1...120).contains(number) {
                configuration.historyMonths = number
            } else {
                issues.append(
                    .init(
                        ConfigurationKey.historyMonths.variable, .noNumberOfMonths(String(months.prefix(80)))))
            }
        }
        if let address = text(.alertmanagerURL) {
            configuration.alertmanager = AlertmanagerAddress(address)
            if configuration.alertmanager == nil {
                issues.append(.init(ConfigurationKey.alertmanagerURL.variable, .noAlertmanagerAddress))
            }
        }
        do {
            configuration.allowLoopback = try reader.allowLoopback()
        } catch {
            issues.append(
                .init(
                    ConfigurationKey.allowLoopback.variable, .neitherYesNorNo))
        }
        configuration.development = .read(environment, isAllowed: configuration.allowLoopback, issues: &issues)
        guard issues.isEmpty else { throw ConfigurationError(issues: issues) }
        return configuration
    }

    /// The environment's names are listed, because the library would derive that of `databaseURL` from its letter case.
    private static func environmentProvider(_ environment: [String: String]) -> InMemoryProvider {
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        for key in ConfigurationKey.allCases {
            guard let value = environment[key.variable], !value.isEmpty else { continue }
            values[AbsoluteConfigKey([key.rawValue])] = ConfigValue(.string(value), isSecret: key == .databaseURL)
        }
        return InMemoryProvider(name: "environment", values: values)
    }
}

extension ConfigReader {
    /// A text in the environment, a boolean in the file.
    fileprivate func allowLoopback() throws -> Bool {
        let key = ConfigKey([ConfigurationKey.allowLoopback.rawValue])
        if let text = string(forKey: key) {
            switch text.lowercased() {
            case "1", "yes", "true": return true
            case "0", "no", "false": return false
            default: throw ConfigurationError(issues: [])
            }
        }
        return bool(forKey: key, default: false)
    }
}

extension ConfigurationFlags {
    fileprivate var provider: InMemoryProvider {
        let texts: [(ConfigurationKey, String?)] = [
            (.databaseURL, databaseURL), (.keyring, keyringPath), (.logLevel, logLevel), (.logFormat, logFormat),
            (.language, language),
        ]
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        for (key, text) in texts {
            guard let text else { continue }
            values[AbsoluteConfigKey([key.rawValue])] = ConfigValue(.string(text), isSecret: key == .databaseURL)
        }
        return InMemoryProvider(name: "flags", values: values)
    }
}

/// Every process setting, by its name in the configuration file.
enum ConfigurationKey: String, CaseIterable {
    case databaseURL
    case keyring
    case logLevel
    case logFormat
    case language
    case historyMonths
    case alertmanagerURL
    case allowLoopback

    /// Its environment variable.
    var variable: String {
        switch self {
        case .databaseURL: "PASSERELLE_DATABASE_URL"
        case .keyring: "PASSERELLE_KEYRING"
        case .logLevel: "PASSERELLE_LOG_LEVEL"
        case .logFormat: "PASSERELLE_LOG_FORMAT"
        case .language: "PASSERELLE_LANG"
        case .historyMonths: "PASSERELLE_HISTORY_MONTHS"
        case .alertmanagerURL: "PASSERELLE_ALERTMANAGER_URL"
        case .allowLoopback: "PASSERELLE_ALLOW_LOOPBACK"
        }
    }
}

/// The format of log lines on standard error.
package enum LogFormat: String, Sendable, Hashable, CaseIterable {
    case text
    case json
}
