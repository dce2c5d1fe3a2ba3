import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("tenant import and export")
struct ImportTenantsTests {
    private static let header = "slug,name,luccaUrl,planningpmeUrl"

    private func row(_ slug: String, more: String = "") -> String {
        "\(slug),Acme SA,\(slug).ilucca.net,https://api.planningpme.com/\(slug)/\(more)\n"
    }

    private func tenants(_ bench: CommandLineBench) async throws -> [Tenant] {
        try await InMemoryTenantRegistry(bench.database).list().sorted { $0.slug.value < $1.slug.value }
    }

    private func json(_ outcome: CommandLineBench.Outcome) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(outcome.data.utf8)) as? [String: Any], "\(outcome.messages)")
    }

    /// The slug and the scope are columns too.
    @Test func everyOptionOfATenantIsAColumn() throws {
        let options = Mirror(reflecting: try TenantOptions.none()).children.compactMap(\.label).filter { $0.hasPrefix("_") }
        #expect(options.count == TenantColumn.all.count - 2, "\(options)")
        let names = TenantColumn.all.map { TenantFile.plain($0.name) }
        #expect(options.map(TenantFile.plain).filter { !names.contains($0) } == [])
    }

    @Test func rowsAreRegisteredAndTheSecondTimeNothingChanges() async throws {
        let bench = CommandLineBench()
        let file = "\(Self.header),dailyAt\n" + row("acme", more: ",05:30") + row("globex", more: ",")
        let first = await bench.run("tenant", "import", "-", "--yes", "2", input: file)
        #expect(first.status == .done, "\(first.messages)")
        let registered = try await tenants(bench)
        #expect(registered.map(\.slug.value) == ["acme", "globex"])
        #expect(registered.map(\.settings.dailyAt) == [330, nil])
        #expect(registered.allSatisfy { $0.state == .draft })
        let second = await bench.run("tenant", "import", "-", "--output", "json", input: file)
        #expect(second.status == .done, "\(second.messages)")
        #expect(try json(second)["unchanged"] as? Int == 2)
        #expect(try await tenants(bench) == registered)
    }

    @Test(arguments: [[], ["--csv", "excel"]])
    func anExportIsImportedWithoutAnyChange(style: [String]) async throws {
        let world = try await SmallWorld()
        let edits = [
            "--name", "'=1+1", "--contact", "drh@acme.example", "--daily-at", "05:30", "--initial-from", "2026-09-01", "--create",
            "none",
            "--days-off", "fri,sat", "--match-email", "--former-accounts", "acme-old", "--reference-field", "REF; X",
            "--event-status",
            "3", "--holidays", "fr", "--brake-count", "5",
        ]
        #expect(await world.bench.run(["tenant", "edit", "acme"] + edits).status == .done)
        await world.bench.register("globex")
        let before = try await tenants(world.bench)
        let exported = await world.bench.run(["tenant", "export"] + style)
        #expect(exported.status == .done, "\(exported.messages)")
        let again = await world.bench.run(["tenant", "import", "-", "--output", "json"], input: exported.data)
        #expect(again.status == .done, "\(again.messages)")
        #expect(try json(again)["unchanged"] as? Int == 2, "\(again.data)")
        #expect(try await tenants(world.bench) == before)
    }

    /// Into an empty installation: everything but the scope, which Lucca must show, is as it was.
    @Test func anExportRebuildsTheTenants() async throws {
        let world = try await SmallWorld()
        _ = await world.bench.run("tenant", "edit", "acme", "--daily-at", "05:30", "--planning-time-zone", "Europe/London")
        let exported = await world.run("tenant", "export").data
        let bench = CommandLineBench()
        let outcome = await bench.run("tenant", "import", "-", "--yes", "1", "--output", "json", input: exported)
        #expect(outcome.status == .partial, "the scope waits for the keys: \(outcome.messages)")
        #expect(try json(outcome)["created"] as? Int == 1)
        let (old, new) = (try await tenants(world.bench)[0], try await tenants(bench)[0])
        #expect(new.settings == old.settings && new.name == old.name && new.luccaURL == old.luccaURL)
        #expect(new.dialect.dialect[.zone] == "Europe/London")
        #expect(new.scope.bases.isEmpty)
    }

    @Test func onlyTheColumnsOfTheFileChangeAndAnEmptyCellChangesNothing() async throws {
        let bench = CommandLineBench()
        await bench.register()
        _ = await bench.run("tenant", "edit", "acme", "--contact", "drh@acme.example", "--daily-at", "05:30")
        let outcome = await bench.run(
            "tenant", "import", "-", "--yes", "1", input: "slug;Daily at;contact;holidays\r\nacme;6:15:00;;fr\r\n")
        #expect(outcome.status == .done, "\(outcome.messages)")
        let tenant = try await tenants(bench)[0]
        #expect(
            tenant.settings.dailyAt == 375 && tenant.contact == "drh@acme.example"
                && tenant.settings.calendar.holidays.rawValue == "fr")
        #expect(await bench.run("tenant", "import", "-", "--yes", "1", input: "slug,contact\nacme,none\n").status == .done)
        #expect(try await tenants(bench)[0].contact == nil)
        for recipient in ["lea", nil] {
            let file = "slug,alertRecipient\nacme,\(recipient ?? "none")\n"
            #expect(await bench.run("tenant", "import", "-", "--yes", "1", input: file).status == .done)
            #expect(try await tenants(bench)[0].settings.alertRecipient == recipient)
        }
    }

    @Test func eachErrorNamesItsRowColumnCodeAndRemedyAndTheOtherRowsAreDone() async throws {
        let bench = CommandLineBench()
        let file =
            "\(Self.header),dailyAt,hourlyRequests,luccaApi,identifier\n" + row("acme", more: ",25:00,0,,")
            + row("globex", more: ",,,,") + row("x", more: ",,,,") + row("acme", more: ",,,,") + "short,Short\n"
            + row("second", more: ",,,2,login")
            + "twin,Twin,globex.ilucca.net,https://api.planningpme.com/globex/,,,,\n,,,,,,,\n"
            + "bare,,,,,,,\n"
        let outcome = await bench.run("tenant", "import", "-", "--yes", "1", "--output", "json", input: file)
        #expect(outcome.status == .partial, "globex and its twin exclude each other: \(outcome.messages)")
        #expect(try await tenants(bench).isEmpty)
        let dry = await bench.run("tenant", "import", "-", "--dry-run", "--output", "json", input: file)
        #expect(dry.status == .partial)
        let rows = try #require(try json(dry)["rows"] as? [[String: Any]])
        let found = rows.flatMap { row in
            (row["issues"] as? [[String: Any]] ?? []).map {
                "\(row["row"] ?? "") \($0["column"] as? String ?? "-") \($0["code"] ?? "")"
            }
        }
        #expect(
            found == [
                "2 hourlyRequests invalid_input", "2 dailyAt invalid_input", "2 slug slug_twice", "3 - tenant_exists",
                "4 slug invalid_input",
                "5 slug slug_twice", "6 - cells_miscounted", "7 identifier identifier_not_served", "8 - tenant_exists",
                "10 name invalid_input", "10 luccaUrl invalid_input", "10 planningpmeUrl invalid_input",
            ])
        #expect(rows.allSatisfy { ($0["issues"] as? [[String: Any]] ?? []).allSatisfy { !("\($0["remedy"] ?? "")".isEmpty) } })
        #expect(try await tenants(bench).isEmpty)
        let good = file.split(separator: "\n").filter { !$0.hasPrefix("twin") }.joined(separator: "\n")
        let done = await bench.run("tenant", "import", "-", "--yes", "1", input: good)
        #expect(done.status == .partial, "\(done.messages)")
        #expect(try await tenants(bench).map(\.slug.value) == ["globex"])
    }

    @Test func ofTwoRowsWithOneSlugNeitherIsImportedAndMissingCellsAreCounted() async throws {
        let bench = CommandLineBench()
        let file = "\(Self.header)\n" + row("acme") + row("acme") + row("globex") + "short,Short\n"
        let outcome = await bench.run("tenant", "import", "-", "--yes", "1", input: file)
        #expect(outcome.status == .partial, "\(outcome.messages)")
        #expect(try await tenants(bench).map(\.slug.value) == ["globex"])
        let shown = await bench.run("tenant", "import", "-", "--dry-run", "--output", "json", input: file).data
        #expect(shown.contains("Row 2 has the same slug.") && shown.contains("Row 3 has the same slug."), "\(shown)")
        #expect(shown.contains("2 cells are missing: the row has 2, the header 4."), "\(shown)")
    }

    @Test func countsOfAnImportAreSingularInFrench() async throws {
        let bench = CommandLineBench()
        let file = "\(Self.header)\n" + row("acme")
        let outcome = await bench.run("tenant", "import", "-", "--dry-run", "--lang", "fr", input: file)
        #expect((outcome.data + outcome.messages).contains("1 ligne\u{202F}: 1 à créer."), "\(outcome.data)\(outcome.messages)")
    }

    @Test(arguments: [
        "lucca-api-key", "luccaApiKey", "planningPMEAppKey", "planningpme-password", "Password", "lucca_client_secret",
        "auth token",
    ])
    func aColumnThatNamesASecretIsRefused(column: String) async throws {
        let bench = CommandLineBench()
        let outcome = await bench.run("tenant", "import", "-", "--yes", "1", input: "slug,\(column)\nacme,xyzzy\n")
        #expect(outcome.status == .usage)
        #expect(outcome.messages.contains("Secrets are not imported"), "\(outcome.messages)")
        #expect(!outcome.messages.contains("xyzzy"))
    }

    @Test(arguments: [
        ("slug,colour\nacme,red\n", "column 2 \"colour\""), ("slug,name,Name\n", "appears twice"),
        ("name\nAcme\n", "no column slug"),
        ("slug,\"name\n", "row 1, column 2"), ("", "The file is empty"),
    ])
    func whatIsNoFileOfTenantsIsRefused(file: String, words: String) async {
        let outcome = await CommandLineBench().run("tenant", "import", "-", "--yes", "1", input: file)
        #expect(outcome.status == .usage)
        #expect(outcome.messages.contains(words), "\(outcome.messages)")
    }

    @Test(arguments: [[], ["--yes", "3"], ["--yes", "1"]])
    func theNumberMustBeRight(confirmation: [String]) async throws {
        let bench = CommandLineBench()
        let outcome = await bench.run(
            ["tenant", "import", "-"] + confirmation, input: Self.header + "\n" + row("acme") + row("globex"))
        #expect(outcome.status == .usage)
        #expect(outcome.messages.contains("--yes 2"), "\(outcome.messages)")
        #expect(try await tenants(bench).isEmpty)
    }

    @Test func aDryRunShowsBeforeAndAfter() async throws {
        let bench = CommandLineBench()
        await bench.register()
        let before = try await tenants(bench)
        let outcome = await bench.run("tenant", "import", "-", "--dry-run", input: "slug,dailyAt\nacme,05:30\n")
        #expect(outcome.status == .done, "\(outcome.messages)")
        #expect(outcome.data.contains("dailyAt") && outcome.data.contains("none") && outcome.data.contains("05:30"))
        #expect(outcome.messages.contains("Nothing was written"))
        #expect(try await tenants(bench) == before)
    }

    @Test func theReportIsImportedAgain() async throws {
        let bench = CommandLineBench()
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = Self.header + ",dailyAt\n" + row("acme", more: ",5h") + row("globex", more: ",")
        let outcome = await bench.run("tenant", "import", "-", "--yes", "1", "--report", path, input: file)
        #expect(outcome.status == .partial, "\(outcome.messages)")
        let report = try String(contentsOfFile: path, encoding: .utf8)
        #expect(report.contains("invalid,dailyAt,invalid_input"), "\(report)")
        let corrected = report.replacing(",5h,", with: ",05:00,")
        let again = await bench.run("tenant", "import", "-", "--yes", "1", input: corrected)
        #expect(again.status == .done, "\(again.messages)")
        #expect(try await tenants(bench).map(\.settings.dailyAt) == [300, nil])
        let taken = await bench.run("tenant", "import", "-", "--yes", "1", "--report", path, input: file)
        #expect(taken.status == .usage && taken.messages.contains("exists"))
    }

    @Test func anAddressOfATenantThatIsNoDraftIsChangedAlone() async throws {
        let world = try await SmallWorld()
        let acme = try await tenants(world.bench)[0]
        try await InMemoryTenantRegistry(world.bench.database).setState(.active, of: acme.id, from: [.draft])
        let outcome = await world.bench.run(
            "tenant", "import", "-", "--dry-run", "--output", "csv", input: "slug,luccaUrl\nacme,other.ilucca.net\n")
        #expect(outcome.status == .partial)
        #expect(outcome.data.contains("address_alone"), "\(outcome.data)")
    }

    @Test func conditionsSelect() async throws {
        let bench = CommandLineBench()
        for slug in ["acme", "beta", "gamma"] { await bench.register(slug) }
        _ = await bench.run("tenant", "edit", "beta", "--environment", "test", "--days-off", "sun")
        func export(_ options: String...) async -> [String] {
            let outcome = await bench.run(["tenant", "export"] + options)
            return outcome.data.split(whereSeparator: \.isNewline).dropFirst().map { String($0.prefix { $0 != "," }) }
        }
        #expect(await export("--where", "state=draft,environment=test") == ["beta"])
        #expect(await export("--where", "slug=acme,slug=gamma") == ["acme", "gamma"])
        #expect(await export("--where", "days-off=sat,sun") == ["acme", "gamma"])
        #expect(await export("--where", "state=active") == [])
        for wrong in ["colour=red", "state", "state=asleep"] {
            #expect(await bench.run("tenant", "export", "--where", wrong).status == .usage, "\(wrong)")
        }
        #expect(await bench.run("tenant", "export", "--from", "-", input: "beta\r\n# a comment\nnone-such\n").status == .usage)
        // A list that is too long is not read in part.
        let long = String(repeating: "beta\n", count: 1 << 18)
        let tooLong = await bench.run("tenant", "export", "--from", "-", input: long)
        #expect(tooLong.status == .usage && tooLong.messages.contains("longer than 1 MB"), "\(tooLong.messages)")
        #expect(await bench.run("tenant", "export", "--all", "--where", "state=draft").status == .usage)
    }
}
