import Simulators
import Testing

/// What planners do on the planning between two syncs, with the real program.
@Suite("Planners' changes, end to end", .serialized)
struct PlannersHandsTests {
    private struct Scene {
        let installation: Installation
        let tenant: SimulatedTenant
        let today: SimulatedDay
        /// An employee who is synced, has a unique number, and no leave around `free`.
        let employee: SimulatedEmployee
        let resource: Int
        let free: SimulatedDay

        /// The nearest Monday at least that many days ahead.
        static func monday(_ today: SimulatedDay, _ days: Int) -> SimulatedDay {
            var day = today.adding(days)
            while day.weekday != 0 { day = day.adding(1) }
            return day
        }

        init(_ installation: Installation) throws {
            self.installation = installation
            let tenant = installation.world.tenants[0]
            let today = installation.world.today
            let free = Self.monday(today, 100)
            let expected = ExpectedPlanning(tenant: tenant, asOf: today)
            let numbers = Dictionary(
                uniqueKeysWithValues: tenant.planning.resources.map { ($0.key, $0.text("registrationNumber")) })
            let theirs = Set(tenant.planning.events.flatMap(\.resources))
            let employee = tenant.lucca.employees.first { employee in
                guard let resource = expected.resources[employee.id], numbers[resource] == employee.employeeNumber else {
                    return false
                }
                return expected.covers(employee) && !theirs.contains(resource)
                    && !tenant.lucca.leaves(ofEmployee: employee.id).contains {
                        free.adding(-3) < $0.day && $0.day < free.adding(40)
                    }
            }
            self.employee = try #require(employee)
            resource = try #require(expected.resources[self.employee.id])
            (self.tenant, self.today, self.free) = (tenant, today, free)
        }

        var expected: ExpectedPlanning { ExpectedPlanning(tenant: tenant, asOf: today) }

        @discardableResult
        func book(_ account: String, from day: SimulatedDay, halfDays: Int) throws -> Int {
            let account = try #require(tenant.lucca.leaveAccounts.first { $0.name == account })
            return try tenant.lucca.apply(
                .addLeave(
                    employee: employee.id, account: account.id, from: day, startsInMorning: true, halfDays: halfDays,
                    isConfirmed: true, seconds: nil))
        }

        /// A run without problems about events.
        func run(_ options: [String] = []) async throws -> RunDocument {
            let run = try await installation.runNow(tenant, asOf: today, options: options)
            let told = run.problems.filter { $0.code.hasPrefix("event_") || $0.code == "absence_not_on_planning" }
            #expect(told.isEmpty, "\(told)")
            return run
        }

        func event(of period: Int) throws -> SimulatedEvent {
            try #require(tenant.ours().first { $0.reference?.contains("/\(period)/") == true })
        }

        /// From today on, with any reference.
        func shown() -> [[String]: Int] {
            Self.counted(tenant.oursAsExpected().filter { $0.end > today.ordinal * 86_400 })
        }

        func wanted() -> [[String]: Int] { Self.counted(Array(expected.events())) }

        private static func counted(_ events: [ExpectedPlanning.Event]) -> [[String]: Int] {
            Dictionary(grouping: events) { ["\($0.resources)", $0.type, "\($0.start)", "\($0.end)"] }.mapValues(\.count)
        }
    }

    private func scene(_ seed: UInt64, _ body: (Scene) async throws -> Void) async throws {
        try await Installation.with(SimulatorConfiguration(seed: seed, tenants: 1, employees: 60)) { installation in
            let scene = try Scene(installation)
            try await installation.register(scene.tenant)
            try await body(scene)
        }
    }

    @Test(
        "F6: a deleted resource that was created again is found in the run whose write is refused",
        arguments: [400, 404], [true, false])
    func deletedResource(status: Int, keepsEvents: Bool) async throws {
        try await scene(61) { scene in
            scene.tenant.planning.behaviour.missingThingStatus = status
            scene.tenant.planning.behaviour.keepsEventsOfDeletedResources = keepsEvents
            try scene.book("Congés payés", from: scene.free, halfDays: 4)
            _ = try await scene.run()
            expectExact(scene.tenant, scene.expected)
            try scene.tenant.planning.apply(.deleteResource(resource: scene.resource))
            try scene.tenant.planning.apply(
                .addResource(label: "À nouveau", registrationNumber: scene.employee.employeeNumber, email: ""))
            try scene.book("Congés payés", from: scene.free.adding(7), halfDays: 4)
            _ = try await scene.run()
            expectExact(scene.tenant, scene.expected)
        }
    }

    @Test("F6: a deleted type is created again, and its events get it", arguments: [400, 404])
    func deletedType(status: Int) async throws {
        try await scene(62) { scene in
            scene.tenant.planning.behaviour.missingThingStatus = status
            let period = try scene.book("RTT", from: scene.free, halfDays: 4)
            _ = try await scene.run()
            let type = try #require(try scene.event(of: period).type)
            try scene.tenant.planning.apply(.deleteType(type: type))
            try scene.book("RTT", from: scene.free.adding(7), halfDays: 4)
            _ = try await scene.run()
            expectExact(scene.tenant, scene.expected)
        }
    }

    @Test("F7: where a planning refuses overlaps, the next day's run leaves no gap and no refusal", arguments: [400, 409])
    func overlaps(status: Int) async throws {
        try await scene(63) { scene in
            let period = try scene.book("Congés payés", from: scene.free, halfDays: 10)
            _ = try await scene.run()
            expectExact(scene.tenant, scene.expected)
            scene.tenant.planning.behaviour.overlapStatus = status
            try scene.tenant.lucca.apply(.cancelPeriod(period: period))
            try scene.book("Maladie", from: scene.free.adding(2), halfDays: 10)
            _ = try await scene.run()
            expectExact(scene.tenant, scene.expected)
            // Two leaves that swap places.
            let first = try scene.book("RTT", from: scene.free.adding(21), halfDays: 4)
            let second = try scene.book("Congés payés", from: scene.free.adding(23), halfDays: 4)
            _ = try await scene.run()
            let accounts = scene.tenant.lucca.leaveAccounts
            try scene.tenant.lucca.apply(
                .changeReason(period: first, account: try #require(accounts.first { $0.name == "Congés payés" }).id))
            try scene.tenant.lucca.apply(
                .changeReason(period: second, account: try #require(accounts.first { $0.name == "RTT" }).id))
            _ = try await scene.run()
            expectExact(scene.tenant, scene.expected)
        }
    }

    @Test("A9: an event that a planner drags into the past is shown again by the next reconciliation")
    func draggedIntoThePast() async throws {
        try await scene(64) { scene in
            let whole = try scene.book("Congés payés", from: scene.free, halfDays: 6)
            let half = try scene.book("RTT", from: scene.free.adding(7), halfDays: 1)
            let far = try scene.book("RTT", from: scene.free.adding(9), halfDays: 2)
            _ = try await scene.run()
            var dragged: [SimulatedEvent] = []
            for (period, days) in [(whole, -10), (half, -9), (far, -400)] {
                let event = try scene.event(of: period)
                let start = scene.today.adding(days).ordinal * 86_400 + 8 * 3600
                try scene.tenant.planning.apply(.moveEvent(event: event.key, start: start, end: start + 3600))
                dragged.append(try scene.event(of: period))
            }
            let run = try await scene.run(["--reconcile"])
            #expect(run.counts.created == 3)
            #expect(scene.shown() == scene.wanted())
            let now = Dictionary(uniqueKeysWithValues: scene.tenant.planning.events.map { ($0.key, $0) })
            for event in dragged { #expect(now[event.key] == event) }
            expectOnce(scene.tenant.oursAsExpected())
            let again = try await scene.run(["--reconcile"])
            #expect(again.counts.created + again.counts.updated + again.counts.deleted == 0)
        }
    }
}
