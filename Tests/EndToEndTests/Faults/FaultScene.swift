import AppWiring
import Simulators
import SyncCore
import SyncTestKit
import Testing

/// A tenant whose runs meet faults at one route, and what must hold afterwards.
actor FaultScene {
    private let victim: Victim
    private let lane: FaultMatrixTests.Lane
    /// Gives up on an answer after two seconds, and waits little between attempts.
    private let hasty: Services
    private let patient: Services
    private let tally: Tally
    private var random: SplitMix64
    /// What the world itself has to say, with no fault at all.
    private var usual: Set<Problem> = []

    private var tenant: SimulatedTenant { victim.tenant }
    private var world: SimulatedWorld { victim.installation.world }

    init(
        _ tenant: SimulatedTenant, _ lane: FaultMatrixTests.Lane, _ installation: Installation, hasty: Services,
        patient: Services, tally: Tally
    ) async throws {
        victim = Victim(installation, tenant)
        self.lane = lane
        self.hasty = hasty
        self.patient = patient
        self.tally = tally
        random = SplitMix64(seed: UInt64(installation.world.tenants.firstIndex { $0.slug == tenant.slug } ?? 0))
        if lane.route == .oldDepartments {
            tenant.lucca.behaviour.readsDepartments = false
            tenant.lucca.behaviour.servesOldDepartments = true
        }
        if lane.route == .leaves { tenant.lucca.behaviour.rowsWithinTime = 120 }
        if let size = lane.route.pageSize { tenant.planning.behaviour.maximumPageSize = size }
        try await patient.register(tenant, in: installation, byAssertion: lane.route == .assertionToken)
        try await runUndisturbed()
    }

    /// A day's changes in Lucca, a run that meets the fault, and one that meets none.
    func play(_ fault: RemoteFault) async {
        let cell = "\(fault.name) at \(lane.route.rawValue), \(lane.isRepeated ? "whenever asked" : "once") (\(victim.slug))"
        do {
            try change()
            try await victim.timePasses()
            try await meet(fault, cell)
            try await runUndisturbed(cell)
        } catch {
            Issue.record("\(cell): \(error)")
        }
    }

    private func meet(_ fault: RemoteFault, _ cell: String) async throws {
        let id = world.faults.add(lane.route.fault(fault.kind, tenant: victim.slug, times: lane.isRepeated ? nil : 1))
        defer { world.faults.remove(id) }
        let (run, problems) = try await hasty.runNow(
            tenant, asOf: world.today, reconcile: lane.route == .eventList || lane.route.hasPages)
        #expect(world.faults.standings.contains { $0.id == id && $0.hits > 0 }, "the fault was not met: \(cell)")
        let told = problems.filter { !usual.contains($0) }
        if run.error == nil, told.isEmpty {
            // Then nothing was lost.
            victim.expectExactNow(after: cell)
            tally.add("passed")
        } else {
            expectCauseAndRemedy(fault, run, told, cell)
            tally.add("told")
        }
        if !lane.isRepeated, fault.passes {
            #expect(run.error == nil, "one fault that passes ended the run: \(cell): \(String(describing: run.error))")
        }
    }

    private func expectCauseAndRemedy(_ fault: RemoteFault, _ run: Run, _ told: [Problem], _ cell: String) {
        let remote = lane.route.remote == .lucca ? "lucca_" : "planningpme_"
        if let error = run.error {
            // Where the old departments don't help either, it is told that the new ones are forbidden.
            let codes = lane.route == .oldDepartments ? fault.codes.union(["forbidden"]) : fault.codes
            #expect(
                codes.contains { error.code == remote + $0 }, "\(cell) is told as \(error.code): \(error.message)")
            #expect(!error.message.isEmpty && !error.remedy.isEmpty, "\(cell): \(error)")
        }
        for problem in told {
            #expect(!problem.message.isEmpty && !problem.remedy.isEmpty, "\(cell): \(problem)")
        }
    }

    private func runUndisturbed(_ cell: String = "the first sync") async throws {
        // What a remote asked to wait for has passed by now.
        try await victim.timePasses()
        let (run, problems) = try await patient.runNow(tenant, asOf: world.today)
        #expect(run.error == nil, "after \(cell): \(String(describing: run.error))")
        #expect(run.state == .succeeded || run.state == .partial, "after \(cell): \(run.state)")
        victim.expectExactNow(after: cell)
        usual = Set(problems)
        try await victim.timePasses()
        let again = try await patient.runNow(tenant, asOf: world.today).run
        #expect(
            again.counts.created + again.counts.updated + again.counts.deleted == 0, "not settled after \(cell): \(again.counts)")
    }

    private func change() throws {
        try victim.changeLucca(&random, newReason: victim.addReason())
    }
}
