import Foundation
import PostgresTestKit

/// A program of this package that is looked at while it runs. Its outputs go through files, so that nobody has to read them.
final class LiveCommand: Sendable {
    let processID: Int32
    private let stdout: URL
    private let stderr: URL
    private let ended: Task<Int32, Never>

    init(
        _ executable: URL, _ arguments: [String], environment: [String: String], input: String = "", scratch: URL
    ) throws {
        let name = UUID().uuidString
        stdout = scratch.appendingPathComponent("\(name).out")
        stderr = scratch.appendingPathComponent("\(name).err")
        let stdin = scratch.appendingPathComponent("\(name).in")
        try Data(input.utf8).write(to: stdin)
        for file in [stdout, stderr] { try Data().write(to: file) }
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = environment
        process.standardInput = try FileHandle(forReadingFrom: stdin)
        process.standardOutput = try FileHandle(forWritingTo: stdout)
        process.standardError = try FileHandle(forWritingTo: stderr)
        let (endings, signal) = AsyncStream<Int32>.makeStream()
        process.terminationHandler = { process in
            signal.yield(
                process.terminationReason == .uncaughtSignal ? 128 + process.terminationStatus : process.terminationStatus)
            signal.finish()
        }
        try process.runAlone()
        processID = process.processIdentifier
        ended = Task {
            for await status in endings { return status }
            return -1
        }
    }

    func send(_ signal: Int32) { kill(processID, signal) }

    /// What it has written so far.
    var told: String { (try? String(contentsOf: stderr, encoding: .utf8)) ?? "" }

    func end() async throws -> CommandResult {
        let status = await ended.value
        return CommandResult(
            status: status, stdout: try String(contentsOf: stdout, encoding: .utf8),
            stderr: try String(contentsOf: stderr, encoding: .utf8))
    }
}

/// Asks until something is so, for as long as a slow machine may need.
func eventually(_ what: String, _ isSo: () async throws -> Bool) async throws {
    struct Never: Error, CustomStringConvertible {
        let what: String
        var description: String { "\(what) did not come to pass" }
    }
    for _ in 0..<3000 {
        if try await isSo() { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    throw Never(what: what)
}
