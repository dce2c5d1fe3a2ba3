import AppWiring
import Words

extension Language {
    /// - Parameter text: of `--lang`, `PASSERELLE_LANG` or the configuration file; nil for English.
    /// - Throws: `ConfigurationError` for an unknown language.
    init(setting text: String?) throws {
        guard let text else {
            self = .english
            return
        }
        guard let known = Language(rawValue: text.lowercased()) else {
            throw ConfigurationError(issues: [
                .init(
                    "--lang, PASSERELLE_LANG",
                    .unknownChoice(String(text.prefix(80)), among: Language.allCases.map(\.rawValue)))
            ])
        }
        self = known
    }
}
