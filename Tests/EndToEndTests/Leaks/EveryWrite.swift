import Simulators
import Testing

/// Changes at a customer between runs, so that a run has every kind of write to do.
struct EveryWrite {
    private let tenant: SimulatedTenant
    private let today: SimulatedDay
    /// Has a resource, so that their absences reach the planning.
    private let employee: Int
    private let account: Int
    private let extended: Int
    private let cancelled: Int

    /// Books what is changed later. Must be followed by a run, which puts it on the planning.
    init(_ tenant: SimulatedTenant, today: SimulatedDay) throws {
        self.tenant = tenant
        self.today = today
        let accounts = tenant.lucca.leaveAccounts
        try #require(accounts.count > 1)
        account = accounts[0].id
        employee = try #require(ExpectedPlanning(tenant: tenant, asOf: today).resources.keys.min())
        extended = try tenant.book(account, for: employee, from: today.adding(120))
        cancelled = try tenant.book(account, for: employee, from: today.adding(130))
        try tenant.book(accounts[1].id, for: employee, from: today.adding(140))
    }

    /// A leave account, a department and an employee: a type, a department and a resource to create.
    func bringNewThings() throws {
        let lucca = tenant.lucca
        let reason = try lucca.apply(.addLeaveAccount(name: Self.reason))
        try tenant.book(reason, for: employee, from: today.adding(150))
        let root = try #require(lucca.departments.first { $0.parent == nil })
        let department = try lucca.apply(.addDepartment(parent: root.id, name: Self.department))
        try lucca.apply(
            .addEmployee(
                firstName: Self.firstName, lastName: Self.lastName, mail: Self.mail, login: Self.login, employeeNumber: "N7701",
                department: department, contractStart: today.adding(-10)))
    }

    /// An event to create.
    func addAbsence() throws {
        try tenant.book(account, for: employee, from: today.adding(160))
    }

    /// An event to change.
    func extendAbsence() throws {
        try tenant.lucca.apply(.extendPeriod(period: extended, halfDays: 2))
    }

    /// An event to delete.
    func cancelAbsence() throws {
        try tenant.lucca.apply(.cancelPeriod(period: cancelled))
    }

    static let reason = "Kanarimotifneuq"
    static let department = "Kanariserviceneuq"
    static let firstName = "Kanariprenomneuq"
    static let lastName = "Kanarinomneuq"
    static let mail = "kanarimailneuq@kanari.example"
    static let login = "kanariloginneuq"

    static let canaries = [
        Canary(.reason, reason), Canary(.department, department), Canary(.personName, firstName), Canary(.personName, lastName),
        Canary(.email, mail), Canary(.login, login),
    ]
}

extension SimulatedTenant {
    /// Books an approved absence of four half-days.
    /// - Returns: its leave period.
    @discardableResult
    fileprivate func book(_ account: Int, for employee: Int, from day: SimulatedDay) throws -> Int {
        try lucca.apply(
            .addLeave(
                employee: employee, account: account, from: day, startsInMorning: true, halfDays: 4, isConfirmed: true,
                seconds: nil))
    }

    /// Leave periods with an event of ours that begins after that day, soonest first.
    func comingPeriods(after day: SimulatedDay) -> [Int] {
        let coming = ours().filter { $0.start > day.adding(1).ordinal * 86_400 }.sorted { $0.start < $1.start }
        var seen: Set<Int> = []
        return coming.compactMap(\.leavePeriod).filter { seen.insert($0).inserted }
    }
}

extension SimulatedEvent {
    /// As the reference names it: `[lucca:acme/5004/7/2026-12-24-AM]`.
    fileprivate var leavePeriod: Int? {
        reference?.split(separator: "/").dropFirst().first.flatMap { Int($0) }
    }
}
