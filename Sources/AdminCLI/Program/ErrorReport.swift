import AppWiring
import Operations
import SyncCore
import Words

/// An error for people: what happened, what to do, and a code to search for; with its exit status.
struct ErrorReport {
    let text: String
    let status: CommandExit

    /// - Parameters:
    ///   - tenant: the command's, if known.
    ///   - instead: what works without the keyring and the worker's role, in place of the command.
    init(_ error: any Error, tenant: TenantSlug? = nil, instead: Phrase? = nil, _ language: Language = .english, colour: Bool) {
        let head = Phrase("error:", fr: "erreur :")[language]
        func one(_ message: Phrase, _ remedy: Phrase, _ code: SyncError.Code) -> String {
            Self.one(head, message[language], remedy: remedy[language], code: code.rawValue, colour: colour)
        }
        switch (error as? Refused).map({ InputError($0.reasons.map(InputError.Issue.init)) }) ?? error {
        case let error as InputError:
            text = Self.list(
                head, error.issues.map { ($0.words(language), $0.remedy[language]) },
                of: Phrase("options are missing or invalid", fr: "options sont manquantes ou invalides"),
                code: SyncError.Code.invalidInput.rawValue, language, colour: colour)
            status = .usage
        case let error as ConfigurationError:
            text = Self.list(
                head, error.issues.map { (ConfigurationWords.message($0)[language], ConfigurationWords.remedy($0)[language]) },
                of: Phrase("settings are missing or invalid", fr: "réglages sont manquants ou invalides"),
                code: "configuration_invalid", language, colour: colour)
            status = .usage
        case let error as SyncError:
            let words = FailureWords(tenant: tenant)
            let remedy = words.remedy(error.failure)
            let other = error.failure.isLackOfWorkersMeans ? instead : nil
            text = one(words.message(error.failure), other.map { remedy + $0 } ?? remedy, error.code)
            status = CommandExit(of: error)
        case let declined as Declined:
            text = PlainText.line(declined.message[language]) + "\n"
            status = .done
        case is CancellationError:
            text = one(
                Phrase("Interrupted.", fr: "Interrompu."),
                Phrase(
                    "The command stopped here; run it again to complete it.",
                    fr: "La commande s’est arrêtée là ; relancez-la pour la terminer."), .cancelled)
            status = .failed
        default:
            // Errors of libraries may contain secrets: only their type is shown.
            text = one(
                Phrase(
                    "Unexpected error (\(type(of: error))).", fr: "Erreur inattendue (\(type(of: error)))."),
                Phrase(
                    "Try again with PASSERELLE_LOG_LEVEL=debug, and report the output.",
                    fr: "Réessayez avec PASSERELLE_LOG_LEVEL=debug, et signalez ce qui s’affiche."), .defect)
            status = .failed
        }
    }

    /// For arguments that the parser rejects.
    /// - Parameter parserText: the parser's message, which may repeat what was typed.
    init(usage parserText: String, colour: Bool) {
        let lines = parserText.split(separator: "\n", omittingEmptySubsequences: false).map { PlainText.line(String($0)) }
        let code = "  " + Cell.Tone.faint.painted("[\(SyncError.Code.invalidInput.rawValue)]", colour: colour)
        text = (lines + [code]).joined(separator: "\n") + "\n"
        status = .usage
    }

    private static func one(
        _ head: String, _ message: String, remedy: String, code: String, colour: Bool
    ) -> String {
        var lines = [Cell.Tone.bad.painted(head, colour: colour) + " " + PlainText.line(message)]
        if !remedy.isEmpty { lines.append("  → " + PlainText.line(remedy)) }
        lines.append("  " + Cell.Tone.faint.painted("[\(code)]", colour: colour))
        return lines.joined(separator: "\n") + "\n"
    }

    private static func list(
        _ head: String, _ issues: [(words: String, remedy: String)], of what: Phrase, code: String, _ language: Language,
        colour: Bool
    ) -> String {
        if issues.count == 1, let issue = issues.first {
            return one(head, issue.words, remedy: issue.remedy, code: code, colour: colour)
        }
        let count = Phrase(
            "\(issues.count) \(what.english).", fr: "\(issues.count) \(what.french).")
        var lines = [Cell.Tone.bad.painted(head, colour: colour) + " " + count[language]]
        for issue in issues {
            lines.append("  " + PlainText.line(issue.words))
            lines.append("    → " + PlainText.line(issue.remedy))
        }
        lines.append("  " + Cell.Tone.faint.painted("[\(code)]", colour: colour))
        return lines.joined(separator: "\n") + "\n"
    }
}

/// All problems of the arguments. Nothing was done.
struct InputError: Error, Equatable {
    struct Issue: Equatable {
        /// The option or argument, such as `--time-zone`.
        let subject: Phrase
        let message: Phrase
        let remedy: Phrase

        init(_ subject: Phrase, _ message: Phrase, remedy: Phrase) {
            self.subject = subject
            self.message = message
            self.remedy = remedy
        }

        /// - Parameter subject: an option or argument, or the quoted input.
        init(_ subject: String, _ message: Phrase, remedy: Phrase) {
            let isQuoted = subject.count > 1 && subject.hasPrefix("\"") && subject.hasSuffix("\"")
            let french = isQuoted ? "« \(subject.dropFirst().dropLast()) »" : subject
            self.init(Phrase(subject, fr: french), message, remedy: remedy)
        }

        /// Names the subject once, even if the message begins with it.
        func words(_ language: Language) -> String {
            let (subject, text) = (subject[language], message[language])
            return text.hasPrefix(subject) ? text : Phrase("\(subject): \(text)", fr: "\(subject) : \(text)")[language]
        }
    }

    let issues: [Issue]

    init(_ issues: [Issue]) {
        self.issues = issues
    }

    init(_ subject: String, _ message: Phrase, remedy: Phrase) {
        issues = [Issue(subject, message, remedy: remedy)]
    }
}

/// The answer to a confirmation on the terminal was no: nothing was done. Not an error.
struct Declined: Error, Equatable {
    /// What was not done.
    let message: Phrase

    init(message: Phrase) {
        self.message = message
    }
}

/// The exit status of a command (`contracts/cli.md`).
package enum CommandExit: Int32, Sendable, Hashable, CaseIterable {
    case done = 0
    case failed = 1
    /// Could not reach the database or a remote.
    case unreachable = 2
    case partial = 3
    case needsReview = 4
    /// The hourly plan is used up: the run is queued again.
    case paused = 5
    case usage = 64
}

extension CommandExit {
    init(of error: SyncError) {
        self.init(code: error.code)
    }

    init(code: SyncError.Code) {
        switch code {
        case .databaseUnreachable, .luccaUnreachable, .planningPMEUnreachable: self = .unreachable
        case .luccaThrottled, .planningPMEThrottled: self = .paused
        case .invalidInput, .configurationMissing: self = .usage
        default: self = .failed
        }
    }

    /// For a run that this process performed or followed.
    init(of run: Run) {
        switch run.state {
        case .succeeded: self = .done
        case .partial: self = .partial
        case .needsReview: self = .needsReview
        case .failed: self = run.error.map { CommandExit(code: $0.code) } == .unreachable ? .unreachable : .failed
        case .cancelled: self = .failed
        case .queued, .running: self = run.error.map { CommandExit(code: $0.code) } ?? .failed
        }
    }
}
