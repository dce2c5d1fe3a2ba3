import Operations
import SyncCore

/// Departments and their counterparts, by id.
enum DepartmentLinkDocument {
    static func make(_ links: [ListDepartments.ReportedLink]) -> Document {
        let table = Table(
            [.init("lucca department", .right), .init("planning department", .right), .init("decided by")],
            links.map {
                [Cell($0.departmentID), Cell($0.planningDepartmentKey?.description), Cell($0.origin.rawValue)]
            })
        return Document([.table(table)], of: links, csv: ["departmentId", "planningDepartmentKey", "origin"])
    }
}
