/// Every process setting, by its name in the configuration file.
enum ConfigurationKey: String, CaseIterable {
    case databaseURL
    case keyring
    case logLevel
    case logFormat
    case language
    case historyMonths
    case allowLoopback

    /// Its name in the environment.
    var variable: String {
        switch self {
        case .databaseURL: "PASSERELLE_DATABASE_URL"
        case .keyring: "PASSERELLE_KEYRING"
        case .logLevel: "PASSERELLE_LOG_LEVEL"
        case .logFormat: "PASSERELLE_LOG_FORMAT"
        case .language: "PASSERELLE_LANG"
        case .historyMonths: "PASSERELLE_HISTORY_MONTHS"
        case .allowLoopback: "PASSERELLE_ALLOW_LOOPBACK"
        }
    }
}
