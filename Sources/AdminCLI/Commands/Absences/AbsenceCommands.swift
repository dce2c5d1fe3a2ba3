import ArgumentParser

/// `passerelle absence`.
struct AbsenceCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "absence", abstract: "Why an absence is on the planning, or is not.",
        subcommands: [ExplainAbsenceCommand.self])
}
