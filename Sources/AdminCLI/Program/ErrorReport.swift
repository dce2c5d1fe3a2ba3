import AppWiring
import Operations
import SyncCore

/// An error as people read it: what happened, what to do, and a code to search for; with the exit status that goes with it.
struct ErrorReport {
    let text: String
    let status: CommandExit

    init(_ error: any Error, colour: Bool) {
        switch (error as? Refused).map({ InputError($0.reasons.map(InputError.Issue.init)) }) ?? error {
        case let error as InputError:
            text = Self.list(
                error.issues.map { ($0.words, $0.remedy) }, code: SyncError.Code.invalidInput.rawValue,
                colour: colour)
            status = .usage
        case let error as ConfigurationError:
            text = Self.list(
                error.issues.map { ("\($0.setting): \($0.message)", $0.remedy) }, code: "configuration_invalid", colour: colour)
            status = .usage
        case let error as SyncError:
            text = Self.one(error.message, remedy: error.remedy, code: error.code.rawValue, colour: colour)
            status = CommandExit(of: error)
        case let declined as Declined:
            text = PlainText.line(declined.message) + "\n"
            status = .done
        case is CancellationError:
            text = Self.one(
                "Interrupted.", remedy: "Nothing more was done; start the command again when you like.",
                code: SyncError.Code.cancelled.rawValue, colour: colour)
            status = .failed
        default:
            // Errors of libraries may hold what must not be shown: only their kind is told.
            text = Self.one(
                "Something unexpected happened (\(type(of: error))).",
                remedy: "Try again with PASSERELLE_LOG_LEVEL=debug, and report what it says.",
                code: SyncError.Code.defect.rawValue, colour: colour)
            status = .failed
        }
    }

    /// Of arguments that the parser can make nothing of.
    /// - Parameter parserText: its own words. They may repeat what was typed.
    init(usage parserText: String, colour: Bool) {
        let lines = parserText.split(separator: "\n", omittingEmptySubsequences: false).map { PlainText.line(String($0)) }
        let code = "  " + Cell.Tone.faint.painted("[\(SyncError.Code.invalidInput.rawValue)]", colour: colour)
        text = (lines + [code]).joined(separator: "\n") + "\n"
        status = .usage
    }

    static func one(_ message: String, remedy: String, code: String, colour: Bool) -> String {
        var lines = [Cell.Tone.bad.painted("error:", colour: colour) + " " + PlainText.line(message)]
        if !remedy.isEmpty { lines.append("  → " + PlainText.line(remedy)) }
        lines.append("  " + Cell.Tone.faint.painted("[\(code)]", colour: colour))
        return lines.joined(separator: "\n") + "\n"
    }

    private static func list(
        _ issues: [(words: String, remedy: String)], code: String, colour: Bool
    ) -> String {
        if issues.count == 1, let issue = issues.first {
            return one(issue.words, remedy: issue.remedy, code: code, colour: colour)
        }
        var lines = [Cell.Tone.bad.painted("error:", colour: colour) + " \(issues.count) things can't be used as they are."]
        for issue in issues {
            lines.append("  " + PlainText.line(issue.words))
            lines.append("    → " + PlainText.line(issue.remedy))
        }
        lines.append("  " + Cell.Tone.faint.painted("[\(code)]", colour: colour))
        return lines.joined(separator: "\n") + "\n"
    }
}
