import Foundation
import PostgresTestKit
import Synchronization
import Testing

/// A program that was started: it can be sent signals, and leaves its result.
final class RunningProgram: Sendable {
    let processID: Int32
    private let ended: AsyncStream<CommandResult>
    private let end: End
    private let files: [URL]

    private final class End: Sendable {
        let hasCome = Atomic(false)
    }

    /// Starts the program, whose input and outputs are these files; they are removed with its result.
    init(_ process: Process, files: [URL]) throws {
        self.files = files
        let (ended, signal) = AsyncStream<CommandResult>.makeStream()
        self.ended = ended
        let end = End()
        self.end = end
        process.terminationHandler = { process in
            end.hasCome.store(true, ordering: .sequentiallyConsistent)
            let wasSignalled = process.terminationReason == .uncaughtSignal
            signal.yield(
                CommandResult(
                    status: process.terminationStatus, stdout: Self.text(files[1]), stderr: Self.text(files[2]),
                    signal: wasSignalled ? process.terminationStatus : nil))
            signal.finish()
        }
        do {
            try process.runAlone()
        } catch {
            for file in files { try? FileManager.default.removeItem(at: file) }
            throw error
        }
        processID = process.processIdentifier
    }

    private static func text(_ file: URL) -> String {
        String(decoding: FileManager.default.contents(atPath: file.path) ?? Data(), as: UTF8.self)
    }

    /// Waits for the program's end. Asked once.
    func result() async throws -> CommandResult {
        var result: CommandResult?
        for await value in ended { result = value }
        for file in files { try? FileManager.default.removeItem(at: file) }
        try Task.checkCancellation()
        return try #require(result, "the result was asked for twice")
    }

    var hasEnded: Bool { end.hasCome.load(ordering: .sequentiallyConsistent) }

    /// Sends a signal, unless the program has ended: its number may be another's by then.
    func send(_ signal: Int32) {
        guard !hasEnded else { return }
        kill(processID, signal)
    }

    /// Waits until every thread stands still after SIGSTOP. False when the program ended instead.
    func standsStill() async throws -> Bool {
        for _ in 0..<6000 {
            let tasks = "/proc/\(processID)/task"
            let states = ((try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []).map { task -> Character in
                let line = (try? String(contentsOfFile: "\(tasks)/\(task)/stat", encoding: .utf8)) ?? ""
                // The name before the state may hold anything, parentheses too.
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
