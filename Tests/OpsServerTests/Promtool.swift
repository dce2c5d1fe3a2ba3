import Foundation

/// Prometheus's own checker. `ops/test` installs it; a test that can't ask it fails rather than passes.
enum Promtool {
    struct Missing: Error, CustomStringConvertible {
        let description = "promtool is on no folder of PATH: apt-get install --no-install-recommends prometheus, or run ops/test"
    }

    static func run(
        _ arguments: [String], in folder: URL? = nil, input text: String = ""
    ) throws -> (status: Int32, said: String) {
        let (input, output) = (Pipe(), Pipe())
        let process = Process()
        process.executableURL = try executable()
        process.arguments = arguments
        process.currentDirectoryURL = folder
        (process.standardInput, process.standardOutput, process.standardError) = (input, output, output)
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
        let said = try output.fileHandleForReading.readToEnd().map { String(decoding: $0, as: UTF8.self) } ?? ""
        process.waitUntilExit()
        return (process.terminationStatus, said)
    }

    private static func executable() throws -> URL {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let places = folders.map { URL(fileURLWithPath: String($0)).appendingPathComponent("promtool") }
        guard let found = places.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else { throw Missing() }
        return found
    }
}
