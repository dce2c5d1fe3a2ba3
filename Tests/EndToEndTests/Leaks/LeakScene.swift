import Foundation
import Simulators
import Testing

/// An installation whose customer, keyring and database address are full of canaries, with some earlier runs.
struct LeakScene {
    let installation: Installation
    let planted: PlantedWorld
    /// Everything that was planted anywhere.
    let search: CanarySearch
    let databasePassword = "Kanari-Passwort-9d1c"
    /// Where Lucca's second generation gives tokens.
    let tokenURL: String
    var tenant: SimulatedTenant { planted.tenant }

    static func with(seed: UInt64, _ body: (LeakScene) async throws -> Void) async throws {
        try await Installation.with(SimulatorConfiguration(seed: seed, tenants: 1, employees: 14)) { installation in
            let tenant = try #require(installation.world.tenants.first)
            tenant.lucca.behaviour.errorShape = .older
            // Fields that were not requested reach the process too.
            tenant.lucca.behaviour.ignoresFields = true
            installation.world.hasLimits = false
            let planted = try PlantedWorld(tenant)
            // What a first run may not create becomes a problem.
            try await installation.register(tenant, options: ["--match-email", "--create", "none"])
            // Every kind: the token is the one used, the password stays stored.
            try await installation.expect(
                ["credential", "set", tenant.slug, "planningpme-auth-token"], input: tenant.credentials.authToken + "\n")
            let scene = try LeakScene(installation, planted, tokenURL: await installation.simulator.luccaTokenURL())
            try await scene.setApplication()
            try await scene.requireCommentsAreServed()
            scene.resetFaults()
            try await body(scene)
        }
    }

    private init(_ installation: Installation, _ planted: PlantedWorld, tokenURL: String) throws {
        self.installation = installation
        self.planted = planted
        self.tokenURL = tokenURL
        search = CanarySearch(
            planted.canaries + (try Self.masterKeys(installation)) + [Canary(.databasePassword, databasePassword)])
        // A shorter text would not be searched for in base64.
        try #require(planted.canaries.allSatisfy { $0.text.utf8.count >= 8 })
    }

    /// Those that the keyring holds by now.
    static func masterKeys(_ installation: Installation) throws -> [Canary] {
        let keyring = try JSONSerialization.jsonObject(
            with: Data(contentsOf: URL(fileURLWithPath: installation.path("keyring.json"))))
        let keys = try #require((keyring as? [String: Any])?["keys"] as? [[String: String]])
        return try keys.flatMap { key in
            let text = try #require(key["key"])
            let bytes = try #require(Data(base64Encoded: text))
            return [Canary(.masterKey, text), Canary(.masterKey, bytes.map { String(format: "%02x", $0) }.joined())]
        }
    }

    /// The database's address with a password, which this machine's server does not ask for.
    var databaseURL: String { installation.url() + " password=\(databasePassword)" }

    /// Runs a command at the most verbose level.
    func run(_ words: [String], format: String = "text", input: String = "", environment: [String: String] = [:]) async throws
        -> CommandResult
    {
        let chatty = [
            "PASSERELLE_LOG_LEVEL": "trace", "PASSERELLE_LOG_FORMAT": format, "PASSERELLE_DATABASE_URL": databaseURL,
            "PASSERELLE_LUCCA_TOKEN_URL": tokenURL,
        ]
        return try await installation.command(words, input: input, environment: chatty.merging(environment) { $1 })
    }

    /// The same, with the database named only in a file.
    func runWithSettings(in file: String, _ words: [String]) async throws -> CommandResult {
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        let environment = Executable.environment([
            "PASSERELLE_LOG_LEVEL": "trace", "PASSERELLE_CONFIG": file, "PASSERELLE_KEYRING": installation.path("keyring.json"),
            "PASSERELLE_ALLOW_LOOPBACK": "1",
        ])
        return try await Executable.run(
            try Executable.product("passerelle"), words, environment: environment,
            scratch: URL(fileURLWithPath: installation.path("")))
    }

    /// Nothing fails, but every answer's headers contain everything, as those of a careless proxy would, and so does the
    /// body of every refusal.
    func resetFaults() {
        var headers: [String: String] = [:]
        for canary in planted.canaries where canary.text.utf8.allSatisfy({ (32..<127).contains($0) }) {
            headers["X-Debug-\(canary.kind.rawValue)"] = canary.text
            headers["Set-Cookie"] = "session=\(canary.text)"
            // Read when an answer asks to retry later.
            headers["Retry-After"] = canary.text
        }
        installation.world.faults.removeAll()
        installation.world.faults.add(Fault(.headers(headers), times: nil))
        let everything = planted.canaries.map(\.text).joined(separator: " ")
        installation.world.faults.add(Fault(.gossip(everything), times: nil))
    }

    /// Lifts the request budgets, which would delay so many runs.
    func forgetRequests() async throws {
        _ = try await installation.sql("delete from request_budget")
    }

    /// Starts a command, for inspection while it runs.
    func start(_ words: [String], format: String = "text", environment: [String: String] = [:]) throws -> LiveCommand {
        let chatty = [
            "PASSERELLE_LOG_LEVEL": "trace", "PASSERELLE_LOG_FORMAT": format, "PASSERELLE_DATABASE_URL": databaseURL,
            "PASSERELLE_KEYRING": installation.path("keyring.json"), "PASSERELLE_ALLOW_LOOPBACK": "1",
            "PASSERELLE_LUCCA_TOKEN_URL": tokenURL,
        ]
        let variables = Executable.environment(chatty.merging(environment) { $1 })
        return try LiveCommand(
            try Executable.product("passerelle"), words, environment: variables,
            scratch: URL(fileURLWithPath: installation.path("")))
    }

    /// A keyring with whole keys and a truncated end.
    func damagedKeyring() throws -> String {
        let path = installation.path("damaged-keyring.json")
        let text = try String(contentsOfFile: installation.path("keyring.json"), encoding: .utf8)
        try Data(text.dropLast(4).utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        return path
    }

    /// - Parameters:
    ///   - allowed: what standard output may show.
    /// - said: what messages on standard error, including logs and errors, may show.
    func expectClean(
        _ result: CommandResult, _ what: String, allowed: Set<Canary.Kind> = [], said: Set<Canary.Kind> = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let shown = search.found(in: result.stdout).filter { !allowed.contains($0.kind) }
        #expect(shown.isEmpty, "\(what) shows \(names(shown)):\n\(result.stdout)", sourceLocation: sourceLocation)
        let told = search.found(in: result.stderr).filter { !said.contains($0.kind) }
        #expect(told.isEmpty, "\(what) tells \(names(told)):\n\(result.stderr)", sourceLocation: sourceLocation)
    }

    func names(_ canaries: Set<Canary>) -> String {
        canaries.map { "\($0.kind.rawValue) \"\($0.text)\"" }.sorted().prefix(5).joined(separator: ", ")
    }
}
