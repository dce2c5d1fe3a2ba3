import Simulators
import Testing

/// `run compare`, by the real program.
@Suite("Lucca's two generations compared, end to end")
struct GenerationCompareTests {
    private struct Comparison: Decodable {
        struct Side: Decodable {
            let generation, employees, absences, created, updated, rewritten, deleted, withheld, unchanged: Int
        }
        struct Difference: Decodable {
            let rule: String
            let employeeId, field: String?
            let generation1, generation2: Statement
        }
        struct Statement: Decodable {
            let state: String
            let departmentId: String?
            let absences: [Absence]?
        }
        struct Absence: Decodable, Equatable {
            let leaveAccountId, start, end: String
            let pending: Bool
        }
        let same: Bool
        let generations: [Side]
        let differences: [Difference]
    }

    /// What a comparison may not change.
    private struct Surroundings: Equatable {
        let database: String
        let events: [SimulatedEvent]
        let resources: [SimulatedThing]
    }

    private func surroundings(_ scene: GenerationScene) async throws -> Surroundings {
        // A request counts against the budget, also one that only reads; and the audit log keeps that somebody compared.
        let dump = try await scene.installation.tool(
            "pg_dump",
            ["--data-only", "--exclude-table", "request_budget", "--exclude-table", "audit_*", scene.installation.url()])
        try #require(dump.status == 0 && dump.stdout.contains("COPY public.tenant "), "\(dump.stderr)")
        // Later releases of pg_dump mark each dump with a key of its own.
        let database = dump.stdout.split(separator: "\n").filter { !$0.contains("restrict ") }.joined(separator: "\n")
        return Surroundings(
            database: database, events: scene.tenant.planning.events, resources: scene.tenant.planning.resources)
    }

    private func compare(_ scene: GenerationScene) async throws -> CommandResult {
        try await scene.installation.sql("delete from request_budget")
        return try await scene.command(
            "run", "compare", scene.tenant.slug, "--as-of", "\(scene.today)", "--output", "json")
    }

    /// Since that request, both systems were only read.
    private func expectReadsAlone(since mark: Int, _ scene: GenerationScene) {
        let sent = scene.installation.world.journal.entries(since: mark)
        for path in ["/api/v3/leaves", "/lucca-api/leaves"] {
            #expect(sent.contains { $0.path.hasPrefix(path) }, "\(path) was not read")
        }
        let writes = sent.filter { entry in
            entry.remote == .lucca ? entry.method != "GET" && !entry.path.hasSuffix("/token") : entry.isWrite
        }
        #expect(writes.isEmpty, "\(writes)")
    }

    @Test("The generations of an ordinary customer are the same, with an extra field too, and nothing is written anywhere")
    func theSame() async throws {
        try await GenerationScene.with(seed: 71) { scene in
            try await scene.ignoreRemoteWork()
            let site = try await scene.command("field", "set", scene.tenant.slug, "e_Site-chantier", "--to", "Site")
            #expect(site.status == 0, "\(site.stderr)")
            _ = try await scene.run()
            let (before, mark) = (try await surroundings(scene), scene.installation.world.journal.sequence)

            let result = try await compare(scene)
            #expect(result.status == 0, "\(result.stdout)\(result.stderr)")
            let comparison = try result.decode(Comparison.self)
            #expect(comparison.same && comparison.differences.isEmpty)
            let (first, second) = (try #require(comparison.generations.first), try #require(comparison.generations.last))
            #expect(first.generation == 1 && second.generation == 2)
            #expect(first.employees == second.employees && first.absences == second.absences)
            #expect(first.created + first.updated + first.deleted + first.withheld == 0)
            #expect(second.created + second.deleted + second.withheld == 0)
            #expect(second.updated == scene.shown().count && second.rewritten == second.updated)

            #expect(try await surroundings(scene) == before)
            expectReadsAlone(since: mark, scene)
        }
    }

    @Test("A person or an absence that one generation lacks and a value that differs are listed by rule, without the value")
    func differences() async throws {
        try await GenerationScene.with(seed: 71) { scene in
            let (tenant, lucca) = (scene.tenant, scene.tenant.lucca)
            try await scene.ignoreRemoteWork()
            let site = try await scene.command("field", "set", tenant.slug, "e_Site-chantier", "--to", "Site")
            #expect(site.status == 0, "\(site.stderr)")
            // A Monday within the window.
            let monday = try #require(SimulatedDay("2027-03-15"))
            let chosen = try people(scene, freeAround: monday, 3)
            let (hidden, away, moved) = (chosen[0], chosen[1], chosen[2])
            let account = try #require(lucca.leaveAccounts.first { $0.name == "Congés payés" })
            let period = try lucca.apply(
                .addLeave(
                    employee: away.id, account: account.id, from: monday, startsInMorning: true, halfDays: 2, isConfirmed: true,
                    seconds: nil))
            try settleAlone(hidden, inLegalEntity: 3, lucca)
            let entries = try #require(lucca.fields.first { $0.id == "e_Site-chantier" }).entries
            let names = entries.map(\.name)
            try lucca.apply(.setFieldValue(employee: moved.id, field: "e_Site-chantier", value: .entry(entries[0].id)))
            _ = try await scene.run()
            let (before, mark) = (try await surroundings(scene), scene.installation.world.journal.sequence)

            // The application may not see that establishment; the absence is gone there; generation 1 has another site.
            lucca.behaviour.generation2.hiddenEstablishments = [3]
            let absence = try #require(lucca.absences.first { $0.period == period })
            let faults = scene.installation.world.faults
            faults.add(
                Fault(
                    .planted(member: "status", row: absence.id, json: "\"cancelled\""), remote: .lucca,
                    route: "/lucca-api/leaves", times: nil))
            faults.add(
                Fault(
                    .planted(member: "e_Site-chantier", row: moved.id, json: "{\"id\": 1, \"value\": \(entries[1].id)}"),
                    remote: .lucca, route: "/api/v3/users", times: nil))
            let result = try await compare(scene)
            #expect(result.status == 3, "\(result.stdout)\(result.stderr)")
            let comparison = try result.decode(Comparison.self)
            #expect(!comparison.same)
            let found = comparison.differences
            #expect(found.map(\.rule) == ["person", "absence", "field"], "\(result.stdout)")
            try #require(found.count == 3)
            #expect(found[0].employeeId == "\(hidden.id)" && found[0].generation2.state == "missing")
            #expect(found[0].generation1.departmentId == "\(hidden.departmentID)")
            let (start, end) = (
                try #require(InstantText.parse("\(monday)")), try #require(InstantText.parse("\(monday.adding(1))"))
            )
            let shown = Comparison.Absence(
                leaveAccountId: "\(account.id)", start: InstantText.utc(start), end: InstantText.utc(end), pending: false)
            #expect(found[1].employeeId == "\(away.id)" && found[1].generation1.absences == [shown])
            #expect(found[1].generation2.state == "missing")
            #expect(found[2].employeeId == "\(moved.id)" && found[2].field == "e_Site-chantier")
            #expect(found[2].generation1.state == "present" && found[2].generation2.state == "present")
            let second = try #require(comparison.generations.last)
            #expect(second.employees == comparison.generations[0].employees - 1)
            for name in names { #expect(!(result.stdout + result.stderr).contains(name), "a value is shown: \(name)") }

            // A generation that cannot be read is a failure, and no difference.
            faults.removeAll()
            lucca.behaviour.generation2.leaves = .forbidden
            let failed = try await compare(scene)
            #expect(failed.status == 1 && failed.stderr.contains("lucca_forbidden"), "\(failed.stderr)")

            #expect(try await surroundings(scene) == before)
            expectReadsAlone(since: mark, scene)
        }
    }

    /// People whom no other shares an identifier or an address with, employed for good and without leave near that day.
    private func people(_ scene: GenerationScene, freeAround day: SimulatedDay, _ count: Int) throws -> [SimulatedEmployee] {
        let lucca = scene.tenant.lucca
        let employees = lucca.employees
        func isAlone(_ text: String, _ member: (SimulatedEmployee) -> String) -> Bool {
            !text.isEmpty && employees.count { member($0).lowercased() == text.lowercased() } == 1
        }
        let found = employees.filter { person in
            guard person.contractStart <= scene.today, person.contractEnd == nil else { return false }
            guard isAlone(person.employeeNumber, \.employeeNumber), isAlone(person.mail, \.mail) else { return false }
            return lucca.leaves(ofEmployee: person.id).allSatisfy { abs($0.day.ordinal - day.ordinal) > 20 }
        }
        try #require(found.count >= count, "the world has too few such people")
        return Array(found.prefix(count))
    }

    /// Puts that person, and no one else, into a legal entity.
    private func settleAlone(_ person: SimulatedEmployee, inLegalEntity entity: Int, _ lucca: SimulatedLucca) throws {
        for employee in lucca.employees where employee.legalEntityID == entity {
            try lucca.apply(.changeLegalEntity(employee: employee.id, legalEntity: 1))
        }
        try lucca.apply(.changeLegalEntity(employee: person.id, legalEntity: entity))
    }
}
