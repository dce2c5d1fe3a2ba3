import ArgumentParser

/// The executable's command line. `ops/bench` calls it; nothing else does.
@main
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passerelle-bench", abstract: "What ops/bench measures in process, and the worlds it measures in.",
        subcommands: [
            MeasureCommand.self, QueriesCommand.self, DecodeCommand.self, RegisterCommand.self, ClaimsCommand.self,
            ListingsCommand.self,
        ])
}
