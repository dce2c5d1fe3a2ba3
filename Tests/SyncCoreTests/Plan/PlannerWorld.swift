import SyncCore
import SyncTestKit

/// A small Lucca and a planning that match: tests change one thing at a time.
enum PlannerWorld {
    static let day = Sample.day("2026-11-24")

    /// Departments 1 ⊃ 2 and, outside the scope, 9; employees 42 (00317) and 43 (00318) with their resources; leave account 7 with
    /// its type, and the neutral type.
    static func make(_ change: (inout TenantSettings) -> Void = { _ in }) throws -> ModelWorld {
        var settings = TenantSettings(calendar: TenantCalendar(zone: Sample.zone()))
        settings.create = []
        change(&settings)
        var world = ModelWorld(tenant: try Sample.tenant(settings: settings))
        world.departments = [
            Department(id: "1", name: "Groupe", hierarchy: "/1/"), Department(id: "2", name: "Atelier", hierarchy: "/1/2/"),
            Department(id: "9", name: "Ailleurs", hierarchy: "/2/"),
        ]
        world.employees = [
            Employee(
                id: "42", firstName: "Zoé", lastName: "Martin", mail: "zoe@acme.fr", login: "zmartin", employeeNumber: "00317",
                departmentID: "1"),
            Employee(
                id: "43", firstName: "Luc", lastName: "Petit", mail: "luc@acme.fr", login: "lpetit", employeeNumber: "00318",
                departmentID: "2"),
        ]
        world.accounts = [
            LeaveAccount(id: "7", name: "Congés payés"), LeaveAccount(id: "8", name: "Maladie"),
            LeaveAccount(id: "9", name: "Télétravail", isRemoteWork: true),
        ]
        let group = world.planning.addDepartment("GROUPE")
        let workshop = world.planning.addDepartment("atelier")
        world.planning.addType("conges payes")
        world.planning.addType("Absent")
        world.planning.addResource("00317", label: "Zoé", departments: [group])
        world.planning.addResource("00318", label: "Luc", departments: [workshop])
        return world
    }
}

extension ModelWorld {
    /// Employee 42 (or another) is away from the first half-day to the last.
    mutating func book(
        _ first: String, _ last: String, employee: EmployeeID = "42", period: LeavePeriodID = "p", account: LeaveAccountID = "7",
        seconds: Int? = nil, status: HalfDayLeave.Status = .approved
    ) {
        leaves += Sample.leaves(employee, period, account, from: first, to: last, seconds: seconds, status: status)
    }

    mutating func cancel(_ period: LeavePeriodID = "p") {
        leaves.removeAll { $0.periodID == period }
    }

    func resource(_ number: String) -> ResourceKey? {
        planning.resources.values.filter { $0.registrationNumber == number }.map(\.key).min()
    }

    func type(_ label: String) -> UnavailabilityTypeKey? {
        planning.types.values.filter { $0.label == label }.map(\.key).min()
    }

    /// The events on the planning: `start end type` in order.
    var shown: [String] {
        planning.events.values.sorted { ($0.start, $0.key) < ($1.start, $1.key) }.map { event in
            "\(event.start) \(event.end) \(event.type.flatMap { planning.types[$0]?.label } ?? "?")"
        }
    }
}

extension SyncPlan {
    var creates: [DesiredEvent] { operations.compactMap { if case .create(let event) = $0 { event } else { nil } } }
    var updates: [DesiredEvent] { operations.compactMap { if case .update(_, let event) = $0 { event } else { nil } } }
    var deletes: [LedgerEntry] { operations.compactMap { if case .delete(let entry) = $0 { entry } else { nil } } }

    /// `code subject`, sorted.
    var briefProblems: [String] { problems.map(\.brief).sorted() }
}
