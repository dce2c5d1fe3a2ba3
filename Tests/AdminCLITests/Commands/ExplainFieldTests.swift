import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("field explain, and extra data in previews")
struct ExplainFieldTests {
    private static let value = "Chef-de-chantier-secret"
    private static let job = FieldID(.standard(.jobTitle))

    /// Employee 42 has a job title and resource 7; 43 has a job title and no resource.
    private func world(clears: Bool = false) async throws -> (bench: CommandLineBench, planning: FakePlanning) {
        let world = try await SmallWorld()
        var bench = world.bench
        let field = LuccaField(id: Self.job, format: .text)
        bench.connector.source.offered = [OfferedField(field: field, holders: ["42", "43"])]
        bench.connector.source.values.values = ["42": [Self.job: .text(Self.value)], "43": [Self.job: .text(Self.value)]]
        let set = await bench.run(["field", "set", "acme", "jobTitle", "--to", "phone"] + (clears ? ["--clear-when-empty"] : []))
        try #require(set.status == .done, "\(set.messages)")
        return (bench, world.planning)
    }

    private func explain(_ bench: CommandLineBench, _ employee: String = "42") async throws -> [String: Any] {
        let words = ["field", "explain", "acme", "--employee", employee, "--as-of", "2026-12-01"]
        for format in ["table", "csv"] {
            let outcome = await bench.run(words + ["--output", format])
            #expect(outcome.status == .done && !(outcome.data + outcome.messages).contains(Self.value), "\(outcome.messages)")
        }
        let outcome = await bench.run(words + ["--output", "json"])
        #expect(outcome.status == .done && !(outcome.data + outcome.messages).contains(Self.value), "\(outcome.messages)")
        let report = try #require(try JSONSerialization.jsonObject(with: Data(outcome.data.utf8)) as? [String: Any])
        var field = try #require((report["fields"] as? [[String: Any]])?.first)
        field["employee"] = report["employee"]
        return field
    }

    private func expect(_ field: [String: Any], lucca: String, recorded: String?, nextRun: String) {
        #expect(
            field["lucca"] as? String == lucca && field["recorded"] as? String == recorded
                && field["nextRun"] as? String == nextRun, "\(field)")
    }

    @Test("what Lucca has is written by the next run, and then stays")
    func written() async throws {
        let (bench, _) = try await world()
        expect(try await explain(bench), lucca: "some", recorded: nil, nextRun: "write")
        _ = await bench.run("run", "now", "acme", "--as-of", "2026-12-01")
        expect(try await explain(bench), lucca: "some", recorded: "written", nextRun: "unchanged")
        // By the identifier that the tenant matches by.
        expect(try await explain(bench, "00042"), lucca: "some", recorded: "written", nextRun: "unchanged")
    }

    @Test("a value that is gone stays, or is cleared if the rule clears", arguments: [false, true])
    func gone(clears: Bool) async throws {
        var (bench, _) = try await world(clears: clears)
        _ = await bench.run("run", "now", "acme", "--as-of", "2026-12-01")
        bench.connector.source.values.values = [:]
        expect(try await explain(bench), lucca: "none", recorded: "written", nextRun: clears ? "clear" : "no_value")
        let table = await bench.run("field", "explain", "acme", "--employee", "42", "--as-of", "2026-12-01").data
        #expect(table.contains("--clear-when-empty") != clears, "\(table)")
        let preview = await bench.run("run", "preview", "acme", "--as-of", "2026-12-01")
        #expect(preview.data.contains("0 written, 1 cleared") == clears, "\(preview.data)")
    }

    @Test("a field that comes for nobody erases nothing")
    func absentForAll() async throws {
        var (bench, _) = try await world(clears: true)
        _ = await bench.run("run", "now", "acme", "--as-of", "2026-12-01")
        bench.connector.source.values.values = [:]
        bench.connector.source.values.unreadable = [Self.job]
        expect(try await explain(bench), lucca: "field_unreadable", recorded: "written", nextRun: "unreadable")
    }

    @Test("who is not synced is said to be so")
    func notSynced() async throws {
        let (bench, _) = try await world()
        for (employee, standing, lucca) in [("44", "out_of_scope", "none"), ("43", "employee_unmatched", "some")] {
            let field = try await explain(bench, employee)
            expect(field, lucca: lucca, recorded: nil, nextRun: "not_synced")
            #expect(field["employee"] as? String == standing, "\(field)")
        }
    }

    @Test("an unknown employee is named")
    func unknown() async throws {
        let (bench, _) = try await world()
        let outcome = await bench.run("field", "explain", "acme", "--employee", "99")
        #expect(outcome.status == .failed && outcome.messages.contains("[employee_unknown]"), "\(outcome.messages)")
        let blank = await bench.run("field", "explain", "acme", "--employee", " ", "--as-of", "2026-02-30")
        #expect(blank.status == .usage && blank.messages.contains("2 options"), "\(blank.messages)")
    }

    @Test("without a rule there is nothing to explain")
    func noRule() async throws {
        let bench = try await SmallWorld().bench
        let outcome = await bench.run("field", "explain", "acme", "--employee", "42")
        #expect(outcome.status == .done && outcome.messages.contains("No field of acme is carried."), "\(outcome.messages)")
    }

    @Test("a preview lists resources and targets, and no value", arguments: OutputFormat.allCases)
    func preview(format: OutputFormat) async throws {
        let (bench, _) = try await world()
        let outcome = await bench.run(
            "run", "preview", "acme", "--as-of", "2026-12-01", "--output", format.rawValue)
        #expect(outcome.status == .done && !(outcome.data + outcome.messages).contains(Self.value), "\(outcome.messages)")
        switch format {
        case .table: #expect(outcome.data.contains("Extra data of 1 resource (1 written, 0 cleared)"), "\(outcome.data)")
        case .csv: #expect(!outcome.data.contains("phone"), "\(outcome.data)")
        case .json:
            let report = try JSONSerialization.jsonObject(with: Data(outcome.data.utf8)) as? [String: Any]
            let changes = try #require(report?["resourceChanges"] as? [[String: Any]])
            #expect(changes.count == 1)
            #expect(changes.first?["employeeId"] as? String == "42" && changes.first?["resourceKey"] as? Int == 7)
            #expect(changes.first?["write"] as? [String] == ["phone"] && changes.first?["clear"] as? [String] == [])
        }
    }
}
