/// The ledger's entries, each with its employee.
///
/// An adopted event has none if Lucca does not list its leave period, as after a change of generation: then it belongs to the only
/// employee who has its resource.
struct OwnedEntries {
    let entries: [LedgerEntry]
    /// Those that were recorded without an employee, as recorded.
    private let recorded: [EventReference: LedgerEntry]

    init(_ entries: [LedgerEntry], resources: [EmployeeID: ResourceReference]) {
        guard entries.contains(where: { $0.employeeID == .nobody }) else {
            (self.entries, recorded) = (entries, [:])
            return
        }
        var holders: [ResourceKey: Set<EmployeeID>] = [:]
        for (employee, resource) in resources {
            if case .existing(let key) = resource { holders[key, default: []].insert(employee) }
        }
        var recorded: [EventReference: LedgerEntry] = [:]
        self.entries = entries.map { entry in
            guard entry.employeeID == .nobody, let holders = holders[entry.resource], holders.count == 1,
                let holder = holders.first
            else { return entry }
            recorded[entry.reference] = entry
            var owned = entry
            owned.event.employeeID = holder
            return owned
        }
        self.recorded = recorded
    }

    /// Whether the ledger does not know the employee.
    func isAssumed(_ entry: LedgerEntry) -> Bool { recorded[entry.reference] != nil }

    func asRecorded(_ entry: LedgerEntry) -> LedgerEntry { recorded[entry.reference] ?? entry }
}

extension EmployeeID {
    /// The employee of an event whose employee is unknown.
    package static var nobody: EmployeeID { EmployeeID("") }
}
