public import Logging
public import SyncCore
import SyncEngine

/// The process's settings, read once at start: from flags, then the environment, then the file named by `PASSERELLE_CONFIG`
/// (`contracts/cli.md`). `nil` is "not set": whether that matters depends on the command.
public struct AppConfiguration: Sendable {
    /// A libpq connection string, kept as a secret because it may hold a password.
    public var databaseURL: Secret?
    /// Where the keyring file is.
    public var keyringPath: String?
    /// `critical` unless set: commands tell their errors themselves, with the remedy.
    public var logLevel: Logger.Level
    /// Somebody chose the level. A worker, which has nobody to tell its errors to, logs from `info` on otherwise.
    public var isLogLevelSet = false
    public var logFormat: LogFormat
    /// Of texts for people, as it was typed: which ones there are is for who shows them.
    public var language: String?
    /// How many months of run history workers keep (`contracts/sync.md`, Privacy).
    public var historyMonths = Retention.months
    /// Development only: tenants may have `http://` and loopback addresses.
    public var allowLoopback: Bool
    public var development: DevelopmentSettings

    public init(
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
    public func requireDatabaseURL() throws(SyncError) -> Secret {
        guard let databaseURL else {
            throw SyncError(.process(.databaseNotSet))
        }
        return databaseURL
    }

    /// - Throws: `SyncError` `configuration_missing`.
    public func requireKeyringPath() throws(SyncError) -> String {
        guard let keyringPath else {
            throw SyncError(.process(.keyringNotSet))
        }
        return keyringPath
    }
}
