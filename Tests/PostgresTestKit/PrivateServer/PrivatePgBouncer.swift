import Foundation

/// A PgBouncer for one test, before a private server, on a socket in its own folder.
package enum PrivatePgBouncer {
    package enum Mode: String, Sendable, CaseIterable {
        case session, transaction, statement
    }

    private static let programs = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer"]

    /// Whether this machine has one: the tests do not require it.
    package static var isInstalled: Bool { programs.contains { FileManager.default.isExecutableFile(atPath: $0) } }

    /// - Parameter body: gets a superuser's connection string through PgBouncer.
    package static func with<Result: Sendable>(
        _ mode: Mode, before server: PrivatePostgres, _ body: (String) async throws -> Result
    ) async throws -> Result {
        guard let program = programs.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw ServerProcess.Failed(description: "pgbouncer is not installed")
        }
        let folder = try PostgresPrograms.makeFolder("passerelle-pgb-" + UUID().uuidString.lowercased().prefix(13))
        defer { try? FileManager.default.removeItem(at: folder) }
        let settings = folder.appendingPathComponent("pgbouncer.ini")
        try """
        [databases]
        * = host=\(server.folder.path) user=postgres
        [pgbouncer]
        listen_port = 6432
        unix_socket_dir = \(folder.path)
        auth_type = any
        pool_mode = \(mode.rawValue)

        """.write(to: settings, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: settings.path)
        let process = try ServerProcess(
            PostgresPrograms.asPostgres + [program, settings.path], output: folder.appendingPathComponent("log"))
        do {
            try await ServerProcess.wait(within: .seconds(60), "a PgBouncer that listens") {
                FileManager.default.fileExists(atPath: folder.appendingPathComponent(".s.PGSQL.6432").path)
            }
            let result = try await body("host=\(folder.path) port=6432 user=postgres dbname=postgres")
            await end(process)
            return result
        } catch {
            await end(process)
            throw error
        }
    }

    /// It holds no data that it would have to write.
    private static func end(_ process: ServerProcess) async {
        process.signal(SIGKILL)
        try? await process.waitForEnd()
    }
}
