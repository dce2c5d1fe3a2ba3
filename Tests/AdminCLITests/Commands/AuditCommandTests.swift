import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing
import Words

@testable import AdminCLI

@Suite("audit")
struct AuditCommandTests {
    @Test func aRefusalIsListedWithItsActorAndItsCode() async {
        let bench = CommandLineBench()
        await bench.register()
        #expect(await bench.run("run", "start", "acme", "--reason", "ticket 7").status == .failed)
        let outcome = await bench.run("audit", "list", "--tenant", "acme")
        #expect(outcome.status == .done)
        for text in ["test (unproven: lea@test)", "run.start", "refused: scope_missing", "acme run", "ticket 7"] {
            #expect(outcome.data.contains(text), "\(text)")
        }
        let french = await bench.run("audit", "list", "--lang", "fr")
        #expect(french.data.contains("refus\u{202F}: scope_missing"))
    }

    @Test func jsonHoldsWhatTheContractSays() async throws {
        let bench = CommandLineBench()
        await bench.register()
        _ = await bench.run("run", "start", "acme", "--reason", "ticket 7")
        let data = await bench.run("audit", "list", "--output", "json").data
        let entries = try #require(try JSONSerialization.jsonObject(with: Data(data.utf8)) as? [[String: Any]])
        let entry = try #require(entries.first)
        #expect(
            Set(entry.keys) == [
                "number", "at", "login", "claimed", "kind", "operation", "object", "tenant", "run", "subject", "code", "reason",
                "release", "isErased", "isProven", "changes",
            ])
        #expect(entry["kind"] as? String == "refusal" && entry["code"] as? String == "scope_missing")
        #expect(entry["reason"] as? String == "ticket 7" && entry["operation"] as? String == "run.start")
    }

    /// Two rows of an update and an insertion.
    @Test func changesAreFieldsBeforeAndAfter() throws {
        let entry = AuditEntry(
            number: 7, at: Instant(secondsSince1970: 0), login: "lea", kind: .change, object: "tenant", tenant: "acme",
            changes: """
                [{"object": "tenant", "action": "update", "before": {"brake_count": 10, "contact": null}, \
                "after": {"brake_count": 12, "contact": "hidden"}}, {"object": "reason", "key": {"leave_account_id": "7"}, \
                "action": "insert", "before": null, "after": {"destination": "hide"}}]
                """)
        let shown = AuditDocument.make([entry]).rendered(.table, width: nil, colour: false)
        #expect(
            shown.contains("contact - → hidden; --brake-count 10 → 12; added: leave account rule 7, goes to hide"), "\(shown)")
        #expect(shown.contains("sql"))
        let csv = AuditDocument.make([entry]).rendered(.csv, width: nil, colour: false)
        #expect(csv.contains("\"\"brake_count\"\": 12") || csv.contains("\"\"brake_count\"\":12"))
    }

    /// As the log has each setting, and as an edit changes it.
    private static let settings: [(column: String, before: String, after: String, edit: @Sendable (inout Tenant) -> Void)] = [
        ("environment", #""production""#, #""test""#, { $0.environment = .test }),
        ("lucca_url", #""https://acme.ilucca.net""#, #""https://b.ilucca.net""#, { $0.luccaURL = "https://b.ilucca.net" }),
        (
            "department_scope", "[]", #"[{"id": "3", "withDescendants": true}]"#,
            { $0.scope = DepartmentScope(bases: [.init(id: "3", withDescendants: true)]) }
        ),
        ("state", #""draft""#, #""active""#, { $0.state = .active }),
        ("former_accounts", "[]", #"["b", "c"]"#, { $0.formerAccounts = ["c", "b"] }),
        ("match_email", "false", "true", { $0.settings.matchEmail = true }),
        ("creates", #"["types"]"#, #"["departments", "resources"]"#, { $0.settings.create = [.resources, .departments] }),
        ("creates", #"["types"]"#, "[]", { $0.settings.create = [] }),
        ("include_pending", "false", "true", { $0.settings.includePending = true }),
        ("neutral_type", #""Absent""#, #""Away""#, { $0.settings.neutralType = "Away" }),
        ("day_end", "1440", "1110", { $0.settings.calendar.hours = DayHours(start: 0, midday: 720, end: 1110) ?? .wholeDay }),
        ("days_off", #"["sat", "sun"]"#, #"["mon", "sun"]"#, { $0.settings.calendar.daysOff = [.sunday, .monday] }),
        ("daily_at", "null", "330", { $0.settings.dailyAt = 330 }),
        ("initial_from", "null", #""2026-12-01""#, { $0.settings.initialFrom = CalendarDay("2026-12-01") }),
        ("brake_count", "10", "12", { $0.settings.brake.count = 12 }),
        ("alert_recipient", "null", #""lea""#, { $0.settings.alertRecipient = "lea" }),
        ("reference_field", "null", #""Ref""#, { $0.settings.referenceField = "Ref" }),
    ]

    @Test(arguments: settings.indices)
    func aSettingReadsAsAnEditPrintsIt(index: Int) async throws {
        let (column, before, after, change) = Self.settings[index]
        let bench = CommandLineBench()
        await bench.register()
        let old = try await InMemoryTenantRegistry(bench.database).tenant(try TenantSlug("acme"))
        var new = old
        change(&new)
        let edit = try #require(TenantDocument.edits(from: old, to: new).first)
        let entry = AuditEntry(
            number: 1, at: Instant(secondsSince1970: 0), login: "lea", kind: .change, object: "tenant",
            changes: """
                [{"object": "tenant", "action": "update", "before": {"\(column)": \(before)}, "after": {"\(column)": \(after)}}]
                """)
        let audited = try #require(entry.changeWords(moment: LocalTime.utc).first)
        for language in Language.allCases {
            // An edit's columns are two spaces apart.
            let printed = edit[language].split(separator: "  ").joined(separator: " ")
            #expect(audited[language] == printed, "\(column)")
        }
    }

    /// The columns that the log may show, in `sql/functions/audit.sql`, and the names that it hides.
    @Test func everyColumnOfATenantHasTheLabelOfTenantShow() async {
        let bench = CommandLineBench()
        await bench.register()
        let columns = [
            "slug", "name", "state", "environment", "lucca_url", "former_accounts", "planningpme_url", "contact",
            "department_scope", "created_at", "identifier", "match_email", "creates", "include_pending", "neutral_type",
            "time_zone", "day_start", "midday", "day_end", "days_off", "holidays", "horizon_months", "initial_from", "daily_at",
            "lucca_api", "lucca_requests", "hourly_requests", "row_limit", "brake_count", "brake_percent", "alert_recipient",
            "reference_field",
        ]
        for language in Language.allCases {
            let shown = await bench.run("tenant", "show", "acme", "--lang", language.rawValue).data.split(separator: "\n")
            for column in columns {
                let label = AuditedColumnWords.label(column, of: "tenant")[language]
                #expect(shown.contains { $0.hasPrefix(label + "  ") }, "\(column): \(label)")
            }
        }
    }

    @Test func aValueThatASpreadsheetWouldRunIsNeutralized() {
        let entry = AuditEntry(
            number: 1, at: Instant(secondsSince1970: 0), login: "=cmd", kind: .refusal, object: "tenant", code: "x",
            reason: "+1+1")
        let csv = AuditDocument.make([entry]).rendered(.csv, width: nil, colour: false)
        #expect(csv.contains("'=cmd") && csv.contains("'+1+1"))
    }

    @Test func aWholeLogGivesAnAnchorToKeep() async throws {
        let bench = CommandLineBench()
        let outcome = await bench.run("audit", "verify")
        #expect(outcome.status == .done)
        #expect(
            outcome.messages.contains("The audit log is whole: 0 entries.") && outcome.messages.contains("passerelle-audit:0:"))
        let file = FileManager.default.temporaryDirectory.appending(path: "anchor-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: file) }
        let beyond = AuditAnchor(number: 3, hash: String(repeating: "a", count: 64), life: "1.1.1.00000001")
        try "anchor=\(beyond)\n".write(toFile: file, atomically: true, encoding: .utf8)
        let cut = await bench.run("audit", "verify", "--anchor", file)
        #expect(cut.status == .failed && cut.messages.contains("The audit log is broken at entry 1"))
        let json = await bench.run("audit", "verify", "--anchor", file, "--output", "json")
        #expect(json.data.contains(#""fault": "truncated""#))
        try "nothing\n".write(toFile: file, atomically: true, encoding: .utf8)
        #expect(await bench.run("audit", "verify", "--anchor", file).status == .usage)
        #expect(await bench.run("audit", "verify", "--anchor", "\(file)-none").status == .usage)
    }

    @Test func aJournalThatIsTooLongIsNotReadInPart() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "anchor-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: file) }
        #expect(FileManager.default.createFile(atPath: file, contents: nil))
        // Without blocks of its own, so that it takes no room.
        try #require(FileHandle(forWritingAtPath: file)).truncate(atOffset: 64 << 20 | 1)
        let outcome = await CommandLineBench().run("audit", "verify", "--anchor", file)
        #expect(outcome.status == .usage && outcome.messages.contains("The file is longer than 64 MB."), "\(outcome.messages)")
    }

    @Test func aRestoredDatabaseIsNotFailed() async throws {
        let bench = CommandLineBench()
        let file = FileManager.default.temporaryDirectory.appending(path: "anchor-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: file) }
        let elsewhere = AuditAnchor(number: 3, hash: String(repeating: "a", count: 64), life: "1.1.7.00000001")
        try "anchor=\(elsewhere)\n".write(toFile: file, atomically: true, encoding: .utf8)
        let outcome = await bench.run("audit", "verify", "--anchor", file)
        #expect(outcome.status == .partial && outcome.messages.contains("The database was restored"))
    }

    @Test func eachUnusableAnchorHasItsOwnAnswer() async throws {
        let bench = CommandLineBench()
        let file = FileManager.default.temporaryDirectory.appending(path: "anchor-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: file) }
        func verify(_ text: String) async throws -> CommandLineBench.Outcome {
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            return await bench.run("audit", "verify", "--anchor", file)
        }
        let hash = String(repeating: "a", count: 64)
        let empty = try await verify("")
        #expect(empty.status == .usage && empty.messages.contains("is empty"))
        let impossible = try await verify("\(AuditAnchor(number: 0, hash: hash, life: "1.1.1.00000001"))")
        #expect(impossible.status == .usage && impossible.messages.contains("No log gave the anchor"))
        let other = try await verify("\(AuditAnchor(number: 3, hash: hash, life: "7.7.7.00000001"))")
        #expect(other.status == .failed && other.messages.contains("1 anchor is of another database"))
        #expect(other.messages.contains("The audit log is whole") && !other.messages.contains("It agrees"))
        #expect(other.data.contains("whole"), "the verdict is on standard output too")
    }

    @Test func pagesContinueBeforeTheLastNumber() async {
        let bench = CommandLineBench()
        await bench.register()
        for _ in 1...3 { _ = await bench.run("run", "start", "acme") }
        let first = await bench.run("audit", "list", "--tenant", "acme", "--limit", "2", "--output", "csv")
        #expect(first.messages.contains("passerelle audit list --tenant acme --before 2 --limit 2"), "\(first.messages)")
        let next = await bench.run("audit", "list", "--tenant", "acme", "--limit", "2", "--before", "2", "--output", "csv")
        #expect(next.data.split(separator: "\r\n").count == 2, "a heading and the oldest entry")
        let backwards = await bench.run("audit", "list", "--since", "2026-09-02", "--until", "2026-09-01")
        #expect(backwards.status == .usage)
    }

    @Test func aDeletionAsksWhyOnATerminal() async throws {
        var bench = CommandLineBench()
        await bench.register()
        bench.shape = ConsoleShape(inputIsTerminal: true, messagesAreTerminal: true)
        let outcome = await bench.run("tenant", "delete", "nobody", "--yes", input: "contract ended")
        #expect(outcome.prompts.count == 1 && outcome.prompts[0].hasPrefix("Why?"))
        let entries = try await InMemoryAuditLog(bench.database).list(AuditFilter())
        #expect(entries.first?.reason == "contract ended")
        let said = await bench.run("tenant", "delete", "nobody", "--yes", "--reason", "x")
        #expect(said.prompts.isEmpty)
        #expect(await bench.run("tenant", "delete", "nobody", "--yes", "--reason", "  ").status == .usage)
    }
}
