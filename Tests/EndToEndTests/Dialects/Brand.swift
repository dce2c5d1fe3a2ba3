import Foundation
import Simulators
import SyncTestKit
import Testing

/// One customer whose PlanningPME has its own dialect, from registration on, as an operator sees it.
struct Brand {
    let installation: Installation
    let tenant: SimulatedTenant
    let name: String
    /// Its current dialect.
    var behaviour: PlanningBehaviour { tenant.planning.behaviour }

    /// What is on the planning before the first write.
    let theirs: [SimulatedEvent]
    let expected: ExpectedPlanning

    static func with(
        _ name: String, _ behaviour: PlanningBehaviour, employees: Int = 14, _ body: (Brand) async throws -> Void
    ) async throws {
        let configuration = SimulatorConfiguration(seed: 1100, tenants: 1, employees: employees, planning: behaviour)
        try await Installation.with(configuration) { installation in
            let tenant = installation.world.tenants[0]
            try await body(
                Brand(
                    installation: installation, tenant: tenant, name: name, theirs: tenant.theirs(),
                    expected: ExpectedPlanning(tenant: tenant, asOf: installation.world.today)))
        }
    }

    var today: SimulatedDay { installation.world.today }
    var slug: String { tenant.slug }

    /// Registers the customer. A brand that truncates remarks has a field for references.
    func register() async throws {
        try await installation.register(tenant, options: ["--match-email", "--brake-percent", "100"])
        if behaviour.remarkForm == .cut {
            try await installation.expect(["tenant", "edit", slug, "--reference-field", "REFERENCE"])
        }
    }

    struct Probe: Decodable {
        struct Point: Decodable {
            let point: String
            let value: String
        }
        let points: [Point]
    }

    /// Probes, and expects no probe event to remain.
    func probe(status: Int32 = 0) async throws {
        let resource = try #require(tenant.planning.resources.first)
        installation.world.journal.reset()
        let result = try await installation.command([
            "tenant", "probe", slug, "--resource", "\(resource.key)", "--yes", "--output", "json",
        ])
        try #require(
            result.status == status, "\(name): tenant probe ended with \(result.status)\n\(result.stderr)\n\(result.stdout)")
        let sent = installation.world.journal.entries().filter { $0.remote == .planningpme && !$0.path.hasSuffix("/token") }
        #expect(sent.count <= 20, "\(name): the probe sent \(sent.count) requests")
        expectNoProbeLeft()
        #expect(tenant.theirs() == theirs, "\(name): the probe changed a planner's event")
    }

    func expectNoProbeLeft(sourceLocation: SourceLocation = #_sourceLocation) {
        let left = tenant.planning.events.filter {
            $0.remark.contains("[passerelle-probe") || $0.fields.contains("[passerelle-probe")
        }
        #expect(left.isEmpty, "\(name): a probe left \(left)", sourceLocation: sourceLocation)
    }

    @discardableResult
    func run(asOf day: SimulatedDay? = nil, _ options: [String] = [], endings: Set<String> = ["succeeded", "partial"])
        async throws
        -> RunDocument
    {
        try await installation.runNow(tenant, asOf: day ?? today, options: options, endings: endings)
    }

    /// - Parameter undone: leave periods that a run reported as undone.
    func expectExactNow(
        _ day: SimulatedDay? = nil, after cause: String, except undone: Set<Int> = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        expectExact(
            tenant, expected.later(day ?? today), except: Undone(periods: undone), after: "\(name), \(cause)",
            sourceLocation: sourceLocation)
        let others = tenant.ours().filter { $0.kind != "Unavailability" || isRequest($0) }
        #expect(others.isEmpty, "\(name): \(others.count) of ours are tasks or requests \(cause)", sourceLocation: sourceLocation)
    }

    /// Leave periods that are not approved.
    private func isRequest(_ event: SimulatedEvent) -> Bool {
        let status = behaviour.statuses.first { $0.key == event.status } ?? behaviour.statuses.first(where: \.isDefault)
        return status.map { $0.type != "Approved" } ?? false
    }

    /// Future periods of synced employees, long enough to be shortened, in order.
    func periods() -> [Int] {
        let leaves = tenant.lucca.leaves.filter {
            $0.isActive && !$0.hasCancellationDate && $0.isConfirmed && $0.seconds == nil
                && expected.resources[$0.employee] != nil && expected.types[$0.account] != nil
        }
        return Dictionary(grouping: leaves, by: \.period).filter { _, leaves in
            leaves.count >= 4 && leaves.allSatisfy { $0.day > today.adding(9) && $0.day < today.adding(150) }
        }.keys.sorted()
    }

    /// Those of them that one event shows.
    func periodsOfOneEvent() -> [Int] {
        let events = tenant.ours()
        return periods().filter { period in events.count { $0.reference?.contains("/\(period)/") == true } == 1 }
    }

    /// The one event of that leave period.
    func event(of period: Int, sourceLocation: SourceLocation = #_sourceLocation) throws -> SimulatedEvent {
        let found = tenant.ours().filter { $0.reference?.contains("/\(period)/") == true }
        try #require(found.count == 1, "\(found.count) events of period \(period)", sourceLocation: sourceLocation)
        return found[0]
    }

    /// Events whose last write was wrong: they match neither Lucca nor their previous state.
    func wrong(since before: [SimulatedEvent] = []) -> Int {
        let wanted = expected.later(today).events()
        return tenant.ours().count { event in
            if before.contains(event) { return false }
            guard event.kind == "Unavailability", !isRequest(event) else { return true }
            let label = tenant.planning.types.first { $0.key == event.type }.map { ExpectedPlanning.folded($0.text("label")) }
            return !wanted.contains(
                ExpectedPlanning.Event(
                    resources: event.resources, type: label ?? "?", start: event.start, end: event.end,
                    reference: event.reference ?? ""))
        }
    }
}
