import ArgumentParser
import SyncEngine

/// The whole command line.
struct PasserelleRoot: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passerelle",
        abstract: "Carries employees, departments and absences from Lucca into PlanningPME.",
        discussion: """
            A first customer, from an empty database:
              passerelle db migrate
              passerelle keyring init
              passerelle tenant create acme --name "Acme SA" --lucca-url acme.ilucca.net \\
                  --planningpme-url https://api.planningpme.com/acme/
              passerelle credential set acme lucca-api-key
              passerelle scope tree acme
              passerelle run preview acme

            Settings: in the environment (PASSERELLE_DATABASE_URL, PASSERELLE_KEYRING, PASSERELLE_LOG_LEVEL, \
            PASSERELLE_LOG_FORMAT), or in a JSON file named by PASSERELLE_CONFIG. Every command takes them as options too: see \
            --help-hidden of any command.

            Exit status: 0 done, 1 failed, 2 the database or a remote system could not be reached, 3 partial, 4 needs review, 5 \
            paused, 64 usage.

            Shell completions: passerelle completions bash|zsh|fish.
            """,
        version: Release.version,
        groupedSubcommands: [
            CommandGroup(
                name: "Setting up", subcommands: [DatabaseCommands.self, KeyringCommands.self, CompletionsCommand.self]),
            CommandGroup(
                name: "Customers",
                subcommands: [
                    TenantCommands.self, CredentialCommands.self, ScopeCommands.self, ReasonCommands.self,
                    DepartmentCommands.self, FieldCommands.self,
                ]),
            CommandGroup(
                name: "Syncs",
                subcommands: [RunCommands.self, QueueCommands.self, AbsenceCommands.self, EmployeeCommands.self]),
            CommandGroup(
                name: "The fleet",
                subcommands: [WorkerCommand.self, FleetCommands.self, AlertCommands.self, ConsoleCommands.self]),
            CommandGroup(
                name: "People and audit log", subcommands: [WhoAmICommand.self, OperatorCommands.self, AuditCommands.self]),
        ])

    static var _errorLabel: String { "error" }
}

/// Writes a shell completion script.
struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions", abstract: "Prints a completion script for a shell.",
        discussion: """
            Example:
              passerelle completions bash > /etc/bash_completion.d/passerelle
              passerelle completions zsh > "${fpath[1]}/_passerelle"
              passerelle completions fish > ~/.config/fish/completions/passerelle.fish
            """)

    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash
        case zsh
        case fish
    }

    @Argument(help: "The shell.")
    var shell: Shell

    var script: String {
        switch shell {
        case .bash: PasserelleRoot.completionScript(for: .bash)
        case .zsh: PasserelleRoot.completionScript(for: .zsh)
        case .fish: PasserelleRoot.completionScript(for: .fish)
        }
    }
}
