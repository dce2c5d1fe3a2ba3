import Simulators
import Testing

/// What a run reported as undone, so that it is not expected yet.
struct Undone {
    /// Lucca ids of reported employees and departments.
    var employees: Set<Int> = []
    var departments: Set<Int> = []
    /// Leave periods whose event may be missing or unchanged.
    var periods: Set<Int> = []
    /// Their events before, when deletions were withheld.
    var withheld: Set<ExpectedPlanning.Event> = []

    static let nothing = Undone()

    func excuses(_ event: ExpectedPlanning.Event) -> Bool { event.period.map { periods.contains($0) } ?? false }

    func excuses(_ employee: SimulatedEmployee) -> Bool {
        employees.contains(employee.id) || departments.contains(employee.departmentID)
    }
}

/// The planning holds exactly our expected events: no gap, no duplicate, nothing else; and every synced employee is in their
/// department.
func expectExact(
    _ tenant: SimulatedTenant, _ expected: ExpectedPlanning, except undone: Undone = .nothing, after cause: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let found = tenant.oursAsExpected()
    let wanted = expected.events()
    expectOnce(found, after: cause, sourceLocation: sourceLocation)
    let missing = wanted.subtracting(found).filter { !undone.excuses($0) }.sorted { $0.reference < $1.reference }
    let extra = Set(found).subtracting(wanted).subtracting(undone.withheld).filter { !undone.excuses($0) }
        .sorted { $0.reference < $1.reference }
    #expect(
        missing.isEmpty, "\(missing.count) of \(wanted.count) missing, such as \(missing.prefix(3)) \(cause)",
        sourceLocation: sourceLocation)
    #expect(extra.isEmpty, "\(extra.count) too many, such as \(extra.prefix(3)) \(cause)", sourceLocation: sourceLocation)
    #expect(!wanted.isEmpty, "nothing to compare \(cause)", sourceLocation: sourceLocation)
    expectDepartments(tenant, expected, except: undone, after: cause, sourceLocation: sourceLocation)
}

/// No reference is on the planning twice.
func expectOnce(
    _ events: [ExpectedPlanning.Event], after cause: String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
    let doubled = Dictionary(grouping: events, by: \.reference).filter { $1.count > 1 }.keys.sorted()
    #expect(
        doubled.isEmpty, "\(doubled.count) stand twice, such as \(doubled.prefix(3)) \(cause)", sourceLocation: sourceLocation)
}

/// A resource's department follows its employee's, wherever that resource is unambiguous.
private func expectDepartments(
    _ tenant: SimulatedTenant, _ expected: ExpectedPlanning, except undone: Undone, after cause: String,
    sourceLocation: SourceLocation
) {
    let counterparts = Dictionary(grouping: tenant.planning.departments) { ExpectedPlanning.folded($0.text("label")) }
    let labels = Dictionary(uniqueKeysWithValues: tenant.lucca.departments.map { ($0.id, ExpectedPlanning.folded($0.name)) })
    let standing = Dictionary(uniqueKeysWithValues: tenant.planning.resources.map { ($0.key, $0.departments) })
    for employee in tenant.lucca.employees where expected.covers(employee) && !undone.excuses(employee) {
        guard let resource = expected.resources[employee.id], let departments = standing[resource],
            let label = labels[employee.departmentID], let found = counterparts[label], found.count == 1
        else { continue }
        #expect(
            departments.contains(found[0].key),
            "resource \(resource) of employee \(employee.id) is in \(departments), not in \(found[0].key) \(cause)",
            sourceLocation: sourceLocation)
    }
}
