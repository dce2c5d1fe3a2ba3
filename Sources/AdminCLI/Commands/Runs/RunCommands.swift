import ArgumentParser

/// `passerelle run`.
struct RunCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Syncs: previewed, performed, looked up.",
        subcommands: [
            PreviewRunCommand.self, StartRunCommand.self, PerformRunNowCommand.self, ListRunsCommand.self, ShowRunCommand.self,
            LogRunCommand.self, ApproveRunCommand.self,
            CancelRunCommand.self,
        ])
}
