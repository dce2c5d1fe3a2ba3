import ArgumentParser

/// A command of Passerelle: its arguments, and what it does with them.
protocol PasserelleCommand: ParsableCommand {
    var global: GlobalOptions { get }
    /// - Returns: the exit status when nothing was thrown.
    func perform(_ context: CommandContext) async throws -> CommandExit
}

/// A command that shows something.
protocol ShowingCommand: PasserelleCommand {
    var showing: ShowingOptions { get }
}
