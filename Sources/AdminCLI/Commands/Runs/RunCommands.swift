import ArgumentParser

/// `passerelle run`.
struct RunCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Syncs: previewed, performed, looked up.",
        subcommands: [
            PreviewRun.self, StartRun.self, PerformRunNow.self, ListRuns.self, ShowRun.self, LogRun.self, ApproveRunCommand.self,
            CancelRunCommand.self,
        ])
}
