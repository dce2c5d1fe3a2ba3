import Foundation

/// A program that a test started, known by its process id alone.
final class ServerProcess: Sendable {
    /// A program that did not do in time what it should.
    struct TooSlow: Error, CustomStringConvertible {
        let description: String
    }

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    private let process: Process
    /// Held open: a program that reads it ends with us.
    private let input: FileHandle
    let id: Int32

    /// - Parameters:
    ///   - command: the program's path or name, and its arguments.
    ///   - output: both outputs go there, after what it holds; nil for nowhere.
    init(_ command: [String], output: URL? = nil) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        let pipe = Pipe()
        process.standardInput = pipe
        input = pipe.fileHandleForWriting
        if let output {
            if !FileManager.default.fileExists(atPath: output.path) { try Data().write(to: output) }
            let handle = try FileHandle(forWritingTo: output)
            try handle.seekToEnd()
            process.standardOutput = handle
            process.standardError = handle
        } else {
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
        }
        try process.runAlone()
        self.process = process
        id = process.processIdentifier
    }

    var isRunning: Bool { process.isRunning }

    func signal(_ number: Int32) {
        if process.isRunning { kill(id, number) }
    }

    /// - Throws: `TooSlow`.
    func waitForEnd(within limit: Duration = .seconds(60)) async throws {
        try await Self.wait(within: limit, "the end of process \(id)") { [self] in !process.isRunning }
    }

    /// Looks every few milliseconds whether `condition` holds by now.
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
        try await program.waitForEnd()
        guard program.process.terminationStatus == 0 else {
            let said = (try? String(contentsOf: output, encoding: .utf8)) ?? ""
            throw Failed(description: "\(command.joined(separator: " ")): status \(program.process.terminationStatus): \(said)")
        }
    }
}
