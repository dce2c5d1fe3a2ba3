import Simulators
import Testing

@Suite("Changes in Lucca")
struct LuccaChangeTests {
    private let tenant: SimulatedTenant
    private let lucca: SimulatedLucca
    private let employee: Int
    private let account: Int

    init() throws {
        let world = SimulatedWorld(SimulatorConfiguration(tenants: 1, employees: 40))
        tenant = try #require(world.tenants.first)
        lucca = tenant.lucca
        employee = try #require(lucca.employees.first).id
        account = try #require(lucca.leaveAccounts.first { $0.name == "RTT" }).id
    }

    private func add(_ halfDays: Int, from day: String = "2027-01-07") throws -> Int {
        try lucca.apply(
            .addLeave(
                employee: employee, account: account, from: try #require(SimulatedDay(day)), startsInMorning: false,
                halfDays: halfDays, isConfirmed: true, seconds: nil))
    }

    private func live(_ period: Int) -> [SimulatedLeave] {
        lucca.leaves(ofEmployee: employee).filter { $0.period == period && $0.isActive && !$0.hasCancellationDate }
    }

    @Test func addedLeaveSkipsTheWeekend() throws {
        let rows = live(try add(4))
        #expect(
            rows.map { "\($0.day) \($0.isMorning ? "AM" : "PM")" } == [
                "2027-01-07 PM", "2027-01-08 AM", "2027-01-08 PM", "2027-01-11 AM",
            ])
    }

    @Test func aPeriodGrowsAtItsEndAndShrinksThere() throws {
        let period = try add(2)
        try lucca.apply(.extendPeriod(period: period, halfDays: 2))
        #expect(live(period).last.map { "\($0.day) \($0.isMorning)" } == "2027-01-11 true")
        try lucca.apply(.shortenPeriod(period: period, halfDays: 3))
        #expect(live(period).map(\.day.description) == ["2027-01-07"])
    }

    @Test func cancelledRowsStayAndErasedOnesDoNot() throws {
        let period = try add(3)
        let ids = live(period).map(\.id)
        try lucca.apply(.cancelLeaves(leaves: [ids[1]]))
        #expect(live(period).map(\.id) == [ids[0], ids[2]])
        #expect(lucca.leaves(ofEmployee: employee).contains { $0.id == ids[1] && !$0.isActive && $0.hasCancellationDate })
        try lucca.apply(.eraseLeaves(leaves: [ids[0]]))
        #expect(!lucca.leaves.contains { $0.id == ids[0] })
        try lucca.apply(.cancelPeriod(period: period))
        #expect(live(period).isEmpty)
    }

    @Test func anotherReasonKeepsThePeriodAndTheHalfDays() throws {
        let period = try add(2)
        let before = live(period)
        let other = try #require(lucca.leaveAccounts.first { $0.name == "Maladie" }).id
        try lucca.apply(.changeReason(period: period, account: other))
        let after = live(period)
        #expect(after.map(\.account) == [other, other])
        #expect(after.map(\.day) == before.map(\.day))
        #expect(Set(after.map(\.id)).isDisjoint(with: before.map(\.id)))
    }

    @Test func approvalCanBeTakenBack() throws {
        let period = try add(1)
        try lucca.apply(.confirmPeriod(period: period, isConfirmed: false))
        #expect(live(period).map(\.isConfirmed) == [false])
    }

    @Test func peopleReasonsAndDepartmentsChange() throws {
        let last = try #require(SimulatedDay("2026-12-15"))
        try lucca.apply(.endContract(employee: employee, lastDay: last))
        #expect(lucca.employees.first { $0.id == employee }?.contractEnd == last)
        try lucca.apply(.renameLeaveAccount(account: account, name: "Repos"))
        #expect(lucca.leaveAccounts.first { $0.id == account }?.name == "Repos")
        let root = try #require(lucca.departments.first { $0.parent == nil })
        let child = try lucca.apply(.addDepartment(parent: root.id, name: "Nouveau"))
        try lucca.apply(.renameDepartment(department: child, name: "Nouvelle équipe"))
        let made = try #require(lucca.departments.first { $0.id == child })
        #expect(made.name == "Nouvelle équipe")
        #expect(made.parent == root.hierarchy)
        #expect(Set(lucca.departments.map(\.hierarchy)).count == lucca.departments.count)
    }

    @Test func whatDoesNotExistCanNotChange() {
        #expect(throws: SimulatorError.self) { try lucca.apply(.cancelPeriod(period: 1)) }
        #expect(throws: SimulatorError.self) { try lucca.apply(.moveEmployee(employee: employee, department: -1)) }
        #expect(throws: SimulatorError.self) { try lucca.apply(.endContract(employee: -1, lastDay: nil)) }
        #expect(throws: SimulatorError.self) { try lucca.apply(.renameLeaveAccount(account: -1, name: "")) }
    }
}
