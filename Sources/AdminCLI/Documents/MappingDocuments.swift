import Operations
import SyncCore
import Words

/// Leave accounts and where each goes.
enum ReasonDocument {
    static func make(_ rows: [ReasonRow]) -> Document {
        let table = Table(
            [
                .init("account", .right), .init("name in lucca", wraps: true), .init("goes to"), .init("type", .right),
                .init("label", wraps: true), .init("decided by"),
            ],
            rows.map { row in
                [
                    Cell(row.id), Cell(row.name), Cell(row.destination, row.destination == "undecided" ? .doubtful : .plain),
                    Cell(row.typeKey?.description), Cell(row.typeLabel),
                    Cell(row.origin, row.origin == "fallback" ? .doubtful : .plain),
                ]
            })
        return Document([.table(table)], of: rows, csv: ["leaveAccountId", "name", "destination", "type", "label", "origin"])
    }
}

/// A scope in one line.
enum ScopeText {
    static func line(_ scope: DepartmentScope) -> Phrase {
        guard !scope.bases.isEmpty else { return Phrase("empty", fr: "vide") }
        let bases = scope.bases.map { base in
            base.withDescendants
                ? Phrase("\(base.id) and below", fr: "\(base.id) et ses sous-départements")
                : Phrase("\(base.id) alone", fr: "\(base.id) seul")
        }
        return Phrase(bases.map(\.english).joined(separator: ", "), fr: bases.map(\.french).joined(separator: ", "))
    }
}

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

/// Kinds, ages and hosts of secrets.
enum CredentialDocument {
    static func make(_ report: ListCredentials.Report) -> Document {
        let table = Table(
            [.init("kind"), .init("host"), .init("set at"), .init("age", .right)],
            report.rows.map { row in
                [
                    Cell(row.kind.rawValue), Cell(row.host ?? "not bound"), Cell(LocalTime.utc(row.setAt)),
                    Cell(LocalTime.age(of: row.setAt, at: report.readAt)),
                ]
            })
        return Document([.table(table)], of: report.rows, csv: ["kind", "setAt", "host"])
    }
}

/// The secrets that are bound to no host, and where each would go.
enum BindDocument {
    static func make(_ rows: [ListUnboundCredentials.Row]) -> Document {
        let table = Table(
            [.init("tenant"), .init("kind"), .init("host"), .init("note")],
            rows.map { row in
                [
                    Cell(row.tenant), Cell(row.kind.rawValue), Cell(row.host),
                    Cell(row.wellKnown ? "" : "a host of its own"),
                ]
            })
        return Document([.table(table)], of: rows, csv: ["tenant", "kind", "host", "wellKnown"])
    }
}
