import Configuration
import Foundation

/// The JSON file named by `PASSERELLE_CONFIG`: one object whose keys are `ConfigurationKey`'s.
struct ConfigurationFile: Sendable {
    let provider: (any ConfigProvider)?
    let issues: [ConfigurationError.Issue]

    static let absent = ConfigurationFile(provider: nil, issues: [])

    /// As for the keyring: only the owner may read it. systemd's copy for one service is readable through an access list, which
    /// shows as the group's right.
    private static func isOpenToOthers(_ path: String) -> Bool {
        // Of a link's target, not the link.
        let place = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let mode = (try? FileManager.default.attributesOfItem(atPath: place))?[.posixPermissions] as? Int ?? 0
        return mode & (place.hasPrefix("/run/credentials/") ? 0o007 : 0o077) != 0
    }

    /// In any form of libpq: `password=…`, `sslpassword=…`, or between a URI's user and its host.
    private static func holdsPassword(_ settings: [String: Any]) -> Bool {
        guard let text = settings[ConfigurationKey.databaseURL.rawValue] as? String else { return false }
        if text.range(of: #"password\s*="#, options: .regularExpression) != nil { return true }
        return text.range(of: #"^postgres(ql)?://[^/?@]*:[^/?@]+@"#, options: .regularExpression) != nil
    }

    static func read(_ path: String) async -> ConfigurationFile {
        let setting = "PASSERELLE_CONFIG"
        guard let bytes = FileManager.default.contents(atPath: path) else {
            return ConfigurationFile(
                provider: nil,
                issues: [
                    .init(setting, .fileUnreadable(path: path))
                ])
        }
        guard let object = try? JSONSerialization.jsonObject(with: bytes) as? [String: Any] else {
            return ConfigurationFile(
                provider: nil,
                issues: [
                    .init(setting, .fileNoObject(path: path))
                ])
        }
        if holdsPassword(object), isOpenToOthers(path) {
            return ConfigurationFile(
                provider: nil,
                issues: [
                    .init(setting, .fileOpenToOthers(path: path))
                ])
        }
        let known = Set(ConfigurationKey.allCases.map(\.rawValue))
        // The library ignores a value of another type.
        let mistyped = object.filter { name, value in
            !(value is String) && !(name == ConfigurationKey.allowLoopback.rawValue && value is Bool) && known.contains(name)
        }
        guard mistyped.isEmpty else {
            return ConfigurationFile(
                provider: nil,
                issues: mistyped.keys.sorted().map { name in
                    .init(
                        "\(setting) (\(path))",
                        .notText(name: name, mayBeTruth: name == ConfigurationKey.allowLoopback.rawValue))
                })
        }
        let issues = object.keys.filter { !known.contains($0) }.sorted().map { key in
            ConfigurationError.Issue(
                "\(setting) (\(path))", .unknownSetting(name: key, among: known.sorted()))
        }
        do {
            let location = InMemoryProvider(values: ["filePath": ConfigValue(.string(path), isSecret: false)])
            let provider = try await FileProvider<JSONSnapshot>(config: ConfigReader(provider: location))
            return ConfigurationFile(provider: provider, issues: issues)
        } catch {
            return ConfigurationFile(
                provider: nil,
                issues: issues + [
                    .init(setting, .fileOfOtherTypes(path: path))
                ])
        }
    }
}

/// Settings from the command line: they override the environment and the file. Their texts are validated with the others.
package struct ConfigurationFlags: Sendable, Hashable {
    package var configPath: String?
    package var databaseURL: String?
    package var keyringPath: String?
    package var logLevel: String?
    package var logFormat: String?
    package var language: String?

    package init(
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

/// All problems of the settings, as facts.
package struct ConfigurationError: Error, Hashable, Sendable {
    /// One invalid setting. Never holds the database's connection string.
    package struct Issue: Hashable, Sendable {
        /// The setting as users write it, such as `PASSERELLE_LOG_LEVEL`.
        package let setting: String
        package let fault: Fault

        package init(_ setting: String, _ fault: Fault) {
            self.setting = setting
            self.fault = fault
        }
    }

    package enum Fault: Hashable, Sendable {
        case unknownChoice(String, among: [String])
        case noNumberOfMonths(String)
        case neitherYesNorNo
        /// The address is not repeated: it may hold a password.
        case noAlertmanagerAddress
        case connectionString

        // The file.
        case fileUnreadable(path: String)
        case fileNoObject(path: String)
        /// It contains the database's password.
        case fileOpenToOthers(path: String)
        case fileOfOtherTypes(path: String)
        case notText(name: String, mayBeTruth: Bool)
        case unknownSetting(name: String, among: [String])

        // What only development may set.
        case developmentOnly
        case unknownFaultPoint(String, points: [String], actions: [String])
        case noNumberOfSeconds(String, lowest: Int, highest: Int)
        /// The address is not repeated: it may hold a password.
        case noTokenAddress
    }

    package let issues: [Issue]

    package init(issues: [Issue]) {
        self.issues = issues
    }
}
