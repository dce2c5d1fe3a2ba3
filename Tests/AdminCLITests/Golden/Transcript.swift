import Foundation
import Testing

@testable import AdminCLI

/// What a series of commands shows in one of the output formats, as text that a golden file keeps.
final class Transcript {
    private let format: OutputFormat
    private(set) var text = ""

    init(_ format: OutputFormat) {
        self.format = format
    }

    /// Runs a command that shows something, in the format of this transcript.
    @discardableResult
    func show(_ bench: CommandLineBench, _ line: String, input: String = "") async -> CommandLineBench.Outcome {
        await run(bench, line + " --output \(format.rawValue)", input: input)
    }

    /// Runs a command that shows nothing, or fails.
    @discardableResult
    func run(_ bench: CommandLineBench, _ line: String, input: String = "") async -> CommandLineBench.Outcome {
        let outcome = await bench.run(line.split(separator: " ").map(String.init), input: input)
        text += "$ passerelle \(line)\n"
        // The ends of a CSV's lines are shown, so that an editor can't change them unseen.
        text += outcome.data.replacing("\r\n", with: "␍\n")
        if !outcome.messages.isEmpty { text += "--- messages\n\(outcome.messages)" }
        text += "--- exit \(outcome.status.rawValue)\n\n"
        return outcome
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Files")

    /// Compares with the golden file of that name; with PASSERELLE_RECORD_GOLDEN=1 it writes the file instead, and fails.
    func expect(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let file = Self.folder.appending(path: "\(name).\(format.rawValue).txt")
        if ProcessInfo.processInfo.environment["PASSERELLE_RECORD_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
            Issue.record("Recorded \(file.lastPathComponent).", sourceLocation: sourceLocation)
            return
        }
        let golden = try String(contentsOf: file, encoding: .utf8)
        guard text != golden else { return }
        let (found, kept) = (lines(text), lines(golden))
        let first = zip(found, kept).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(found.count, kept.count)
        Issue.record(
            """
            \(file.lastPathComponent) differs from line \(first + 1) on.
            kept:  \(first < kept.count ? kept[first] : "nothing")
            found: \(first < found.count ? found[first] : "nothing")
            """, sourceLocation: sourceLocation)
    }

    private func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
}
