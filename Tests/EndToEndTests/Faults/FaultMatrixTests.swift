import AppWiring
import Foundation
import Operations
import Simulators
import SyncCore
import SyncTestKit
import Testing

/// Every kind of fault at every route of both remote systems, once and whenever it is asked; then a run that nobody disturbs.
/// Over real HTTP, with the real database.
@Suite("Faults of the remote systems", .serialized)
struct FaultMatrixTests {
    /// One tenant, whose runs meet one fault after the other at one route.
    struct Lane: Sendable {
        let route: RemoteRoute
        let isRepeated: Bool
        let faults: [RemoteFault]
    }

    /// `ops/test` takes a few faults at each route, so that each kind is met at some routes; `ops/prove` takes them all. At the
    /// routes of generation 2, where most code is that of the others, `ops/test` takes one fault and one damaged member a lane.
    /// PASSERELLE_FAULT_ROUTE names one route to try alone.
    private static let lanes: [Lane] = {
        var next = 0
        let wanted = ProcessInfo.processInfo.environment["PASSERELLE_FAULT_ROUTE"]
        return RemoteRoute.allCases.filter { $0.rawValue == wanted ?? $0.rawValue }.flatMap { route in
            [false, true].map { isRepeated in
                let possible = RemoteFault.all.filter { $0.concerns(route) }
                let damages = RemoteFault.damages(at: route, isRepeated: isRepeated)
                guard !Proof.isWhole else { return Lane(route: route, isRepeated: isRepeated, faults: possible + damages) }
                let number = route.isOfSecondGeneration ? 1 : 2
                let chosen = (0..<number).map { possible[(next + $0) % possible.count] }
                // Neighbours are alike.
                next += route.isOfSecondGeneration ? 5 : 2
                return Lane(route: route, isRepeated: isRepeated, faults: chosen + few(damages, number, isRepeated))
            }
        }
    }()

    /// Of the members that come first, other ones in each of a route's two lanes.
    private static func few(_ damages: [RemoteFault], _ number: Int, _ isRepeated: Bool) -> [RemoteFault] {
        guard !damages.isEmpty else { return [] }
        return (isRepeated ? [1, 2] : [0, 3]).prefix(number).map { damages[$0 % damages.count] }
    }

    @Test("Each kind of fault that the simulators have is tried")
    func everyKindIsTried() {
        #expect(Set(RemoteFault.all.map(\.family)) == Set(RemoteFault.Family.allCases).subtracting([.onTop]))
    }

    @Test("Each fault at each route, once and whenever asked: history says what it was, and the next run is exact")
    func everyFaultAtEveryRoute() async throws {
        let lanes = Self.lanes
        let tally = Tally()
        let configuration = SimulatorConfiguration(seed: 301, tenants: lanes.count, employees: 24, hasLimits: false)
        try await Installation.with(configuration) { installation in
            // Longer than the longest delay of the faults' after the shorter deadline.
            let landing = 2
            let tokenURL = await installation.simulator.luccaTokenURL()
            let hasty = InProcess(installation, callSeconds: 2, landingSeconds: landing, tokenURL: tokenURL)
            try await hasty.withServices { hasty in
                try await InProcess(installation, landingSeconds: landing, tokenURL: tokenURL).withServices { patient in
                    try await inLanes(lanes.count) { index in
                        let tenant = installation.world.tenants[index]
                        let scene = try await FaultScene(
                            tenant, lanes[index], installation, hasty: hasty, patient: patient, tally: tally)
                        for fault in lanes[index].faults { await scene.play(fault) }
                    }
                }
            }
            expectKnownCalls(installation.world.journal.entries())
        }
        print("Faults: \(tally)")
        #expect(tally["told"] > 0 && tally["passed"] > 0)
    }

    @Test(
        "Pages of employees and departments that repeat or shift leave nobody out",
        arguments: Proof.isWhole ? [RemoteRoute.users, .departments] : [.users])
    func largePagesThatShift(route: RemoteRoute) async throws {
        let configuration = SimulatorConfiguration(seed: 302, tenants: 1, employees: 1_100, hasLimits: false)
        try await Installation.with(configuration) { installation in
            let scene = try LargeScene(installation, route)
            try await InProcess(installation, landingSeconds: 1).withServices { services in
                try await services.register(scene.tenant, in: installation, bases: [scene.scope])
                let faults = RemoteFault.all.filter(\.isOfLaterPages)
                let once = faults.map { ($0, 1 as Int?) }
                let always = faults.map { ($0, nil as Int?) }
                for (fault, times) in Proof.isWhole ? once + always : [once[1], always[0]] {
                    try await scene.play(fault, times: times, services)
                }
            }
        }
    }
}
