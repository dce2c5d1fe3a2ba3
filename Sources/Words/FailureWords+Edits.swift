import SyncCore

/// Edits of a tenant's settings, as the audit log has them: columns with what they held before and after.
extension FailureWords {
    static func edits(_ edits: [Failure.SettingsEdit]) -> Phrase {
        let words = edits.map { edit in
            let settings = edit.settings.map { setting($0.text) }
            return Phrase(
                "\(edit.at), \(edit.by): \(settings.map(\.english).joined(separator: ", "))",
                fr: "\(edit.at), \(edit.by) : \(settings.map(\.french).joined(separator: ", "))")
        }
        return Phrase(
            words.map(\.english).joined(separator: "; ") + ".", fr: words.map(\.french).joined(separator: " ; ") + ".")
    }

    /// `brake_count 10 → 12` as `--brake-count 10 → 12`.
    private static func setting(_ text: String) -> Phrase {
        let column = String(text.prefix { $0 != " " })
        let values = text.dropFirst(column.count)
        let name: Phrase =
            switch column {
            case "creates": Phrase(same: "--create")
            case "department_scope": Phrase("scope", fr: "périmètre")
            case "planning_dialect": Phrase("dialect", fr: "dialecte")
            case "state": Phrase("state", fr: "état")
            default: Phrase(same: "--" + column.replacing("_", with: "-"))
            }
        let isTime = ["daily_at", "day_start", "midday", "day_end"].contains(column)
        let shown = values.split(separator: " ").map { word in isTime ? time(word) : String(word) }
        let french = shown.map { $0 == "hidden" ? "masqué" : $0 }
        return Phrase(
            "\(name.english) \(shown.joined(separator: " "))", fr: "\(name.french) \(french.joined(separator: " "))")
    }

    /// Of the minutes since midnight.
    private static func time(_ word: Substring) -> String {
        guard let minutes = Int(word), (0...1440).contains(minutes) else { return String(word) }
        return SettingWords.timeOfDay(minutes)
    }
}
