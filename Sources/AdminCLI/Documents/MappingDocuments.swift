import Operations
import SyncCore
import SyncEngine
import Words

/// Leave accounts and the type of each.
enum ReasonDocument {
    static func make(_ rows: [ReasonRow]) -> Document {
        let table = Table(
            [
                .init(Phrase("account", fr: "compte"), .right),
                .init(Phrase("name in lucca", fr: "nom dans lucca"), wraps: true), .init(Phrase("goes to", fr: "va vers")),
                .init("type", .right), .init(Phrase("label", fr: "libellé"), wraps: true),
                .init(Phrase("decided by", fr: "décidé par")),
            ],
            rows.map { row in
                [
                    Cell(row.id), Cell(row.name),
                    Cell(destination(row.destination), row.destination == "undecided" ? .doubtful : .plain),
                    Cell(row.typeKey?.description), Cell(row.typeLabel),
                    Cell(origin(row.origin), row.origin == "fallback" ? .doubtful : .plain),
                ]
            })
        return Document([.table(table)], of: rows, csv: ["leaveAccountId", "name", "destination", "type", "label", "origin"])
    }

    /// In English the code, as in JSON.
    private static func destination(_ code: String) -> Phrase {
        switch code {
        case "ignore": Phrase(code, fr: "ignoré")
        case "hide": Phrase(code, fr: "masqué")
        case "undecided": Phrase(code, fr: "non décidé")
        default: Phrase(same: code)
        }
    }

    /// In English the code, as in JSON.
    private static func origin(_ code: String) -> Phrase {
        switch code {
        case "operator": Phrase(code, fr: "opérateur")
        case "automatic": Phrase(code, fr: "automatique")
        case "fallback": Phrase(code, fr: "par défaut")
        case "next run": Phrase(code, fr: "prochaine exécution")
        default: Phrase(same: code)
        }
    }
}

/// Shared by the commands about mappings.
enum CatalogWords {
    static let reading = Phrase("Reading Lucca and PlanningPME", fr: "Lecture de Lucca et de PlanningPME")
    static let readingLucca = Phrase("Reading Lucca", fr: "Lecture de Lucca")

    static func warnUnread(_ error: SyncError, _ context: CommandContext) {
        context.warn(
            Phrase("Names could not be read.", fr: "Les noms n’ont pas pu être lus.") + context.message(error.failure),
            next: context.remedy(error.failure))
    }

    /// What makes a tenant's first run possible, or that run.
    static func firstRun(of tenant: Tenant) -> Phrase {
        Phrase(same: "passerelle \(tenant.scope.bases.isEmpty ? "scope tree" : "run now") \(tenant.slug)")
    }

    static func scope(_ scope: DepartmentScope) -> Phrase {
        SettingWords.scope(scope) ?? Phrase("empty", fr: "vide")
    }

    static func required(_ argument: String) -> InputError {
        InputError(
            argument, Phrase("\(argument) is required.", fr: "\(argument) est obligatoire."),
            remedy: Phrase("For example, 12.", fr: "Par exemple, 12."))
    }
}

enum ScopeDocument {
    static func make(_ rows: [ScopeTree.Row]) -> Document {
        func mark(_ row: ScopeTree.Row) -> String { row.isBase ? "◉" : row.inScope ? "●" : "·" }
        let table = Table(
            [
                .init(Phrase("scope", fr: "périmètre")), .init("id", .right),
                .init(Phrase("department", fr: "département"), wraps: true),
                .init(Phrase("employees", fr: "collaborateurs"), .right),
                .init(Phrase("with below", fr: "avec sous-départements"), .right),
                .init(Phrase("on the planning", fr: "sur le planning"), wraps: true, isOptional: true),
            ],
            rows.map { row in
                let name = String(repeating: "  ", count: row.depth) + row.name
                return [
                    Cell(mark(row), row.inScope ? .good : .faint), Cell(row.id),
                    Cell(
                        row.isActive ? Phrase(same: name) : Phrase("\(name) (inactive)", fr: "\(name) (inactif)"),
                        row.inScope ? .plain : .faint), Cell(row.employees), Cell(row.employeesWithDescendants),
                    Cell(row.planningDepartment),
                ]
            })
        return Document(
            [.table(table)], of: rows,
            csv: [
                "id", "name", "depth", "isActive", "employees", "employeesWithDescendants", "inScope", "isBase",
                "planningDepartmentKey", "planningDepartment",
            ])
    }
}

/// Departments and their counterparts.
enum DepartmentLinkDocument {
    static func make(_ links: [ListDepartments.ReportedLink]) -> Document {
        let table = Table(
            [
                .init(Phrase("lucca department", fr: "département lucca"), .right),
                .init(Phrase("name in lucca", fr: "nom dans lucca"), wraps: true, isOptional: true),
                .init(Phrase("planning department", fr: "département du planning"), .right),
                .init(Phrase("label", fr: "libellé"), wraps: true, isOptional: true),
                .init(Phrase("decided by", fr: "décidé par")),
            ],
            links.map {
                [
                    Cell($0.departmentID), Cell($0.name), Cell($0.planningDepartmentKey?.description),
                    Cell($0.planningDepartment),
                    Cell(origin($0.origin)),
                ]
            })
        return Document(
            [.table(table)], of: links, csv: ["departmentId", "name", "planningDepartmentKey", "planningDepartment", "origin"])
    }

    /// In English the code, as in JSON.
    private static func origin(_ origin: ListDepartments.ReportedLink.Origin) -> Phrase {
        switch origin {
        case .operator: Phrase(origin.rawValue, fr: "opérateur")
        case .label: Phrase(origin.rawValue, fr: "libellé")
        }
    }
}

/// Kinds, ages and hosts of secrets.
enum CredentialDocument {
    static func make(_ report: ListCredentials.Report) -> Document {
        let table = Table(
            [
                .init(Phrase("kind", fr: "secret")), .init(Phrase("host", fr: "hôte")), .init(Phrase("set at", fr: "défini le")),
                .init(Phrase("age", fr: "âge"), .right), .init(Phrase("state", fr: "état")),
                .init(Phrase("former set at", fr: "précédent du"), isOptional: true),
            ],
            report.rows.map { row in
                [
                    Cell(row.kind.rawValue), Cell(row.host.map { Phrase(same: $0) } ?? Phrase("not bound", fr: "non lié")),
                    Cell(LocalTime.utc(row.setAt)),
                    Cell(LocalTime.age(of: row.setAt, at: report.readAt)), Cell(row.state.words, row.state.tone),
                    Cell(row.formerSetAt.map(LocalTime.utc)),
                ]
            })
        return Document(
            [.table(table)], of: report.rows, csv: ["kind", "setAt", "host", "state", "fault", "formerSetAt"],
            in: report.tenant.settings.calendar.zone)
    }
}

/// Secrets without a bound host, and the host each would be bound to.
enum BindDocument {
    static func make(_ rows: [ListUnboundCredentials.Row]) -> Document {
        let table = Table(
            [
                .init(Phrase("tenant", fr: "client")), .init(Phrase("kind", fr: "secret")), .init(Phrase("host", fr: "hôte")),
                .init("note"),
            ],
            rows.map { row in
                [
                    Cell(row.tenant), Cell(row.kind.rawValue), Cell(row.host),
                    Cell(row.wellKnown ? nil : Phrase("not a standard host", fr: "hôte non standard")),
                ]
            })
        return Document([.table(table)], of: rows, csv: ["tenant", "kind", "host", "wellKnown"])
    }
}

extension StoredCredential.State {
    fileprivate var words: Phrase {
        switch self {
        case .usable: Phrase("usable", fr: "utilisable")
        case .sealed: Phrase("sealed", fr: "scellé")
        case .unopened(.keyUnknown): Phrase("not opened: key unknown", fr: "non ouvert : clé inconnue")
        case .unopened(.unreadable): Phrase("not opened: unreadable", fr: "non ouvert : illisible")
        }
    }

    fileprivate var tone: Cell.Tone {
        switch self {
        case .usable: .good
        case .sealed: .plain
        case .unopened: .bad
        }
    }
}
