import Simulators
import SyncCore
import Testing

/// One row that is odd, and a day on which other things happen: what stops, what goes on, and what is told.
@Suite("One bad row, end to end", .serialized)
struct BadRowTests {
    /// A tenant after its first sync, by the real commands.
    private func afterFirstSync(
        seed: UInt64, options: [String] = ["--match-email"],
        prepare: (SimulatedTenant) throws -> Void = { _ in },
        _ body: (Installation, SimulatedTenant, ExpectedPlanning) async throws -> Void
    ) async throws {
        let configuration = SimulatorConfiguration(seed: seed, tenants: 1, employees: 40, hasLimits: false)
        try await Installation.with(configuration) { installation in
            let tenant = installation.world.tenants[0]
            try prepare(tenant)
            let expected = ExpectedPlanning(tenant: tenant, asOf: installation.world.today)
            try await installation.register(tenant, options: options)
            _ = try await installation.runNow(tenant, asOf: installation.world.today)
            expectExact(tenant, expected)
            try await body(installation, tenant, expected)
        }
    }

    /// Synced employees who have events, none of whose departments is the root.
    private func people(_ tenant: SimulatedTenant, _ expected: ExpectedPlanning) -> [SimulatedEmployee] {
        let owners = Dictionary(tenant.lucca.leaves.map { ($0.period, $0.employee) }) { first, _ in first }
        let busy = Set(expected.events().compactMap { $0.period.flatMap { owners[$0] } })
        let root = tenant.lucca.departments.first { $0.parent == nil }?.id
        return tenant.lucca.employees.filter { busy.contains($0.id) && $0.departmentID != root }
    }

    private func events(of employee: Int, _ tenant: SimulatedTenant) -> Set<ExpectedPlanning.Event> {
        let periods = Set(tenant.lucca.leaves(ofEmployee: employee).map(\.period))
        return Set(tenant.oursAsExpected().filter { $0.period.map(periods.contains) ?? false })
    }

    @Test("F4: a character that the store can't hold is shown replaced, and the run is recorded")
    func aNumberWithNUL() async throws {
        // Types may be made, so that every absence has one; resources may not.
        let options = ["--match-email", "--create", "types"]
        let prepare: (SimulatedTenant) throws -> Void = { tenant in
            let root = try #require(tenant.lucca.departments.first { $0.parent == nil })
            try tenant.lucca.apply(
                .addEmployee(
                    firstName: "A", lastName: "B", mail: "", login: "", employeeNumber: "00\u{0}14", department: root.id,
                    contractStart: SimulatorConfiguration.usualToday))
        }
        try await afterFirstSync(seed: 401, options: options, prepare: prepare) { installation, tenant, expected in
            let run = try await installation.runNow(tenant, asOf: installation.world.today)
            #expect(run.status == "partial" && run.attempt == 1)
            #expect(
                run.problems.contains { $0.code == "employee_unmatched" && $0.subject.identifier == "00\u{FFFD}14" },
                "\(run.problems)")
            let live = try await installation.sql("select count(*) from run")
            #expect(live == "0", "no run is left behind")
            expectExact(tenant, expected)
        }
    }

    @Test("F9: a lost department withholds the deletions of its own people; a leaver and a cancellation are carried over")
    func aLostDepartment() async throws {
        try await afterFirstSync(seed: 402) { installation, tenant, expected in
            let today = installation.world.today
            let people = people(tenant, expected)
            let lost = try #require(people.last?.departmentID)
            let path = try #require(tenant.lucca.departments.first { $0.id == lost }?.hierarchy)
            let below = Set(tenant.lucca.departments.filter { $0.hierarchy.hasPrefix(path) }.map(\.id))
            let others = people.filter { !below.contains($0.departmentID) }
            try #require(others.count >= 2)
            let inside = people.filter { below.contains($0.departmentID) }
            let kept = inside.map { events(of: $0.id, tenant) }
            try tenant.lucca.apply(.moveDepartment(department: lost, parent: nil))
            try tenant.lucca.apply(.endContract(employee: others[0].id, lastDay: today.adding(-1)))
            let cancelled = try #require(events(of: others[1].id, tenant).first?.period)
            try tenant.lucca.apply(.cancelPeriod(period: cancelled))

            let run = try await installation.runNow(tenant, asOf: today, endings: ["needs_review"])
            #expect(events(of: others[0].id, tenant).isEmpty)
            #expect(events(of: others[1].id, tenant).allSatisfy { $0.period != cancelled })
            #expect(inside.map { events(of: $0.id, tenant) } == kept)
            let told = run.problems.filter { $0.code == "deletions_withheld" }
            #expect(told.count == 1 && told.allSatisfy { $0.message.contains("\(lost)") }, "\(told)")
            let count = kept.reduce(0) { $0 + $1.count }
            #expect(told.first?.message.contains("\(count) deletion") == true)

            // The same again the next time, and then somebody approves.
            let again = try await installation.runNow(tenant, asOf: today, endings: ["needs_review"])
            #expect(again.counts.deleted == 0 && inside.map { events(of: $0.id, tenant) } == kept)
            let approval = try await installation.command(["run", "approve", "\(again.id)"])
            #expect([0, 3].contains(approval.status), "\(approval.stderr)")
            expectExact(tenant, expected.later(today, outOfScope: Set(inside.map(\.id)).union([others[0].id])))
        }
    }

    @Test("F9: a department without people that is lost holds no brake")
    func aLostDepartmentWithoutPeople() async throws {
        var empty = 0
        let prepare: (SimulatedTenant) throws -> Void = { tenant in
            let root = try #require(tenant.lucca.departments.first { $0.parent == nil })
            _ = try tenant.lucca.apply(.addDepartment(parent: root.id, name: "Équipe de nuit"))
        }
        try await afterFirstSync(seed: 403, prepare: prepare) { installation, tenant, expected in
            empty = try #require(tenant.lucca.departments.first { $0.name == "Équipe de nuit" }?.id)
            try tenant.lucca.apply(.moveDepartment(department: empty, parent: nil))
            let leaver = try #require(people(tenant, expected).first)
            let today = installation.world.today
            try tenant.lucca.apply(.endContract(employee: leaver.id, lastDay: today.adding(-1)))
            let run = try await installation.runNow(tenant, asOf: today)
            #expect(!run.problems.contains { $0.code == "deletions_withheld" })
            #expect(events(of: leaver.id, tenant).isEmpty)
            expectExact(tenant, expected.later(today))
        }
    }

    @Test(
        "F14, F19: an employee of whom any member can't be read is frozen and named, and one who leaves that day is removed",
        arguments: [
            ("dtContractEnd", "[]"), ("dtContractEnd", #""0000-00-00""#), ("dtContractStart", "0"), ("departmentId", #""abc""#),
            ("departmentId", "[3]"), ("departmentId", #"{"id":3}"#), ("departmentId", "null"), ("departmentId", "987654"),
            ("departmentId", "1e999"), ("departmentId", #""1\u0000""#),
        ])
    func anUnreadableMember(_ member: String, _ json: String) async throws {
        try await afterFirstSync(seed: 404) { installation, tenant, expected in
            let today = installation.world.today
            // Whether it is asked for by department or not, the row comes.
            let people = people(tenant, expected)
            let (victim, leaver) = (people[0], people[1])
            let kept = events(of: victim.id, tenant)
            try tenant.lucca.apply(.endContract(employee: leaver.id, lastDay: today.adding(-1)))
            try tenant.lucca.apply(.cancelPeriod(period: try #require(kept.first?.period)))
            let fault = installation.world.faults.add(
                Fault(
                    .planted(member: member, row: victim.id, json: json), remote: .lucca, tenant: tenant.slug,
                    route: "/api/v3/users", times: nil))
            let run = try await installation.runNow(tenant, asOf: today)
            #expect(run.problems.contains { $0.code == "employee_unreadable" && $0.subject.employee == "\(victim.id)" })
            #expect(!run.problems.contains { $0.code == "deletions_withheld" })
            #expect(events(of: victim.id, tenant) == kept, "frozen")
            #expect(events(of: leaver.id, tenant).isEmpty, "gone")
            installation.world.faults.remove(fault)
            _ = try await installation.runNow(tenant, asOf: today)
            expectExact(tenant, expected.later(today))
        }
    }

    @Test("An employee's row without an id keeps those whom no row names, says how many, and holds nobody else up")
    func aRowWithoutAnID() async throws {
        try await afterFirstSync(seed: 405) { installation, tenant, expected in
            let today = installation.world.today
            let people = people(tenant, expected)
            let (victim, leaver, other) = (people[0], people[1], people[2])
            let kept = events(of: leaver.id, tenant)
            try tenant.lucca.apply(.endContract(employee: leaver.id, lastDay: today.adding(-1)))
            let cancelled = try #require(events(of: other.id, tenant).first?.period)
            try tenant.lucca.apply(.cancelPeriod(period: cancelled))
            let fault = installation.world.faults.add(
                Fault(
                    .planted(member: "id", row: victim.id, json: #""\u0000""#), remote: .lucca, tenant: tenant.slug,
                    route: "/api/v3/users", times: nil))
            let run = try await installation.runNow(tenant, asOf: today)
            let told = try #require(run.problems.first { $0.code == "employee_unreadable" })
            #expect(told.message.contains("1 row") && told.message.contains("are kept"))
            #expect(events(of: leaver.id, tenant) == kept)
            #expect(events(of: other.id, tenant).allSatisfy { $0.period != cancelled })
            installation.world.faults.remove(fault)
            _ = try await installation.runNow(tenant, asOf: today)
            expectExact(tenant, expected.later(today))
        }
    }

    @Test("F18: half-days cancelled and taken again under one id, both rows listed, are synced, day after day")
    func oneIDTwice() async throws {
        let prepare: (SimulatedTenant) throws -> Void = { $0.lucca.behaviour.sharesLeaveIDs = true }
        try await afterFirstSync(seed: 406, prepare: prepare) { installation, tenant, expected in
            let today = installation.world.today
            let periods = Set(tenant.oursAsExpected().compactMap(\.period)).sorted()
            for period in periods.prefix(5) {
                let account = try #require(tenant.lucca.leaves.first { $0.period == period && $0.isActive }?.account)
                // Its rows are cancelled, and the same half-days booked again in the same leave period.
                try tenant.lucca.apply(.changeReason(period: period, account: account))
            }
            try tenant.lucca.apply(.cancelPeriod(period: try #require(periods.dropFirst(5).first)))
            for _ in 0..<2 {
                let run = try await installation.runNow(tenant, asOf: today)
                #expect(run.error == nil && run.attempt == 1)
                expectExact(tenant, expected.later(today))
            }
        }
    }
}
