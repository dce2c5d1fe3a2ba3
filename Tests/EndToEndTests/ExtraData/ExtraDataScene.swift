import Foundation
import Simulators
import Testing

/// An installation with one customer whose extra data is carried, as operators see it.
struct ExtraDataScene {
    let installation: Installation
    let tenant: SimulatedTenant
    let generation: Int
    private let tokenURL: String

    var slug: String { tenant.slug }
    var lucca: SimulatedLucca { tenant.lucca }
    private var day: String { "\(installation.world.today)" }

    /// - Parameter generation: of Lucca, 1 or 2.
    static func with(
        seed: UInt64, generation: Int = 1, _ body: (ExtraDataScene) async throws -> Void
    ) async throws {
        let configuration = SimulatorConfiguration(seed: seed, tenants: 1, employees: 64, hasLimits: false)
        try await Installation.with(configuration) { installation in
            let tenant = installation.world.tenants[0]
            for (name, format) in [
                ("Taille", SimulatedResourceField.Format.text), ("Habilitations", .text), ("Langues", .text),
                ("Fin du CACES", .text), ("Heures", .number), ("Agence", .text),
            ] {
                tenant.addResourceField(name, format)
            }
            try await installation.register(tenant)
            let scene = ExtraDataScene(
                installation: installation, tenant: tenant, generation: generation,
                tokenURL: await installation.simulator.luccaTokenURL())
            if generation == 2 { try await scene.readThroughApplication() }
            try await body(scene)
        }
    }

    private func readThroughApplication() async throws {
        let credentials = tenant.credentials
        try await expect("credential", "set", slug, "lucca-client-id", input: credentials.luccaClientID + "\n")
        try await expect("credential", "set", slug, "lucca-client-secret", input: credentials.luccaClientSecret + "\n")
        let remote = try #require(lucca.leaveAccounts.first { $0.isRemoteWork })
        try await expect("reason", "set", slug, "\(remote.id)", "--ignore")
        try await expect("tenant", "edit", slug, "--lucca-api", "2")
    }

    // MARK: Commands

    /// Runs `passerelle` with a whole request budget, since so many commands in a minute would wait for theirs.
    func command(_ arguments: [String], input: String = "") async throws -> CommandResult {
        try await installation.sql("delete from request_budget")
        return try await installation.command(
            arguments, input: input, environment: ["PASSERELLE_LUCCA_TOKEN_URL": tokenURL])
    }

    @discardableResult
    func expect(_ arguments: String..., input: String = "") async throws -> CommandResult {
        let result = try await command(arguments, input: input)
        try #require(result.status == 0, "\(arguments): exit \(result.status)\n\(result.stderr)")
        return result
    }

    func carry(_ rules: [CarriedField]) async throws {
        for rule in rules {
            let set = try await command(rule.setting(of: slug))
            try #require(set.status == 0, "\(rule.field) to \(rule.target): \(set.stderr)")
        }
    }

    func run(_ options: [String] = [], endings: Set<String> = ["succeeded", "partial"]) async throws -> Run {
        let result = try await command(["run", "now", slug, "--as-of", day, "--output", "json"] + options)
        let run = try result.decode(Run.self)
        try #require(endings.contains(run.status), "the run ended \(run.status): \(result.stderr)")
        return run
    }

    /// A run that writes no resource; nor does any change.
    @discardableResult
    func idle(_ cause: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> Run {
        let (mark, before) = (installation.world.journal.sequence, tenant.standing)
        let run = try await run()
        #expect(writes(since: mark).isEmpty, "it wrote a resource \(cause)", sourceLocation: sourceLocation)
        #expect(tenant.standing == before, "a resource changed \(cause)", sourceLocation: sourceLocation)
        return run
    }

    func preview() async throws -> Preview { try await showPreview(["--output", "json"]).decode(Preview.self) }

    func showPreview(_ options: [String] = []) async throws -> CommandResult {
        let result = try await command(["run", "preview", slug, "--as-of", day] + options)
        try #require(result.status == 0, "\(result.stderr)")
        return result
    }

    /// What `field explain` says of one person, by target.
    func explain(_ employee: Int) async throws -> Explanation {
        let line = ["field", "explain", slug, "--employee", "\(employee)", "--as-of", day]
        let result = try await command(line + ["--output", "json"])
        try #require(result.status == 0, "\(result.stderr)")
        return try result.decode(Explanation.self)
    }

    /// The keys of the resources that were written after `mark`.
    func writes(since mark: Int) -> [Int] {
        installation.world.journal.entries(since: mark, remote: .planningpme, tenant: slug)
            .filter { $0.method == "PUT" && $0.path.contains("/api/resource/") }
            .compactMap { $0.path.split(separator: "/").last.flatMap { Int($0) } }
    }

    // MARK: People

    var expected: ExpectedPlanning { ExpectedPlanning(tenant: tenant, asOf: installation.world.today) }

    /// The synced people with a resource for whom that rule has a value, by id, with their resources.
    func holders(of rule: CarriedField) -> [(employee: Int, resource: Int)] {
        let expected = expected
        return lucca.employees.filter { expected.covers($0) }.compactMap { employee in
            guard let resource = expected.resources[employee.id], rule.wanted(of: employee.id, in: lucca) != nil else {
                return nil
            }
            return (employee.id, resource)
        }
    }

    // MARK: Documents

    /// `run now --output json`, the part that these tests read.
    struct Run: Decodable {
        let id: Int
        let status: String
        let requests: RunDocument.Requests
        let problems: [Problem]

        /// The problems of extra data.
        var found: [Problem] { problems.filter { $0.code.hasPrefix("field_") || $0.code == "deletions_withheld" } }
    }

    struct Problem: Decodable, CustomStringConvertible {
        struct Parameters: Decodable {
            let finding: String?
            let field: String?
            let target: String?
            let people: Int?
            let areLabelsUnreadable: Bool?
            let employees: [String]?
        }
        let code: String
        let subject: RunDocument.Problem.Subject
        let parameters: Parameters

        var description: String { "\(code) \(parameters.finding ?? "") \(parameters.field ?? "") \(subject.employee ?? "")" }
    }

    struct Preview: Decodable {
        struct Change: Decodable {
            let employeeId: String
            let resourceKey: Int?
            let write: [String]
            let clear: [String]
        }
        let resourceChanges: [Change]
        let withheldClears: [String]
        let problems: [Problem]
    }

    struct Explanation: Decodable {
        struct Field: Decodable {
            let field: String
            let target: String
            let lucca: String
            let recorded: String?
            let hasWritten: Bool?
            let equalsLucca: Bool?
            let nextRun: String
        }
        let employee: String
        let resourceKey: Int?
        let fields: [Field]

        /// What Lucca says, what is recorded, and what the next run does.
        subscript(_ target: String) -> [String?]? {
            fields.first { $0.target == target }.map { [$0.lucca, $0.recorded, $0.nextRun] }
        }
    }
}
