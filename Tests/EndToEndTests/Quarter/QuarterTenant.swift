import Foundation
import Simulators
import SyncTestKit
import Testing

/// One tenant of the simulated quarter, with its expected planning and what is known of its planners.
actor QuarterTenant {
    let victim: Victim
    let tenant: SimulatedTenant
    var random: SplitMix64
    /// Labels of types by leave account, as they were when the account was first seen.
    private let types: [Int: String]
    private let firstDay: SimulatedDay
    /// Events without our reference.
    var theirs: [Int: SimulatedEvent]
    /// Leave periods whose event planners changed since the planning was last read whole.
    var touched: Set<Int> = []
    /// Leave periods whose event planners dragged into the past: another one shows the absence, under another half-day.
    var dragged: Set<Int> = []
    /// Of these, the ones that no read of the whole planning has seen yet: a run that has to write them puts them back.
    var unseenDrags: Set<Int> = []
    /// Copies of our events that planners made today: after a whole read they are theirs, except for the reference.
    var copies: [Int: SimulatedEvent] = [:]
    /// The Lucca account's current name.
    var account: String
    var horizonMonths = 6
    var includesPending = false

    private var installation: Installation { victim.installation }
    var today: SimulatedDay { installation.world.today }

    static func register(_ tenant: SimulatedTenant, in installation: Installation, seed: UInt64) async throws -> QuarterTenant {
        try FaultScene.removeDoubt(tenant)
        try await installation.register(
            tenant, options: ["--match-email", "--create", "resources,departments,types", "--hourly-requests", "10000"])
        return QuarterTenant(Victim(installation, tenant), seed: seed)
    }

    private init(_ victim: Victim, seed: UInt64) {
        self.victim = victim
        tenant = victim.tenant
        random = SplitMix64(seed: seed)
        firstDay = victim.installation.world.today
        account = tenant.slug
        types = ExpectedPlanning(tenant: tenant, asOf: firstDay).types
        theirs = Dictionary(uniqueKeysWithValues: tenant.theirs().map { ($0.key, $0) })
    }

    /// A day: changes, then a run that may be disturbed, then, if it did not end well, an undisturbed one.
    func live(isWorkersDay: Bool, isFirst: Bool, _ tally: Tally) async throws {
        let isWhole = isFirst || chance(touched.isEmpty ? 15 : 50)
        if !isFirst {
            try changeLucca(tally)
            try lendHands(isWhole: isWhole, tally)
            try await editSettings(tally)
        }
        let over = eventsThatAreOver()
        let ended = try await isWorkersDay ? runByWorker(tally) : runDisturbed(isWhole: isWhole, tally)
        // A queued run reads the whole planning only when a week has passed.
        if !ended || (isWhole && isWorkersDay) { try await runInPeace(isWhole: isWhole) }
        let cause = "on \(today) (\(tenant.slug))"
        // A worker's run, which comes first, does not read the whole planning.
        if isWhole, !isWorkersDay { unseenDrags = [] }
        if isWhole {
            touched = []
            tally.add("whole readings")
            takeOverCopies(cause)
        }
        expectExact(over: over, cause)
        if isWhole { unseenDrags = [] }
        if touched.isEmpty, account == tenant.slug, dragged.isEmpty { try await victim.expectWholeRecords(after: cause) }
        tally.add("days")
    }

    func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    // MARK: - Runs

    private func arguments(isWhole: Bool) -> [String] {
        ["run", "now", tenant.slug, "--as-of", "\(today)", "--output", "json"] + (isWhole ? ["--reconcile"] : [])
    }

    /// - Returns: whether it ended as a run should.
    private func runDisturbed(isWhole: Bool, _ tally: Tally) async throws -> Bool {
        try await victim.timePasses()
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<3:
            try await runAndDie(isWhole: isWhole, tally)
            return false
        case 3..<6:
            try await runWithFaults(isWhole: isWhole, tally)
            return false
        default:
            try await runInPeace(isWhole: isWhole)
            return true
        }
    }

    private func runInPeace(isWhole: Bool) async throws {
        var result: CommandResult
        repeat {
            // The quarter's worker may have taken over a killed command's run, at any moment, and spends the same budgets.
            try await victim.leaseHasEnded()
            try await victim.timePasses()
            try await installation.sql("delete from request_budget where scope like 'lucca:localhost%'")
            result = try await installation.command(arguments(isWhole: isWhole))
        } while result.stderr.contains("run_active")
        var run = try decoded(result)
        if run.status == "needs_review" {
            // Many leave on one day: a person reviews and approves.
            run = try decoded(try await installation.command(["run", "approve", "\(run.id)", "--output", "json"]))
        }
        try #require(
            ["succeeded", "partial"].contains(run.status),
            "\(today) (\(tenant.slug)): \(run.status) \(String(describing: run.error)) \(run.problems)")
    }

    private func decoded(_ result: CommandResult) throws -> RunDocument {
        do {
            return try result.decode(RunDocument.self)
        } catch {
            Issue.record("no run was printed on \(today) (\(tenant.slug)), exit \(result.status): \(result.stderr)")
            throw error
        }
    }

    private func runAndDie(isWhole: Bool, _ tally: Tally) async throws {
        let place = try #require(FaultPlace.common.randomElement(using: &random))
        let occurrence = Int.random(in: 1...3, using: &random)
        let program = try installation.start(
            arguments(isWhole: isWhole), environment: ["PASSERELLE_FAULT_POINT": "\(place.rawValue):\(occurrence):kill"])
        defer { program.send(SIGKILL) }
        let died = try await program.result()
        tally.add(died.signal == SIGKILL ? "killed runs" : "runs too short to be killed")
        if try await victim.liveRun()?.state == "running" {
            try await victim.shortenLeaseOfTheDead()
            try await victim.leaseHasEnded()
        }
    }

    private static let faults: [FaultKind] = [
        .status(code: 500, afterWork: false, retryAfter: nil), .status(code: 503, afterWork: true, retryAfter: nil),
        .status(code: 429, afterWork: false, retryAfter: 1), .status(code: 400, afterWork: false, retryAfter: nil),
        .status(code: 403, afterWork: false, retryAfter: nil), .status(code: 409, afterWork: true, retryAfter: nil),
        .drop(afterWork: false), .drop(afterWork: true), .cutBody, .truncatedJSON, .html(status: 502), .invalidUTF8,
        .wrongContentType, .tokenEnded, .wrongType(member: nil, everywhere: nil), .null(member: nil, everywhere: true),
    ]

    private func runWithFaults(isWhole: Bool, _ tally: Tally) async throws {
        let kind = try #require(Self.faults.randomElement(using: &random))
        let remote: SimulatedRemote = Bool.random(using: &random) ? .lucca : .planningpme
        let fault = installation.world.faults.add(
            Fault(
                kind, remote: remote, tenant: tenant.slug, skipping: Int.random(in: 0...12, using: &random),
                times: Int.random(in: 1...4, using: &random)))
        defer { installation.world.faults.remove(fault) }
        let result = try await installation.command(arguments(isWhole: isWhole))
        let run = try decoded(result)
        tally.add("runs with a fault on: \(run.status)")
    }

    /// - Returns: whether it ended as a run should.
    private func runByWorker(_ tally: Tally) async throws -> Bool {
        try await victim.timePasses()
        let result = try await installation.command(
            ["run", "start", tenant.slug, "--as-of", "\(today)", "--wait", "--output", "json"])
        let run = try decoded(result)
        tally.add("runs by a worker: \(run.status)")
        if run.attempt > 1 { tally.add("runs that another worker ended") }
        return ["succeeded", "partial"].contains(run.status)
    }

    // MARK: - What must hold

    var expected: ExpectedPlanning {
        var expected = ExpectedPlanning(tenant: tenant, asOf: today)
        expected.readFrom = firstDay.adding(-31)
        expected.horizonMonths = horizonMonths
        expected.includesPending = includesPending
        expected.types.merge(types) { $1 }
        return expected
    }

    /// Our events, under any of the account's names.
    func ours() -> [SimulatedEvent] {
        tenant.planning.events.filter { event in
            [tenant.slug, "localhost"].contains { event.reference?.hasPrefix("[lucca:\($0)/") == true }
        }
    }

    private func eventsThatAreOver() -> [Int: SimulatedEvent] {
        let end = expected.beginning
        return Dictionary(uniqueKeysWithValues: ours().filter { $0.end <= end }.map { ($0.key, $0) })
    }

    /// Each event under the account's first name, and without its half-day where another one may replace it.
    private func plain(_ events: some Sequence<ExpectedPlanning.Event>) -> [ExpectedPlanning.Event] {
        events.map { event in
            var reference = event.reference.replacingOccurrences(of: "[lucca:localhost/", with: "[lucca:\(tenant.slug)/")
            if let period = event.period, dragged.contains(period), let slash = reference.lastIndex(of: "/") {
                reference = String(reference[...slash])
            }
            return ExpectedPlanning.Event(
                resources: event.resources, type: event.type, start: event.start, end: event.end, reference: reference)
        }
    }

    private func takeOverCopies(_ cause: String) {
        for (key, copy) in copies {
            var wanted = copy
            wanted.remark = ""
            let found = tenant.planning.events.first { $0.key == key }
            #expect(found == wanted, "a planner's copy was not left to them \(cause)")
            theirs[key] = found
        }
        copies = [:]
    }

    private func expectExact(over: [Int: SimulatedEvent], _ cause: String) {
        let expected = expected
        let labels = Dictionary(
            uniqueKeysWithValues: tenant.planning.types.map { ($0.key, ExpectedPlanning.folded($0.text("label"))) })
        let found = ours().map { event in
            ExpectedPlanning.Event(
                resources: event.resources, type: event.type.flatMap { labels[$0] } ?? "?", start: event.start, end: event.end,
                reference: event.reference ?? "")
        }
        expectOnce(found, after: cause)
        let (wanted, standing) = (Set(plain(expected.events())), plain(found.filter { $0.end > expected.beginning }))
        #expect(Set(standing).count == standing.count, "duplicates \(cause)")
        func isExcused(_ event: ExpectedPlanning.Event) -> Bool { event.period.map(touched.contains) ?? false }
        let missing = wanted.subtracting(standing).filter { !isExcused($0) }.sorted { $0.reference < $1.reference }
        let extra = Set(standing).subtracting(wanted).filter { !isExcused($0) }.sorted { $0.reference < $1.reference }
        #expect(missing.isEmpty, "\(missing.count) of \(wanted.count) missing, such as \(missing.prefix(3)) \(cause)")
        #expect(extra.isEmpty, "\(extra.count) too many, such as \(extra.prefix(3)) \(cause)")
        #expect(!wanted.isEmpty, "nothing to compare \(cause)")
        let now = Dictionary(uniqueKeysWithValues: tenant.planning.events.map { ($0.key, $0) })
        for (key, event) in over where !unseenDrags.contains(key) {
            #expect(now[key] == event, "a past event was changed \(cause)")
        }
        let mine = Set(ours().map(\.key))
        let others = now.filter { !mine.contains($0.key) }
        #expect(others == theirs, "a planner's event was changed \(cause)")
    }
}
