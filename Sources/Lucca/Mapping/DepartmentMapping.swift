import SyncCore

/// Rows of the departments → departments. One that can't be placed in the tree fails the whole: its employees would look gone.
enum DepartmentMapping {
    static func departments(_ rows: [DepartmentWire]) throws -> [Department] {
        try rows.map { row in
            guard let id = row.id else { throw LuccaFailure.unreadable(.departments, "a row has no id") }
            guard let hierarchy = row.hierarchy else {
                throw LuccaFailure.unreadable(.departments, "department \(id) has no place in the hierarchy")
            }
            return Department(id: DepartmentID(id), name: row.name, hierarchy: hierarchy, isActive: row.isActive)
        }
    }
}
