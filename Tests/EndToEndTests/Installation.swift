import Foundation
import Simulators
import Testing

/// A whole installation as an operator has it: its own database, a keyring, the simulators, and the `passerelle` command.
struct Installation: Sendable {
    let simulator: SimulatorServer
    private let folder: URL
    let database: String
    private let server: String
    private let passerelle: URL
    private let psql: URL
    /// Added to the program's usual settings.
    private let surroundings: @Sendable (Installation) -> [String: String]

    var world: SimulatedWorld { simulator.world }

    /// Starts everything, passes it to `body`, and cleans up.
    /// - Parameters:
    ///   - server: a superuser's connection string; nil for the tests' server.
    /// - databaseOptions: appended to `create database NAME`.
    /// - surroundings: environment variables added to the program's usual settings.
    /// - prepare: runs on the database before it is migrated.
    static func with(
        _ configuration: SimulatorConfiguration, on server: String? = nil, databaseOptions: String = "",
        surroundings: @escaping @Sendable (Installation) -> [String: String] = { _ in [:] },
        prepare: (Installation) async throws -> Void = { _ in },
        _ body: (Installation) async throws -> Void
    ) async throws {
        let server = try #require(
            server ?? ProcessInfo.processInfo.environment["PASSERELLE_TEST_DATABASE_URL"],
            "PASSERELLE_TEST_DATABASE_URL is not set: run the tests with ops/test")
        let simulator = SimulatorServer(configuration)
        try await simulator.start()
        let name = "end_to_end_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("passerelle-\(name)")
        let installation: Installation
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            installation = Installation(
                simulator: simulator, folder: folder, database: name, server: server,
                passerelle: try Executable.product("passerelle"), psql: try Executable.installed("psql"),
                surroundings: surroundings)
            try await installation.sql("create database \(name) \(databaseOptions)", database: nil)
            try await prepare(installation)
            try await installation.expect(["db", "migrate"])
            try await installation.expect(["keyring", "init"])
            try await body(installation)
        } catch {
            await simulator.stop()
            try? await Self.remove(name, server: server, folder: folder)
            throw error
        }
        await simulator.stop()
        try await Self.remove(name, server: server, folder: folder)
    }

    private static func remove(_ name: String, server: String, folder: URL) async throws {
        let psql = try Executable.installed("psql")
        _ = try await Executable.run(
            psql, ["-X", "-q", "-c", "drop database if exists \(name) with (force)", server],
            environment: calm, scratch: folder)
        try FileManager.default.removeItem(at: folder)
    }

    /// The program's settings in `surroundings`, for workers.
    var extraEnvironment: [String: String] { surroundings(self) }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// The connection string of this installation's database, or of another one on the same server.
    func url(of database: String? = nil) -> String {
        server.split(separator: " ").filter { !$0.hasPrefix("dbname=") }.joined(separator: " ")
            + " dbname=\(database ?? self.database)"
    }

    /// psql is independent of what a test sets on the server.
    private static let calm = ProcessInfo.processInfo.environment.merging([
        "PGOPTIONS": """
        -c search_path=public -c statement_timeout=0 -c lock_timeout=0 -c idle_session_timeout=0 \
        -c idle_in_transaction_session_timeout=0 -c row_security=on -c session_replication_role=origin \
        -c DateStyle=ISO,YMD -c TimeZone=UTC -c standard_conforming_strings=on -c client_min_messages=warning
        """
    ]) { $1 }

    @discardableResult
    func sql(_ text: String, database: String? = "") async throws -> String {
        let target = database == nil ? server : url()
        let result = try await Executable.run(
            psql, ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", text, target],
            environment: Self.calm, scratch: folder)
        try #require(result.status == 0, "psql: \(result.stderr)")
        return result.stdout.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Replaces this installation's database with an empty one.
    func recreateDatabase() async throws {
        try await sql("drop database \(database) with (force)", database: nil)
        try await sql("create database \(database)", database: nil)
    }

    /// Starts a program of the machine and leaves it running.
    func startTool(_ name: String, _ arguments: [String]) throws -> RunningProgram {
        try Executable.start(
            try Executable.installed(name), arguments, environment: ProcessInfo.processInfo.environment, input: "",
            scratch: folder)
    }

    func tool(_ name: String, _ arguments: [String]) async throws -> CommandResult {
        try await Executable.run(
            try Executable.installed(name), arguments, environment: ProcessInfo.processInfo.environment, scratch: folder)
    }

    /// Runs `passerelle` and accepts any exit status.
    func command(_ arguments: [String], input: String = "", environment extra: [String: String] = [:]) async throws
        -> CommandResult
    {
        try await start(arguments, input: input, environment: extra).result()
    }

    /// Starts `passerelle` and leaves it running.
    func start(_ arguments: [String], input: String = "", environment extra: [String: String] = [:]) throws -> RunningProgram {
        var environment = Executable.environment()
        environment["PASSERELLE_DATABASE_URL"] = url()
        environment["PASSERELLE_KEYRING"] = path("keyring.json")
        environment["PASSERELLE_ALLOW_LOOPBACK"] = "1"
        // The simulators answer at once, unless a test delays them.
        if extra["PASSERELLE_ALLOW_LOOPBACK"] != "0" { environment["PASSERELLE_LANDING_SECONDS"] = "1" }
        environment.merge(surroundings(self)) { $1 }
        environment.merge(extra) { $1 }
        return try Executable.start(passerelle, arguments, environment: environment, input: input, scratch: folder)
    }

    /// Runs `passerelle`, which must end with `status`.
    @discardableResult
    func expect(_ arguments: [String], input: String = "", status: Int32 = 0) async throws -> CommandResult {
        let result = try await command(arguments, input: input)
        try #require(
            result.status == status,
            "passerelle \(arguments.joined(separator: " ")): exit \(result.status)\n\(result.stderr)\n\(result.stdout)")
        return result
    }

    /// Registers a simulated customer under its own name, with every department in its scope.
    func register(_ tenant: SimulatedTenant, options: [String] = ["--match-email"]) async throws {
        let port = try #require(await simulator.ports.first)
        try await expect(
            [
                "tenant", "create", tenant.slug, "--name", "Customer \(tenant.slug)", "--lucca-url",
                "http://\(tenant.slug).localhost:\(port)",
                "--planningpme-url", await simulator.planningURL(of: tenant),
            ] + options)
        let credentials = tenant.credentials
        for (kind, secret) in [
            ("lucca-api-key", credentials.luccaKey), ("planningpme-appkey", credentials.appKey),
            ("planningpme-username", credentials.username), ("planningpme-password", credentials.password),
        ] {
            try await expect(["credential", "set", tenant.slug, kind], input: secret + "\n")
        }
        let root = try #require(tenant.lucca.departments.first { $0.parent == nil })
        try await expect(["scope", "set", tenant.slug, "--department", "\(root.id)"])
    }

    /// `run now`, whose end must be one of `endings`.
    func runNow(
        _ tenant: SimulatedTenant, asOf: SimulatedDay, options: [String] = [], endings: Set<String> = ["succeeded", "partial"],
        environment: [String: String] = [:]
    ) async throws -> RunDocument {
        let result = try await command(
            ["run", "now", tenant.slug, "--as-of", "\(asOf)", "--output", "json"] + options, environment: environment)
        let run: RunDocument
        do {
            run = try result.decode(RunDocument.self)
        } catch {
            Issue.record("run now printed no run (exit \(result.status)): \(result.stderr)\n\(result.stdout)")
            throw error
        }
        try #require(
            endings.contains(run.status), "the run ended \(run.status): \(String(describing: run.error)) \(run.problems)")
        return run
    }
}
