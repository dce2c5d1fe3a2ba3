import Foundation
import ProgramTestKit
import Testing

/// A started program: it accepts signals and returns its result.
final class RunningProgram: Sendable {
    private let program: ChildProgram
    private let files: [URL]

    /// Its input and outputs are these files; they are removed with its result.
    init(_ program: ChildProgram, files: [URL]) {
        self.program = program
        self.files = files
    }

    var processID: Int32 { program.id }

    private static func text(_ file: URL) -> String {
        String(decoding: FileManager.default.contents(atPath: file.path) ?? Data(), as: UTF8.self)
    }

    /// Waits for the program's end. Call it once.
    func result() async throws -> CommandResult {
        let ending = await program.ending()
        let (stdout, stderr) = (Self.text(files[1]), Self.text(files[2]))
        for file in files { try? FileManager.default.removeItem(at: file) }
        try Task.checkCancellation()
        return switch ending {
        case .exited(let status): CommandResult(status: status, stdout: stdout, stderr: stderr)
        case .signalled(let signal): CommandResult(status: signal, stdout: stdout, stderr: stderr, signal: signal)
        }
    }

    var hasEnded: Bool { !program.isRunning }

    /// Sends a signal, unless the program has ended.
    func send(_ signal: Int32) { program.send(signal) }

    /// Waits until every thread is stopped after SIGSTOP. False when the program ended instead.
    func standsStill() async throws -> Bool {
        for _ in 0..<6000 {
            let tasks = "/proc/\(processID)/task"
            let states = ((try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []).map { task -> Character in
                let line = (try? String(contentsOfFile: "\(tasks)/\(task)/stat", encoding: .utf8)) ?? ""
                // The name before the state may contain anything, even parentheses.
                return line.split(separator: ")").last?.first { $0 != " " } ?? "?"
            }
            if states.isEmpty || states.contains("Z") || states.contains("X") { return false }
            if states.allSatisfy({ $0 == "T" }) { return true }
            try await Task.sleep(for: .milliseconds(5))
        }
        Issue.record("process \(processID) neither stopped nor ended within 30 s")
        return false
    }
}
