import Simulators
import Testing

/// Earlier runs of an installation, so that there is something to dump and to show.
extension LeakScene {
    struct History {
        /// It was not allowed to create anything.
        let first: Int
        /// Each kind of write was refused once.
        let refused: Int
        let mended: Int
        /// Lucca refused the key.
        let failed: Int

        var all: [Int] { [first, refused, mended, failed] }
    }

    /// What a run reports about the refusals of `refuseEveryWrite`.
    static let refusalCodes: Set<String> = ["event_refused", "resource_rejected", "type_rejected", "department_rejected"]
    /// What it reports when it may create nothing.
    static let lackCodes: Set<String> = ["reason_unmapped", "department_unmapped"]

    /// A first run, one with every write refused, one that corrects that, and one that fails.
    func makeHistory() async throws -> History {
        let (first, refused) = try await refuseEveryWrite { try await runNow("in a history", endings: [3]) }
        for (run, codes) in [(first, Self.lackCodes), (refused, Self.refusalCodes)] {
            let told = Set(run.problems.map(\.code))
            try #require(told.isSuperset(of: codes), "run \(run.id) reports \(told.sorted()), not all of \(codes.sorted())")
        }
        try planted.typeRemarks()
        let mended = try await runNow("after refusals")
        installation.world.faults.add(Fault(.status(code: 401, afterWork: false, retryAfter: nil), remote: .lucca, times: 1))
        let failed = try await runNow("refused by Lucca", endings: [1])
        resetFaults()
        return History(first: first.id, refused: refused.id, mended: mended.id, failed: failed.id)
    }

    /// `run now` with its outputs searched; it must end with one of these statuses.
    func runNow(_ what: String, endings: Set<Int32> = [0, 3]) async throws -> RunDocument {
        try await forgetRequests()
        let result = try await run(["run", "now", tenant.slug, "--as-of", "\(installation.world.today)", "--output", "json"])
        expectClean(result, "run now, \(what)")
        try #require(endings.contains(result.status), "run now, \(what): exit \(result.status)\n\(result.stderr)")
        return try result.decode(RunDocument.self)
    }

    /// Performs two runs. The first may create nothing; the second does every kind of write, and each kind is
    /// refused once.
    func refuseEveryWrite<Told>(_ sync: () async throws -> Told) async throws -> (first: Told, refused: Told) {
        let work = try EveryWrite(tenant, today: installation.world.today)
        try await forgetRequests()
        let first = try await sync()
        try planted.typeRemarks()
        try await installation.expect(["tenant", "edit", tenant.slug, "--create", "resources,departments,types"])
        try work.bringNewThings()
        try work.addAbsence()
        try work.extendAbsence()
        try work.cancelAbsence()
        addRefusals()
        try await forgetRequests()
        let refused = try await sync()
        let unmet = installation.world.faults.standings.filter { $0.hits == 0 }.map {
            "\($0.fault.method ?? "any") \($0.fault.route)"
        }
        #expect(unmet.isEmpty, "the run sent none of \(unmet)")
        resetFaults()
        return (first, refused)
    }

    private func addRefusals() {
        let writes = [
            ("POST", "/api/do"), ("PUT", "/api/do/*"), ("DELETE", "/api/do/*"), ("POST", "/api/resource"),
            ("PUT", "/api/resource/*"), ("POST", "/api/unavailability"), ("POST", "/api/department"),
        ]
        for (method, route) in writes {
            installation.world.faults.add(
                Fault(
                    .status(code: 400, afterWork: false, retryAfter: nil), remote: .planningpme, method: method, route: route,
                    times: 1))
        }
    }

    /// Without any comments, a search for them would prove nothing: Lucca sends them although `fields` names only the id.
    func requireCommentsAreServed() async throws {
        let employee = try #require(tenant.lucca.leaves.first).employee
        let answer = try await OpsClient.ask(
            "/api/v3/leaves?fields=id&date=since,2000-01-01&leavePeriod.ownerId=\(employee)",
            port: try #require(await installation.simulator.ports.first),
            headers: ["Authorization: lucca application=\(tenant.credentials.luccaKey)"])
        try #require(answer.body.contains(PlantedWorld.comment), "\(answer.body.prefix(500))")
    }
}
