import Foundation

/// The command line as the argument parser describes it, so that a new command is covered automatically.
struct CommandTree: Decodable {
    struct Command: Decodable {
        let commandName: String
        let subcommands: [Command]?
        let arguments: [Argument]?
    }

    struct Argument: Decodable {
        struct Name: Decodable {
            let kind: String
            let name: String
        }
        let kind: String
        let valueName: String?
        let isOptional: Bool
        let names: [Name]?
        let allValues: [String]?

        /// `--output`, for an option.
        var flag: String? { names?.first { $0.kind == "long" }.map { "--\($0.name)" } }
    }

    /// A command that does something.
    struct Leaf: Sendable {
        /// Such as `scope set`.
        let path: String
        /// Required positional arguments by name, in order.
        let positionals: [String]
        /// Required options, such as `--employee`.
        let required: [String]
        let showsOutput: Bool

        var words: [String] { path.split(separator: " ").map(String.init) }
    }

    let command: Command

    var leaves: [Leaf] { (command.subcommands ?? []).flatMap { Self.leaves($0, []) } }

    private static func leaves(_ command: Command, _ above: [String]) -> [Leaf] {
        let path = above + [command.commandName]
        if let below = command.subcommands, !below.isEmpty { return below.flatMap { leaves($0, path) } }
        // The parser's own.
        guard path != ["help"] else { return [] }
        let arguments = command.arguments ?? []
        return [
            Leaf(
                path: path.joined(separator: " "),
                positionals: arguments.filter { $0.kind == "positional" && (!$0.isOptional || $0.valueName == "slug") }
                    .compactMap(\.valueName),
                required: arguments.filter { $0.kind == "option" && !$0.isOptional }.compactMap(\.flag),
                showsOutput: arguments.contains { $0.flag == "--output" })
        ]
    }
}

extension Installation {
    func commandTree() async throws -> CommandTree {
        try await expect(["--experimental-dump-help"]).decode(CommandTree.self)
    }
}
