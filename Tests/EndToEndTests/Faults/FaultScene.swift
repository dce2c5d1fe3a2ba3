import AppWiring
import Operations
import Simulators
import SyncCore
import SyncTestKit
import Testing

/// A tenant whose runs meet faults at one route, and what must hold afterwards.
actor FaultScene {
    private let victim: Victim
    private let lane: FaultMatrixTests.Lane
    /// Gives up on an answer after two seconds: for faults that are a late answer. On a busy machine, a right one is late too.
    private let hasty: Services
    private let patient: Services
    private let tally: Tally
    private var random: SplitMix64
    /// What the world itself has to say, with no fault at all; nil before the first sync.
    private var usual: Set<Topic>?
    /// How many requests of a run are refused as too large before one is answered with rows.
    private var tooLarge = 0

    private var tenant: SimulatedTenant { victim.tenant }
    private var world: SimulatedWorld { victim.installation.world }

    /// What a problem is about: its words change with what was read.
    private struct Topic: Hashable {
        let code: Problem.Code
        let subject: Problem.Subject

        init(_ problem: Problem) {
            code = problem.code
            subject = problem.subject
        }
    }

    init(
        _ tenant: SimulatedTenant, _ lane: FaultMatrixTests.Lane, _ installation: Installation, hasty: Services,
        patient: Services, tally: Tally
    ) async throws {
        let isOfSecondGeneration = lane.route.isOfSecondGeneration
        if lane.route == .users || lane.route == .resources || isOfSecondGeneration { try FaultScene.removeDoubt(tenant) }
        if isOfSecondGeneration { try tenant.prepareSecondGeneration(for: lane.route) }
        victim = Victim(installation, tenant, isOfSecondGeneration: isOfSecondGeneration)
        self.lane = lane
        self.hasty = hasty
        self.patient = patient
        self.tally = tally
        random = SplitMix64(seed: UInt64(installation.world.tenants.firstIndex { $0.slug == tenant.slug } ?? 0))
        shortenPages()
        if let size = lane.route.pageSize { tenant.planning.behaviour.maximumPageSize = size }
        // Where members are misread, nothing else is to stand between that and a deletion.
        try await patient.register(
            tenant, in: installation, generation: isOfSecondGeneration ? .second : .first,
            byAssertion: lane.route == .assertionToken, hasBrake: lane.route.members.isEmpty)
        try await runUndisturbed()
    }

    /// Nobody shares a number or an address with anybody: who seems to have none, for one run, is not taken for somebody else.
    static func removeDoubt(_ tenant: SimulatedTenant) throws {
        var known: Set<String> = []
        func isTaken(_ text: String) -> Bool { !text.isEmpty && !known.insert(text.lowercased()).inserted }
        for employee in tenant.lucca.employees {
            let (number, mail) = (isTaken(employee.employeeNumber), isTaken(employee.mail))
            guard number || mail else { continue }
            // With another number, the address alone would name a resource that the number's first owner has.
            try tenant.lucca.apply(
                .editEmployee(
                    employee: employee.id, firstName: nil, lastName: nil, mail: "", login: nil,
                    employeeNumber: number ? "Z\(employee.id)" : nil))
        }
        known = []
        for resource in tenant.planning.resources {
            let (number, mail) = (isTaken(resource.text("registrationNumber")), isTaken(resource.text("email")))
            if number || mail { try tenant.planning.apply(.deleteResource(resource: resource.key)) }
        }
    }

    /// A day's changes in Lucca, a run that meets the fault, and one that meets none.
    func play(_ fault: RemoteFault) async {
        let cell = "\(fault.name) at \(lane.route.rawValue), \(lane.isRepeated ? "whenever asked" : "once") (\(victim.slug))"
        do {
            try change()
            shortenPages()
            try await victim.timePasses()
            try await meet(fault, cell)
            try await runUndisturbed(cell)
        } catch {
            Issue.record("\(cell): \(error)")
        }
    }

    /// Pages that are refused as too large, and several that are not; no more than Lucca's limit lets a run have at once, however
    /// many leaves the days have brought.
    private func shortenPages() {
        switch lane.route {
        case .leaves:
            tenant.lucca.behaviour.rowsWithinTime =
                switch tenant.lucca.leaves.count {
                case ..<1500: 120
                case ..<3000: 250
                default: 500
                }
        case .applicationLeaves:
            tenant.lucca.behaviour.generation2.rowsWithinTime =
                switch tenant.lucca.absences.count {
                case ..<350: 30
                case ..<900: 50
                default: 100
                }
        default: break
        }
    }

    private func meet(_ fault: RemoteFault, _ cell: String) async throws {
        let (before, fieldsBefore) = (tenant.oursAsExpected(), ApplicationFields.shown(on: tenant))
        let id = world.faults.add(planned(fault))
        defer { world.faults.remove(id) }
        let services = fault.family == .delay ? hasty : patient
        let (run, problems) = try await services.runNow(
            tenant, asOf: world.today, reconcile: lane.route.hasPages && !lane.route.isOfSecondGeneration)
        #expect(world.faults.standings.contains { $0.id == id && $0.hits > 0 }, "the fault was not met: \(cell)")
        let told = problems.filter { usual?.contains(Topic($0)) != true }
        expectNothingLost(before, fault, told, cell)
        expectUnderstood(told, fault, cell)
        if let error = run.error {
            expectCauseAndRemedy(error, fault, cell)
            victim.expectTheirsUntouched(after: cell)
        } else {
            // What is not told of was done.
            victim.expectExactNow(after: cell, except: Undone(told, of: tenant, before: before), unseen: fault.unseen)
        }
        let passed = run.error == nil && told.isEmpty
        expectFields(before: passed ? nil : fieldsBefore, cell)
        tally.add(passed ? "passed" : "told")
        expectAsLoud(fault, run, told, cell)
    }

    private func planned(_ fault: RemoteFault) -> Fault {
        guard !lane.isRepeated else { return lane.route.call.fault(fault.kind, tenant: victim.slug, times: nil) }
        // A refusal has no rows that could be wrong, and a first page is always right.
        return lane.route.call.fault(
            fault.kind, tenant: victim.slug, times: 1, skipping: tooLarge + (fault.isOfLaterPages ? 1 : 0))
    }

    /// Noticed where it must be, and passed over where that is safe.
    private func expectAsLoud(_ fault: RemoteFault, _ run: Run, _ told: [Problem], _ cell: String) {
        let mayPass = fault.alwaysPasses || (fault.passes(at: lane.route) && !lane.isRepeated)
        if mayPass {
            #expect(run.error == nil, "it ended the run: \(cell): \(String(describing: run.error))")
        }
        // What was to be made may have to be looked for, in vain.
        if mayPass, !lane.route.isCreation {
            #expect(told.isEmpty, "it was told of: \(cell): \(told)")
        }
        if fault.isAlwaysTold {
            #expect(run.error != nil || !told.isEmpty, "it was passed over in silence: \(cell)")
        }
    }

    /// Each event stands as it did or as it should, once, and where both are the same it does. Of whom something could not be read,
    /// everything stands as it did.
    private func expectNothingLost(
        _ before: [ExpectedPlanning.Event], _ fault: RemoteFault, _ told: [Problem], _ cell: String
    ) {
        let after = tenant.oursAsExpected()
        let wanted = victim.expected.without(fault.unseen).events()
        expectOnce(after, after: cell)
        // Their reason is hidden, and so they show another one.
        let hidden = Undone(told.filter { $0.code == .reasonUnmapped }, of: tenant, before: before)
        let strange = Set(after).subtracting(before).subtracting(wanted).filter { !hidden.excuses($0) }
        #expect(strange.isEmpty, "neither as it was nor as it should be: \(strange.prefix(3)), \(cell)")
        let takenOver = takenOver(before, after, told)
        let lost = wanted.intersection(before).subtracting(after).subtracting(takenOver)
        #expect(lost.isEmpty, "\(lost.count) lost, such as \(lost.prefix(3)), \(cell)")
        let shown = Set((after + takenOver).map(\.reference))
        let holes = Set(before.map(\.reference)).intersection(wanted.map(\.reference)).subtracting(shown)
        #expect(holes.isEmpty, "\(holes.count) lost while they changed, such as \(holes.prefix(3)), \(cell)")
        let unread = Undone(
            told.filter {
                guard case .employee = $0.subject else { return false }
                return $0.code == .employeeUnreadable || $0.code == .leaveUnreadable
            }, of: tenant, before: before)
        let (then, now) = (before.filter { unread.excuses($0) }, after.filter { unread.excuses($0) })
        #expect(Set(then) == Set(now), "of whom something was unreadable, something was changed: \(cell)")
    }

    /// Where some leaves of generation 2 did not come, another absence of the same time may have taken over the event of one of
    /// them: the time stays shown.
    private func takenOver(
        _ before: [ExpectedPlanning.Event], _ after: [ExpectedPlanning.Event], _ told: [Problem]
    ) -> [ExpectedPlanning.Event] {
        let isPart = told.contains { problem in
            if case .tenant = problem.subject { problem.code == .leaveUnreadable } else { false }
        }
        guard lane.route == .applicationLeaves, isPart else { return [] }
        return before.filter { event in
            after.contains { $0.resources == event.resources && $0.start <= event.start && $0.end >= event.end }
        }
    }

    /// Each resource's extra data is as it should be.
    /// - Parameter before: what else may be shown; nil for nothing.
    private func expectFields(before: ApplicationFields.Values?, _ cell: String) {
        guard victim.isOfSecondGeneration else { return }
        let (now, wanted) = (ApplicationFields.shown(on: tenant), ApplicationFields.wanted(victim.expected))
        let strange = Set(now.keys).union(wanted.keys).union(before?.keys.map { $0 } ?? []).sorted().filter { resource in
            ApplicationFields.targets.contains { target in
                let text = now[resource]?[target]
                return text != wanted[resource]?[target] && before.map { text != $0[resource]?[target] } ?? true
            }
        }
        let example = strange.first.map { "resource \($0): \(now[$0] ?? [:]), not \(wanted[$0] ?? [:])" } ?? ""
        #expect(strange.isEmpty, "extra data of \(strange.count) is wrong, such as \(example), after \(cell)")
    }

    private func expectUnderstood(_ told: [Problem], _ fault: RemoteFault, _ cell: String) {
        let codes = lane.route.problems.union(fault.problems(at: lane.route))
        for problem in told {
            #expect(codes.contains(problem.code), "not a consequence of \(cell): \(problem)")
        }
    }

    private func expectCauseAndRemedy(_ error: Failure, _ fault: RemoteFault, _ cell: String) {
        let remote = lane.route.remote == .lucca ? "lucca_" : "planningpme_"
        let (codes, words) = (fault.codes(at: lane.route.call), fault.words(at: lane.route.call))
        #expect(codes.contains { error.code.rawValue == remote + $0 }, "\(cell) is told as \(error.code): \(error.message)")
        #expect(words.contains { error.message.contains($0) }, "\(cell) is not to be known by \(error.message)")
        #expect(!error.remedy.isEmpty, "\(cell): \(error)")
    }

    private func runUndisturbed(_ cell: String = "the first sync") async throws {
        // What a remote asked to wait for has passed by now.
        try await victim.timePasses()
        let (run, problems) = try await patient.runNow(tenant, asOf: world.today)
        #expect(run.error == nil, "after \(cell): \(String(describing: run.error))")
        #expect(run.state == .succeeded || run.state == .partial, "after \(cell): \(run.state)")
        victim.expectExactNow(after: cell)
        expectFields(before: nil, cell)
        try await victim.expectWholeRecords(after: cell)
        expectUsual(problems, cell)
        try await victim.timePasses()
        let mark = world.journal.sequence
        let again = try await patient.runNow(tenant, asOf: world.today).run
        #expect(
            again.counts.created + again.counts.updated + again.counts.deleted == 0, "not settled after \(cell): \(again.counts)")
        tooLarge = victim.requests(since: mark).filter { $0.status == 408 && lane.route.call.matches($0) }.count
    }

    /// The world has people of whom nobody can tell which resource is theirs; no day brings another problem.
    private func expectUsual(_ problems: [Problem], _ cell: String) {
        let topics = Set(problems.map(Topic.init))
        let new = topics.filter { topic in
            usual.map { !$0.contains(topic) } ?? (topic.code != .employeeUnmatched && topic.code != .employeeAmbiguous)
        }
        #expect(new.isEmpty, "nothing explains \(new), after \(cell)")
        usual = topics
    }

    private func change() throws {
        try victim.changeLucca(&random, newReason: victim.addReason())
        if victim.isOfSecondGeneration { try ApplicationFields.change(victim.expected, &random) }
    }
}
