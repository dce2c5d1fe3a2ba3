import JSONText
import Operations
import SyncCore
import SyncEngine
import Words

/// Entries of the audit log, and what a check of it found.
enum AuditDocument {
    static func make(_ entries: [AuditEntry]) -> Document {
        let table = Table(
            [
                .init("#", .right), .init(Phrase("at", fr: "le")), .init(Phrase("actor", fr: "auteur"), wraps: true),
                .init(Phrase("operation", fr: "opération")), .init(Phrase("kind", fr: "nature")),
                .init(Phrase("about", fr: "objet"), wraps: true), .init(Phrase("changes", fr: "modifications"), wraps: true),
                .init(Phrase("reason", fr: "motif"), wraps: true, isOptional: true),
            ],
            entries.map { entry in
                [
                    Cell(entry.number), Cell(LocalTime.utc(entry.at)), Cell(entry.actor), Cell(entry.operation ?? "sql"),
                    Cell(kind(entry), tone(entry.kind)), Cell(entry.about), Cell(changes(entry)), Cell(entry.reason),
                ]
            })
        return Document(
            [.table(table)], of: entries.map(facts),
            csv: [
                "number", "at", "login", "claimed", "kind", "operation", "object", "tenant", "run", "subject", "code", "reason",
                "release", "isErased", "isProven",
                CSVTable.Column("changes") { $0 == .null ? "" : String(decoding: $0.written(), as: UTF8.self) },
            ])
    }

    static func make(_ report: VerifyAudit.Report) -> Document {
        let (verdict, state) = (report.verdict, state(report.verdict.finding))
        let table = Table(
            [
                .init(Phrase("state", fr: "état")), .init(Phrase("entries", fr: "entrées"), .right),
                .init(Phrase("anchors", fr: "ancres"), .right), .init(Phrase("anchor", fr: "ancre"), wraps: true),
            ],
            [[state, Cell(verdict.entries), Cell(report.anchors), Cell("\(verdict.last)")]])
        return Document(
            [.table(table)], of: report,
            csv: ["state", "entries", "entry", "fault", "lost", "anchors", "anchor", "unrelated"])
    }

    private static func state(_ finding: AuditVerdict.Finding) -> Cell {
        switch finding {
        case .whole: Cell(Phrase("whole", fr: "intact"), .good)
        case .restored: Cell(Phrase("restored", fr: "restauré"), .doubtful)
        case .broken(let number, _): Cell(Phrase("broken at \(number)", fr: "rompu à \(number)"), .bad)
        }
    }

    private static func facts(_ entry: AuditEntry) -> Facts {
        [
            "number": entry.number, "at": entry.at, "login": entry.login, "claimed": entry.claimed, "kind": entry.kind.rawValue,
            "operation": entry.operation, "object": entry.object, "tenant": entry.tenant, "run": entry.run,
            "subject": entry.subject, "code": entry.code, "reason": entry.reason, "release": entry.release,
            "isErased": entry.isErased, "isProven": entry.isProven,
            "changes": entry.changes.flatMap { JSONValue.read($0) },
        ]
    }

    private static func kind(_ entry: AuditEntry) -> Phrase {
        guard entry.kind == .refusal else { return entry.kind.name }
        return Phrase("refused: \(entry.code ?? "?")", fr: "refus : \(entry.code ?? "?")")
    }

    private static func tone(_ kind: AuditEntry.Kind) -> Cell.Tone {
        switch kind {
        case .change: .plain
        case .erasure: .strong
        case .read: .faint
        case .refusal: .doubtful
        }
    }

    /// One after the other.
    private static func changes(_ entry: AuditEntry) -> Phrase {
        let words = entry.changeWords(moment: LocalTime.utc)
        return Phrase(words.map(\.english).joined(separator: "; "), fr: words.map(\.french).joined(separator: " ; "))
    }
}
