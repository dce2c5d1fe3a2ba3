import ArgumentParser
import Operations
import SyncEngine
import Words

struct KeyringCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keyring", abstract: "The master keys that protect the customers' secrets.",
        subcommands: [CreateKeyringCommand.self, RotateKeyringCommand.self, ShowKeyringStatusCommand.self])
}

struct CreateKeyringCommand: PasserelleCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Makes the keyring file, for its owner's eyes alone (0600).",
        discussion: """
            Keep a copy apart from the database's backups: without this file the customers' secrets are lost, and with both of them
            anybody can read them.

            Example:
              PASSERELLE_KEYRING=/etc/passerelle/keyring passerelle keyring init
            """)

    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let path = try await context.perform(CreateKeyring())
        context.say(
            Phrase("Created the keyring \(path).", fr: "Le trousseau \(path) est créé."),
            next: Phrase(
                "Keep a copy of it apart from the database's backups, and give it to every worker.",
                fr: "Gardez-en une copie à l’écart des sauvegardes de la base, et donnez-le à chaque worker."))
        return .done
    }
}

struct RotateKeyringCommand: PasserelleCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Adds a new master key and wraps every customer's data key with it.",
        discussion: """
            Workers continue meanwhile. After an interruption, the same command resumes it. With several machines: copy the file to
            each after this command.

            Example:
              passerelle keyring rotate && passerelle keyring status
            """)

    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let turn = try await context.perform(
            RotateKeyring(), during: Phrase("Wrapping data keys", fr: "Chiffrement des clés de données"))
        context.say(
            turn.addedKey
                ? Phrase(
                    "The keyring has a new master key, \(turn.currentKeyID).",
                    fr: "Le trousseau a une nouvelle clé maîtresse, \(turn.currentKeyID).")
                : Phrase(
                    "An earlier rotation to the master key \(turn.currentKeyID) is complete; no new key was made.",
                    fr:
                        "Une rotation précédente vers la clé maîtresse \(turn.currentKeyID) est terminée ; aucune clé n’a été créée."
                ))
        let keys = Phrase.counted(
            turn.rewrapped, "data key", "data keys", fr: "clé de données rechiffrée", "clés de données rechiffrées")
        context.say(
            Phrase("Wrapped \(keys.english) again.", fr: "\(keys.french)."), next: Phrase(same: "passerelle keyring status"))
        return .done
    }
}

struct ShowKeyringStatusCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Says which master keys are in use.",
        discussion: """
            Example:
              passerelle keyring status --output json
            """)

    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let report = try await context.perform(ShowKeyringStatus())
        context.show(KeyringDocument.make(report))
        guard report.missing.isEmpty else {
            let missing = report.missing.joined(separator: ", ")
            context.warn(
                Phrase(
                    "Tenants' secrets need master keys that are not in this file: \(missing).",
                    fr: "Les secrets de clients exigent des clés maîtresses absentes de ce fichier : \(missing)."),
                next: Phrase(
                    "Put back the newest copy of the keyring file.",
                    fr: "Remettez en place la copie la plus récente du trousseau."))
            return .failed
        }
        return .done
    }
}
