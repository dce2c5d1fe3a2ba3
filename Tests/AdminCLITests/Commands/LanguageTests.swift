import AppWiring
import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing
import Words

@testable import AdminCLI

@Suite("The language of command output")
struct LanguageTests {
    /// Runs of each kind, recorded under English: partial, withheld, approved, paused, failed.
    private func recorded() async throws -> SmallWorld {
        let world = try await SmallWorld()
        var bench = world.bench
        for line in ["run now acme --as-of 2026-12-01"] { _ = await bench.run(line.split(separator: " ").map(String.init)) }
        bench.connector.source.reading.leaves.remove(at: 1)
        _ = await bench.run("tenant", "edit", "acme", "--brake-count", "0", "--brake-percent", "0")
        _ = await bench.run("scope", "set", "acme", "--department", "2")
        _ = await bench.run("run", "now", "acme")
        world.planning.failAll(.resources, .throttled(seconds: 1800))
        _ = await bench.run("run", "now", "acme", "--reconcile")
        _ = await bench.run("run", "cancel", "3")
        world.planning.failAll(.resources, .unreachable)
        _ = await bench.run("run", "now", "acme", "--reconcile")
        return world
    }

    @Test("runs recorded under English are shown in French")
    func runsInFrench() async throws {
        let transcript = Transcript(.table)
        let world = try await recorded()
        let bench = world.bench
        for id in 1...4 { await transcript.show(bench, "run show \(id) --changes --lang fr") }
        await transcript.show(bench, "run list --lang fr")
        await transcript.show(bench, "run show 99 --lang fr")
        await transcript.show(bench, "run approve 2 --lang fr")
        world.planning.failAll(.resources, nil)
        await transcript.show(bench, "run approve 2 --lang fr")
        await transcript.run(bench, "run cancel 2 --lang fr")
        try transcript.expect("runs-fr")
    }

    @Test("absences, previews, the fleet and mappings are shown in French")
    func absencesInFrench() async throws {
        let transcript = Transcript(.table)
        let world = try await SmallWorld()
        var bench = world.bench
        await transcript.show(bench, "fleet --lang fr")
        await transcript.show(bench, "run preview acme --as-of 2026-12-01 --lang fr")
        await transcript.show(bench, "scope tree acme --lang fr")
        await transcript.show(bench, "reason list acme --lang fr")
        let explain = "absence explain acme --as-of 2026-12-01 --lang fr --employee"
        await transcript.show(bench, "\(explain) 42")
        _ = await bench.run("run", "now", "acme", "--as-of", "2026-12-01")
        for employee in [42, 43, 44] { await transcript.show(bench, "\(explain) \(employee)") }
        world.planning.change { world in
            for key in world.events.keys { world.events[key]?.end = Instant(secondsSince1970: 1_798_200_000) }
        }
        await transcript.show(bench, "\(explain) 42 --date 2026-12-24")
        world.planning.change { $0.events = [:] }
        await transcript.show(bench, "\(explain) 42 --from 2026-12-24 --to 2026-12-29")
        await transcript.show(bench, "\(explain) 42 --offline --date 2026-12-24")
        await transcript.show(bench, "\(explain) 42 --date 2028-01-01")
        await transcript.show(bench, "\(explain) 42 --date 2026-12-01 --from 2026-12-01")
        for choice in ["--hide", "--ignore", "--automatic", "--automatic"] {
            await transcript.run(bench, "reason set acme 4 \(choice) --lang fr")
        }
        await transcript.run(bench, "reason set acme 4 --lang fr")
        await transcript.show(bench, "reason list acme --lang fr")
        await transcript.show(bench, "department list acme --lang fr")
        await transcript.run(bench, "department map acme 2 --to 1 --lang fr")
        await transcript.run(bench, "scope set acme --lang fr")
        bench.connector.source.reading.leaves.remove(at: 1)
        _ = await bench.run("tenant", "edit", "acme", "--brake-count", "0", "--brake-percent", "0")
        await transcript.run(bench, "scope set acme --department 2 --lang fr")
        await transcript.show(bench, "run preview acme --lang fr")
        try transcript.expect("absences-fr")
    }

    @Test("extra data is shown in French")
    func extraDataInFrench() async throws {
        let transcript = Transcript(.table)
        var world = await FieldWorld()
        await transcript.show(world.bench, "field list acme --lang fr")
        for line in [
            "e_Site-chantier --to Site", "e_Site-chantier --to Site", "e_Site-chantier --to Site --replace",
            "e_caces_fin --to Badge --as date --clear-when-empty", "e_permis --to Casier", "e_permis --to Casier --unchecked",
            "e_langues --to Site", "e_vehicule --to Km", "e_cles --to km", "e_photo --to phone", "e_caces_fin --to Km",
            "e_caces_fin --to Km --as number", "e_cles --to mobile --as number", "mobile --to phone", "phone --to email",
        ] { await transcript.run(world.bench, "field set acme \(line) --lang fr") }
        world.bench.connector.source.offered.removeAll { $0.field.id == FieldID("e_caces_fin") }
        await transcript.show(world.bench, "field list acme --lang fr")
        await transcript.run(world.bench, "field unset acme e_Site --lang fr")
        await transcript.run(world.bench, "field unset acme phone --lang fr")
        await transcript.run(world.bench, "field unset acme Site --lang fr")
        world.bench.connector.source.failure = SyncError(.lucca(.keyUnknown))
        await transcript.show(world.bench, "field list acme --lang fr")
        let small = try await SmallWorld()
        var bench = small.bench
        let field = LuccaField(id: FieldID(.standard(.jobTitle)), format: .text)
        bench.connector.source.offered = [OfferedField(field: field, holders: ["42", "43"])]
        bench.connector.source.values.values = ["42": [field.id: .text("Grutier")], "43": [field.id: .text("Grutier")]]
        small.planning.change { $0.fields[7] = [.phone: "0102030405"] }
        for target in ["phone", "mobile --clear-when-empty"] {
            await transcript.run(bench, "field set acme jobTitle --to \(target) --lang fr")
        }
        await transcript.show(bench, "run preview acme --as-of 2026-12-01 --lang fr")
        let explain = "field explain acme --as-of 2026-12-01 --lang fr --employee"
        await transcript.show(bench, "\(explain) 42")
        _ = await bench.run("run", "now", "acme", "--as-of", "2026-12-01")
        for employee in [42, 43, 44] { await transcript.show(bench, "\(explain) \(employee)") }
        bench.connector.source.values.values = [:]
        await transcript.show(bench, "\(explain) 42")
        bench.connector.source.values.unreadable = [field.id]
        await transcript.show(bench, "\(explain) 42")
        await transcript.run(bench, "field unset acme jobTitle --lang fr")
        let empty = await FieldWorld(shown: [])
        await transcript.run(empty.bench, "field set acme e_permis --to Permis --lang fr")
        try transcript.expect("fields-fr")
    }

    @Test("probes, dialects and checks are shown in French")
    func probesInFrench() async throws {
        let transcript = Transcript(.table)
        let world = try await ProbedWorld()
        let bench = world.bench
        world.prober.change { state in
            state.report.requests = 14
            state.report.findings = [
                .time: ProbedWorld.found("utc", .probed, [.sent: .text("2028-06-14T10:00"), .found: .text("2028-06-14T12:00")]),
                .update: ProbedWorld.found("merge"),
            ]
            state.report.obstacles = [
                .noType, .zoneUnknown(summerMinutes: 120, winterMinutes: 60), .refused(.remark, status: 400),
            ]
            state.makes = [901]
            state.stuck = [901]
        }
        await transcript.show(bench, "tenant probe acme --resource 7 --yes --lang fr")
        await transcript.show(bench, "tenant check acme --lang fr")
        await transcript.show(bench, "tenant show acme --lang fr")
        try await world.change { $0.doubt = ProbedWorld.doubt }
        await transcript.show(bench, "tenant check acme --lang fr")
        try transcript.expect("checks-fr")
    }

    @Test("tenants, secrets, keys and argument errors are shown in French")
    func administrationInFrench() async throws {
        let transcript = Transcript(.table)
        let world = try await ProbedWorld()
        var bench = world.bench
        bench.schema = [("m0001_pre_registry", ManualClock().wall), ("m0002_pre_memory", nil)]
        bench.isOpenToEveryLogin = true
        bench.masterKeys = [("k1", ManualClock().wall, 2), ("k0", nil, 1)]
        let address = "--lucca-url bravo.ilucca-test.net --planningpme-url https://api.planningpme.com/bravo/"
        for line in [
            "tenant create bravo", "tenant create bravo --name Bravo \(address) --environment prod --daily-at 25h --create all",
            "tenant create bravo --name Bravo \(address)", "tenant edit bravo", "tenant edit bravo --environment test",
            "tenant edit bravo --take-over", "tenant edit bravo --lucca-url bravo-group.ilucca-test.net --take-over",
            "tenant edit acme --planningpme-url https://api.planningpme.com/acme-group/ --environment production",
            "tenant list", "tenant show acme", "tenant pause bravo", "tenant delete bravo", "tenant delete bravo --yes",
            "credential list acme", "credential set acme lucca-key", "credential bind", "credential bind --all",
            "db status", "db migrate", "keyring init", "keyring rotate", "keyring status",
            "run list --limit 0 --since soon --status done", "run show -5", "run show x",
            "run start acme --as-of 2026-02-30", "run start acme --as-of 2999-01-01", "tenant probe acme --resource 7",
        ] { await transcript.run(bench, "\(line) --lang fr") }
        await transcript.run(bench, "credential set acme lucca-api-key --lang fr", input: "one two")
        await transcript.run(bench, "credential set acme planningpme-username --lang fr", input: "someone")
        try transcript.expect("administration-fr")
    }

    @Test("JSON and CSV are the same in each language", arguments: [OutputFormat.json, .csv])
    func dataHasNoLanguage(format: OutputFormat) async throws {
        let bench = try await recorded().bench
        let lines =
            (1...4).map { "run show \($0)" } + (1...4).map { "run show \($0) --problems" } + [
                "run list", "tenant show acme", "fleet", "run preview acme", "absence explain acme --employee 42",
                "reason list acme",
                "scope tree acme", "department list acme", "field list acme",
            ]
        for line in lines {
            let words = line.split(separator: " ").map(String.init) + ["--output", format.rawValue, "--lang"]
            let (english, french) = (await bench.run(words + ["en"]), await bench.run(words + ["fr"]))
            #expect(english.data == french.data && !english.data.isEmpty && english.status == french.status, "\(line)")
        }
    }

    @Test("an unknown language is a usage error")
    func unknownLanguages() async {
        let outcome = await CommandLineBench().run("tenant", "list", "--lang", "de")
        #expect(outcome.status == .usage && outcome.messages.contains("Choose en or fr."))
    }

    @Test("argument errors are in the language that --lang names")
    func complaints() async {
        let outcome = await CommandLineBench().run("run", "shwo", "--lang=fr")
        #expect(outcome.status == .usage && outcome.messages.contains("n’existe pas"))
    }

    @Test("an option beats the environment, which beats the file")
    func precedence() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json").path
        try Data(#"{"language": "fr"}"#.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        func language(_ flag: String?, _ variable: String?) async throws -> String? {
            var environment = ["PASSERELLE_CONFIG": path]
            environment["PASSERELLE_LANG"] = variable
            return try await AppConfiguration.load(flags: ConfigurationFlags(language: flag), environment: environment).language
        }
        #expect(try await language(nil, nil) == "fr")
        #expect(try await language(nil, "en") == "en")
        #expect(try await language("fr", "en") == "fr")
    }
}
