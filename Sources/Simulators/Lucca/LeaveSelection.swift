/// The half-days that one query asks for, kept so that its next page need not look for them again.
struct LeaveSelection: Sendable {
    let query: LeaveQuery
    let revision: Int
    let rows: [LeaveRow]
}

/// Which half-days are asked for.
struct LeaveQuery: Sendable, Hashable {
    let days: ClosedRange<Int>
    let departments: Set<Int>?
    let owners: Set<Int>?
    let legalEntities: Set<Int>?
    let hidden: Set<Int>

    /// nil when a day can't be read.
    static func days(_ text: String) -> ClosedRange<Int>? {
        let parts = text.split(separator: ",").map { part in
            part.trimming()
        }
        func day(_ position: Int) -> Int? {
            guard parts.indices.contains(position) else { return nil }
            return SimulatedDay(parts[position].prefix(10))?.ordinal
        }
        switch parts.first?.lowercased() {
        case "between":
            guard parts.count == 3, let from = day(1), let through = day(2), from <= through else { return nil }
            return from...through
        case "since":
            guard parts.count == 2, let from = day(1) else { return nil }
            return from...Int(Int32.max)
        case "until":
            guard parts.count == 2, let through = day(1) else { return nil }
            return Int(Int32.min)...through
        default:
            guard parts.count == 1, let only = day(0) else { return nil }
            return only...only
        }
    }
}

extension Substring {
    func trimming() -> Substring {
        drop { $0 == " " }
    }
}

extension LuccaState {
    /// The half-days of `query`, by ascending id.
    mutating func rows(_ query: LeaveQuery) -> [LeaveRow] {
        if let remembered, remembered.query == query, remembered.revision == revision { return remembered.rows }
        // One answer per employee, since the filters are about the owner's department now.
        var wanted: Set<Int> = []
        for employee in employees
        where query.departments?.contains(employee.departmentID) ?? true
            && query.owners?.contains(employee.id) ?? true
            && query.legalEntities?.contains(employee.legalEntityID) ?? true
            && !query.hidden.contains(employee.departmentID)
        {
            wanted.insert(employee.id)
        }
        let isWanted = book.periods.map { wanted.contains($0.employee) }
        let rows = book.rows.filter { row in
            query.days.contains(Int(row.day)) && isWanted[Int(row.period) - LeaveBook.firstPeriod]
        }
        remembered = LeaveSelection(query: query, revision: revision, rows: rows)
        return rows
    }
}
