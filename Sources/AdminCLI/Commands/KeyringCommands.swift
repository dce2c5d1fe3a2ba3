import ArgumentParser
import Operations
import SyncEngine

/// `passerelle keyring`.
struct KeyringCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keyring", abstract: "The master keys that the customers' secrets hang on.",
        subcommands: [CreateKeyringCommand.self, RotateKeyringCommand.self, ShowKeyringStatusCommand.self])
}

/// `passerelle keyring init`.
struct CreateKeyringCommand: PasserelleCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Makes the keyring file, for its owner's eyes alone (0600).",
        discussion: """
            Keep a copy apart from the database's backups: without this file nobody can read the customers' secrets any more, and with
            both of them anybody can.

            Example:
              PASSERELLE_KEYRING=/etc/passerelle/keyring passerelle keyring init
            """)

    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let path = try await context.perform(CreateKeyring())
        context.say(
            "Made the keyring \(path).", next: "Keep a copy of it apart from the database's backups, and give it to every worker."
        )
        return .done
    }
}

/// `passerelle keyring rotate`.
struct RotateKeyringCommand: PasserelleCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Adds a new master key and wraps every customer's data key with it.",
        discussion: """
            Workers go on meanwhile. Interrupted, it goes on where it stopped when started again. With several machines: copy the file to
            each after this command.

            Example:
              passerelle keyring rotate && passerelle keyring status
            """)

    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let turn = try await context.perform(RotateKeyring(), during: "Wrapping data keys")
        context.say(
            turn.addedKey
                ? "The keyring has a new master key, \(turn.currentKeyID)."
                : "An earlier rotation to the master key \(turn.currentKeyID) is now complete; no new key was made.")
        context.say("\(Plural.of(turn.rewrapped, "data key")) wrapped anew.", next: "passerelle keyring status")
        return .done
    }
}

/// `passerelle keyring status`.
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
            context.warn(
                "Customers' secrets hang on master keys that are not in this file: \(report.missing.joined(separator: ", ")).",
                next: "Put back the newest copy of the keyring file.")
            return .failed
        }
        return .done
    }
}
