import Foundation
import Words

extension CommandContext {
    /// Someone can answer a question.
    var isInteractive: Bool { console.shape.inputIsTerminal && console.shape.messagesAreTerminal }

    /// Asks a question of yes or no; anything but yes is no.
    func confirms(_ question: Phrase) -> Bool {
        let word = (ask(question) ?? "").trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
        return ["yes", "y"].contains(word) || language == .french && ["oui", "o"].contains(word)
    }
}
