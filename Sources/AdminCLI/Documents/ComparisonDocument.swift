import Foundation
import JSONText
import Operations
import SyncCore
import SyncEngine
import Words

/// Where Lucca's two generations differ (`contracts/cli.md`, `run compare`).
enum ComparisonDocument {
    /// So many differences of one rule are shown, unless all are requested.
    private static let shortest = 10

    /// - Parameter showsAll: whether the table has every difference.
    static func make(_ report: CompareGenerations.Report, showsAll: Bool) -> Document {
        let comparison = report.comparison
        let words = ComparisonWords(zone: report.tenant.settings.calendar.zone, identifiers: report.identifiers)
        var sections: [Document.Section] = [
            .fields(
                FieldList([
                    Field(Phrase("tenant", fr: "client"), Cell(report.tenant.slug, .strong)),
                    Field(Phrase("as of", fr: "en date du"), report.window.asOf.description),
                    Field(Phrase("window", fr: "fenêtre"), WindowText.line(report.window)),
                ])),
            .table(counts(comparison.counts)),
        ]
        for rule in GenerationDifference.Rule.allCases {
            let found = comparison.differences.filter { $0.rule == rule }
            guard !found.isEmpty else { continue }
            let title = ComparisonWords.title(rule)
            sections.append(
                .title(Phrase("\(title.english) (\(found.count))", fr: "\(title.french) (\(found.count))")))
            let shown = showsAll ? found[...] : found.prefix(shortest)
            sections.append(.table(words.table(Array(shown))))
            if found.count > shown.count {
                let more = found.count - shown.count
                sections.append(
                    .note(Phrase("… and \(more) more (--all shows them).", fr: "… et \(more) de plus (--all les montre).")))
            }
            sections += ComparisonWords.advice(rule, found, report.tenant.slug).map { .note($0) }
        }
        let rows = comparison.differences.map { facts($0, report.identifiers) }
        let shown: Facts = [
            "tenant": report.tenant.slug, "asOf": report.window.asOf, "window": report.window, "same": comparison.isSame,
            "generations": comparison.counts.map(facts), "notices": comparison.notices.map(facts), "differences": rows,
        ]
        return Document(
            sections, of: shown,
            csv: CSVTable(
                [
                    "rule", "employeeId", "identifier", "departmentId", "leaveAccountId", "field", "generation1", "generation2",
                ], of: JSONValue(encoding: rows), zone: { _ in report.tenant.settings.calendar.zone }))
    }

    private static func counts(_ counts: [GenerationComparison.Counts]) -> Table {
        Table(
            [
                .init(Phrase("generation", fr: "génération"), .right), .init(Phrase("people", fr: "personnes"), .right),
                .init("absences", .right), .init(Phrase("creates", fr: "créations"), .right),
                .init(Phrase("updates", fr: "modifs"), .right), .init(Phrase("deletes", fr: "suppr."), .right),
                .init(Phrase("withheld", fr: "retenues"), .right), .init(Phrase("unchanged", fr: "inchangés"), .right),
            ],
            counts.map { count in
                [
                    count.generation.rawValue, count.employees, count.absences, count.created, count.updated, count.deleted,
                    count.withheld, count.unchanged,
                ].map { Cell("\($0)") }
            })
    }

    private static func facts(_ counts: GenerationComparison.Counts) -> Facts {
        [
            "generation": counts.generation.rawValue, "employees": counts.employees, "absences": counts.absences,
            "created": counts.created, "updated": counts.updated, "rewritten": counts.rewritten, "deleted": counts.deleted,
            "withheld": counts.withheld, "unchanged": counts.unchanged,
        ]
    }

    private static func facts(_ notice: GenerationComparison.Notice) -> Facts {
        switch notice {
        case .identifierNotServed(let identifier, let generation):
            ["code": "identifier_not_served", "identifier": identifier, "generation": generation.rawValue]
        }
    }

    private static func facts(_ difference: GenerationDifference, _ identifiers: [EmployeeID: String]) -> Facts {
        let employee = difference.employeeID
        var department: DepartmentID?
        var account: LeaveAccountID?
        var field: FieldID?
        switch difference.subject {
        case .department(let id): department = id
        case .leaveAccount(let id): account = id
        case .field(let id), .employeeField(_, let id): field = id
        case .employee, .tenant: break
        }
        return [
            "rule": difference.rule.rawValue, "employeeId": employee, "identifier": employee.flatMap { identifiers[$0] },
            "departmentId": department, "leaveAccountId": account, "field": field, "generation1": facts(difference.first),
            "generation2": facts(difference.second),
        ]
    }

    /// `state` says which one it is; the rest is what it says.
    private static func facts(_ statement: GenerationDifference.Statement) -> Facts {
        switch statement {
        case .nothing: ["state": "missing"]
        case .present: ["state": "present"]
        case .department(let id): ["state": "present", "departmentId": id]
        case .outOfScope(let id): ["state": "out_of_scope", "departmentId": id]
        case .left(let day): ["state": "left", "lastDay": day]
        case .lastDay(let day): ["state": "present", "lastDay": day]
        case .identifier(let text): ["state": "present", "identifier": text]
        case .unreadable: ["state": "unreadable"]
        case .rows(let count): ["state": "present", "rows": count]
        case .people(let count): ["state": "shown", "people": count]
        case .ignored: ["state": "ignored"]
        case .absences(let absences):
            [
                "state": "present",
                "absences": absences.map { absence -> Facts in
                    [
                        "leaveAccountId": absence.accountID, "start": absence.start, "end": absence.end,
                        "pending": absence.isPending,
                    ]
                },
            ]
        }
    }
}
