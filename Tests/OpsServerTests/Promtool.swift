import Foundation
import ProgramTestKit

/// Prometheus's own checker, and Alertmanager's. `ops/test` installs them; without them, a test fails rather than passes.
enum Promtool {
    struct Missing: Error, CustomStringConvertible {
        let program: String
        var description: String { "\(program) is on no folder of PATH: run ops/test, which installs its package" }
    }

    static func run(
        _ arguments: [String], in folder: URL? = nil, input text: String = "", program name: String = "promtool"
    ) async throws -> (ending: ChildProgram.Ending, said: String) {
        let files = FileManager.default.temporaryDirectory.appendingPathComponent("passerelle-promtool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: files) }
        let (question, answer) = (files.appendingPathComponent("in"), files.appendingPathComponent("out"))
        try Data(text.utf8).write(to: question)
        try Data().write(to: answer)
        let (input, output) = (try FileHandle(forReadingFrom: question), try FileHandle(forWritingTo: answer))
        let program = try ChildProgram(
            [try executable(name).path] + arguments, folder: folder?.path, input: input, output: output, errors: output)
        for handle in [input, output] { try handle.close() }
        let ending = try await program.during { await program.ending() }
        return (ending, try String(contentsOf: answer, encoding: .utf8))
    }

    private static func executable(_ name: String) throws -> URL {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let places = folders.map { URL(fileURLWithPath: String($0)).appendingPathComponent(name) }
        guard let found = places.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else {
            throw Missing(program: name)
        }
        return found
    }
}
