import Foundation
import ProgramTestKit

/// A program of this package, inspected while it runs. Its outputs go to files, which need no reader.
final class LiveCommand: Sendable {
    private let program: ChildProgram
    private let stdout: URL
    private let stderr: URL

    init(
        _ executable: URL, _ arguments: [String], environment: [String: String], input: String = "", scratch: URL
    ) throws {
        let name = UUID().uuidString
        stdout = scratch.appendingPathComponent("\(name).out")
        stderr = scratch.appendingPathComponent("\(name).err")
        let stdin = scratch.appendingPathComponent("\(name).in")
        try Data(input.utf8).write(to: stdin)
        for file in [stdout, stderr] { try Data().write(to: file) }
        let streams = [
            try FileHandle(forReadingFrom: stdin), try FileHandle(forWritingTo: stdout), try FileHandle(forWritingTo: stderr),
        ]
        defer { for stream in streams { try? stream.close() } }
        program = try ChildProgram(
            [executable.path] + arguments, environment: environment, input: streams[0], output: streams[1], errors: streams[2])
    }

    var processID: Int32 { program.id }

    func send(_ signal: Int32) { program.send(signal) }

    /// What it has written so far.
    var told: String { (try? String(contentsOf: stderr, encoding: .utf8)) ?? "" }

    func end() async throws -> CommandResult {
        let status: Int32 =
            switch await program.ending() {
            case .exited(let status): status
            case .signalled(let signal): 128 + signal
            }
        return CommandResult(
            status: status, stdout: try String(contentsOf: stdout, encoding: .utf8),
            stderr: try String(contentsOf: stderr, encoding: .utf8))
    }
}

/// Polls until a condition holds, for as long as a slow machine may need.
func eventually(_ what: String, _ isSo: () async throws -> Bool) async throws {
    struct Never: Error, CustomStringConvertible {
        let what: String
        var description: String { "\(what) did not come to pass" }
    }
    for _ in 0..<15_000 {
        if try await isSo() { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    throw Never(what: what)
}
