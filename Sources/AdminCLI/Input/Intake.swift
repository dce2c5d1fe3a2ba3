import Foundation
import Operations
import SyncCore
import Words

/// Parses what was typed, and collects all problems before it throws.
struct Intake {
    private(set) var issues: [InputError.Issue] = []

    mutating func refuse(_ subject: String, _ message: Phrase, remedy: Phrase) {
        issues.append(.init(subject, message, remedy: remedy))
    }

    mutating func refuse(_ subject: String, _ error: SyncError) {
        refuse(subject, FailureWords().message(error.failure), remedy: FailureWords().remedy(error.failure))
    }

    /// - Throws: `InputError` if anything was rejected.
    func finish() throws {
        guard issues.isEmpty else { throw InputError(issues) }
    }

    mutating func slug(_ text: String) -> TenantSlug? {
        do {
            return try TenantSlug(text)
        } catch {
            refuse("\"\(text)\"", error)
            return nil
        }
    }

    /// - Throws: `InputError`.
    static func slug(_ text: String) throws -> TenantSlug {
        var intake = Intake()
        let slug = intake.slug(text)
        try intake.finish()
        guard let slug else { throw InputError([]) }
        return slug
    }

    /// Plausible years of a sync.
    private static let years = 2000...2200
    static let firstDay = CalendarDay(year: years.lowerBound, month: 1, day: 1) ?? CalendarDay(ordinal: 0)
    static let lastDay = CalendarDay(year: years.upperBound, month: 12, day: 31) ?? CalendarDay(ordinal: 0)

    mutating func day(_ subject: String, _ text: String) -> CalendarDay? {
        let remedy = Phrase(
            "Write year, month and day, such as 2026-09-01.", fr: "Écrivez année, mois et jour, par exemple 2026-09-01.")
        if let day = CalendarDay(text) {
            if Self.years.contains(day.year) { return day }
            refuse(
                subject, Phrase("\(text) is out of range.", fr: "\(text) est hors limites."),
                remedy: Phrase(
                    "Give a day from \(Self.firstDay) to \(Self.lastDay).",
                    fr: "Donnez un jour entre le \(Self.firstDay) et le \(Self.lastDay)."))
        } else if Self.looksLikeADay(text) {
            refuse(subject, Self.noSuchDay(text), remedy: remedy)
        } else {
            refuse(
                subject, Phrase("\"\(text)\" is not a date.", fr: "« \(text) » n’est pas une date."), remedy: remedy)
        }
        return nil
    }

    private static func noSuchDay(_ text: String) -> Phrase {
        Phrase("\(text) is not a day of the calendar.", fr: "\(text) n’est pas un jour du calendrier.")
    }

    private static func looksLikeADay(_ text: String) -> Bool {
        text.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}/) != nil
    }

    /// Minutes since midnight.
    mutating func timeOfDay(_ subject: String, _ text: String, midnightAtEnd: Bool = false) -> Int? {
        if let match = text.wholeMatch(of: /([0-9]{1,2}):([0-9]{2})/), let hour = Int(match.1), let minute = Int(match.2),
            minute < 60, hour < 24 || (midnightAtEnd && hour == 24 && minute == 0)
        {
            return hour * 60 + minute
        }
        refuse(
            subject, Phrase("\"\(text)\" is not a time of the day.", fr: "« \(text) » n’est pas une heure de la journée."),
            remedy: midnightAtEnd
                ? Phrase(
                    "Write hours and minutes up to 24:00, such as 18:00.",
                    fr: "Écrivez heures et minutes jusqu’à 24:00, par exemple 18:00.")
                : Phrase("Write hours and minutes, such as 05:30.", fr: "Écrivez heures et minutes, par exemple 05:30."))
        return nil
    }

    /// - Parameters:
    ///   - example: a typical number; nil for the lowest.
    ///   - remedy: where to find the number; nil if any in the range is fine.
    mutating func number(
        _ subject: String, _ text: String, in range: ClosedRange<Int>, example: Int? = nil, remedy: Phrase? = nil
    ) -> Int? {
        if let value = Int(text), range.contains(value) { return value }
        let (low, high) = (range.lowerBound, range.upperBound)
        let bounds =
            high == Int.max
            ? Phrase("of \(low) or more", fr: "d’au moins \(low)") : Phrase("from \(low) to \(high)", fr: "de \(low) à \(high)")
        refuse(
            subject,
            Phrase(
                "\"\(text)\" is not a whole number \(bounds.english).",
                fr: "« \(text) » n’est pas un nombre entier \(bounds.french)."),
            remedy: remedy ?? .example("\(subject) \(example ?? max(1, low))"))
        return nil
    }

    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ subject: String, _ text: String, of type: Choice.Type
    ) -> Choice? {
        if let choice = Choice(rawValue: text.lowercased()) { return choice }
        refuse(
            subject, .invalid([text]),
            remedy: .choose(Choice.allCases.map(\.rawValue)))
        return nil
    }

    /// A comma-separated list, or `none`.
    mutating func choices<Choice: RawRepresentable<String> & CaseIterable & Hashable>(
        _ subject: String, _ text: String, of type: Choice.Type
    ) -> Set<Choice>? {
        let parts = text.lowercased().split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        if parts == ["none"] { return [] }
        let found = parts.map { Choice(rawValue: $0) }
        let known = found.compactMap { $0 }
        if !parts.isEmpty, known.count == parts.count { return Set(known) }
        let wrong = parts.filter { Choice(rawValue: $0) == nil }
        let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        refuse(
            subject, wrong.isEmpty ? Phrase("The list is empty.", fr: "La liste est vide.") : .invalid(wrong),
            remedy: Phrase(
                "Give none, or some of these, separated by commas: \(all).",
                fr: "Donnez none, ou certaines de ces valeurs, séparées par des virgules : \(all)."))
        return nil
    }

    /// Values of an option that may be repeated, each of which may be a comma-separated list. `needs-review` is `needs_review`.
    mutating func several<Choice: RawRepresentable<String> & CaseIterable & Hashable>(
        _ subject: String, _ texts: [String], of type: Choice.Type
    ) -> Set<Choice> {
        let parts = Self.parts(texts)
        let wrong = parts.filter { Choice(rawValue: Self.code($0)) == nil }
        if !wrong.isEmpty { refuse(subject, .invalid(wrong), remedy: .choose(Choice.allCases.map(\.rawValue))) }
        return Set(parts.compactMap { Choice(rawValue: Self.code($0)) })
    }

    /// Codes of problems and errors: those of other releases too.
    mutating func codes(_ subject: String, _ texts: [String]) -> Set<String> {
        let parts = Self.parts(texts)
        let wrong = parts.filter { Self.code($0).wholeMatch(of: /[a-z][a-z0-9_]{0,99}/) == nil }
        if !wrong.isEmpty {
            refuse(
                subject, .invalid(wrong),
                remedy: Phrase(
                    "Give a code as `passerelle run show` shows it, such as \(Problem.Code.resourceArchived).",
                    fr: "Donnez un code tel que l’affiche `passerelle run show`, par exemple \(Problem.Code.resourceArchived)."))
        }
        return Set(parts.map(Self.code))
    }

    /// Of options that may be repeated, or hold a comma-separated list.
    static func parts(_ texts: [String]) -> [String] {
        texts.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
            .map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private static func code(_ text: String) -> String { text.lowercased().replacing("-", with: "_") }

    mutating func run(_ subject: String, _ text: String) -> RunID? {
        if let number = Int(text), number > 0 { return RunID(number) }
        refuse(
            subject, Phrase("\"\(text)\" is not a run's number.", fr: "« \(text) » n’est pas le numéro d’une exécution."),
            remedy: Phrase("`passerelle run list` shows them.", fr: "`passerelle run list` les montre."))
        return nil
    }

    mutating func timeZone(_ subject: String, _ text: String) -> TimeZone? {
        // Abbreviations such as CET or GMT+2 also parse, but do not define clock changes.
        if text.contains("/") || text == "UTC", let zone = TimeZone(identifier: text) { return zone }
        let wanted = text.lowercased().split(separator: "/").last.map(String.init) ?? ""
        let alike = TimeZone.knownTimeZoneIdentifiers.filter { known in
            // Names of places: `GMT` is rejected above, and the signs of `Etc/GMT+1` are the reverse of what people expect.
            guard known.contains("/"), !known.hasPrefix("Etc/") else { return false }
            let city = known.lowercased().split(separator: "/").last.map(String.init) ?? ""
            return wanted.count >= 3 && (city.hasPrefix(wanted.prefix(4)) || wanted.hasPrefix(city))
        }
        let isAbbreviation = !text.isEmpty && !text.contains("/") && TimeZone(identifier: text) != nil
        refuse(
            subject,
            isAbbreviation
                ? Phrase(
                    "\(text) is an abbreviation, which does not say when the clocks change.",
                    fr: "\(text) est une abréviation, qui ne dit pas quand l’heure change.")
                : Phrase("There is no time zone \"\(text)\".", fr: "Le fuseau horaire « \(text) » n’existe pas."),
            remedy: alike.isEmpty
                ? Phrase(
                    "Use a name of the time zone database, such as Europe/Paris, Indian/Reunion or UTC.",
                    fr: "Utilisez un nom de la base des fuseaux horaires, par exemple Europe/Paris, Indian/Reunion ou UTC.")
                : Phrase(
                    "Did you mean \(alike.prefix(3).joined(separator: " or "))?",
                    fr: "Vouliez-vous dire \(alike.prefix(3).joined(separator: " ou ")) ?"))
        return nil
    }

    /// A text to be shown again: not blank, one line.
    mutating func label(_ subject: String, _ text: String, longest: Int = 200) -> String? {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if trimmed.isEmpty {
            refuse(subject, .blank, remedy: Phrase("Give a text.", fr: "Donnez un texte."))
        } else if trimmed.count > longest {
            refuse(
                subject,
                Phrase("It is longer than \(longest) characters.", fr: "Le texte dépasse \(longest) caractères."),
                remedy: Phrase("Use a shorter text.", fr: "Utilisez un texte plus court."))
        } else if !trimmed.unicodeScalars.allSatisfy(\.isHarmless) {
            refuse(
                subject, Phrase("It holds control characters.", fr: "Le texte contient des caractères de contrôle."),
                remedy: Phrase("Type it again as one plain line.", fr: "Retapez-le en une seule ligne simple."))
        } else {
            return trimmed
        }
        return nil
    }

    mutating func email(_ subject: String, _ text: String) -> String? {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if trimmed.wholeMatch(of: /[^@\s\p{C}]+@[^@\s\p{C}]+\.[^@\s\p{C}]+/) != nil, trimmed.count <= 254 { return trimmed }
        refuse(
            subject, Phrase("\"\(text)\" is not an e-mail address.", fr: "« \(text) » n’est pas une adresse e-mail."),
            remedy: .example("drh@acme.example"))
        return nil
    }

    /// Lucca ids, as several arguments or comma-separated. Duplicates count once.
    mutating func luccaIDs(_ subject: String, _ texts: [String]) -> [String] {
        var found: [String] = []
        for text in texts.flatMap({ $0.split(separator: ",") }).map({ $0.trimmingCharacters(in: .whitespaces) }) {
            if text.isEmpty || found.contains(text) { continue }
            if text.wholeMatch(of: /[A-Za-z0-9_-]{1,64}/) != nil {
                found.append(text)
            } else {
                refuse(
                    subject, Phrase("\"\(text)\" is not a Lucca id.", fr: "« \(text) » n’est pas un identifiant Lucca."),
                    remedy: Phrase(
                        "Ids are numbers, such as 12; `passerelle scope tree` shows them.",
                        fr: "Les identifiants sont des nombres, par exemple 12 ; `passerelle scope tree` les montre."))
            }
        }
        return found
    }

    /// An RFC 3339 time, a day, `today`, `yesterday`, or an age: `12h`, `7d`, `2w`.
    mutating func moment(_ subject: String, _ text: String) -> SpokenMoment? {
        if let match = text.wholeMatch(of: /([0-9]{1,5})([mhdw])/), let count = Int(match.1) {
            let unit = match.2 == "m" ? 60 : match.2 == "h" ? 3600 : match.2 == "d" ? 86_400 : 7 * 86_400
            return .ago(seconds: count * unit)
        }
        switch text.lowercased() {
        case "today": return .daysAgo(0)
        case "yesterday": return .daysAgo(1)
        default: break
        }
        if let day = CalendarDay(text) { return .day(day) }
        if let date = try? Date(text, strategy: .iso8601) { return .at(Instant(date)) }
        refuse(
            subject,
            Self.looksLikeADay(text)
                ? Self.noSuchDay(text)
                : Phrase("\"\(text)\" is not a time.", fr: "« \(text) » n’est pas un moment."),
            remedy: Phrase(
                "Write a day (2026-09-01, yesterday), a time (2026-09-01T06:00:00Z), or how long ago (90m, 12h, 7d).",
                fr: "Écrivez un jour (2026-09-01, yesterday), un moment (2026-09-01T06:00:00Z) ou un temps écoulé "
                    + "(90m, 12h, 7d)."))
        return nil
    }
}

extension Intake {
    /// Adds a problem if the option is missing, otherwise parses it.
    mutating func required<Value>(
        _ subject: String, _ text: String?, remedy: Phrase, _ read: (inout Intake, String) -> Value?
    ) -> Value? {
        guard let text else {
            refuse(subject, .required(subject), remedy: remedy)
            return nil
        }
        return read(&self, text)
    }

    mutating func address(_ subject: String, _ text: String, _ read: (String) throws -> String) -> String? {
        do {
            return try read(text)
        } catch let error as SyncError {
            refuse(subject, error)
        } catch {
            refuse(
                subject, Phrase("It is not an address.", fr: "Ce n’est pas une adresse."),
                remedy: Phrase(
                    "Paste it from the browser's address bar.", fr: "Collez-la depuis la barre d’adresse du navigateur."))
        }
        return nil
    }
}

/// Reads a secret from a file or standard input and checks it, without ever showing it.
struct SecretIntake {
    /// Longer than any key, password or token of the two systems.
    static let longest = 16 * 1024

    /// - Parameter bytes: as read, including the final newline that editors and `echo` add.
    /// - Throws: `InputError`, which describes the problem without repeating any of the secret.
    static func secret(_ kind: CredentialKind, from bytes: [UInt8]) throws -> Secret {
        let subject = kind.rawValue
        func refuse(_ message: Phrase, _ remedy: Phrase) -> InputError { InputError(subject, message, remedy: remedy) }
        let again = Phrase(
            "Nothing was stored; give the secret again.", fr: "Rien n’a été enregistré ; donnez à nouveau le secret.")
        guard bytes.count <= longest else {
            throw refuse(
                Phrase("It is longer than \(longest) bytes.", fr: "Le secret dépasse \(longest) octets."),
                Phrase(
                    "Name a file that holds the secret and nothing else.",
                    fr: "Indiquez un fichier qui contient le secret et rien d’autre."))
        }
        var bytes = bytes[...]
        if bytes.last == 10 { bytes = bytes.dropLast() }
        if bytes.last == 13 { bytes = bytes.dropLast() }
        guard !bytes.isEmpty else { throw refuse(Phrase("It is empty.", fr: "Le secret est vide."), again) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw refuse(
                Phrase("It is not text in UTF-8.", fr: "Le secret n’est pas un texte en UTF-8."),
                Phrase("Save the file as plain UTF-8 text.", fr: "Enregistrez le fichier comme texte simple en UTF-8."))
        }
        if text.utf8.contains(10) || text.utf8.contains(13) {
            throw refuse(
                Phrase("It has several lines.", fr: "Le secret tient sur plusieurs lignes."),
                Phrase("Give the secret alone, in one line.", fr: "Donnez le secret seul, sur une ligne."))
        }
        guard text.unicodeScalars.allSatisfy(\.isHarmless) else {
            throw refuse(
                Phrase("It holds invisible characters.", fr: "Le secret contient des caractères invisibles."),
                Phrase(
                    "Type or copy it again: they come with some editors (UTF-8 with BOM) and web pages.",
                    fr: "Retapez-le ou recopiez-le : ils viennent de certains éditeurs (UTF-8 avec BOM) et de pages web."))
        }
        if kind.isKey {
            guard !text.unicodeScalars.contains(where: \.properties.isWhitespace) else {
                throw refuse(
                    Phrase(
                        "It holds a space, which keys never do.", fr: "Le secret contient une espace, ce qu’une clé n’a jamais."),
                    Phrase("Copy it again, without the text around it.", fr: "Recopiez-le, sans le texte qui l’entoure."))
            }
            guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw refuse(
                    Phrase(
                        "It holds a character that keys never do, such as an accent or a long dash.",
                        fr: "Le secret contient un caractère qu’une clé n’a jamais, comme un accent ou un tiret long."),
                    Phrase(
                        "Copy it from where it was made: mail and word processors change such characters.",
                        fr: "Copiez-le là où il a été créé : messageries et traitements de texte modifient ces caractères."))
            }
        } else if text.trimmingCharacters(in: .whitespaces).isEmpty {
            throw refuse(.blank, again)
        }
        return Secret(text)
    }
}

/// Phrases shared by usage errors.
extension Phrase {
    static func required(_ subject: String) -> Phrase {
        Phrase("\(subject) is required.", fr: "\(subject) est obligatoire.")
    }

    static let blank = Phrase("It is blank.", fr: "Le texte est vide.")

    static func invalid(_ values: [String]) -> Phrase {
        Phrase(
            "Invalid \(values.count == 1 ? "value" : "values") \(values.map { "\"\($0)\"" }.joined(separator: ", ")).",
            fr: "\(values.count == 1 ? "Valeur invalide" : "Valeurs invalides") "
                + "\(values.map { "« \($0) »" }.joined(separator: ", ")).")
    }

    static func choose(_ choices: [String]) -> Phrase {
        guard choices.count > 1, let last = choices.last else { return Phrase(same: choices.joined()) }
        let first = choices.dropLast().joined(separator: ", ")
        return Phrase("Choose \(first) or \(last).", fr: "Choisissez \(first) ou \(last).")
    }

    static func example(_ text: String) -> Phrase { Phrase("Such as \(text).", fr: "Par exemple \(text).") }
}

extension CredentialKind {
    /// Generated: plain ASCII without spaces. The others are chosen by people.
    fileprivate var isKey: Bool {
        switch self {
        case .planningPMEUsername, .planningPMEPassword: false
        default: true
        }
    }
}
