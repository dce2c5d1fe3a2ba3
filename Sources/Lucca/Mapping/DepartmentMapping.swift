import SyncCore
import SyncEngine

/// Rows of the departments → departments. One that can't be placed in the tree is kept without a place, so that nobody in it counts
/// as moved out.
enum DepartmentMapping {
    /// - Parameter missing: rows that were counted and not delivered.
    static func departments(_ rows: [DepartmentWire], missing: Int = 0) -> Reading<Department> {
        var reading = Reading<Department>(rows: [], unidentified: missing)
        var seen: Set<DepartmentWire> = []
        for row in rows where seen.insert(row).inserted {
            guard let id = row.id, DepartmentID.isOfLucca(id) else {
                reading.unidentified += 1
                continue
            }
            let hierarchy = row.hierarchy ?? ""
            if hierarchy.allSatisfy(\.isWhitespace) {
                reading.problems.append(Problem(.department(DepartmentID(id)), .departmentUnplaced))
            }
            reading.rows.append(
                Department(id: DepartmentID(id), name: row.name, hierarchy: hierarchy, isActive: row.isActive))
        }
        if reading.unidentified > 0 {
            reading.problems.append(Problem(.departments, .departmentRowsWithoutID(rows: reading.unidentified)))
        }
        return reading
    }
}

extension DepartmentID {
    /// Whether Lucca numbers a department like that. It refuses a whole request that names another one.
    static func isOfLucca(_ id: String) -> Bool { id.utf8.allSatisfy { (48...57).contains($0) } && Int(id) != nil }
}
