import ArgumentParser
import Operations
import SyncEngine
import Words

struct KeyringCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keyring", abstract: "The master keys that protect the customers' secrets.",
        subcommands: [
            CreateKeyringCommand.self, PublishSealingKeyCommand.self, RotateKeyringCommand.self, ShowKeyringStatusCommand.self,
        ])
}

struct CreateKeyringCommand: PasserelleCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Creates the keyring file, which only its owner can read (0600).",
        discussion: """
            Keep a copy apart from the database's backups: without this file the customers' secrets are lost, and whoever has both \
            can read them.

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

struct PublishSealingKeyCommand: ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Publishes the sealing key, so that secrets can be stored without the keyring.",
        discussion: """
            Stores the public half of the keyring's newest sealing key in the database. From then on, `credential set` works \
            without the keyring: it seals the secret, and only a process with the keyring can open it. After `keyring rotate`, \
            publish again once every machine has the new file. The key published last is in use: see `keyring status`.

            Example:
              passerelle keyring publish
            """)

    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        guard let id = try await context.perform(PublishSealingKey()) else {
            context.warn(
                Phrase(
                    "The keyring is of an older release and has no sealing key.",
                    fr: "Le trousseau est d’une ancienne version et n’a pas de clé de scellement."),
                next: Phrase(same: "passerelle keyring rotate"))
            return .failed
        }
        context.say(
            Phrase("Published the sealing key \(id).", fr: "La clé de scellement \(id) est publiée."),
            next: Phrase(
                "From here on, passerelle credential set works without the keyring.",
                fr: "passerelle credential set fonctionne désormais sans le trousseau."))
        return .done
    }
}

struct RotateKeyringCommand: ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Adds a new master key and wraps every customer's data key with it.",
        discussion: """
            Workers continue meanwhile. After an interruption, the same command resumes it. With several machines, copy the file \
            to each of them afterwards.

            Example:
              passerelle keyring rotate && passerelle keyring status
            """)

    @OptionGroup var reasoning: ReasonOptions
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
            Phrase("Wrapped \(keys.english) again.", fr: "\(keys.french)."),
            next: Phrase(
                "Copy the file to every machine, then: passerelle keyring publish",
                fr: "Copiez le fichier sur chaque machine, puis : passerelle keyring publish"))
        return .done
    }
}

struct ShowKeyringStatusCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Shows which master keys and sealing keys are in use.",
        discussion: """
            The sealing key in use is the one published last. Credentials that are set without the keyring are sealed to it until \
            a worker opens them.

            Example:
              passerelle keyring status --output json
            """)

    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let report = try await context.perform(ShowKeyringStatus())
        context.show(KeyringDocument.make(report))
        if !report.missingSealingKeys.isEmpty {
            let missing = report.missingSealingKeys.joined(separator: ", ")
            context.warn(
                Phrase(
                    "Secrets are sealed to keys that are not in this file: \(missing).",
                    fr: "Des secrets sont scellés avec des clés absentes de ce fichier : \(missing)."),
                next: Phrase(
                    "Use the keyring that holds them, or run passerelle keyring publish here and set the secrets again.",
                    fr: "Utilisez le trousseau qui les contient, ou lancez ici passerelle keyring publish et redéfinissez les "
                        + "secrets."))
        }
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
        return report.missingSealingKeys.isEmpty ? .done : .failed
    }
}
