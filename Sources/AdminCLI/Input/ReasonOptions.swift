import ArgumentParser
import Foundation
import Operations
import SyncEngine
import Words

/// For commands that change something.
struct ReasonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Why, such as a ticket's number: the audit log keeps it. No names, no secrets.", valueName: "text"))
    var reason: String?

    /// - Throws: `InputError`.
    func read() throws -> String? {
        guard let reason else { return nil }
        var intake = Intake()
        let text = intake.label("--reason", reason, longest: AuditContext.longestReason)
        try intake.finish()
        return text
    }
}

extension CommandContext {
    /// Asks on a terminal why, unless that was said; an empty answer is none.
    /// - Throws: `InputError`.
    func asking(_ reasoning: ReasonOptions) throws -> CommandContext {
        guard reasoning.reason == nil, isInteractive else { return self }
        let typed = ask(
            Phrase("Why? (for the audit log; Enter to skip) ", fr: "Pourquoi ? (pour le journal d’audit ; Entrée pour passer) "))
        let answer = (typed ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        guard !answer.isEmpty else { return self }
        var intake = Intake()
        let reason = intake.label("--reason", answer, longest: AuditContext.longestReason)
        try intake.finish()
        var context = self
        if let reason { context.installation = installation.giving(reason) }
        return context
    }
}
