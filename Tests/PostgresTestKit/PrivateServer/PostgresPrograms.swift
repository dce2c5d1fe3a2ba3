import Foundation

/// PostgreSQL's own programs, and who may run them.
enum PostgresPrograms {
    struct NotInstalled: Error, CustomStringConvertible {
        var description: String { "PostgreSQL's initdb was not found: run the tests with ops/test, which installs it" }
    }

    /// The folder of the newest initdb, as `ops/lib/machine.sh` finds it.
    static func folder() throws -> URL {
        let versions = URL(fileURLWithPath: "/usr/lib/postgresql")
        let installed = ((try? FileManager.default.contentsOfDirectory(atPath: versions.path)) ?? [])
            .compactMap { Double($0) == nil ? nil : $0 }.sorted { (Double($0) ?? 0) > (Double($1) ?? 0) }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let candidates = installed.map { versions.appendingPathComponent($0).appendingPathComponent("bin").path } + path
        guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: "\($0)/initdb") }) else {
            throw NotInstalled()
        }
        return URL(fileURLWithPath: found)
    }

    static var isRoot: Bool { geteuid() == 0 }

    /// PostgreSQL refuses to run as root: then it runs as the user postgres, which its package creates.
    static var asPostgres: [String] {
        isRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : []
    }

    static func program(_ name: String) throws -> String { try folder().appendingPathComponent(name).path }

    /// A new folder of the server's user that only it and root may enter: whoever connects is the server's superuser.
    static func makeFolder(_ name: String) throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        if isRoot { try FileManager.default.setAttributes([.ownerAccountName: "postgres"], ofItemAtPath: folder.path) }
        return folder
    }
}

/// A cluster that private servers copy: created once per process, removed when it ends.
enum TemplateCluster {
    private static let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
        "passerelle-cluster-" + UUID().uuidString.lowercased())

    private static let made = Task {
        let folder = try PostgresPrograms.makeFolder(Self.folder.lastPathComponent)
        atexit { try? FileManager.default.removeItem(at: TemplateCluster.folder) }
        // Small segments, so that a full disk is noticed soon.
        try await ServerProcess.run(
            PostgresPrograms.asPostgres + [
                try PostgresPrograms.program("initdb"), "-D", folder.appendingPathComponent("data").path, "-U", "postgres", "-A",
                "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--wal-segsize=1",
            ])
    }

    /// Puts a copy at `target`.
    static func copy(to target: URL) async throws {
        try await made.value
        try await ServerProcess.run(["cp", "-a", folder.appendingPathComponent("data").path, target.path])
    }
}
