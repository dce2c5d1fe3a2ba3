import SyncCore

/// Departments and their counterparts, by id.
enum DepartmentLinkDocument {
    static func make(_ links: [DepartmentLink]) -> Document {
        func origin(_ link: DepartmentLink) -> String { link.isExplicit ? "operator" : "label" }
        return Document(
            sections: [
                .table(
                    Table(
                        [.init("lucca department", .right), .init("planning department", .right), .init("decided by")],
                        links.map { [Cell($0.departmentID), Cell($0.planningDepartment?.description), Cell(origin($0))] }))
            ],
            json: .array(
                links.map { link in
                    .object([
                        JSONMember("departmentId", .text(link.departmentID)),
                        JSONMember("planningDepartmentKey", .number(link.planningDepartment?.value)),
                        JSONMember("origin", .string(origin(link))),
                    ])
                }),
            csv: CSVTable(
                ["departmentId", "planningDepartmentKey", "origin"],
                links.map { [$0.departmentID.description, $0.planningDepartment?.description ?? "", origin($0)] }))
    }
}
