import Operations
import SyncCore

/// The departments as a tree.
enum ScopeDocument {
    static func make(_ rows: [ScopeTree.Row]) -> Document {
        func mark(_ row: ScopeTree.Row) -> String { row.isBase ? "◉" : row.inScope ? "●" : "·" }
        let table = Table(
            [
                .init("scope"), .init("id", .right), .init("department", wraps: true), .init("employees", .right),
                .init("with below", .right),
            ],
            rows.map { row in
                [
                    Cell(mark(row), row.inScope ? .good : .faint), Cell(row.id),
                    Cell(
                        String(repeating: "  ", count: row.depth) + row.name + (row.isActive ? "" : " (inactive)"),
                        row.inScope ? .plain : .faint), Cell(row.employees), Cell(row.employeesWithDescendants),
                ]
            })
        return Document(
            [.table(table)], of: rows,
            csv: ["id", "name", "depth", "isActive", "employees", "employeesWithDescendants", "inScope", "isBase"])
    }
}
