package import Foundation

/// A PostgreSQL server for one test, which may restart, kill, starve or fill it. It listens on a socket in its folder and
/// nowhere else.
package actor PrivatePostgres {
    /// How a server ends.
    package enum Ending: Sendable {
        /// Ends sessions and writes everything: an ordinary restart.
        case fast
        /// Ends at once; the next start recovers.
        case immediate

        var signal: Int32 {
            switch self {
            case .fast: SIGINT
            case .immediate: SIGQUIT
            }
        }
    }

    /// Which part of the server is on its small disk.
    package enum Disk: Sendable {
        /// Tablespaces created in `diskFolder`.
        case tablespaces(megabytes: Int)
        /// The write-ahead log too.
        case everythingWritten(megabytes: Int)
    }

    package nonisolated let folder: URL
    /// Where a tablespace on the small disk may be.
    package private(set) var diskFolder: URL?
    private var settings: [String: String]
    private var server: ServerProcess?
    private var disk: TightDisk?
    private var data: URL { folder.appendingPathComponent("data") }
    private var logFile: URL { folder.appendingPathComponent("log") }

    private init(folder: URL, settings: [String: String]) {
        self.folder = folder
        self.settings = settings
    }

    /// Starts a server for the length of `body`, and removes it afterwards.
    /// - Parameters:
    ///   - settings: server parameters, over the kit's own.
    ///   - disk: a small disk; nil for none.
    /// - origin: a running server to copy: a replica. nil for an empty cluster.
    /// - Throws: `DiskRefused` where no disk can be mounted.
    package static func with<Result: Sendable>(
        _ settings: [String: String] = [:], disk: Disk? = nil, replicaOf origin: PrivatePostgres? = nil,
        _ body: (PrivatePostgres) async throws -> Result
    ) async throws -> Result {
        // A replica's origin has taken a slot for both.
        guard origin == nil else { return try await run(settings, disk, origin, body) }
        await places.take()
        do {
            let result = try await run(settings, disk, nil, body)
            await places.giveBack()
            return result
        } catch {
            await places.giveBack()
            throw error
        }
    }

    /// The runner starts all tests together, and the machine is small.
    private static let places = TestSlots(count: 3)

    private static func run<Result: Sendable>(
        _ settings: [String: String], _ disk: Disk?, _ origin: PrivatePostgres?,
        _ body: (PrivatePostgres) async throws -> Result
    ) async throws -> Result {
        let name = "passerelle-pg-" + UUID().uuidString.lowercased().prefix(13)
        let server = PrivatePostgres(folder: try PostgresPrograms.makeFolder(name), settings: settings)
        do {
            try await server.prepare(disk, origin)
            try await server.start()
            let result = try await body(server)
            await server.remove()
            return result
        } catch {
            await server.remove()
            throw error
        }
    }

    /// A superuser's connection string.
    package nonisolated func conninfo(database: String = "postgres") -> String {
        "host=\(folder.path) user=postgres dbname=\(database)"
    }

    /// What the server logged.
    package var log: String { (try? String(contentsOf: logFile, encoding: .utf8)) ?? "" }

    /// Whether its main process is running.
    package var isRunning: Bool { server?.isRunning ?? false }

    // MARK: Starting and stopping

    /// Returns once it accepts connections.
    package func start() async throws {
        guard !isRunning else { return }
        let defaults = [
            "listen_addresses": "", "unix_socket_directories": folder.path, "fsync": "off", "max_connections": "40",
            "shared_buffers": "16MB", "max_wal_size": "8MB", "min_wal_size": "2MB",
        ]
        var command = disk?.prefix ?? PostgresPrograms.asPostgres
        command += [try PostgresPrograms.program("postgres"), "-D", data.path]
        for (name, value) in defaults.merging(settings, uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
            command += ["-c", "\(name)=\(value)"]
        }
        let started = try ServerProcess(command, output: logFile)
        server = started
        let status = data.appendingPathComponent("postmaster.pid")
        try await ServerProcess.wait(within: .seconds(60), "a server that takes connections (\(folder.path))") {
            guard started.isRunning else {
                throw ServerProcess.Failed(description: "the private PostgreSQL did not start: \(log.suffix(2000))")
            }
            // The file's first line is the process id, its eighth the status. A file left behind names another process.
            let lines = ((try? String(contentsOf: status, encoding: .utf8)) ?? "").split(
                separator: "\n", omittingEmptySubsequences: false)
            guard lines.count >= 8, lines[0] == "\(started.id)" else { return false }
            let word = lines[7].trimmingCharacters(in: .whitespaces)
            return word == "ready" || word == "standby"
        }
    }

    package func stop(_ ending: Ending = .immediate) async throws {
        guard let server else { return }
        server.signal(ending.signal)
        try await server.waitForEnd()
        self.server = nil
    }

    /// The server parameters stay in force.
    package func restart(_ ending: Ending = .immediate, with changes: [String: String] = [:]) async throws {
        try await stop(ending)
        settings.merge(changes) { $1 }
        try await start()
    }

    /// Asks the server to end once every session has; until then it accepts no new ones. `waitForEnd` waits for that.
    package func beginSmartShutdown() async throws {
        server?.signal(SIGTERM)
        try await ServerProcess.wait(within: .seconds(60), "a server that is going down") {
            log.contains("received smart shutdown request")
        }
    }

    /// Waits until the server's main process has ended by itself.
    package func waitForEnd() async throws {
        try await server?.waitForEnd()
        server = nil
    }

    /// Changes a server parameter for current and future sessions; a current one applies it as soon as it is idle.
    package func set(_ name: String, to value: String) throws {
        let file = try FileHandle(forWritingTo: data.appendingPathComponent("postgresql.conf"))
        try file.seekToEnd()
        try file.write(contentsOf: Data("\n\(name) = '\(value)'\n".utf8))
        try file.close()
        server?.signal(SIGHUP)
    }

    /// Promotes a replica.
    package func promote() async throws {
        try await ServerProcess.run(
            PostgresPrograms.asPostgres + [try PostgresPrograms.program("pg_ctl"), "-D", data.path, "-w", "-s", "promote"])
    }

    // MARK: The disk

    /// Whether to run the tests of a full disk. Where this machine allows no small disk they are skipped, unless everything is
    /// to be proved: then they fail, and say why.
    package static func triesDisks() async -> Bool {
        if ProcessInfo.processInfo.environment["PASSERELLE_PROVE"] == "1" { return true }
        return await disksAreGranted.value
    }

    /// Determined once.
    private static let disksAreGranted = Task {
        do {
            let place = try PostgresPrograms.makeFolder("passerelle-disk-" + UUID().uuidString.lowercased().prefix(13))
            defer { try? FileManager.default.removeItem(at: place) }
            let mounted = place.appendingPathComponent("disk")
            try FileManager.default.createDirectory(at: mounted, withIntermediateDirectories: false)
            let disk = try await TightDisk.mount(at: mounted, megabytes: 1, output: place.appendingPathComponent("log"))
            try await disk.release()
            return true
        } catch {
            return false
        }
    }

    /// Fills the small disk.
    package func fillDisk() async throws { try await disk?.fill() }
    package func freeDisk() async throws { try await disk?.free() }

    // MARK: Parts

    private func prepare(_ wish: Disk?, _ origin: PrivatePostgres?) async throws {
        if let origin {
            try await ServerProcess.run(
                PostgresPrograms.asPostgres + [
                    try PostgresPrograms.program("pg_basebackup"), "-h", origin.folder.path, "-U", "postgres", "-D", data.path,
                    "-R", "-c", "fast", "--no-sync",
                ])
        } else {
            try await TemplateCluster.copy(to: data)
        }
        guard let wish else { return }
        let place = folder.appendingPathComponent("disk")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
        let (megabytes, holdsLog) =
            switch wish {
            case .tablespaces(let megabytes): (megabytes, false)
            case .everythingWritten(let megabytes): (megabytes, true)
            }
        let mounted = try await TightDisk.mount(
            at: place, megabytes: megabytes, output: folder.appendingPathComponent("disk-log"))
        disk = mounted
        diskFolder = try await mounted.makeFolder("space")
        if holdsLog {
            let (from, to) = (data.appendingPathComponent("pg_wal").path, place.appendingPathComponent("wal").path)
            try await ServerProcess.run(
                mounted.prefix + ["sh", "-c", #"cp -a "$0" "$1" && rm -r "$0" && ln -s "$1" "$0""#, from, to])
        }
    }

    private func remove() async {
        do {
            try await stop()
        } catch {
            server?.signal(SIGKILL)
            try? await server?.waitForEnd()
        }
        try? await disk?.release()
        try? FileManager.default.removeItem(at: folder)
    }
}
