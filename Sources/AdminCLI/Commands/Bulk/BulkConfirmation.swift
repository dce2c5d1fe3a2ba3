import ArgumentParser
import SyncCore
import Words

/// The confirmation of a command for many tenants: how many there are, so that nobody changes 400 for 4.
struct CountOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Confirms the number of tenants that the command shows. Required without a terminal.", valueName: "count"))
    var yes: Int?

    /// On a terminal, more than this take the number itself instead of yes.
    static let mostWithoutNumber = 10

    /// - Parameter act: what would be done to how many, such as `Pause 40 tenants`.
    /// - Throws: `InputError` for another number, or for none off a terminal; `Declined`.
    func confirm(_ count: Int, _ act: Phrase, _ context: CommandContext) throws {
        if let yes {
            guard yes == count else { throw Self.refused(count, act, said: yes) }
            return
        }
        guard context.console.shape.inputIsTerminal, context.console.shape.messagesAreTerminal else {
            throw Self.refused(count, act, said: nil)
        }
        let asksNumber = count > Self.mostWithoutNumber
        let typed =
            context.ask(
                asksNumber
                    ? Phrase("\(act.english)? Type the number: ", fr: "\(act.french) ? Tapez le nombre : ")
                    : Phrase("\(act.english)? [yes/no] ", fr: "\(act.french) ? [oui/non] ")) ?? ""
        let isAgreed = asksNumber ? typed == String(count) : ["y", "yes", "o", "oui"].contains(typed.lowercased())
        guard isAgreed else { throw Declined(message: Phrase("Nothing was changed.", fr: "Rien n’a été modifié.")) }
    }

    private static func refused(_ count: Int, _ act: Phrase, said: Int?) -> InputError {
        InputError(
            "--yes",
            said.map {
                Phrase(
                    "\(act.english): that is \(count), not \($0). Nothing was changed.",
                    fr: "\(act.french) : c’est \(count), et non \($0). Rien n’a été modifié.")
            }
                ?? Phrase(
                    "\(act.english): without a terminal this must be confirmed. Nothing was changed.",
                    fr: "\(act.french) : sans terminal, il faut le confirmer. Rien n’a été modifié."),
            remedy: Phrase("Look at the table, then give --yes \(count).", fr: "Regardez le tableau, puis donnez --yes \(count).")
        )
    }
}

extension Phrase {
    static func tenants(_ count: Int) -> Phrase { .counted(count, "tenant", "tenants", fr: "client", "clients") }
}
