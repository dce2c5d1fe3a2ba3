/// Compares the departments and the people of a tenant's scope.
struct PeopleComparison {
    private(set) var differences: [GenerationDifference] = []
    private let left: ComparedSide
    private let right: ComparedSide

    init(_ left: ComparedSide, _ right: ComparedSide) {
        (self.left, self.right) = (left, right)
        compareScopes()
        compareRows()
        let unreadable = left.unreadable.union(right.unreadable)
        for id in unreadable {
            add(.unreadable, .employee(id)) { $0.unreadable.contains(id) ? .unreadable : .present }
        }
        for id in Set(left.employees.keys).union(right.employees.keys).subtracting(unreadable) {
            if let first = left.employees[id], let second = right.employees[id] {
                compare(first, second)
            } else {
                add(.person, .employee(id)) { Self.presence(of: id, in: $0) }
            }
        }
    }

    private mutating func compareScopes() {
        let (first, second) = (left.scope.departments, right.scope.departments)
        for id in first.symmetricDifference(second) {
            add(.scopeDepartment, .department(id)) { $0.scope.departments.contains(id) ? .present : .nothing }
        }
    }

    private mutating func compareRows() {
        func rows(_ side: ComparedSide) -> Int { side.input.unidentifiedEmployees + side.input.unownedLeaves }
        if rows(left) != rows(right) { add(.unattributedRows, .tenant) { .rows(rows($0)) } }
    }

    private mutating func compare(_ first: Employee, _ second: Employee) {
        let (id, settings) = (first.id, left.settings)
        func each(_ statement: @escaping (Employee) -> GenerationDifference.Statement) -> (ComparedSide) ->
            GenerationDifference.Statement
        {
            { side in side.employees[id].map(statement) ?? .nothing }
        }
        if first.departmentID != second.departmentID {
            add(.personDepartment, .employee(id), each { .department($0.departmentID) })
        }
        let identifiers = [first, second].map { $0.trimmedIdentifier(settings.identifier) }
        let areServed = [left, right].allSatisfy { $0.side.generation.serves(settings.identifier) }
        if areServed, identifiers[0] != identifiers[1] {
            add(.identifier, .employee(id), each { .identifier($0.trimmedIdentifier(settings.identifier)) })
        }
        if settings.matchEmail, first.mail.trimmed.lowercased() != second.mail.trimmed.lowercased() {
            add(.email, .employee(id), each { $0.mail.trimmed.isEmpty ? .nothing : .present })
        }
        if first.contractEnd != second.contractEnd { add(.lastDay, .employee(id), each { .lastDay($0.contractEnd) }) }
    }

    private static func presence(of id: EmployeeID, in side: ComparedSide) -> GenerationDifference.Statement {
        if let employee = side.employees[id] { return .department(employee.departmentID) }
        let rows = side.input.employees.filter { $0.id == id }
        let asOf = side.input.window.asOf
        if let row = rows.first(where: { $0.contractEnd.map { $0 >= asOf } ?? true }) { return .outOfScope(row.departmentID) }
        return rows.compactMap(\.contractEnd).max().map { .left($0) } ?? .nothing
    }

    private mutating func add(
        _ rule: GenerationDifference.Rule, _ subject: GenerationDifference.Subject,
        _ statement: (ComparedSide) -> GenerationDifference.Statement
    ) {
        differences.append(GenerationDifference(rule, subject, statement(left), statement(right)))
    }
}
