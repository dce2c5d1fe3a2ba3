import AppWiring
import ArgumentParser

/// Settings of the process, accepted by every command and shown by `--help-hidden`: most people set
/// them in the environment once.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Configuration file (PASSERELLE_CONFIG).", valueName: "file", visibility: .hidden), completion: .file()
    )
    var config: String?

    @Option(
        help: ArgumentHelp(
            "libpq connection string (PASSERELLE_DATABASE_URL). Other users of this machine can see it here: leave a password out.",
            valueName: "string", visibility: .hidden))
    var databaseURL: String?

    @Option(help: ArgumentHelp("Keyring file (PASSERELLE_KEYRING).", valueName: "file", visibility: .hidden), completion: .file())
    var keyring: String?

    @Option(
        help: ArgumentHelp(
            "trace to critical (PASSERELLE_LOG_LEVEL; default: critical).", valueName: "level", visibility: .hidden))
    var logLevel: String?

    @Option(help: ArgumentHelp("text or json (PASSERELLE_LOG_FORMAT; default: text).", valueName: "format", visibility: .hidden))
    var logFormat: String?

    @Option(
        help: ArgumentHelp(
            "Language of texts for people: en or fr (PASSERELLE_LANG; default: en). JSON, CSV and codes are the same in each.",
            valueName: "en|fr", visibility: .hidden), completion: .list(["en", "fr"]))
    var lang: String?

    var flags: ConfigurationFlags {
        ConfigurationFlags(
            configPath: config, databaseURL: databaseURL, keyringPath: keyring, logLevel: logLevel, logFormat: logFormat,
            language: lang)
    }
}

/// For the commands that show something.
struct ShowingOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "How to show it.")
    var output: OutputFormat = .table
}
