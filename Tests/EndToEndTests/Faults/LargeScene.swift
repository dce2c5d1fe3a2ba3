import AppWiring
import Operations
import Simulators
import SyncCore
import SyncTestKit
import Testing

/// A tenant with more employees and departments than fit one page, few of them in the scope.
struct LargeScene {
    let tenant: SimulatedTenant
    let scope: Int
    private let installation: Installation
    private let route: RemoteRoute
    private let theirs: [SimulatedEvent]
    /// Employees beside the scope.
    private let outside: Set<Int>

    private var world: SimulatedWorld { installation.world }

    init(_ installation: Installation, _ route: RemoteRoute) throws {
        let tenant = installation.world.tenants[0]
        // Everybody comes back, whoever is asked for.
        tenant.lucca.behaviour.ignoresDepartmentFilter = true
        let root = try #require(tenant.lucca.departments.first { $0.parent == nil })
        let scope = try tenant.lucca.apply(.addDepartment(parent: root.id, name: "Périmètre"))
        for number in 1...120 { _ = try tenant.lucca.apply(.addDepartment(parent: scope, name: "Équipe \(number)")) }
        for employee in tenant.lucca.employees.suffix(20) {
            try tenant.lucca.apply(.moveEmployee(employee: employee.id, department: scope))
        }
        self.tenant = tenant
        self.scope = scope
        self.installation = installation
        self.route = route
        theirs = tenant.theirs()
        outside = Set(tenant.lucca.employees.filter { $0.departmentID < scope }.map(\.id))
    }

    /// A run that meets the fault, and one that meets none.
    func play(_ fault: RemoteFault, times: Int?, _ services: Services) async throws {
        let cell = "\(fault.name), \(times == nil ? "whenever asked" : "once")"
        let before = tenant.ours()
        // A first page is always right.
        let id = world.faults.add(route.call.fault(fault.kind, tenant: tenant.slug, times: times, skipping: 1))
        let (run, problems) = try await sync(services)
        let hits = world.faults.standings.first { $0.id == id }?.hits ?? 0
        world.faults.remove(id)
        #expect(hits > 0, "\(cell) was not met")
        if let error = run.error {
            #expect(error.code == "lucca_incomplete" && !error.remedy.isEmpty, "\(cell): \(error)")
            #expect(fault.words.contains { error.message.contains($0) }, "\(cell): \(error)")
            #expect(tenant.ours() == before, "\(cell): a run that failed changed something")
        } else {
            // Departments that never arrive, the same at each reading, are missing, and what that explains is withheld.
            let usual: Set<Problem.Code> = [.employeeAmbiguous, .employeeUnmatched, .departmentUnreadable, .deletionsWithheld]
            #expect(problems.allSatisfy { usual.contains($0.code) }, "\(cell): \(problems)")
            expectExactNow(after: cell)
        }
        #expect(tenant.theirs() == theirs, "\(cell): a planner's event was touched")
        // The first one makes every event, the others find nothing to do.
        _ = try await sync(services)
        expectExactNow(after: "the run after \(cell)")
    }

    private func sync(_ services: Services) async throws -> (run: Run, problems: [Problem]) {
        PassingTime.pass(.seconds(2 * 3600))
        try await installation.sql("delete from request_budget")
        return try await services.runNow(tenant, asOf: world.today)
    }

    private func expectExactNow(after cause: String) {
        let expected = ExpectedPlanning(tenant: tenant, asOf: world.today)
        expectExact(tenant, expected.later(world.today, outOfScope: outside), after: cause)
        #expect(tenant.theirs() == theirs, "a planner's event was touched after \(cause)")
    }
}
