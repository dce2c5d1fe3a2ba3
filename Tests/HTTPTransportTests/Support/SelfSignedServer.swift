import Foundation
import ProgramTestKit

/// OpenSSL's test server with a self-signed certificate.
final class SelfSignedServer: Sendable {
    static let openSSL = ["/usr/bin/openssl", "/usr/local/bin/openssl", "/opt/homebrew/bin/openssl"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    let port: Int
    /// The file of its certificate.
    let certificate: String

    private init(port: Int, certificate: String) {
        self.port = port
        self.certificate = certificate
    }

    /// - Parameters:
    /// - name: what its certificate is for. It names no address: one with the server's address would be valid for any name.
    /// - isExpired: the certificate expired in 2020.
    /// - options: further options of `openssl s_server`.
    static func run<Result>(
        named name: String, isExpired: Bool = false, options: [String] = [], _ body: (SelfSignedServer) async throws -> Result
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("passerelle-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (key, certificate) = (folder.appendingPathComponent("key.pem").path, folder.appendingPathComponent("cert.pem").path)
        let subject = [
            "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)",
            "-keyout", key,
        ]
        if isExpired {
            try await makeExpired(certificate, key, subject, in: folder)
        } else {
            try await make(["req", "-x509", "-days", "2", "-out", certificate] + subject)
        }
        let serving = try start(["s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate, "-www"] + options)
        return try await serving.program.during {
            for await line in serving.lines {
                // `ACCEPT 127.0.0.1:43210` once it listens.
                guard line.hasPrefix("ACCEPT"), let port = line.split(separator: ":").last.flatMap({ Int($0) }) else { continue }
                return try await body(SelfSignedServer(port: port, certificate: certificate))
            }
            throw CocoaError(.fileReadUnknown)
        }
    }

    /// `openssl req` cannot create an expired certificate; only a small CA can.
    private static func makeExpired(_ certificate: String, _ key: String, _ subject: [String], in folder: URL) async throws {
        func file(_ name: String) -> String { folder.appendingPathComponent(name).path }
        let authority = """
            [ca]
            default_ca = own
            [own]
            database = \(file("index"))
            serial = \(file("serial"))
            new_certs_dir = \(folder.path)
            default_md = sha256
            policy = any
            x509_extensions = root
            copy_extensions = copy
            [any]
            commonName = supplied
            [root]
            basicConstraints = CA:TRUE
            """
        try Data(authority.utf8).write(to: URL(fileURLWithPath: file("authority")))
        try Data().write(to: URL(fileURLWithPath: file("index")))
        try await make(["req", "-out", file("request")] + subject)
        try await make([
            "ca", "-batch", "-selfsign", "-create_serial", "-config", file("authority"), "-keyfile", key, "-in", file("request"),
            "-startdate", "20200101000000Z", "-enddate", "20200201000000Z", "-notext", "-out", certificate,
        ])
    }

    private static func make(_ arguments: [String]) async throws {
        let making = try start(arguments)
        for await _ in making.lines {}
        _ = await making.program.ending()
    }

    private static func start(_ arguments: [String]) throws -> (program: ChildProgram, lines: AsyncStream<String>) {
        let output = Pipe()
        let (lines, continuation) = AsyncStream<String>.makeStream()
        let program = try ChildProgram([openSSL ?? "/usr/bin/openssl"] + arguments, output: output.fileHandleForWriting)
        try output.fileHandleForWriting.close()
        let reading = output.fileHandleForReading
        // Not through the handle's own source, which may outlive the descriptor.
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
