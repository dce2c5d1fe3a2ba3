import AppWiring
import Foundation
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

    /// `ops/test` takes a few faults at each route, so that each kind is met at some routes; `ops/prove` takes them all.
    /// PASSERELLE_FAULT_ROUTE names one route to try alone.
    private static let lanes: [Lane] = {
        var next = 0
        let wanted = ProcessInfo.processInfo.environment["PASSERELLE_FAULT_ROUTE"]
        return RemoteRoute.allCases.filter { $0.rawValue == wanted ?? $0.rawValue }.flatMap { route in
            [false, true].map { isRepeated in
                let possible = RemoteFault.all.filter { $0.concerns(route) }
                guard !Proof.isWhole else { return Lane(route: route, isRepeated: isRepeated, faults: possible) }
                let chosen = (0..<2).map { possible[(next + $0) % possible.count] }
                next += 2
                return Lane(route: route, isRepeated: isRepeated, faults: chosen)
            }
        }
    }()

    @Test("Each fault at each route, once and whenever asked: history says what it was, and the next run is exact")
    func everyFaultAtEveryRoute() async throws {
        let lanes = Self.lanes
        let tally = Tally()
        let configuration = SimulatorConfiguration(seed: 301, tenants: lanes.count, employees: 24, hasLimits: false)
        try await Installation.with(configuration) { installation in
            // Longer than the longest delay of the faults' after the shorter deadline.
            let landing = 2
            try await InProcess(installation, callSeconds: 2, landingSeconds: landing).withServices { hasty in
                try await InProcess(installation, landingSeconds: landing).withServices { patient in
                    try await inLanes(lanes.count) { index in
                        let tenant = installation.world.tenants[index]
                        let scene = try await FaultScene(
                            tenant, lanes[index], installation, hasty: hasty, patient: patient, tally: tally)
                        for fault in lanes[index].faults { await scene.play(fault) }
                    }
                }
            }
        }
        print("Faults: \(tally)")
        #expect(tally["told"] > 0 && tally["passed"] > 0)
    }

    @Test(
        "Pages of employees and departments that repeat or shift leave nobody out",
        arguments: Proof.isWhole ? [RemoteRoute.users, .departments, .oldDepartments] : [.users])
    func largePagesThatShift(route: RemoteRoute) async throws {
        let configuration = SimulatorConfiguration(seed: 302, tenants: 1, employees: 1_100, hasLimits: false)
        try await Installation.with(configuration) { installation in
            let tenant = installation.world.tenants[0]
            // Everybody comes back, few are in the scope.
            tenant.lucca.behaviour.ignoresDepartmentFilter = true
            let root = try #require(tenant.lucca.departments.first { $0.parent == nil })
            let scope = try tenant.lucca.apply(.addDepartment(parent: root.id, name: "Périmètre"))
            for number in 1...120 { _ = try tenant.lucca.apply(.addDepartment(parent: scope, name: "Équipe \(number)")) }
            for employee in tenant.lucca.employees.suffix(20) {
                try tenant.lucca.apply(.moveEmployee(employee: employee.id, department: scope))
            }
            if route == .oldDepartments {
                tenant.lucca.behaviour.readsDepartments = false
                tenant.lucca.behaviour.servesOldDepartments = true
            }
            try await InProcess(installation, landingSeconds: 1).withServices { services in
                try await services.register(tenant, in: installation, bases: [scope])
                let faults = RemoteFault.all.filter { if case .pageShifted = $0.kind { true } else { $0.kind == .pageRepeated } }
                var whole: Set<ExpectedPlanning.Event>?
                let once = faults.map { ($0, 1 as Int?) }
                let always = faults.map { ($0, nil as Int?) }
                for (fault, times) in Proof.isWhole ? once + always : [once[1], always[0]] {
                    let id = installation.world.faults.add(route.fault(fault.kind, tenant: tenant.slug, times: times))
                    try await installation.sql("delete from request_budget")
                    let (run, problems) = try await services.runNow(tenant, asOf: installation.world.today)
                    let hits = installation.world.faults.standings.first { $0.id == id }?.hits ?? 0
                    installation.world.faults.remove(id)
                    #expect(hits > 0 || route == .oldDepartments, "\(fault.name) was not met")
                    if let error = run.error {
                        #expect(error.code == "lucca_incomplete" && !error.remedy.isEmpty, "\(fault.name): \(error)")
                    } else {
                        #expect(problems.allSatisfy { $0.code == .employeeAmbiguous || $0.code == .employeeUnmatched })
                    }
                    try await installation.sql("delete from request_budget")
                    _ = try await services.runNow(tenant, asOf: installation.world.today)
                    // The first one makes every event, the others find nothing to do.
                    let standing = Set(tenant.oursAsExpected())
                    #expect(whole == nil || standing == whole, "after \(fault.name)")
                    whole = standing
                }
                let outside = Set(tenant.lucca.employees.filter { $0.departmentID < scope }.map(\.id))
                let expected = ExpectedPlanning(tenant: tenant, asOf: installation.world.today)
                expectExact(tenant, expected.later(installation.world.today, outOfScope: outside))
            }
        }
    }
}
