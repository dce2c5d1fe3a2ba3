import Foundation
import ProgramTestKit

/// A program that a test started, known only by its process id.
final class ServerProcess: Sendable {
    /// A program that did not finish in time.
    struct TooSlow: Error, CustomStringConvertible {
        let description: String
    }

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    private let program: ChildProgram
    /// Held open: a program that reads it ends with this process.
    private let input: FileHandle
    var id: Int32 { program.id }

    /// - Parameters:
    ///   - command: the program's path or name, and its arguments.
    /// - output: both outputs are appended to it; nil for nowhere.
    init(_ command: [String], output: URL? = nil) throws {
        let pipe = Pipe()
        input = pipe.fileHandleForWriting
        var handle: FileHandle?
        if let output {
            if !FileManager.default.fileExists(atPath: output.path) { try Data().write(to: output) }
            handle = try FileHandle(forWritingTo: output)
            try handle?.seekToEnd()
        }
        defer {
            try? pipe.fileHandleForReading.close()
            try? handle?.close()
        }
        program = try ChildProgram(command, folder: "/", input: pipe.fileHandleForReading, output: handle, errors: handle)
    }

    var isRunning: Bool { program.isRunning }

    func signal(_ number: Int32) { program.send(number) }

    /// - Throws: `TooSlow`.
    func waitForEnd(within limit: Duration = .seconds(60)) async throws {
        try await Self.wait(within: limit, "the end of process \(id)") { [self] in !isRunning }
    }

    /// Polls every few milliseconds until `condition` holds.
    static func wait(within limit: Duration, _ what: String, until condition: () throws -> Bool) async throws {
        let end = ContinuousClock.now.advanced(by: limit)
        while try !condition() {
            guard ContinuousClock.now < end else { throw TooSlow(description: "\(what) did not come within \(limit)") }
            try await Task.sleep(for: .milliseconds(4))
        }
    }

    /// Runs a program to its end. - Throws: `Failed` with what it printed when its status is not 0.
    static func run(_ command: [String]) async throws {
        let output = FileManager.default.temporaryDirectory.appendingPathComponent("passerelle-\(UUID().uuidString).out")
        defer { try? FileManager.default.removeItem(at: output) }
        let program = try ServerProcess(command, output: output)
        let ending = try await program.program.during {
            try await program.waitForEnd()
            return await program.program.ending()
        }
        guard ending == .exited(0) else {
            let said = (try? String(contentsOf: output, encoding: .utf8)) ?? ""
            throw Failed(description: "\(command.joined(separator: " ")): \(ending): \(said)")
        }
    }
}
