import Foundation
import ProgramTestKit

/// OpenSSL's test server under a certificate that nobody signed.
final class SelfSignedServer: Sendable {
    static let openSSL = ["/usr/bin/openssl", "/usr/local/bin/openssl", "/opt/homebrew/bin/openssl"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    let port: Int

    private init(port: Int) {
        self.port = port
    }

    static func run<Result>(named name: String, options: [String] = [], _ body: (SelfSignedServer) async throws -> Result)
        async throws -> Result
    {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("passerelle-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (key, certificate) = (folder.appendingPathComponent("key.pem").path, folder.appendingPathComponent("cert.pem").path)
        let making = try start([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=\(name)", "-addext",
            "subjectAltName=DNS:\(name),IP:127.0.0.1", "-keyout", key, "-out", certificate,
        ])
        for await _ in making.lines {}
        _ = await making.program.ending()
        let serving = try start(["s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate, "-www"] + options)
        return try await serving.program.during {
            for await line in serving.lines {
                // `ACCEPT 127.0.0.1:43210` once it listens.
                guard line.hasPrefix("ACCEPT"), let port = line.split(separator: ":").last.flatMap({ Int($0) }) else { continue }
                return try await body(SelfSignedServer(port: port))
            }
            throw CocoaError(.fileReadUnknown)
        }
    }

    private static func start(_ arguments: [String]) throws -> (program: ChildProgram, lines: AsyncStream<String>) {
        let output = Pipe()
        let (lines, continuation) = AsyncStream<String>.makeStream()
        let program = try ChildProgram([openSSL ?? "/usr/bin/openssl"] + arguments, output: output.fileHandleForWriting)
        try output.fileHandleForWriting.close()
        let reading = output.fileHandleForReading
        // Not by the handle's own source, which may outlive the descriptor.
        Thread.detachNewThread {
            var text = ""
            while case let data = reading.availableData, !data.isEmpty {
                text += String(decoding: data, as: UTF8.self)
                while let end = text.firstIndex(of: "\n") {
                    continuation.yield(String(text[..<end]))
                    text.removeSubrange(...end)
                }
            }
            continuation.finish()
        }
        return (program, lines)
    }
}
