import Foundation
import Operations
import SyncCore
import Words

/// Reads what was typed, and collects everything that is wrong with it before complaining.
struct Intake {
    private(set) var issues: [InputError.Issue] = []

    mutating func refuse(_ subject: String, _ message: String, remedy: String) {
        issues.append(.init(subject, message, remedy: remedy))
    }

    mutating func refuse(_ subject: String, _ message: Phrase, remedy: Phrase) {
        issues.append(.init(subject, message, remedy: remedy))
    }

    mutating func refuse(_ subject: String, _ error: SyncError) {
        refuse(subject, FailureWords().message(error.failure), remedy: FailureWords().remedy(error.failure))
    }

    /// - Throws: `InputError` when anything was refused.
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

    /// Years in which a sync can be meant.
    private static let years = 2000...2200
    static let firstDay = CalendarDay(year: years.lowerBound, month: 1, day: 1) ?? CalendarDay(ordinal: 0)
    static let lastDay = CalendarDay(year: years.upperBound, month: 12, day: 31) ?? CalendarDay(ordinal: 0)

    mutating func day(_ subject: String, _ text: String) -> CalendarDay? {
        let remedy = "Write year, month and day, such as 2026-09-01."
        if let day = CalendarDay(text) {
            if Self.years.contains(day.year) { return day }
            refuse(
                subject, "\(text) is out of range.",
                remedy: "Give a day from \(Self.years.lowerBound)-01-01 to \(Self.years.upperBound)-12-31.")
        } else if Self.looksLikeADay(text) {
            refuse(subject, "\(text) is not a day of the calendar.", remedy: remedy)
        } else {
            refuse(subject, "\"\(text)\" is not a date.", remedy: remedy)
        }
        return nil
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
            subject, "\"\(text)\" is not a time of the day.",
            remedy: midnightAtEnd
                ? "Write hours and minutes up to 24:00, such as 18:00." : "Write hours and minutes, such as 05:30.")
        return nil
    }

    /// - Parameter remedy: where such a number is found; nil where any one in the range will do.
    mutating func number(_ subject: String, _ text: String, in range: ClosedRange<Int>, remedy: String? = nil) -> Int? {
        if let value = Int(text), range.contains(value) { return value }
        let bounds =
            range.upperBound == Int.max
            ? "\(range.lowerBound) or more" : "from \(range.lowerBound) to \(range.upperBound)"
        refuse(
            subject, "\"\(text)\" is not a whole number \(range.upperBound == Int.max ? "of " : "")\(bounds).",
            remedy: remedy ?? "Such as \(subject) \(max(1, range.lowerBound)).")
        return nil
    }

    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ subject: String, _ text: String, of type: Choice.Type
    ) -> Choice? {
        if let choice = Choice(rawValue: text.lowercased()) { return choice }
        refuse(
            subject, "\"\(text)\" is none of the choices.",
            remedy: "Use " + Choice.allCases.map(\.rawValue).joined(separator: ", ") + ".")
        return nil
    }

    /// A comma list, or `none`.
    mutating func choices<Choice: RawRepresentable<String> & CaseIterable & Hashable>(
        _ subject: String, _ text: String, of type: Choice.Type
    ) -> Set<Choice>? {
        let parts = text.lowercased().split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        if parts == ["none"] { return [] }
        let found = parts.map { Choice(rawValue: $0) }
        let known = found.compactMap { $0 }
        if !parts.isEmpty, known.count == parts.count { return Set(known) }
        let wrong = parts.filter { Choice(rawValue: $0) == nil }
        let complaint = wrong.isEmpty ? "The list is empty." : "There is no \(wrong.map { "\"\($0)\"" }.joined(separator: ", "))."
        refuse(
            subject, complaint,
            remedy: "Use none, or a list with commas of " + Choice.allCases.map(\.rawValue).joined(separator: ", ") + ".")
        return nil
    }

    mutating func timeZone(_ subject: String, _ text: String) -> TimeZone? {
        // Abbreviations such as CET or GMT+2 exist too, but don't say when the clocks change.
        if text.contains("/") || text == "UTC", let zone = TimeZone(identifier: text) { return zone }
        let wanted = text.lowercased().split(separator: "/").last.map(String.init) ?? ""
        let alike = TimeZone.knownTimeZoneIdentifiers.filter { known in
            // Names of places: `GMT` is refused above, and the signs of `Etc/GMT+1` mean the reverse of what people type.
            guard known.contains("/"), !known.hasPrefix("Etc/") else { return false }
            let city = known.lowercased().split(separator: "/").last.map(String.init) ?? ""
            return wanted.count >= 3 && (city.hasPrefix(wanted.prefix(4)) || wanted.hasPrefix(city))
        }
        let isAbbreviation = !text.isEmpty && !text.contains("/") && TimeZone(identifier: text) != nil
        refuse(
            subject,
            isAbbreviation
                ? "\(text) is an abbreviation, which does not say when the clocks change."
                : "There is no time zone \"\(text)\".",
            remedy: alike.isEmpty
                ? "Use a name of the time zone database, such as Europe/Paris, Indian/Reunion or UTC."
                : "Did you mean " + alike.prefix(3).joined(separator: " or ") + "?")
        return nil
    }

    /// A text that people typed to be shown again: not blank, one line.
    mutating func label(_ subject: String, _ text: String, longest: Int = 200) -> String? {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if trimmed.isEmpty {
            refuse(subject, "It is blank.", remedy: "Give it a text.")
        } else if trimmed.count > longest {
            refuse(subject, "It is longer than \(longest) characters.", remedy: "Use a shorter text.")
        } else if !trimmed.unicodeScalars.allSatisfy(PlainText.isHarmless) {
            refuse(subject, "It holds control characters.", remedy: "Type it again as one plain line.")
        } else {
            return trimmed
        }
        return nil
    }

    mutating func email(_ subject: String, _ text: String) -> String? {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if trimmed.wholeMatch(of: /[^@\s\p{C}]+@[^@\s\p{C}]+\.[^@\s\p{C}]+/) != nil, trimmed.count <= 254 { return trimmed }
        refuse(subject, "\"\(text)\" is not an e-mail address.", remedy: "Such as drh@acme.example.")
        return nil
    }

    /// Ids of Lucca, as several arguments or with commas. Duplicates count once.
    mutating func luccaIDs(_ subject: String, _ texts: [String]) -> [String] {
        var found: [String] = []
        for text in texts.flatMap({ $0.split(separator: ",") }).map({ $0.trimmingCharacters(in: .whitespaces) }) {
            if text.isEmpty || found.contains(text) { continue }
            if text.wholeMatch(of: /[A-Za-z0-9_-]{1,64}/) != nil {
                found.append(text)
            } else {
                refuse(
                    subject, "\"\(text)\" is not an id of Lucca.",
                    remedy: "Ids are numbers, such as 12; `passerelle scope tree` shows them.")
            }
        }
        return found
    }

    /// An RFC 3339 moment, a day (its start in UTC), or how long ago: `12h`, `7d`.
    mutating func moment(_ subject: String, _ text: String) -> SpokenMoment? {
        if let match = text.wholeMatch(of: /([0-9]{1,5})([mhd])/), let count = Int(match.1) {
            let unit = match.2 == "m" ? 60 : match.2 == "h" ? 3600 : 86_400
            return .ago(seconds: count * unit)
        }
        if let day = CalendarDay(text) { return .at(Instant(secondsSince1970: day.ordinal * 86_400)) }
        if let date = try? Date(text, strategy: .iso8601) { return .at(Instant(date)) }
        refuse(
            subject,
            Self.looksLikeADay(text) ? "\(text) is not a day of the calendar." : "\"\(text)\" is not a moment.",
            remedy: "Write a day (2026-09-01), a moment (2026-09-01T06:00:00Z), or how long ago (90m, 12h, 7d).")
        return nil
    }
}

extension Intake {
    /// Complains when the option is missing, else reads it.
    mutating func required<Value>(
        _ subject: String, _ text: String?, remedy: String, _ read: (inout Intake, String) -> Value?
    ) -> Value? {
        guard let text else {
            refuse(subject, "\(subject) is required.", remedy: remedy)
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
            refuse(subject, "It is not an address.", remedy: "Paste it from the browser's address bar.")
        }
        return nil
    }
}

/// Takes a secret from a file or standard input, checks it, and never shows it.
struct SecretIntake {
    /// Longer than any key, password or token of the two systems.
    static let longest = 16 * 1024

    /// - Parameter bytes: as read, with the newline that editors and `echo` put at the end.
    /// - Throws: `InputError`, which says what is wrong with the secret without repeating any of it.
    static func secret(_ kind: CredentialKind, from bytes: [UInt8]) throws -> Secret {
        let subject = kind.rawValue
        func refuse(_ message: String, _ remedy: String) -> InputError { InputError(subject, message, remedy: remedy) }
        guard bytes.count <= longest else {
            throw refuse("It is longer than \(longest) bytes.", "Name a file that holds the secret and nothing else.")
        }
        var bytes = bytes[...]
        if bytes.last == 10 { bytes = bytes.dropLast() }
        if bytes.last == 13 { bytes = bytes.dropLast() }
        guard !bytes.isEmpty else { throw refuse("It is empty.", "Nothing was stored; give the secret again.") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw refuse("It is not text in UTF-8.", "Save the file as plain UTF-8 text.")
        }
        if text.utf8.contains(10) || text.utf8.contains(13) {
            throw refuse("It has several lines.", "Give the secret alone, in one line.")
        }
        guard text.unicodeScalars.allSatisfy(PlainText.isHarmless) else {
            throw refuse(
                "It holds invisible characters.",
                "Type or copy it again: they come with some editors (UTF-8 with BOM) and web pages.")
        }
        if kind.isKey {
            guard !text.unicodeScalars.contains(where: \.properties.isWhitespace) else {
                throw refuse("It holds a space, which keys never do.", "Copy it again, without what stands around it.")
            }
            guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw refuse(
                    "It holds a character that keys never do, such as an accent or a long dash.",
                    "Copy it from where it was made: mail and word processors change such characters.")
            }
        } else if text.trimmingCharacters(in: .whitespaces).isEmpty {
            throw refuse("It is blank.", "Nothing was stored; give the secret again.")
        }
        return Secret(text)
    }
}

extension CredentialKind {
    /// Made by a machine: plain ASCII without spaces. The others are typed by people.
    fileprivate var isKey: Bool {
        switch self {
        case .planningPMEUsername, .planningPMEPassword: false
        default: true
        }
    }
}
