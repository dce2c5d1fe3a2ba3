import ArgumentParser
import Foundation

/// `passerelle-bench measure`: runs another command and says what it cost.
struct MeasureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Runs a command, and says what it cost in one line of JSON.",
        discussion: """
            EXAMPLE
              passerelle-bench measure --to cost.json passerelle run now acme
            """)

    @Option(help: "The file that the line is appended to.") var to: String
    @Argument(parsing: .captureForPassthrough, help: "The command and its arguments.") var command: [String]

    mutating func run() throws {
        let cost = try ChildCost.running(command)
        try cost.append(to: to)
        throw ExitCode(cost.status)
    }
}
