import Foundation
import SyncCore
import Testing

@testable import AdminCLI

@Suite("tenant")
struct TenantCommandTests {
    @Test func aRegisteredTenantIsADraftWithTheContractsDefaults() async throws {
        let bench = CommandLineBench()
        await bench.register()
        let outcome = await bench.run("tenant", "show", "acme", "--output", "json")
        let document = try #require(try JSONSerialization.jsonObject(with: Data(outcome.data.utf8)) as? [String: Any])
        #expect(document["state"] as? String == "draft")
        #expect(document["environment"] as? String == "production")
        #expect(document["luccaUrl"] as? String == "https://acme.ilucca.net")
        #expect(document["planningpmeUrl"] as? String == "https://api.planningpme.com/acme/")
        #expect(document["contact"] is NSNull)
        let settings = try #require(document["settings"] as? [String: Any])
        #expect(settings["identifier"] as? String == "employee-number")
        #expect(settings["create"] as? [String] == ["types"])
        #expect(settings["timeZone"] as? String == "Europe/Paris")
        #expect(settings["dayEnd"] as? String == "24:00")
        #expect(settings["daysOff"] as? [String] == ["sat", "sun"])
        #expect(settings["dailyAt"] is NSNull)
        #expect(settings["luccaRequests"] as? Int == 40)
        #expect(settings["hourlyRequests"] as? Int == 2000)
        #expect(settings["rowLimit"] as? Int == 4_000_000)
    }

    @Test(arguments: ["HTTPS://ACME.iLucca.net/timmi-absences/?x=1", "acme.ilucca.net", "  https://acme.ilucca.net/  "])
    func aPastedLuccaAddressIsUnderstood(pasted: String) async {
        let bench = CommandLineBench()
        let outcome = await bench.run(
            "tenant", "create", "acme", "--name", "Acme", "--lucca-url", pasted, "--planningpme-url",
            "https://api.planningpme.com/acme/")
        #expect(outcome.status == .done, "\(outcome.messages)")
        #expect(outcome.data.contains("https://acme.ilucca.net\n"))
    }

    @Test(arguments: [1, 2000, 10_000, 10_001, 100_000, 1_000_000])
    func everyPlanThatIsSoldIsTaken(requests: Int) async {
        let bench = CommandLineBench()
        await bench.register()
        let outcome = await bench.run("tenant", "edit", "acme", "--hourly-requests", "\(requests)", "--output", "json")
        #expect(outcome.status == .done, "\(outcome.messages)")
        #expect(outcome.data.contains("\"hourlyRequests\": \(requests)"), "\(outcome.data)")
    }

    @Test(arguments: ["0", "-1", "1000001", "1e5", "99999999999999999999"])
    func whatIsNoPlanIsRefusedWithTheRange(text: String) async {
        let bench = CommandLineBench()
        await bench.register()
        let outcome = await bench.run("tenant", "edit", "acme", "--hourly-requests=\(text)")
        #expect(outcome.status == .usage)
        #expect(outcome.messages.contains("from 1 to 1000000"), "\(outcome.messages)")
    }

    @Test(arguments: [1, 40, 50])
    func theLuccaAccountsRequestsMayBeShared(requests: Int) async {
        let bench = CommandLineBench()
        await bench.register()
        let outcome = await bench.run("tenant", "edit", "acme", "--lucca-requests", "\(requests)", "--output", "json")
        #expect(outcome.status == .done, "\(outcome.messages)")
        #expect(outcome.data.contains("\"luccaRequests\": \(requests)"), "\(outcome.data)")
    }

    @Test(arguments: ["0", "51", "-1", "many"])
    func moreThanLuccaTakesIsRefusedWithTheRange(text: String) async {
        let bench = CommandLineBench()
        await bench.register()
        let outcome = await bench.run("tenant", "edit", "acme", "--lucca-requests=\(text)")
        #expect(outcome.status == .usage)
        #expect(outcome.messages.contains("from 1 to 50"), "\(outcome.messages)")
    }

    @Test func pendingRequestsAreNoPromise() async {
        let bench = CommandLineBench()
        await bench.register()
        let outcome = await bench.run("tenant", "edit", "acme", "--include-pending")
        #expect(outcome.data.contains("yes (Lucca may list approved requests only)"), "\(outcome.data)")
        let help = await bench.run("tenant", "edit", "--help").data.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(help.contains("Lucca may list approved ones only"), "\(help)")
    }

    @Test func aListAndABrakeHaveNoCeilingOfOurs() async {
        let bench = CommandLineBench()
        await bench.register()
        #expect(await bench.run("run", "list", "--limit", "9223372036854775807").status == .done)
        #expect(await bench.run("tenant", "edit", "acme", "--brake-count", "2147483647").status == .done)
    }

    @Test func everythingThatIsWrongIsReportedAtOnce() async {
        let bench = CommandLineBench()
        let outcome = await bench.run(
            "tenant", "create", "Acme!", "--lucca-url", "http://169.254.169.254/", "--planningpme-url", "ftp://x", "--time-zone",
            "Europe/Pari", "--initial-from", "2026-02-30", "--daily-at", "25:00", "--create", "resources,cars", "--brake-percent",
            "120",
            "--day-start", "14:00", "--contact", "nobody", "--days-off", "mon,tue,wed,thu,fri,sat,sun", "--hourly-requests",
            "many")
        #expect(outcome.status == .usage)
        #expect(outcome.data.isEmpty)
        for complaint in [
            "\"Acme!\"", "--name is required.", "--lucca-url:", "--planningpme-url:", "no time zone \"Europe/Pari\"",
            "Europe/Paris",
            "2026-02-30 is not a day of the calendar", "\"25:00\" is not a time", "Invalid value \"cars\".", "from 0 to 100",
            "are not in order",
            "\"nobody\" is not an e-mail", "No day would be left", "\"many\" is not a whole number", "[invalid_input]",
        ] {
            #expect(outcome.messages.contains(complaint), "missing: \(complaint)\n\(outcome.messages)")
        }
        #expect(await bench.run("tenant", "list", "--output", "json").data == "[]\n")
    }

    @Test(arguments: ["1900-01-01", "1999-12-31", "2201-01-01", "2999-01-01", "9999-12-31"])
    func aDayOutOfRangeIsRejectedWithTheRange(day: String) async {
        let bench = CommandLineBench()
        await bench.register()
        for line in [["tenant", "edit", "acme", "--initial-from"], ["run", "preview", "acme", "--as-of"]] {
            let outcome = await bench.run(line + [day])
            #expect(outcome.status == .usage)
            #expect(outcome.messages.contains("\(day) is out of range."))
            #expect(outcome.messages.contains("2000-01-01 to 2200-12-31"))
        }
    }

    @Test func editingChangesOnlyWhatIsNamed() async throws {
        let bench = CommandLineBench()
        await bench.register()
        let outcome = await bench.run(
            "tenant", "edit", "acme", "--daily-at", "05:30", "--create", "none", "--match-email", "--contact", "drh@acme.example",
            "--midday", "13:00", "--output", "json")
        #expect(outcome.status == .done, "\(outcome.messages)")
        let document = try #require(try JSONSerialization.jsonObject(with: Data(outcome.data.utf8)) as? [String: Any])
        let settings = try #require(document["settings"] as? [String: Any])
        #expect(settings["dailyAt"] as? String == "05:30")
        #expect(settings["create"] as? [String] == [])
        #expect(settings["matchEmail"] as? Bool == true)
        #expect(settings["midday"] as? String == "13:00")
        #expect(settings["dayStart"] as? String == "00:00")
        #expect(document["name"] as? String == "Acme SA")
        let back = await bench.run("tenant", "edit", "acme", "--daily-at", "none", "--no-match-email", "--contact", "none")
        #expect(back.data.contains("none (a moment of the night)"))
    }

    @Test func aTestBaseRegisteredAsProductionIsRemarkedUpon() async {
        let bench = CommandLineBench()
        let outcome = await bench.run(
            "tenant", "create", "acme", "--name", "Acme", "--lucca-url", "acme.ilucca-test.net", "--planningpme-url",
            "https://try.planningpme.com/acme/")
        #expect(outcome.messages.contains("tenant edit acme --environment test"))
    }

    @Test func aNameTakenTwiceIsRefused() async {
        let bench = CommandLineBench()
        await bench.register()
        let outcome = await bench.run(
            "tenant", "create", "acme", "--name", "Other", "--lucca-url", "other.ilucca.net", "--planningpme-url",
            "https://api.planningpme.com/other/")
        #expect(outcome.status == .failed)
        #expect(outcome.messages.contains("[tenant_exists]"))
    }

    @Test func anUnknownTenantIsAFailureAndAnImpossibleNameIsUsage() async {
        let bench = CommandLineBench()
        #expect(await bench.run("tenant", "show", "nobody").status == .failed)
        #expect(await bench.run("tenant", "show", "No Body").status == .usage)
    }

    @Test func anEmptyListSaysWhatToDoNext() async {
        let outcome = await CommandLineBench().run("tenant", "list")
        #expect(outcome.status == .done)
        #expect(outcome.data.isEmpty)
        #expect(outcome.messages.contains("passerelle tenant create"))
    }

    @Test func aDraftCanNotBePaused() async {
        let bench = CommandLineBench()
        await bench.register()
        let outcome = await bench.run("tenant", "pause", "acme")
        #expect(outcome.status == .failed)
        #expect(outcome.messages.contains("[tenant_state_refused]"))
    }

    @Test func deletingNeedsAYesAndFreesTheName() async {
        let bench = CommandLineBench()
        await bench.register()
        let asked = await bench.run("tenant", "delete", "acme")
        #expect(asked.status == .usage)
        #expect(asked.messages.contains("To confirm, run: passerelle tenant delete acme --yes"))
        let other = await bench.run("tenant", "delete", "acme", "--yes", "--confirm", "acne")
        #expect(other.status == .usage && other.messages.contains("\"acne\" is not the tenant to erase, acme."))
        #expect(await bench.run("tenant", "delete", "acme", "--yes").status == .done)
        await bench.register()
        #expect(await bench.run("tenant", "delete", "acme", "--confirm", "acme").status == .done)
        await bench.register()
    }

    @Test func namesWithEscapesAreRefused() async {
        let outcome = await CommandLineBench().run(
            "tenant", "create", "acme", "--name", "A\u{1B}[2Jcme", "--lucca-url", "acme.ilucca.net", "--planningpme-url",
            "https://api.planningpme.com/acme/")
        #expect(outcome.status == .usage)
        #expect(!outcome.messages.contains("\u{1B}"))
    }
}
