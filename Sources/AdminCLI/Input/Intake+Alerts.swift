import Foundation
import SyncCore
import Words

extension Intake {
    /// A label of Alertmanager: its routes and templates take it as it is.
    mutating func alertRecipient(_ subject: String, _ text: String) -> String? {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if AlertRecipient.isValid(trimmed) { return trimmed }
        refuse(
            subject,
            Phrase(
                "\"\(text)\" is not a valid recipient: letters, digits and . _ + @ - only, 100 at most.",
                fr: "« \(text) » n’est pas un destinataire valide : lettres, chiffres et . _ + @ - seulement, 100 au plus."),
            remedy: .example("lea@integrator.example"))
        return nil
    }
}
