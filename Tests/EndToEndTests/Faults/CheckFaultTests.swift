import Foundation
import Simulators
import SyncTestKit
import Testing

/// `passerelle tenant check` under faults, as operators run it.
@Suite("Faults under a check", .serialized)
struct CheckFaultTests {
    /// A request of a check, and the line of its output that tells how it went.
    private struct Place {
        let call: RemoteCall
        let line: String
    }

    /// What a check asks for, and no sync does: the enumerations, what any user may see, and the deletion of an event that can't exist.
    private static let enumerations = RemoteCall(remote: .planningpme, method: "GET", path: "/api/config")
    private static let session = RemoteCall(remote: .planningpme, method: "GET", path: "/api/category")
    private static let impossibleEvent = RemoteCall(remote: .planningpme, method: "DELETE", path: "/api/do/0")

    private static let places = [
        place(.users, "Lucca: address and API key"), place(.departments, "Lucca: departments"), place(.leaves, "Lucca: absences"),
        Place(call: enumerations, line: "PlanningPME: address and AppKey"), place(.passwordToken, "PlanningPME: user"),
        Place(call: session, line: "PlanningPME: user's session"),
        place(.resources, "PlanningPME: resources"), place(.planningDepartments, "PlanningPME: departments"),
        place(.types, "PlanningPME: unavailability types"), place(.eventList, "PlanningPME: events"),
        Place(call: impossibleEvent, line: "PlanningPME: writing"),
    ]

    private static func place(_ route: RemoteRoute, _ line: String) -> Place { Place(call: route.call, line: line) }

    private static let faults = ["401", "503", "HTML", "connection dropped before the work"]
    /// One of each remote, and the one that stands for every write.
    private static let few = [
        "connection dropped before the work at Lucca: address and API key", "401 at PlanningPME: address and AppKey",
        "503 at PlanningPME: writing",
    ]

    /// `tenant check --output json`.
    private struct Line: Decodable {
        let name: String
        let state: String
        let detail: String
        let remedy: String?
        let code: String?
    }

    @Test("A check that meets a fault names it and what to do; no sync and no check asks where no fault is tried")
    func everyFaultOfACheck() async throws {
        let configuration = SimulatorConfiguration(seed: 303, tenants: 1, employees: 24, hasLimits: false)
        try await Installation.with(configuration) { installation in
            let victim = try await Victim.register(installation.world.tenants[0], in: installation)
            try await victim.runToTheEnd()
            var random = SplitMix64(seed: 303)
            try victim.changeLucca(&random, newReason: victim.addReason())
            try await victim.runToTheEnd()
            let result = try await check(victim)
            #expect(result.status == 0, "\(result.stderr)\n\(result.stdout)")
            let entries = installation.world.journal.entries()
            expectKnownCalls(entries, beside: [Self.enumerations, Self.session, Self.impossibleEvent])
            for place in Self.places {
                #expect(entries.contains { place.call.matches($0) }, "no check asks for what tells of \(place.line)")
            }
            for place in Self.places {
                for fault in RemoteFault.all where Self.faults.contains(fault.name) {
                    guard Proof.isWhole || Self.few.contains("\(fault.name) at \(place.line)") else { continue }
                    try await meet(fault, at: place, victim)
                }
            }
        }
    }

    private func check(_ victim: Victim) async throws -> CommandResult {
        try await victim.installation.command(["tenant", "check", victim.slug, "--output", "json"])
    }

    private func meet(_ fault: RemoteFault, at place: Place, _ victim: Victim) async throws {
        let (world, cell) = (victim.installation.world, "\(fault.name) at \(place.line)")
        let before = victim.tenant.planning.events
        let id = world.faults.add(place.call.fault(fault.kind, tenant: victim.slug, times: nil))
        defer { world.faults.remove(id) }
        try await victim.timePasses()
        let result = try await check(victim)
        #expect(world.faults.standings.contains { $0.id == id && $0.hits > 0 }, "the fault was not met: \(cell)")
        let line = try #require(try result.decode([Line].self).first { $0.name == place.line }, "\(result.stdout)")
        #expect(line.remedy?.isEmpty == false, "\(cell): \(line)")
        #expect(victim.tenant.planning.events == before, "\(cell) changed something")
        if fault.kind == .html(status: 200), place.call == Self.impossibleEvent {
            // A success tells nothing of a right to delete: it may have been somebody in between.
            #expect(line.state == "unknown", "\(cell): \(line)")
            return
        }
        #expect(line.state == "failed", "\(cell): \(line)")
        #expect(fault.words.contains { line.detail.contains($0) }, "\(cell): \(line)")
        #expect(fault.codes(at: place.call).contains { line.code == "\(place.call.remote.rawValue)_\($0)" }, "\(cell): \(line)")
        #expect(result.status == (fault.codes == ["unreachable"] ? 2 : 1), "\(cell): \(result.status)")
        #expect(result.stderr.contains("checks failed"), "\(cell): \(result.stderr)")
    }
}
