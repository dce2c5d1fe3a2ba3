import AppWiring
import Operations
import Simulators
import SyncCore
import SyncTestKit
import Testing
import Words

/// Values that no store, log or table takes as they are, in every member of one row of every answer that a sync reads: each run ends
/// recorded, and everybody else's absences are exact.
@Suite("Hostile values, end to end", .serialized)
struct HostileValueTests {
    /// As they are written in JSON.
    private static let values: [String] = [
        #""\u0000""#, #""00\u000014""#, #""\u001b[2J\u0007""#, #""a\r\nb\u2028c""#, #""\u202eabc\u200f""#, #""\ufffe\uffff""#,
        #""'; drop table run; --""#, #""{\"a\":[}\\""#, "\"" + String(repeating: "9", count: 10_000) + "\"",
        "\"" + String(repeating: "é", count: 3_000) + "\"", #""""#, #""   ""#, "null", "true", "[]", "{}", "[[[[{}]]]]", "0",
        "-1",
        "9223372036854775807", "9223372036854775808", "99999999999999999999999999999999999999999", "0.1", "-0.0",
        #""0000-00-00""#, #""0000-01-01T00:00:00""#, #""-0001-01-01""#, #""9999-12-31T24:00:00-14:00""#,
        #""292278-01-01T00:00:00Z""#,
        #""2026-02-30""#, #""12:61:99""#, #""-01:00:00""#, #""2026-12-14T00:00:00\u0000""#,
    ]

    private struct Place: Hashable {
        let route: RemoteRoute
        let member: String
    }

    private static let places: [Place] = [
        (
            RemoteRoute.users,
            ["id", "departmentId", "dtContractEnd", "dtContractStart", "employeeNumber", "mail", "login", "lastName"]
        ),
        (.departments, ["id", "hierarchy", "name", "isActive"]),
        (
            .leaves,
            [
                "id", "date", "isAm", "value", "isActive", "cancellationDate", "leavePeriodId", "leavePeriod", "ownerId",
                "isConfirmed", "leaveAccountId", "leaveAccount",
            ]
        ),
        (.resources, ["key", "registrationNumber", "label", "email", "departments"]),
        (.planningDepartments, ["label"]), (.types, ["label"]),
        (.eventList, ["remark", "start", "end", "resources", "unavailability", "type"]),
    ].flatMap { route, members in members.map { Place(route: route, member: $0) } }

    @Test("Each run ends recorded, whoever else is concerned is exact, and the next run makes up for the rest", arguments: 0..<4)
    func hostileValues(lane: Int) async throws {
        let configuration = SimulatorConfiguration(seed: UInt64(410 + lane), tenants: 1, employees: 24, hasLimits: false)
        try await Installation.with(configuration) { installation in
            try await InProcess(installation, landingSeconds: 1).withServices { services in
                let scene = try await HostileScene(installation, services)
                let mine = Self.places.enumerated().filter { $0.offset % 4 == lane }
                for (number, place) in mine {
                    let values =
                        Proof.isWhole ? Self.values : [3 * number, 7 * number + 11].map { Self.values[$0 % Self.values.count] }
                    for value in values { try await scene.meet(place.route, place.member, value) }
                }
            }
        }
    }
}

/// A tenant whose runs meet one hostile value after the other.
private struct HostileScene {
    private let installation: Installation
    private let services: Services
    private let tenant: SimulatedTenant
    /// What stands there after an undisturbed sync, which other tests compare with Lucca.
    private let expected: Set<ExpectedPlanning.Event>
    private let theirs: [SimulatedEvent]
    /// The employee whose rows hold the values, and a department, a resource, a type and a planner's event.
    private let victim: SimulatedEmployee
    private let rows: [RemoteRoute: Int]
    private let resource: Int

    private var world: SimulatedWorld { installation.world }

    init(_ installation: Installation, _ services: Services) async throws {
        self.installation = installation
        self.services = services
        tenant = installation.world.tenants[0]
        try await services.register(tenant, in: installation)
        _ = try await services.runNow(tenant, asOf: installation.world.today)
        expected = Set(tenant.oursAsExpected())
        let owners = Dictionary(tenant.lucca.leaves.map { ($0.period, $0.employee) }) { first, _ in first }
        let busy = expected.compactMap { $0.period.flatMap { owners[$0] } }.sorted()
        let id = try #require(busy.first)
        victim = try #require(tenant.lucca.employees.first { $0.id == id })
        let shown = Set(expected.compactMap(\.period))
        let leave = tenant.lucca.leaves(ofEmployee: id).first { shown.contains($0.period) && $0.isActive && $0.isConfirmed }
        theirs = tenant.theirs()
        let resource = try #require(expected.first { owners[$0.period ?? 0] == id }?.resources.first)
        self.resource = resource
        rows = [
            .users: id, .departments: victim.departmentID, .leaves: leave?.id ?? 0, .resources: resource,
            .planningDepartments: tenant.planning.departments.last?.key ?? 0, .types: tenant.planning.types.last?.key ?? 0,
            .eventList: theirs.first?.key ?? 0,
        ]
    }

    func meet(_ route: RemoteRoute, _ member: String, _ value: String) async throws {
        let cell = "\(value.prefix(40)) in \(member) of \(route.rawValue)"
        let row = try #require(rows[route])
        let fault = world.faults.add(
            route.call.fault(.planted(member: member, row: row, json: value), tenant: tenant.slug, times: nil))
        let (run, problems) = try await sync()
        world.faults.remove(fault)
        #expect(run.state.isEnded && run.attempt == 1, "\(cell): \(run.state)")
        #expect(run.error == nil, "\(cell) ended the run: \(String(describing: run.error))")
        let words = ProblemWords(tenant: run.tenant, run: run.id)
        let hidden = problems.flatMap { [words.subject($0), words.message($0), words.remedy($0)].map(\.english) }
        #expect(hidden.allSatisfy { text in text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F } }, "\(cell)")
        // Of whom the row is, everything may stand as it did; of everybody else, it is as it should be.
        let concerned =
            route == .departments ? tenant.lucca.employees.filter { $0.departmentID == victim.departmentID } : [victim]
        let periods = Set(concerned.flatMap { tenant.lucca.leaves(ofEmployee: $0.id).map(\.period) })
        func ofOthers(_ events: Set<ExpectedPlanning.Event>) -> Set<ExpectedPlanning.Event> {
            events.filter { !periods.contains($0.period ?? 0) && !$0.resources.contains(resource) }
        }
        let after = tenant.oursAsExpected()
        expectOnce(after, after: cell)
        let (found, wanted) = (ofOthers(Set(after)), ofOthers(expected))
        let isSame = found == wanted
        #expect(isSame, "\(cell): \(found.symmetricDifference(wanted).map(\.description).sorted().prefix(3))")
        #expect(tenant.theirs() == theirs, "\(cell): a planner's event was touched")
        _ = try await sync()
        let settled = tenant.oursAsExpected()
        expectOnce(settled, after: "the run after \(cell)")
        let difference = Set(settled).symmetricDifference(expected)
        #expect(difference.isEmpty, "the run after \(cell): \(difference.map(\.description).sorted().prefix(4))")
    }

    private func sync() async throws -> (run: Run, problems: [Problem]) {
        PassingTime.pass(.seconds(2 * 3600))
        try await installation.sql("delete from request_budget")
        return try await services.runNow(tenant, asOf: world.today, reconcile: true)
    }
}
