import ArgumentParser
import Testing

@testable import AdminCLI

@Suite("Help on a terminal of 80 columns")
struct HelpTests {
    /// The parser breaks a line before the column that it is given.
    private static let columns = 80

    @Test func noLineIsTooLongExceptTheUsage() {
        #expect(Self.helps.count > 60)
        for (path, lines) in Self.helps {
            for line in lines where line.count > Self.columns {
                Issue.record("\(path): \(line)")
            }
        }
    }

    /// A paragraph that is also broken in the source has short lines in the middle.
    @Test func everyParagraphFillsItsLines() {
        for (path, lines) in Self.helps {
            for (line, next) in zip(lines, lines.dropFirst()) where Self.isRagged(line, before: next) {
                Issue.record("\(path): \(line) / \(next)")
            }
        }
    }

    @Test func aParagraphBrokenInItsSourceIsRagged() {
        #expect(Self.isRagged("keyring it opens.", before: "After this"))
        #expect(!Self.isRagged("Example:", before: "  passerelle run list"))
        #expect(!Self.isRagged("The end of a paragraph.", before: ""))
        #expect(!Self.isRagged("", before: "The next paragraph."))
        #expect(!Self.isRagged(String(repeating: "word ", count: 12), before: "next"))
    }

    /// Of every command, without the lines of its usage, which the parser does not break.
    private static let helps: [(path: String, lines: [String])] = commands(PasserelleRoot.self, "passerelle").map {
        path, command in
        let text = PasserelleRoot.helpMessage(for: command, includeHidden: true, columns: columns)
        let blocks = text.split(separator: "\n", omittingEmptySubsequences: false).split(separator: "")
        return (path, blocks.filter { $0.first?.hasPrefix("USAGE:") == false }.flatMap { $0.map(String.init) + [""] })
    }

    private static func commands(
        _ command: any ParsableCommand.Type, _ path: String
    ) -> [(path: String, command: any ParsableCommand.Type)] {
        [(path, command)]
            + command.configuration.subcommands.flatMap { commands($0, path + " " + ($0.configuration.commandName ?? "")) }
    }

    /// Whether the next line of the same paragraph begins with a word that had room. Lines that are indented less than the
    /// descriptions of options are examples and labels, each of its own.
    private static func isRagged(_ line: String, before next: String) -> Bool {
        let indents = [line, next].map { $0.prefix { $0 == " " }.count }
        guard !line.isEmpty, indents[0] == indents[1], [0, 26].contains(indents[0]), line.count < 50,
            let word = next.split(separator: " ").first
        else { return false }
        return line.count + 1 + word.count < columns
    }
}
