import ArgumentParser

/// `passerelle run`.
struct RunCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Syncs: previewed, performed, looked up.",
        subcommands: [ListRuns.self, ShowRun.self, CancelRunCommand.self])
}
