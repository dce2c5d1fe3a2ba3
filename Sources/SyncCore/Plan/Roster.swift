/// Who is synced, as Lucca's rows say; and of whom the rows leave that open.
struct Roster {
    /// Everyone in scope who has not left, once, by id.
    private(set) var employees: [Employee] = []
    /// In scope by several rows that differ in what resources are compared with: nobody can tell which of them is right.
    private(set) var contradictory: [EmployeeID] = []
    /// Known to us, and in a department that Lucca does not list, or gives no place: nobody can tell whether the scope covers it.
    private(set) var unplaced: [Employee] = []
    /// Employees of whom some row came that could be read.
    let inSomeRow: Set<EmployeeID>

    /// - Parameter isKnown: whether something of the employee's is on the planning or remembered.
    init(
        _ rows: [Employee], scope: ResolvedScope, tree: DepartmentTree, asOf: CalendarDay, isKnown: (EmployeeID) -> Bool,
        facts: (Employee) -> String
    ) {
        inSomeRow = Set(rows.map(\.id))
        for (id, rows) in Dictionary(grouping: rows, by: \.id) {
            let current = rows.filter { $0.contractEnd.map { $0 >= asOf } ?? true }
            let inScope = current.filter { scope.contains($0.departmentID) }
            guard let first = inScope.min(by: { $0.departmentID < $1.departmentID }) else {
                if let row = current.first(where: { !tree.places($0.departmentID) }), isKnown(id) { unplaced.append(row) }
                continue
            }
            if inScope.count > 1, Set(inScope.map(facts)).count > 1 {
                contradictory.append(id)
            } else {
                employees.append(first)
            }
        }
        employees.sort { $0.id < $1.id }
        contradictory.sort()
        unplaced.sort { $0.id < $1.id }
    }
}
