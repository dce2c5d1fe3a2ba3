import SyncCore

/// The departments as a tree.
enum ScopeDocument {
    static func make(_ tree: DepartmentTree) -> Document {
        func mark(_ row: DepartmentTree.Row) -> String { row.isBase ? "◉" : row.isInScope ? "●" : "·" }
        let table = Table(
            [
                .init("scope"), .init("id", .right), .init("department", wraps: true), .init("employees", .right),
                .init("with below", .right),
            ],
            tree.rows.map { row in
                [
                    Cell(mark(row), row.isInScope ? .good : .faint), Cell(row.department.id),
                    Cell(
                        String(repeating: "  ", count: row.depth) + row.department.name
                            + (row.department.isActive ? "" : " (inactive)"),
                        row.isInScope ? .plain : .faint), Cell(row.employees), Cell(row.employeesBelow),
                ]
            })
        return Document(
            sections: [.table(table)],
            json: .array(
                tree.rows.map { row in
                    .object([
                        JSONMember("id", .text(row.department.id)), JSONMember("name", .string(row.department.name)),
                        JSONMember("depth", .int(row.depth)), JSONMember("isActive", .bool(row.department.isActive)),
                        JSONMember("employees", .int(row.employees)),
                        JSONMember("employeesWithDescendants", .int(row.employeesBelow)),
                        JSONMember("inScope", .bool(row.isInScope)), JSONMember("isBase", .bool(row.isBase)),
                    ])
                }),
            csv: CSVTable(
                ["id", "name", "depth", "isActive", "employees", "employeesWithDescendants", "inScope", "isBase"],
                tree.rows.map { row in
                    [
                        row.department.id.description, row.department.name, String(row.depth), String(row.department.isActive),
                        String(row.employees), String(row.employeesBelow), String(row.isInScope), String(row.isBase),
                    ]
                }))
    }
}
