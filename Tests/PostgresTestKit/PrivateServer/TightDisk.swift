import Foundation

/// The machine does not allow a test to have a small disk.
package struct DiskRefused: Error, CustomStringConvertible {
    package let description: String
}

/// A small disk that only a private server and its holder see: a tmpfs in a mount namespace of its own, which is gone when the
/// holder is. Needs root, or a kernel that lets users have namespaces.
final class TightDisk: Sendable {
    let folder: URL
    private let holder: ServerProcess
    private let output: URL

    private init(folder: URL, holder: ServerProcess, output: URL) {
        self.folder = folder
        self.holder = holder
        self.output = output
    }

    /// - Parameter folder: where it is mounted; exists.
    /// - Throws: `DiskRefused`.
    static func mount(at folder: URL, megabytes: Int, output: URL) async throws -> TightDisk {
        let script = #"mount -t tmpfs -o "size=$1m,mode=1777" tmpfs "$0" && echo mounted && read -r line"#
        let holder = try ServerProcess(
            ["unshare", PostgresPrograms.isRoot ? "-m" : "-Urm", "sh", "-c", script, folder.path, "\(megabytes)"], output: output)
        func said() -> String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }
        try await ServerProcess.wait(within: .seconds(30), "a mounted disk") { said().contains("mounted\n") || !holder.isRunning }
        guard holder.isRunning else { throw DiskRefused(description: "no small disk can be mounted here: \(said())") }
        return TightDisk(folder: folder, holder: holder, output: output)
    }

    /// Prefix of a command that needs to see the disk and run as the server's user.
    var prefix: [String] {
        if PostgresPrograms.isRoot { return ["nsenter", "-t", "\(holder.id)", "-m", "--"] + PostgresPrograms.asPostgres }
        return [
            "nsenter", "-t", "\(holder.id)", "-U", "-m", "--preserve-credentials", "--", "unshare", "-U",
            "--map-user=\(geteuid())", "--map-group=\(getegid())", "--",
        ]
    }

    /// A folder on it that belongs to the server's user.
    func makeFolder(_ name: String) async throws -> URL {
        let made = folder.appendingPathComponent(name)
        try await ServerProcess.run(prefix + ["mkdir", made.path])
        return made
    }

    /// Fills the disk.
    func fill() async throws {
        try await ServerProcess.run(prefix + ["sh", "-c", #"cat /dev/zero >"$0/filler" 2>/dev/null || true"#, folder.path])
    }

    func free() async throws {
        try await ServerProcess.run(prefix + ["rm", "-f", folder.appendingPathComponent("filler").path])
    }

    /// Processes that still use it keep it until their end.
    func release() async throws {
        holder.signal(SIGKILL)
        try await holder.waitForEnd()
    }
}
