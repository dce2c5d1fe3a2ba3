import Foundation
import Logging
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// A tenant between a Lucca and a planning in memory, and the expected planning.
final class SyncBench: Sendable {
    /// 2026-12-07, a Monday.
    static let today = CalendarDay(ordinal: 20_794)
    static let remoteWork: LeaveAccountID = "3"

    /// An event as people see it.
    struct Shown: Hashable, Comparable, CustomStringConvertible {
        let resource: String
        let type: String
        let start: Instant
        let end: Instant

        var description: String { "\(resource) \(type) \(start)…\(end)" }
        static func < (left: Shown, right: Shown) -> Bool { left.description < right.description }
    }

    let clock = ManualClock()
    let database: InMemoryDatabase
    let source = FakeSource()
    let planning = FakePlanning()
    let prober = FakeProber()
    let connector: FakeConnector
    let hangs = RunStoreHangs()
    let tenant: Tenant
    let ports: SyncPorts

    /// - Parameter edit: changes the tenant's settings.
    init(_ edit: (inout TenantSettings) -> Void = { _ in }) async throws {
        database = InMemoryDatabase(clock: clock)
        connector = FakeConnector(source: source, target: planning, prober: prober)
        let hangs = hangs
        ports = SyncPorts(
            registry: InMemoryTenantRegistry(database),
            runs: HookedRunStore(base: InMemoryRunStore(database), before: { try await hangs.pass($0) }),
            ledger: InMemoryEventLedger(database),
            vault: InMemoryVault(database), connector: connector)
        var settings = TenantSettings(calendar: TenantCalendar(zone: try #require(TimeZone(identifier: "Europe/Paris"))))
        edit(&settings)
        let created = try await ports.registry.create(
            NewTenant(
                slug: TenantSlug("acme"), name: "Acme", environment: .test, luccaURL: "https://acme.ilucca-test.net",
                planningPMEURL: "https://api.planningpme.com/acme/", contact: nil, settings: settings))
        try await ports.registry.setScope(
            DepartmentScope(bases: [.init(id: "1", withDescendants: true)]), of: created.id)
        tenant = try await ports.registry.tenant(created.id)
        source.change { world in
            world.departments = [
                Department(id: "1", name: "Ateliers", hierarchy: "/1/"), Department(id: "2", name: "Pose", hierarchy: "/1/1/"),
                Department(id: "9", name: "Direction", hierarchy: "/2/"),
            ]
            world.accounts = [
                LeaveAccount(id: "1", name: "Congés payés"), LeaveAccount(id: "2", name: "RTT"),
                LeaveAccount(id: Self.remoteWork, name: "Télétravail", isRemoteWork: true),
            ]
        }
        planning.change { world in
            world.departments = [PlanningDepartment(key: 21, label: "ateliers"), PlanningDepartment(key: 22, label: "Pose")]
            world.types = [UnavailabilityType(key: 31, label: "Conges payes")]
        }
        for number in 1...6 { hire(number) }
        set([
            LeaveRequest("101", "1", "1", from: 0, to: 4), LeaveRequest("102", "1", "2", from: 21, to: 21),
            LeaveRequest("103", "2", "1", from: -3, to: 8), LeaveRequest("104", "3", "2", from: 14, to: 25),
            LeaveRequest("105", "4", Self.remoteWork, from: 1, to: 1), LeaveRequest("106", "5", "1", from: 30, to: 30),
            LeaveRequest("107", "6", "1", from: -20, to: -14),
        ])
        addPlannersEvent()
    }

    var run: RunStoreView { RunStoreView(runs: ports.runs, tenant: tenant) }

    func hire(_ number: Int, department: DepartmentID = "1") {
        source.change {
            $0.employees.append(
                Employee(
                    id: EmployeeID("\(number)"), firstName: "Zoé", lastName: "Durand\(number)", mail: "z\(number)@acme.test",
                    login: "z\(number)", employeeNumber: "00\(number)", departmentID: department))
        }
        planning.change {
            $0.resources.append(
                Resource(
                    key: ResourceKey(50 + number), label: "DURAND\(number) Zoé", registrationNumber: "00\(number)",
                    departments: [21])
            )
        }
    }

    /// A planner blocks someone's day by hand.
    private func addPlannersEvent() {
        planning.change {
            _ = $0.add(
                resources: [51], type: 31, start: Instant(secondsSince1970: 1_797_000_000),
                end: Instant(secondsSince1970: 1_797_040_000), remark: "Visite médicale [lucca:other/1/1/2026-12-10-AM]")
        }
    }

    /// Sets Lucca's leaves.
    func set(_ requests: [LeaveRequest]) {
        source.change { $0.leaves = requests.flatMap(\.rows) }
    }

    /// Many short leaves, so that events come in several chunks.
    static func many(_ count: Int, from first: Int = 1) -> [LeaveRequest] {
        (0..<count).map { index in
            let week = index / 6
            return LeaveRequest(
                LeavePeriodID("\(first * 1000 + index)"), EmployeeID("\(index % 6 + 1)"), "1", from: week * 7, to: week * 7 + 1)
        }
    }

    /// The planning's events of ours, as people see them.
    var shown: [Shown] {
        let world = planning.current
        return world.events.values.filter { $0.remark.contains("[lucca:acme/") }.map { event in
            Shown(
                resource: event.resources.map { key in
                    world.resources.first { $0.key == key }?.registrationNumber ?? "?"
                }.joined(separator: "+"),
                type: world.types.first { $0.key == event.type }?.label ?? "none", start: event.start, end: event.end)
        }.sorted()
    }

    /// What the planning must show for leaves that touch the window.
    func expected(_ requests: [LeaveRequest], label: (LeaveAccountID) -> String = SyncBench.label) -> [Shown] {
        let calendar = tenant.settings.calendar
        return requests.filter { $0.account != Self.remoteWork && $0.last.day >= Self.today }.map { request in
            Shown(
                resource: "00\(request.employee)", type: label(request.account), start: calendar.instant(startOf: request.first),
                end: calendar.instant(endOf: request.last))
        }.sorted()
    }

    static func label(_ account: LeaveAccountID) -> String { account == "1" ? "Conges payes" : "RTT" }

    var requests: [LeaveRequest] {
        let groups = Dictionary(grouping: source.current.leaves) { [$0.periodID.value, $0.accountID.value] }
        return groups.values.compactMap { rows in
            guard let any = rows.first, let first = rows.map(\.halfDay).min(), let last = rows.map(\.halfDay).max() else {
                return nil
            }
            var request = LeaveRequest(any.periodID, any.employeeID, any.accountID, from: 0, to: 0)
            request.first = first
            request.last = last
            return request
        }
    }

    /// The planning shows what Lucca says, each absence once, and the planner's event is unchanged.
    func expectExact(sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(shown == expected(requests), sourceLocation: sourceLocation)
        let own = planning.current.events.values.filter { !$0.remark.contains("[lucca:acme/") }
        #expect(own.count == 1, sourceLocation: sourceLocation)
        #expect(own.first?.color == "green", sourceLocation: sourceLocation)
        #expect(own.first?.resources == [51], sourceLocation: sourceLocation)
    }

    func worker(_ name: String = "one", faults: FaultPoints = .none, policy: LeasePolicy = LeasePolicy()) -> RunWorker {
        RunWorker(
            sync: TenantSync(ports: ports, logger: .silent, faults: faults), clock: SteadyClock(clock), policy: policy,
            name: name,
            logger: .silent)
    }

    @discardableResult
    func sync(
        asOf: CalendarDay = today, worker name: String = "one", faults: FaultPoints = .none, options: SyncOptions = SyncOptions()
    ) async throws -> RunEnd {
        // As the registry says now: a test may have edited it.
        let tenant = try await ports.registry.tenant(tenant.id)
        return try await RunNow(worker: worker(name, faults: faults)).perform(tenant, asOf: asOf, options: options).end
    }

    func preview(asOf: CalendarDay = today) async throws -> SyncPreview {
        let tenant = try await ports.registry.tenant(tenant.id)
        return try await TenantSync(ports: ports, logger: .silent).preview(tenant, asOf: asOf)
    }

    func edit(_ body: (inout TenantSettings) -> Void) async throws {
        var tenant = try await ports.registry.tenant(tenant.id)
        body(&tenant.settings)
        try await ports.registry.update(tenant)
    }

    /// What is known of the tenant's dialect.
    var dialect: TenantDialect { get async throws { try await ports.registry.tenant(tenant.id).dialect } }

    func changeDialect(_ body: @escaping @Sendable (inout TenantDialect) -> Void) async throws {
        try await ports.registry.changeDialect(of: tenant.id, body)
    }

    /// No open write is left, and the ledger matches the planning exactly.
    func expectLedgerMatchesPlanning(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let entries = try await ports.ledger.load(tenant.id).entries
        #expect(entries.allSatisfy { $0.openIntent == nil }, sourceLocation: sourceLocation)
        let events = planning.current.events.values.filter { $0.remark.contains("[lucca:acme/") }
        #expect(Set(entries.map(\.eventKey)) == Set(events.map(\.key)), sourceLocation: sourceLocation)
    }
}

/// What tests read of the runs.
struct RunStoreView {
    let runs: any RunStore
    let tenant: Tenant

    func last() async throws -> Run {
        try #require(try await runs.list(RunFilter(tenant: tenant.id, limit: 1)).first)
    }

    func changes() async throws -> [RunChange] {
        try await runs.changes(of: try await last().id)
    }

    func problems() async throws -> [Problem] {
        try await runs.problems(of: try await last().id)
    }
}

extension Logger {
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
