import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("field")
struct FieldCommandTests {
    @Test("list shows what Lucca offers, who has a value, and where it goes")
    func listed() async {
        let world = await FieldWorld()
        #expect(await world.run("field", "set", "acme", "e_Site-chantier", "--to", "Site").status == .done)
        #expect(await world.run("field", "set", "acme", "e_Site-chantier", "--to", "Badge", "--clear-when-empty").status == .done)
        let outcome = await world.run("field", "list", "acme", "--output", "csv")
        #expect(outcome.status == .done && outcome.messages.isEmpty)
        #expect(
            outcome.data == """
                field,label,format,isMultiple,section,people,isOffered,target,form,clearWhenEmpty,replace\r
                jobTitle,,text,false,,1,true,,,,\r
                phone,,text,false,,0,true,,,,\r
                mobile,,text,false,,1,true,,,,\r
                e_Site-chantier,Site du chantier,list,false,Planning,2,true,Badge,text,true,false\r
                e_Site-chantier,Site du chantier,list,false,Planning,2,true,Site,text,false,false\r
                e_caces_fin,Fin du CACES,date,false,Planning,1,true,,,,\r
                e_cles,Clés,number,false,Véhicules,1,true,,,,\r
                e_etrange,,other,false,,0,true,,,,\r
                e_langues,Langues,list,true,Planning,1,true,,,,\r
                e_permis,Permis B,boolean,false,Véhicules,0,true,,,,\r
                e_photo,Photo,file,false,Véhicules,0,true,,,,\r
                e_vehicule,Véhicule,composite,false,Véhicules,1,true,,,,\r
                e_vehicule/e_immat,Immatriculation,text,false,Véhicules,1,true,,,,\r

                """)
    }

    @Test("the table fits a terminal of 80 columns", arguments: ["en", "fr"])
    func narrow(language: String) async {
        let world = await FieldWorld(shape: ConsoleShape(dataIsTerminal: true, columns: 80, refusesColour: true))
        _ = await world.run("field", "set", "acme", "e_Site-chantier", "--to", "Site", "--clear-when-empty", "--replace")
        let table = await world.run("field", "list", "acme", "--lang", language).data
        let lines = table.split(separator: "\n")
        #expect(lines.allSatisfy { DisplayWidth.of(String($0)) <= 80 }, "\(table)")
        #expect(lines.first?.contains(language == "en" ? "FIELD" : "DONNÉE") == true, "\(table)")
    }

    struct Form: Sendable, CustomTestStringConvertible {
        let words: [String]
        let form: FieldRule.Form
        var testDescription: String { words.joined(separator: " ") }

        init(_ form: FieldRule.Form, _ words: String...) {
            self.words = words
            self.form = form
        }
    }

    @Test(
        "the form is the one asked for, else that of the planning's values, else that of Lucca's format",
        arguments: [
            Form(.text, "e_caces_fin", "--to", "Site"), Form(.date, "e_caces_fin", "--to", "Fin CACES"),
            Form(.text, "e_caces_fin", "--to", "Fin CACES", "--as", "text"), Form(.text, "e_caces_fin", "--to", "Badge"),
            Form(.boolean, "e_permis", "--to", "Conducteur"), Form(.boolean, "e_permis", "--to", "Badge"),
            Form(.text, "e_permis", "--to", "Site"), Form(.number, "e_cles", "--to", "Km"),
            Form(.number, "e_cles", "--to", "Badge"), Form(.text, "e_langues", "--to", "Badge"),
            Form(.text, "e_cles", "--to", "mobile"), Form(.text, "e_vehicule/e_immat", "--to", "Badge"),
            Form(.text, "jobTitle", "--to", "Site"),
        ])
    func forms(expected: Form) async throws {
        let world = await FieldWorld()
        let outcome = await world.bench.run(["field", "set", "acme"] + expected.words)
        #expect(outcome.status == .done, "\(outcome.messages)")
        #expect(try await world.rules.map(\.form) == [expected.form])
    }

    struct Refusing: Sendable, CustomTestStringConvertible {
        let words: [String]
        let says: [String]
        var testDescription: String { words.joined(separator: " ") }

        init(_ words: String..., says: [String]) {
            self.words = words
            self.says = says
        }
    }

    @Test(
        "a setting that cannot work is refused, and says what would",
        arguments: [
            Refusing("e_nichts", "--to", "Site", says: ["\"e_nichts\"", "field list acme", "role"]),
            Refusing("e_site-chantier", "--to", "Site", says: ["Did you mean e_Site-chantier?"]),
            Refusing("E_permis", "--to", "Site", says: ["Did you mean e_permis?"]),
            Refusing("Permis B", "--to", "Site", says: ["Did you mean e_permis?"]),
            Refusing("jobtitle", "--to", "Site", says: ["Did you mean jobTitle?"]),
            Refusing("e_", "--to", "Site", says: ["\"e_\"", "field list acme"]),
            Refusing("e_photo", "--to", "Site", says: ["e_photo: Files are not carried."]),
            Refusing("e_vehicule", "--to", "Site", says: ["Name one of them: e_vehicule/e_immat."]),
            Refusing("e_etrange", "--to", "Site", says: ["format is unknown", "enter one in Lucca"]),
            Refusing("e_permis", "--to", "site", says: ["field \"site\"", "Did you mean \"Site\"?", "--unchecked"]),
            Refusing("e_permis", "--to", "Mobile", says: ["Did you mean mobile?"]),
            Refusing("e_permis", "--to", "Casier", says: ["There are: \"Badge\", \"Conducteur\"", "--unchecked"]),
            Refusing("e_permis", "--to", "Km", says: ["values of \"Km\" are of the form number", "--as text"]),
            Refusing("e_caces_fin", "--to", "Conducteur", says: ["form boolean", "--as text"]),
            Refusing(
                "e_caces_fin", "--to", "Conducteur", "--as", "boolean", says: ["has the format date", "--as text or --as date"]),
            Refusing("e_Site-chantier", "--to", "Site", "--as", "date", says: ["has the format list", "--as text"]),
            Refusing("e_langues", "--to", "Site", "--as", "number", says: ["several values", "--as text"]),
            Refusing("e_cles", "--to", "mobile", "--as", "number", says: ["mobile holds text", "--as text"]),
            Refusing("e_photo", "--to", "Casier", says: ["2 options", "Files are not carried", "\"Casier\""]),
            Refusing("e_permis", "--to", " ", says: ["--to", "blank"]), Refusing("", "--to", "Site", says: ["FIELD", "blank"]),
            Refusing("e_permis", "--to", "a\u{7}b", says: ["--to", "control characters"]),
            Refusing("e_per\u{1B}mis", "--to", "Site", says: ["FIELD", "control characters"]),
            Refusing("e_permis", "--to", String(repeating: "x", count: 101), says: ["--to", "longer than 100 characters"]),
            Refusing("e_" + String(repeating: "x", count: 200), "--to", "Site", says: ["FIELD", "longer than 200 characters"]),
            Refusing("e_permis", "--to", "Site", "--as", "bool", says: ["--as", "text, date, boolean or number"]),
        ])
    func refused(refusing: Refusing) async throws {
        let world = await FieldWorld()
        let outcome = await world.bench.run(["field", "set", "acme"] + refusing.words)
        #expect(outcome.status == .usage && outcome.data.isEmpty, "\(outcome.messages)")
        for text in refusing.says { #expect(outcome.messages.contains(text), "\(outcome.messages)") }
        #expect(try await world.rules.isEmpty)
    }

    @Test("where no resource shows a custom field, a name is taken unchecked only")
    func unchecked() async throws {
        let world = await FieldWorld(shown: [])
        let refused = await world.run("field", "set", "acme", "e_permis", "--to", "Conducteur")
        #expect(refused.status == .usage && refused.messages.contains("cannot be checked"), "\(refused.messages)")
        let set = await world.run("field", "set", "acme", "e_permis", "--to", "Conducteur", "--unchecked")
        #expect(set.status == .done && set.messages.contains("field_refused"), "\(set.messages)")
        #expect(try await world.rules.map(\.target) == [.custom("Conducteur")])
        // Every resource has these.
        #expect(await world.run("field", "set", "acme", "phone", "--to", "phone").status == .done)
    }

    @Test("two fields do not meet in one target")
    func taken() async throws {
        let world = await FieldWorld()
        _ = await world.run("field", "set", "acme", "e_Site-chantier", "--to", "Site")
        let outcome = await world.run("field", "set", "acme", "jobTitle", "--to", "Site")
        #expect(outcome.status == .usage)
        #expect(outcome.messages.contains("\"Site\" already receives e_Site-chantier."), "\(outcome.messages)")
        #expect(outcome.messages.contains("passerelle field unset acme e_Site-chantier --to Site"))
        let spelled = await world.run("field", "set", "acme", "jobTitle", "--to", "SITE", "--unchecked")
        #expect(spelled.status == .usage && spelled.messages.contains("\"Site\" already receives"), "\(spelled.messages)")
        #expect(try await world.rules.count == 1)
    }

    @Test("setting the same again changes nothing; setting it otherwise changes it")
    func again() async throws {
        let world = await FieldWorld()
        let words = ["field", "set", "acme", "e_Site-chantier", "--to", "Site"]
        _ = await world.bench.run(words)
        let same = await world.bench.run(words)
        #expect(same.status == .done && same.messages.contains("Nothing to change"), "\(same.messages)")
        let other = await world.bench.run(words + ["--replace", "--clear-when-empty"])
        #expect(other.status == .done && other.messages.contains("from the next run on"), "\(other.messages)")
        let rule = try #require(try await world.rules.first)
        #expect(rule.replaces && rule.clearsWhenEmpty)
    }

    @Test("it says who gets a value, and whether a run comes by itself")
    func consequences() async throws {
        let world = await FieldWorld()
        let draft = await world.run("field", "set", "acme", "e_Site-chantier", "--to", "Site")
        #expect(
            draft.messages.contains("2 people in scope have a value. Values are written once"), "\(draft.messages)")
        #expect(draft.messages.contains("acme is a draft") && draft.messages.contains("What planners entered there stays."))
        let registry = InMemoryTenantRegistry(world.bench.database)
        let id = try await registry.tenant(try TenantSlug("acme")).id
        try await registry.setState(.active, of: id, from: [.draft])
        let active = await world.run("field", "set", "acme", "e_permis", "--to", "Conducteur", "--replace")
        #expect(active.messages.contains("acme is active: its next run writes this."), "\(active.messages)")
        #expect(active.messages.contains("No one in scope has a value in Lucca."))
        #expect(active.messages.contains("It replaces what planners entered there."))
        try await registry.setState(.paused, of: id, from: [.active])
        let paused = await world.run("field", "set", "acme", "jobTitle", "--to", "Badge")
        #expect(paused.status == .done && paused.messages.contains("acme is paused"), "\(paused.messages)")
    }

    @Test("unset ends a rule, named by field or by target, and says that values stay")
    func unset() async throws {
        let world = await FieldWorld()
        for target in ["Site", "Badge", "mobile"] {
            _ = await world.run("field", "set", "acme", "e_Site-chantier", "--to", target)
        }
        let byTarget = await world.run("field", "unset", "acme", "mobile")
        #expect(byTarget.status == .done && byTarget.messages.contains("no longer goes to mobile"), "\(byTarget.messages)")
        #expect(await world.run("field", "unset", "acme", "e_Site-chantier", "--to", "Badge").status == .done)
        #expect(try await world.rules.map(\.target) == [.custom("Site")])
        let last = await world.run("field", "unset", "acme", "e_Site-chantier")
        #expect(last.status == .done && last.messages.contains("Nothing was written there."), "\(last.messages)")
        let gone = await world.run("field", "unset", "acme", "e_Site-chantier")
        #expect(gone.status == .usage && gone.messages.contains("field list acme"), "\(gone.messages)")
    }

    @Test("a name that is a field and a target is not guessed; a near miss is named")
    func ambiguous() async throws {
        let world = await FieldWorld()
        _ = await world.run("field", "set", "acme", "mobile", "--to", "phone")
        _ = await world.run("field", "set", "acme", "phone", "--to", "Site")
        let outcome = await world.run("field", "unset", "acme", "phone")
        #expect(outcome.status == .usage, "\(outcome.messages)")
        #expect(
            outcome.messages.contains(
                "passerelle field unset acme mobile --to phone, or passerelle field unset acme phone --to Site"))
        let near = await world.run("field", "unset", "acme", "site")
        #expect(near.status == .usage && near.messages.contains("Did you mean Site?"), "\(near.messages)")
        #expect(try await world.rules.count == 2)
    }

    @Test("without Lucca the rules are shown, with the reason")
    func unread() async throws {
        var world = await FieldWorld()
        _ = await world.run("field", "set", "acme", "e_caces_fin", "--to", "Fin CACES")
        world.bench.connector.failure = SyncError(
            .credential(.kindMissing(tenant: try TenantSlug("acme"), kind: .luccaAPIKey)))
        let outcome = await world.run("field", "list", "acme", "--output", "csv")
        #expect(outcome.status == .done && outcome.messages.contains("acme has no lucca-api-key."), "\(outcome.messages)")
        #expect(outcome.data.hasSuffix("\r\ne_caces_fin,,date,,,,,Fin CACES,date,false,false\r\n"), "\(outcome.data)")
        let unset = await world.run("field", "unset", "acme", "e_caces_fin")
        #expect(unset.status == .done, "\(unset.messages)")
    }

    @Test("a rule whose field Lucca no longer offers is shown as such")
    func vanished() async {
        var world = await FieldWorld()
        _ = await world.run("field", "set", "acme", "e_caces_fin", "--to", "Fin CACES")
        _ = await world.run("field", "set", "acme", "e_permis", "--to", "Site")
        world.bench.connector.source.offered.removeAll { $0.field.id == FieldID("e_caces_fin") }
        world.bench.connector.source.offered = world.bench.connector.source.offered.map { offer in
            guard offer.field.id == FieldID("e_permis") else { return offer }
            return OfferedField(field: LuccaField(id: offer.field.id, format: .list), label: offer.label)
        }
        let outcome = await world.run("field", "list", "acme")
        #expect(outcome.status == .done && outcome.data.contains("not offered"), "\(outcome.data)")
        #expect(outcome.messages.contains("Lucca does not offer e_caces_fin"), "\(outcome.messages)")
        #expect(outcome.messages.contains("e_permis was set as boolean, and Lucca has it as list."), "\(outcome.messages)")
    }

    @Test("without a scope fields are offered and no one is counted")
    func scopeless() async {
        var world = await FieldWorld()
        await world.bench.register("beta")
        world.bench.connector.source.people = []
        let outcome = await world.run("field", "list", "beta", "--output", "json")
        #expect(outcome.status == .done && outcome.data.contains("\"people\": 0"), "\(outcome.data)")
        #expect(outcome.data.contains("e_caces_fin") && outcome.messages.contains("passerelle scope tree beta"))
    }

    @Test("an unknown tenant is named", arguments: ["list", "set", "unset", "explain"])
    func unknownTenant(command: String) async {
        let rest =
            ["list": [], "set": ["e_x", "--to", "Site"], "unset": ["e_x"], "explain": ["--employee", "1"]][command] ?? []
        let outcome = await FieldWorld().bench.run(["field", command, "nobody"] + rest)
        #expect(outcome.status == .failed && outcome.messages.contains("tenant_unknown"), "\(outcome.messages)")
    }

    @Test("tenant show counts the fields that are carried")
    func counted() async {
        let world = await FieldWorld()
        for target in ["Site", "Badge"] { _ = await world.run("field", "set", "acme", "jobTitle", "--to", target) }
        #expect(await world.run("tenant", "show", "acme", "--output", "json").data.contains("\"fields\": 1"))
        #expect(await world.run("tenant", "show", "acme").data.contains("extra fields"))
    }
}
