import SyncCore
import SyncEngine

/// Rows of `/lucca-api/departments` → departments, each with the path of ids from its root.
struct ApplicationDepartmentMapping {
    /// nil for one whose rows name different parents, or none that can be read.
    private let parents: [String: DepartmentRow.Parent]

    private init(_ rows: [DepartmentRow]) {
        var parents: [String: DepartmentRow.Parent] = [:]
        for row in rows {
            guard let id = row.id else { continue }
            if let known = parents[id], known != row.parent {
                parents[id] = .unreadable
            } else {
                parents[id] = row.parent
            }
        }
        self.parents = parents
    }

    /// - Parameter missing: rows that were counted and not delivered.
    static func departments(_ rows: [DepartmentRow], missing: Int) -> Reading<Department> {
        let mapping = ApplicationDepartmentMapping(rows)
        var reading = Reading<Department>(rows: [], unidentified: missing)
        var seen: Set<Department> = []
        for row in rows {
            guard let id = row.id.map({ DepartmentID($0) }) else {
                reading.unidentified += 1
                continue
            }
            let hierarchy = mapping.path(of: id.value) ?? ""
            let department = Department(id: id, name: row.name, hierarchy: hierarchy, isActive: row.isActive)
            guard seen.insert(department).inserted else { continue }
            if hierarchy.isEmpty { reading.problems.append(Problem(.department(id), .departmentUnplaced(generation: .second))) }
            reading.rows.append(department)
        }
        if reading.unidentified > 0 {
            reading.problems.append(
                Problem(.departments, .departmentRowsWithoutID(rows: reading.unidentified, generation: .second)))
        }
        return reading
    }

    /// `/12/32/`; nil where a parent is missing, is its own descendant, or cannot be told.
    private func path(of id: String) -> String? {
        var ids = [id]
        var seen: Set<String> = [id]
        while true {
            switch parents[ids[ids.count - 1]] {
            case nil, .unreadable?: return nil
            case Optional.some(.none): return "/" + ids.reversed().joined(separator: "/") + "/"
            case .department(let parent)?:
                guard seen.insert(parent).inserted else { return nil }
                ids.append(parent)
            }
        }
    }
}
