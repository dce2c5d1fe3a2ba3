import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

/// A tenant with two employees, of whom one has a resource, and three half-days of leave.
struct SmallWorld {
    let planning: FakePlanning
    let bench: CommandLineBench

    static let types = [UnavailabilityType(key: 5, label: "Congés payés"), UnavailabilityType(key: 6, label: "Absent")]

    init() async throws {
        var world = FakePlanning.World()
        world.resources = [Resource(key: 7, label: "A", registrationNumber: "00042")]
        world.departments = [PlanningDepartment(key: 1, label: "Acme")]
        world.types = Self.types
        planning = FakePlanning(world)
        var source = StubSource()
        source.rows = [
            Department(id: "1", name: "Acme", hierarchy: "/1/"), Department(id: "2", name: "Ailleurs", hierarchy: "/2/"),
        ]
        source.people = [
            Employee(id: "42", employeeNumber: "00042", departmentID: "1"),
            Employee(id: "43", employeeNumber: "00043", departmentID: "1"),
            Employee(id: "44", employeeNumber: "00044", departmentID: "2"),
        ]
        source.reading = LeaveReading(
            leaves: [
                Self.leave(of: "42", "900", "3", "2026-12-24-AM"), Self.leave(of: "42", "900", "3", "2026-12-24-PM"),
                Self.leave(of: "43", "901", "3", "2026-12-28-AM"), Self.leave(of: "42", "902", "4", "2026-12-29-AM"),
                Self.leave(of: "42", "903", "3", "2026-12-30-AM", .cancelled),
                Self.leave(of: "42", "904", "3", "2026-12-31-AM", .pending),
            ],
            accounts: [LeaveAccount(id: "3", name: "Congés payés"), LeaveAccount(id: "4", name: "Télétravail")])
        var bench = CommandLineBench()
        bench.connector = StubConnector(source: source, target: planning)
        self.bench = bench
        await bench.register()
        let tenant = try await InMemoryTenantRegistry(bench.database).tenant(try TenantSlug("acme"))
        for kind in [CredentialKind.luccaAPIKey, .planningPMEAppKey, .planningPMEUsername, .planningPMEPassword] {
            try await InMemoryVault(bench.database).set(Secret("of \(kind.rawValue)"), kind, of: tenant)
        }
        let outcome = await bench.run("scope", "set", "acme", "--department", "1")
        try #require(outcome.status == .done, "\(outcome.messages)")
    }

    private static func leave(
        of employee: EmployeeID, _ period: LeavePeriodID, _ account: LeaveAccountID, _ half: String,
        _ status: HalfDayLeave.Status = .approved
    ) -> HalfDayLeave {
        HalfDayLeave(
            employeeID: employee, periodID: period, accountID: account, halfDay: Sample.half(half), status: status)
    }

    func run(_ arguments: String...) async -> CommandLineBench.Outcome {
        await bench.run(arguments)
    }
}
