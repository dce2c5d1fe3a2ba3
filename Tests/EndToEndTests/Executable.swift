import Foundation
import ProgramTestKit

/// Runs real programs. Their outputs go through files, so that a long one cannot block either side.
enum Executable {
    struct NotFound: Error, CustomStringConvertible {
        let name: String
        var description: String { "\(name) was not found: run the tests with ops/test, which builds it" }
    }

    /// A product of this package, which the build places beside the tests.
    static func product(_ name: String) throws -> URL {
        let beside = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let arguments = CommandLine.arguments.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
        for folder in arguments + [beside] {
            let candidate = folder.appendingPathComponent(name)
            if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
        }
        throw NotFound(name: name)
    }

    /// A program on the PATH.
    static func installed(_ name: String) throws -> URL {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        for folder in path.split(separator: ":") {
            let candidate = URL(fileURLWithPath: String(folder)).appendingPathComponent(name)
            if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
        }
        throw NotFound(name: name)
    }

    /// The part of the tests' environment that a program gets besides its settings: no setting of this machine affects a test.
    static func environment(_ settings: [String: String] = [:]) -> [String: String] {
        let outside = ProcessInfo.processInfo.environment
        var environment = ["PATH": outside["PATH"] ?? "/usr/bin:/bin"]
        // Where ThreadSanitizer reports, for any process.
        environment["TSAN_OPTIONS"] = outside["TSAN_OPTIONS"]
        return environment.merging(settings) { $1 }
    }

    static func run(
        _ executable: URL, _ arguments: [String], environment: [String: String], input: String = "", scratch: URL
    ) async throws -> CommandResult {
        try await start(executable, arguments, environment: environment, input: input, scratch: scratch).result()
    }

    /// Starts a program and leaves it running.
    static func start(
        _ executable: URL, _ arguments: [String], environment: [String: String], input: String = "", scratch: URL
    ) throws -> RunningProgram {
        let name = UUID().uuidString
        let files = ["in", "out", "err"].map { scratch.appendingPathComponent("\(name).\($0)") }
        try Data(input.utf8).write(to: files[0])
        for file in files.dropFirst() { try Data().write(to: file) }
        let (input, output, errors) = (
            try FileHandle(forReadingFrom: files[0]), try FileHandle(forWritingTo: files[1]),
            try FileHandle(forWritingTo: files[2])
        )
        // The program has its own.
        defer { for handle in [input, output, errors] { try? handle.close() } }
        do {
            return RunningProgram(
                try ChildProgram(
                    [executable.path] + arguments, environment: environment, input: input, output: output, errors: errors),
                files: files)
        } catch {
            for file in files { try? FileManager.default.removeItem(at: file) }
            throw error
        }
    }
}
