import Foundation
import SyncCore
import SyncEngine
import Testing
import Words

/// Changes of the audit log in words; `AuditCommandTests` compares those of settings with what an edit prints.
@Suite("Audited changes in words")
struct AuditedChangeWordsTests {
    private func words(_ changes: String, isErased: Bool = false) -> [Phrase] {
        AuditEntry(
            number: 1, at: Instant(secondsSince1970: 0), login: "lea", kind: .change, object: "tenant", changes: changes,
            isErased: isErased
        ).changeWords { "at \($0)" }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let changes: String
        let english: String
        let french: String
        var testDescription: String { english }

        /// - Parameter row: its members in JSON.
        init(_ row: String, _ english: String, _ french: String) {
            (changes, self.english, self.french) = ("[{\(row)}]", english, french)
        }
    }

    static let cases = [
        Case(
            #""object": "run", "key": {"id": 5}, "action": "insert", "before": null, "after": {"approves": 4, "state": "queued"}"#,
            "added: run, approves run 4", "ajout\u{202F}: exécution, approuve l’exécution 4"),
        Case(
            #""object": "run", "action": "update", "before": {"cancel_requested": false}, "after": {"cancel_requested": true}"#,
            "cancellation requested no → yes", "annulation demandée non → oui"),
        Case(
            #""object": "run", "action": "update", "before": {"rejected_at": null}, "#
                + #""after": {"rejected_at": "2026-12-01T07:00:00.123456+01:00"}"#,
            "rejected - → at 2026-12-01T06:00:00Z", "rejetée le - → at 2026-12-01T06:00:00Z"),
        Case(
            #""object": "operator", "key": {"login": "eve"}, "action": "insert", "after": {"granted": "approver", "login": "eve"}"#,
            "added: operator eve, role approver", "ajout\u{202F}: opérateur eve, rôle approbateur (approver)"),
        Case(
            #""object": "credential", "key": {"kind": "lucca-api-key", "slot": "current"}, "action": "update", "#
                + #""before": {"sealed": "hidden"}, "after": {"sealed": "hidden"}"#,
            "secret lucca-api-key, secret hidden → hidden", "secret lucca-api-key, secret masqué → masqué"),
        Case(
            #""object": "reason", "key": {"leave_account_id": "7"}, "action": "delete", "#
                + #""before": {"destination": "type", "type_key": 3}"#,
            "removed: leave account rule 7, goes to type, type 3",
            "suppression\u{202F}: règle de compte d’absence 7, va vers type, type 3"),
        Case(
            #""object": "reason", "key": {"all": true}, "action": "truncate""#, "all removed: leave account rule",
            "tout est supprimé\u{202F}: règle de compte d’absence"),
        Case(
            #""object": "tenant", "action": "update", "before": {"planning_dialect": {"findings": {"update": "merge (surveyed)"}}}, "#
                + #""after": {"planning_dialect": {"findings": {"update": "replace (probed)"}, "probe": 0}}"#,
            "dialect update merge (surveyed) → replace (probed)", "dialecte update fusionne (observé) → remplace (sondé)"),
        Case(
            #""object": "comet", "key": {"tail": 2}, "action": "update", "before": {"speed": 1.5}, "after": {"speed": {"a": "b"}}"#,
            "comet 2, speed 1.5 → a b", "comet 2, speed 1.5 → a b"),
    ]

    @Test(arguments: cases)
    func aRowReadsInBothLanguages(row: Case) {
        let first = words(row.changes).first
        #expect(first?.english == row.english && first?.french == row.french, "\(String(describing: first))")
    }

    @Test func aProbeIsALineOfItsOwn() {
        let found = words(
            """
            [{"object": "tenant", "action": "update", "before": {"planning_dialect": {}}, "after": {"planning_dialect": {"probe": 0}}}]
            """)
        #expect(found.map(\.english) == ["dialect, probed - → at 1970-01-01T00:00:00Z"])
    }

    @Test func anErasedTextSaysSo() {
        #expect(words("", isErased: true).map(\.english) == ["erased with the tenant"])
    }

    @Test(arguments: ["", "null", "[]", "{}", "[1]", #"[{"object": "run"}]"#])
    func whatIsNotUnderstoodIsNothing(changes: String) { #expect(words(changes).isEmpty) }

    /// As the triggers name them: object, tenant's column, key, columns.
    @Test func everyObjectAndColumnThatTheTriggersShowHasAName() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "sql/functions/audit.sql")
        let sql = try String(contentsOf: file, encoding: .utf8)
        // The columns may be several literals, which SQL joins.
        let triggers = sql.matches(of: /audit_note\(\s*'([a-z_]+)', '[^']*', '[^']*',((?:\s*'[^']*')+)\)/)
        #expect(triggers.count > 40)
        for trigger in triggers {
            let object = String(trigger.output.1)
            #expect(AuditedObjectWords.noun(object).french != object, "\(object)")
            for column in trigger.output.2.split(whereSeparator: { ",' \n".contains($0) }).map(String.init) where column != "id" {
                let label = AuditedColumnWords.label(column, of: object)
                #expect(label.french != column || Self.sameInBoth.contains(column), "\(column) of \(object)")
            }
        }
    }

    private static let sameInBoth: Set = ["worker", "format"]
}
