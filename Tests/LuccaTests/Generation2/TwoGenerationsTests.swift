import Foundation
import HTTPTestKit
import HTTPTransport
import Logging
import Lucca
import Simulators
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// The same simulated Lucca, read through both generations over real HTTP.
@Suite("Lucca: both generations")
struct TwoGenerationsTests {
    /// One account, and a source of each generation.
    struct Accounts {
        let tenant: SimulatedTenant
        let first: LuccaSource
        let second: LuccaApplicationSource
        let from: CalendarDay
        let through: CalendarDay
    }

    private static func with(
        _ behaviour: LuccaBehaviour = LuccaBehaviour(), employees: Int = 150,
        _ body: (Accounts) async throws -> Void
    ) async throws {
        let server = SimulatorServer(
            SimulatorConfiguration(tenants: 1, employees: employees, hasLimits: false, lucca: behaviour))
        try await server.start()
        let policy = OutboundPolicy(allowLoopback: true)
        let network = AsyncHTTPExchange(policy: policy)
        do {
            let tenant = try #require(server.world.tenants.first)
            let today = try #require(CalendarDay("\(server.world.today)"))
            func client(_ address: RemoteAddress) -> RemoteClient {
                RemoteClient(
                    system: .lucca, address: address, exchange: network, budget: EndlessBudget(),
                    scope: BudgetScope(name: "lucca:test", limit: 50, windowSeconds: 62), pacing: StandingTime().pacing,
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            }
            let lucca = try RemoteAddress.lucca(pasted: await server.luccaURL(), policy: policy)
            let token = try RemoteAddress.luccaToken(url: await server.luccaTokenURL(), policy: policy)
            try await body(
                Accounts(
                    tenant: tenant,
                    first: LuccaSource(client: client(lucca), apiKey: Secret(tenant.credentials.luccaKey), today: today),
                    second: LuccaApplicationSource(
                        client: client(lucca), tokenClient: client(token.address), tokenPath: token.path,
                        application: LuccaApplicationCredentials(
                            id: Secret(tenant.credentials.luccaClientID),
                            secret: Secret(tenant.credentials.luccaClientSecret)), today: today),
                    from: today.adding(days: -31), through: today.adding(months: 6)))
        } catch {
            await network.shutdown()
            await server.stop()
            throw error
        }
        await network.shutdown()
        await server.stop()
    }

    /// What absences are, apart from their leave period.
    private struct Shown: Hashable {
        let employee: EmployeeID
        let account: LeaveAccountID
        let first: HalfDay
        let last: HalfDay
        let start: Instant
        let end: Instant
    }

    private static func absences(_ reading: LeaveReading, _ accounts: Accounts, pending: Bool) -> [Shown: Int] {
        let window = SyncWindow(asOf: accounts.from.adding(days: 31), horizonMonths: 6)
        let assembler = AbsenceAssembler(
            calendar: TenantCalendar(zone: Sample.zone()), window: window, includePending: pending)
        return assembler.assemble(reading.leaves).reduce(into: [:]) { counts, absence in
            counts[
                Shown(
                    employee: absence.employeeID, account: absence.accountID, first: absence.first, last: absence.last,
                    start: absence.start, end: absence.end), default: 0] += 1
        }
    }

    private static func counted(_ reading: LeaveReading) -> [HalfDayLeave] {
        reading.leaves.filter { $0.status != .cancelled }.map { leave in
            HalfDayLeave(
                employeeID: leave.employeeID, periodID: "", accountID: leave.accountID, halfDay: leave.halfDay,
                seconds: leave.seconds, status: leave.status)
        }
    }

    @Test func departmentsHaveTheSameTree() async throws {
        try await Self.with { accounts in
            let (first, second) = (try await accounts.first.departments(), try await accounts.second.departments())
            #expect(second.problems == first.problems && second.unidentified == 0)
            #expect(first.rows.count > 3)
            func facts(_ rows: [Department]) -> Set<[String]> { Set(rows.map { [$0.id.value, $0.name, "\($0.isActive)"] }) }
            #expect(facts(first.rows) == facts(second.rows))
            for department in first.rows {
                let scope = DepartmentScope(bases: [.init(id: department.id, withDescendants: true)])
                #expect(scope.resolve(in: first.rows) == scope.resolve(in: second.rows), "\(department.id)")
            }
        }
    }

    @Test func thoseWhoLeftAreFoundInBoth() async throws {
        try await Self.with { accounts in
            let (first, second) = (try await accounts.first.everyone(), try await accounts.second.everyone())
            let current = Set(try await accounts.first.employees(in: nil).rows.map(\.id))
            #expect(first.rows.contains { !current.contains($0.id) && $0.contractEnd != nil })
            func facts(_ rows: [Employee]) -> Set<[String]> {
                Set(
                    rows.map {
                        [$0.id.value, $0.firstName, $0.lastName, $0.mail, $0.departmentID.value, "\($0.contractEnd as Any)"]
                    })
            }
            #expect(facts(first.rows) == facts(second.rows) && second.problems == first.problems)
        }
    }

    @Test func employeesAreTheSameExceptForLogins() async throws {
        try await Self.with { accounts in
            let departments = try await accounts.first.departments().rows.map(\.id)
            for scope in [nil, departments, Array(departments.suffix(3))] {
                let (first, second) = (
                    try await accounts.first.employees(in: scope), try await accounts.second.employees(in: scope)
                )
                let expected = first.rows.map { employee in
                    Employee(
                        id: employee.id, firstName: employee.firstName, lastName: employee.lastName, mail: employee.mail,
                        login: "",
                        employeeNumber: employee.employeeNumber, departmentID: employee.departmentID,
                        contractStart: employee.contractStart, contractEnd: employee.contractEnd)
                }
                #expect(Set(expected) == Set(second.rows) && second.rows.count == expected.count && !expected.isEmpty)
                #expect(second.problems.isEmpty && second.unidentified == 0)
            }
        }
    }

    static let behaviours: [LuccaBehaviour] = {
        var all: [LuccaBehaviour] = []
        for statuses in LuccaBehaviour.Generation2.LeaveStatuses.allCases {
            for days in LuccaBehaviour.Generation2.LeaveDays.allCases {
                var behaviour = LuccaBehaviour()
                behaviour.generation2.leaveStatuses = statuses
                behaviour.generation2.leaveDays = days
                behaviour.addsUnknownProperties = days == .unordered
                behaviour.generation2.leaveFilters = statuses == .prose && days == .halfDays ? .ignored : .honoured
                behaviour.generation2.rowsWithinTime = statuses == .schema && days == .halfDays ? 20 : 100
                all.append(behaviour)
            }
        }
        return all
    }()

    @Test(arguments: behaviours) func absencesAreTheSame(_ behaviour: LuccaBehaviour) async throws {
        try await Self.with(behaviour, employees: 60) { accounts in
            let departments = try await accounts.first.departments().rows.map(\.id)
            let first = try await accounts.first.leaves(
                ofEmployeesIn: departments, from: accounts.from, through: accounts.through)
            let second = try await accounts.second.leaves(
                ofEmployeesIn: departments, from: accounts.from, through: accounts.through)
            #expect(second.problems.isEmpty && second.unowned == 0 && second.unreadable.isEmpty)
            // Generation 1 may also list absences of former employees, whom a sync does not show.
            let people = Set(try await accounts.second.employees(in: nil).rows.map(\.id))
            let wanted = Self.counted(first).filter { people.contains($0.employeeID) }
            let found = Self.counted(second)
            #expect(wanted.count > 50)
            #expect(Set(wanted) == Set(found), "\(Set(wanted).symmetricDifference(found).prefix(5))")
            for pending in [false, true] {
                var ours = first
                ours.leaves = first.leaves.filter { people.contains($0.employeeID) }
                #expect(
                    Self.absences(ours, accounts, pending: pending) == Self.absences(second, accounts, pending: pending))
            }
            let names = Dictionary(uniqueKeysWithValues: first.accounts.map { ($0.id, $0.name) })
            for account in second.accounts { #expect(names[account.id] == account.name, "\(account.id)") }
            #expect(Set(found.map(\.accountID)).isSubset(of: second.accounts.map(\.id)))
        }
    }

    @Test(arguments: LuccaBehaviour.Generation2.SeveralValues.allCases)
    func extraDataIsWhatTheWorldHas(_ several: LuccaBehaviour.Generation2.SeveralValues) async throws {
        var behaviour = LuccaBehaviour()
        behaviour.generation2.severalValues = several
        behaviour.generation2.attributeDates = several == .rows ? .day : .dateTime
        try await Self.with(behaviour, employees: 60) { accounts in
            let offered = try await accounts.second.offeredFields(in: nil).filter { $0.field.id.definition != nil }
            let hidden = Set(accounts.tenant.lucca.fields.filter { $0.section == 3 }.map(\.id))
            #expect(!hidden.isEmpty && offered.allSatisfy { !hidden.contains($0.field.id.definition ?? "") })
            let fields = offered.map(\.field).filter { ![.composite, .file, .other].contains($0.format) }
            #expect(fields.count > 8)
            let reading = try await accounts.second.employees(in: nil, with: fields)
            let first = try await accounts.first.employees(in: nil, with: fields)
            #expect(reading.fields.unreadable.isEmpty && !reading.fields.areLabelsUnreadable)
            var compared = 0
            for employee in reading.employees.rows {
                let values = accounts.tenant.lucca.fieldValues(ofEmployee: try #require(Int(employee.id.value)))
                for field in fields {
                    let wanted = Self.wanted(values, field, accounts.tenant.lucca.fields)
                    let found = reading.fields[employee.id, field.id]
                    #expect(found == wanted, "\(field.id) of \(employee.id)")
                    #expect(first.fields[employee.id, field.id] == wanted, "generation 1: \(field.id) of \(employee.id)")
                    if wanted != nil { compared += 1 }
                }
            }
            #expect(compared > 100)
            for field in offered where fields.contains(field.field) {
                let holders = Set(reading.fields.values.filter { $0.value[field.field.id] != nil }.keys)
                #expect(field.holders == holders, "\(field.field.id)")
            }
        }
    }

    @Test func bothOfferSeveralValuesOfTheSameFields() async throws {
        try await Self.with(employees: 60) { accounts in
            func severals(_ source: any HRSource) async throws -> [FieldID: Bool] {
                let offered = try await source.offeredFields(in: nil).filter { $0.field.id.definition != nil }
                return Dictionary(uniqueKeysWithValues: offered.map { ($0.field.id, $0.isMultiple) })
            }
            let (first, second) = (try await severals(accounts.first), try await severals(accounts.second))
            let both = Set(first.keys).intersection(second.keys)
            let repeated = try ["e_Equipements", "e_Equipements/e_libelle", "e_Equipements/e_remis_le"].map {
                try #require(FieldID($0))
            }
            let single = try ["e_vehicule", "e_vehicule/e_immat", "e_vehicule/e_km"].map { try #require(FieldID($0)) }
            #expect(both.isSuperset(of: repeated + single))
            for id in both { #expect(first[id] == second[id], "\(id)") }
            for id in repeated { #expect(first[id] == true, "\(id)") }
            for id in single { #expect(first[id] == false, "\(id)") }
        }
    }

    /// The value in the world as the core knows it.
    private static func wanted(
        _ values: [String: SimulatedFieldValue], _ field: LuccaField, _ fields: [SimulatedField]
    ) -> FieldValue? {
        let definition = fields.first { $0.id == field.id.definition }
        let entries = (definition?.entries ?? []) + (definition?.members ?? []).flatMap(\.entries)
        func read(_ value: SimulatedFieldValue) -> [FieldValue] {
            switch value {
            case .empty: []
            case .text(let text): text.allSatisfy(\.isWhitespace) ? [] : [.text(text)]
            case .number(let text): [.number(PlainNumber.canonical(text) ?? text)]
            case .boolean(let flag): [.boolean(flag)]
            case .date(let day): [CalendarDay("\(day)").map { .day($0) } ?? .unreadable]
            case .entry(let id): [entries.first { $0.id == id }.map { .text($0.name) } ?? .unlabelled]
            case .several(let values): values.flatMap(read)
            case .composite(let parts):
                if case .part(of: _, let part) = field.id.kind { parts[part].map(read) ?? [] } else { [.unreadable] }
            case .file: [.unreadable]
            }
        }
        let found = values[field.id.definition ?? ""].map(read) ?? []
        return found.count > 1 ? .several(found) : found.first
    }

    @Test func aTokenThatEndsInTheMiddleIsReplaced() async throws {
        try await Self.with { accounts in
            let departments = try await accounts.second.departments().rows.map(\.id)
            accounts.tenant.lucca.endTokens()
            #expect(try await !accounts.second.employees(in: nil).rows.isEmpty)
            accounts.tenant.lucca.endTokens()
            let reading = try await accounts.second.leaves(
                ofEmployeesIn: departments, from: accounts.from, through: accounts.through)
            #expect(!reading.leaves.isEmpty)
        }
    }

    @Test func everyCheckPasses() async throws {
        try await Self.with { accounts in
            let results = await accounts.second.check()
            #expect(results.allSatisfy { $0.state != .failed }, "\(results)")
            #expect(results.filter { $0.state == .ok }.count >= 6)
        }
    }

    static let refusals: [(change: @Sendable (inout LuccaBehaviour.Generation2) -> Void, failure: Failure.LuccaApplication)] = [
        ({ $0.isSecretRevoked = true }, .clientRejected(status: 400)),
        ({ $0.leaves = .forbidden }, .leavesNotOpened(status: 403)),
        ({ $0.leaves = .missing }, .leavesNotOpened(status: 404)),
        ({ $0.grantedScopes.remove("departments.readonly") }, .scopesDenied(scopes: LuccaScope.standard)),
    ]

    @Test(arguments: refusals.indices) func whatLuccaRefusesIsToldByItsCause(_ index: Int) async throws {
        var behaviour = LuccaBehaviour()
        Self.refusals[index].change(&behaviour.generation2)
        try await Self.with(behaviour, employees: 20) { accounts in
            let error = await #expect(throws: SyncError.self) {
                let departments = try await accounts.second.departments().rows.map(\.id)
                _ = try await accounts.second.leaves(
                    ofEmployeesIn: departments, from: accounts.from, through: accounts.through)
            }
            #expect(error?.failure == .lucca(.application(Self.refusals[index].failure)))
        }
    }

    @Test func aLinkToAnotherHostIsNotFollowed() async throws {
        var behaviour = LuccaBehaviour()
        behaviour.generation2.nextHost = "evil.localhost:1"
        try await Self.with(behaviour) { accounts in
            let error = await #expect(throws: SyncError.self) { try await accounts.second.employees(in: nil) }
            #expect(error?.failure == .lucca(.unreadable(subject: .employees)))
        }
    }
}
