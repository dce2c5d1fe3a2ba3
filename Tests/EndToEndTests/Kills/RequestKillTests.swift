import Foundation
import Simulators
import SyncTestKit
import Testing

extension Kills {
    @Suite("Killed during a request")
    struct Requests {
        /// Which request the process dies at.
        struct Moment: Sendable, CustomStringConvertible {
            let description: String
            let method: String
            let route: String
            /// Only the answer is delayed: the work is done, and the answer is lost. Otherwise the work comes after the kill.
            let isDone: Bool
            var skipping = 0
        }

        /// Three for each tenant.
        static let few: [Moment] = [
            Moment(description: "between an update's requests", method: "GET", route: "/api/do/*", isDone: true, skipping: 1),
            Moment(description: "an update on its way", method: "PUT", route: "/api/do/*", isDone: false, skipping: 1),
            Moment(description: "a create on its way", method: "POST", route: "/api/do", isDone: false, skipping: 3),
            Moment(description: "a deletion on its way", method: "DELETE", route: "/api/do/*", isDone: false),
            Moment(description: "a resource on its way", method: "POST", route: "/api/resource", isDone: false),
            Moment(description: "a create unheard", method: "POST", route: "/api/do", isDone: true),
        ]
        static let rest: [Moment] = [
            Moment(description: "an update unheard", method: "PUT", route: "/api/do/*", isDone: true, skipping: 2),
            Moment(description: "a deletion unheard", method: "DELETE", route: "/api/do/*", isDone: true),
            Moment(description: "a resource unheard", method: "POST", route: "/api/resource", isDone: true),
            Moment(description: "a department unheard", method: "POST", route: "/api/department", isDone: true),
            Moment(description: "a department on its way", method: "POST", route: "/api/department", isDone: false),
            Moment(
                description: "between the requests for a late event", method: "GET", route: "/api/do/*", isDone: true, skipping: 8
            ),
            Moment(description: "a type on its way", method: "POST", route: "/api/unavailability", isDone: false),
            Moment(description: "a type unheard", method: "POST", route: "/api/unavailability", isDone: true),
            Moment(description: "a resource's departments on their way", method: "PUT", route: "/api/resource/*", isDone: false),
        ]

        @Test("After a kill during a request, the next run ends exact")
        func killedDuringARequest() async throws {
            let moments = Proof.isWhole ? Self.few + Self.rest : Self.few
            let tenants = moments.count / 3
            try await Installation.with(world(seed: 63, tenants: tenants)) { installation in
                try await inLanes(tenants) { index in
                    let victim = try await Victim.register(installation.world.tenants[index], in: installation)
                    var random = SplitMix64(seed: UInt64(index))
                    try await victim.runToTheEnd()
                    for moment in moments[(3 * index)..<(3 * index + 3)] {
                        try victim.changeLucca(&random, newReason: victim.addReason())
                        try await kill(victim, at: moment)
                    }
                }
            }
        }

        private func kill(_ victim: Victim, at moment: Moment) async throws {
            let world = victim.installation.world
            let mark = world.journal.sequence
            func standing(_ id: Int) -> FaultPlan.Standing? { world.faults.standings.first { $0.id == id } }
            // Changes nothing: it counts the requests that arrive.
            let arrivals = world.faults.add(
                Fault(.delay(milliseconds: 0, afterWork: false), remote: .planningpme, tenant: victim.slug, times: nil))
            defer { world.faults.remove(arrivals) }
            // Longer than a busy machine delays the kill. Nobody waits for an answer, but for work that is still to come.
            let fault = world.faults.add(
                Fault(
                    .delay(milliseconds: moment.isDone ? 60_000 : 5_000, afterWork: moment.isDone), remote: .planningpme,
                    tenant: victim.slug, method: moment.method, route: moment.route, skipping: moment.skipping))
            let died = try await victim.starting { program in
                while !program.hasEnded, standing(fault)?.hits == 0 { try await Task.sleep(for: .milliseconds(2)) }
                program.send(SIGKILL)
                return try await program.result()
            }
            try #require(died.signal == SIGKILL, "\(moment) did not occur: \(died.stderr)")
            let left = try #require(try await victim.liveRun())
            #expect(left.state == "running")
            // As in the rest of a dead holder's lease, a request on its way has its effect before another process takes the run.
            try await eventually("the end of every request that it sent") {
                victim.planningRequests(since: mark).count == standing(arrivals)?.seen
            }
            try await victim.recover(from: left)
            let made = victim.planningRequests(since: mark).filter { $0.didWork && $0.isWrite && $0.method == "POST" }
            #expect(Set(made.map(\.subject)).count == made.count, "\(moment): something was created twice")
        }
    }
}
