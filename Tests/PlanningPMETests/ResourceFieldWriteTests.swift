import HTTPTestKit
import HTTPTransport
import JSONText
import SyncCore
import SyncEngine
import SyncTestKit
import Synchronization
import Testing

@testable import PlanningPME

@Suite("PlanningPMETarget: extra data of resources")
struct ResourceFieldWriteTests {
    private static let resource =
        #"{"key":8,"label":"HÔTE Zoé","email":"zoe@acme.example","phone":null,"mobile":"","registrationNumber":"0042","#
        + #""departments":[{"key":3}],"fields":{"Permis":"B","Taux":12.5,"Site":null},"openMaps":"x"}"#

    private func update(
        _ resource: FakeResource, _ writes: FieldWrite..., change: ResourceChange = ResourceChange()
    ) async throws -> (written: WrittenResource, puts: [String]) {
        let fixture = try resource.fixture()
        var change = change
        change.fields = writes
        let written = try await fixture.target.updateResource(8, change)
        return (written, fixture.puts.map(\.text))
    }

    // MARK: What is sent

    @Test func customFieldsAreSentWholeAndMembersAlone() async throws {
        let resource = FakeResource(Self.resource)
        let (written, puts) = try await update(resource, .to("Site", "Nord"), .to("mobile", "06 12"))
        #expect(puts == [#"{"mobile":"06 12","fields":{"Permis":"B","Taux":12.5,"Site":"Nord"}}"#])
        #expect(
            written
                == WrittenResource(
                    key: 8, compared: [.update], fields: [.custom("Site"): .written, .mobile: .written]))
    }

    @Test func whereAPutReplacesEverythingIsSent() async throws {
        let resource = FakeResource(Self.resource, .init(update: .replace))
        let (written, puts) = try await update(resource, .to("Site", "Nord"), .to("phone", "01 02"))
        let sent = try #require(puts.first.flatMap { JSONValue.read($0)?.members })
        #expect(sent.names.sorted() == (JSONValue.read(Self.resource)?.members?.names ?? []).sorted())
        #expect(sent["phone"] == .text("01 02") && sent["label"] == .text("HÔTE Zoé") && puts.count == 1)
        #expect(written.disagreement == nil && written.fields.values.allSatisfy { $0 == .written })
        #expect(resource.fields == ["Permis": .text("B"), "Taux": .number("12.5"), "Site": .text("Nord")])
    }

    @Test func aFieldWithoutOthersIsSentAlone() async throws {
        for before in [#"{"key":8}"#, #"{"key":8,"fields":null}"#, #"{"key":8,"fields":{}}"#] {
            let (_, puts) = try await update(FakeResource(before), .to("Site", "Nord"))
            #expect(puts == [#"{"fields":{"Site":"Nord"}}"#])
        }
    }

    @Test func valuesAreSentInTheirForm() async throws {
        let resource = FakeResource(#"{"key":8}"#)
        let (written, puts) = try await update(
            resource, .to("T", " a \n"), .to("D", "2028-01-15T00:00:00", .date), .to("D2", "2028-01-15", .date),
            .to("B", "true", .boolean), .to("B2", "false", .boolean, replaces: true), .to("N", "35.50", .number))
        #expect(
            puts == [
                #"{"fields":{"T":"a","D":"2028-01-15T00:00:00","D2":"2028-01-15T00:00:00","B":true,"N":35.5}}"#
            ])
        // A box that is not ticked needs no write.
        #expect(written.fields.count == 6 && written.fields.values.allSatisfy { $0 == .written })
    }

    @Test(arguments: [("12 km", FieldRule.Form.number), ("15/01/2028", .date), ("peut-être", .boolean), ("1e99", .number)])
    func aTextThatIsNothingOfItsFormIsRefusedUnsent(_ text: String, _ form: FieldRule.Form) async throws {
        let (written, puts) = try await update(FakeResource(Self.resource), .to("Site", text, form))
        #expect(written.fields == [.custom("Site"): .refused] && puts.isEmpty && written.compared.isEmpty)
    }

    @Test func theDepartmentAndTheFieldsTakeOneRequest() async throws {
        let (written, puts) = try await update(
            FakeResource(Self.resource), .to("phone", "01"), change: ResourceChange(department: 9, registrationNumber: "0043"))
        #expect(puts == [#"{"departments":[{"key":9}],"registrationNumber":"0043","phone":"01"}"#])
        #expect(written.compared == [.update, .department] && written.fields == [.phone: .written])
    }

    @Test func thePlanningsOwnSpellingOfANameIsKept() async throws {
        let resource = FakeResource(#"{"key":8,"fields":{"SITE":"","é":"x","É":"y"}}"#)
        let (written, puts) = try await update(resource, .to("Site", "Nord"))
        #expect(puts == [#"{"fields":{"SITE":"Nord","é":"x","É":"y"}}"#] && written.fields == [.custom("Site"): .written])
        // A planner's value under another letter case is a planner's value.
        #expect(try await update(resource, .to("site", "Sud")).written.fields == [.custom("site"): .kept])
    }

    // MARK: What stays

    @Test func whatAPlannerEnteredStays() async throws {
        let resource = FakeResource(Self.resource)
        let (written, puts) = try await update(
            resource, .to("Permis", "C"), .to("email", "z@acme.example"), .to("Taux", "13", .number))
        #expect(puts.isEmpty && written.compared.isEmpty)
        #expect(written.fields == [.custom("Permis"): .kept, .email: .kept, .custom("Taux"): .kept])
        let replaced = try await update(resource, .to("Permis", "C", replaces: true))
        #expect(replaced.puts.count == 1 && replaced.written.fields == [.custom("Permis"): .written])
    }

    @Test(arguments: [
        ("text", #""Nord""#, "Nord"), ("text", #""Nord ""#, "Nord"), ("text", "12.50", "12.5"), ("text", "true", "oui"),
        ("text", #""a\r\nb""#, "a\nb"), ("text", #""2027-03-31T00:00:00""#, "31/03/2027"),
        ("date", #""2027-03-31""#, "2027-03-31T00:00:00"), ("date", #""31/03/2027""#, "2027-03-31T00:00:00"),
        ("date", #""2027-03-30T22:00:00Z""#, "2027-03-31T00:00:00"), ("boolean", "true", "true"), ("boolean", "1", "true"),
        ("boolean", #""Oui""#, "true"), ("number", "35.50", "35.5"), ("number", #""35,5""#, "35.5"), ("number", "0", "0"),
    ])
    func whatPasserelleWroteIsOverwritten(_ form: String, _ standing: String, _ ours: String) async throws {
        let form = try #require(FieldRule.Form(rawValue: form))
        let wanted = [FieldRule.Form.text: "x", .date: "2029-01-01T00:00:00", .boolean: "false", .number: "7"][form] ?? ""
        let json = #"{"key":8,"fields":{"F":\#(standing),"G":1}}"#
        let ourOwn = try await update(FakeResource(json), .to("F", wanted, form, ours: [ours]))
        #expect(ourOwn.puts.count == 1 && ourOwn.written.fields == [.custom("F"): .written])
        let others = try await update(FakeResource(json), .to("F", wanted, form, ours: ["zq"]))
        #expect(others.puts.isEmpty && others.written.fields == [.custom("F"): .kept])
    }

    @Test(arguments: [
        ("text", #""Nord""#, "Nord"), ("text", #""  Nord\r\n""#, "Nord"), ("text", "42", "42"), ("text", "false", "non"),
        ("date", #""2028-01-15""#, "2028-01-15T00:00:00"), ("date", #""2028-01-15T00:00:00.000""#, "2028-01-15T00:00:00"),
        ("date", #""2028-01-15T00:00:00+02:00""#, "2028-01-15T00:00:00"), ("boolean", #""true""#, "true"),
        ("boolean", "0", "false"), ("boolean", "null", "false"), ("number", #""35.5""#, "35.5"), ("number", "3.55e1", "35.5"),
        ("number", "48000.0", "48000"),
    ])
    func whatIsThereAlreadyIsNotSent(_ form: String, _ standing: String, _ wanted: String) async throws {
        let form = try #require(FieldRule.Form(rawValue: form))
        let (written, puts) = try await update(
            FakeResource(#"{"key":8,"fields":{"F":\#(standing)}}"#), .to("F", wanted, form, replaces: true))
        #expect(puts.isEmpty && written.fields == [.custom("F"): .written])
    }

    @Test func telephoneNumbersAndAddressesAreComparedAsPeopleReadThem() async throws {
        let resource = FakeResource(#"{"key":8,"mobile":"06.12.34.56.78","phone":"+33 (0)1-02","email":"Zoe@Acme.example"}"#)
        let (written, puts) = try await update(
            resource, .to("mobile", "06 12 34 56 78"), .to("phone", "+33 0102"), .to("email", "zoe@acme.example"))
        #expect(puts.isEmpty && written.fields.values.allSatisfy { $0 == .written } && written.fields.count == 3)
    }

    @Test func zeroIsAValueAndAnUntickedBoxIsNone() async throws {
        let resource = FakeResource(#"{"key":8,"fields":{"N":0,"B":false,"L":[],"O":{},"P":[{"key":1}]}}"#)
        let (written, _) = try await update(
            resource, .to("N", "7", .number), .to("B", "true", .boolean), .to("L", "x"), .to("O", "x"), .to("P", "x"))
        #expect(
            written.fields == [
                .custom("N"): .kept, .custom("B"): .written, .custom("L"): .written, .custom("O"): .written, .custom("P"): .kept,
            ])
    }

    // MARK: Clearing

    @Test func onlyWhatPasserelleWroteIsCleared() async throws {
        let resource = FakeResource(
            #"{"key":8,"mobile":"06","phone":"01","fields":{"A":"x","B":"y","C":"","D":"2028-01-15T00:00:00"}}"#)
        let (written, puts) = try await update(
            resource, .to("mobile", "", ours: ["06"]), .to("phone", "", replaces: true), .to("A", "", ours: ["x"]),
            .to("B", "", replaces: true), .to("C", " "), .to("D", "", .date, ours: ["2028-01-15T00:00:00"]))
        #expect(puts == [#"{"mobile":"","fields":{"A":null,"B":"y","C":"","D":null}}"#])
        #expect(written.disagreement == nil)
        #expect(
            written.fields == [
                .mobile: .written, .phone: .kept, .custom("A"): .written, .custom("B"): .kept, .custom("C"): .written,
                .custom("D"): .written,
            ])
    }

    @Test func clearingTheOnlyCustomFieldIsNoLoss() async throws {
        let resource = FakeResource(
            #"{"key":8,"label":"x","fields":{"A":"x"}}"#, .init(storeField: { $1 == .null ? nil : $1 }))
        let (written, puts) = try await update(resource, .to("A", "", ours: ["x"]))
        #expect(puts.count == 1 && written.disagreement == nil && written.fields == [.custom("A"): .written])
    }

    // MARK: What the planning makes of it

    @Test func whatIsCutIgnoredOrStoredOtherwiseIsRefused() async throws {
        let cut = FakeResource(
            Self.resource,
            .init(
                store: { $0 == "mobile" ? nil : $1 },
                storeField: { name, value in
                    switch name {
                    case "Site": value.string.map { .text(String($0.prefix(3))) } ?? value
                    case "Zone": nil
                    case "Jour": .text("2028-01-14T00:00:00")
                    default: value
                    }
                }))
        let (written, puts) = try await update(
            cut, .to("Site", "Nord"), .to("Zone", "Z"), .to("Jour", "2028-01-15T00:00:00", .date), .to("mobile", "06"),
            .to("Autre", "a"))
        #expect(puts.count == 1 && written.disagreement == nil && written.isVerified)
        #expect(
            written.fields == [
                .custom("Site"): .refused, .custom("Zone"): .refused, .custom("Jour"): .refused, .mobile: .refused,
                .custom("Autre"): .written,
            ])
        #expect(cut.fields["Permis"] == .text("B"))
        // What fitted, and what was stored instead, is Passerelle's; what was ignored is not there.
        #expect(written.stored == [.custom("Site"): FieldText("Nor"), .custom("Jour"): FieldText("2028-01-14T00:00:00")])
        let ignoring = FakeResource(Self.resource, .init(storeField: { $0 == "Permis" ? .text("B") : $1 }))
        let replaced = try await update(ignoring, .to("Permis", "C", replaces: true)).written
        #expect(replaced.fields == [.custom("Permis"): .refused] && replaced.stored.isEmpty)
    }

    @Test func aWholeAnswerCostsNothingMoreUnlessAFieldDiffersInIt() async throws {
        for (habits, calls) in [
            (FakeResource.Habits(answersWhole: true), 2), (.init(answersWhole: false), 3),
            (.init(storeField: { _, _ in nil }, answersWhole: true), 3),
        ] {
            let resource = FakeResource(#"{"key":8}"#, habits)
            let fixture = try resource.fixture()
            let written = try await fixture.target.updateResource(8, ResourceChange(fields: [.to("A", "x")]))
            #expect(fixture.calls.count == calls && written.isVerified && written.disagreement == nil)
        }
    }

    @Test func anotherCustomFieldThatIsLostIsADisagreement() async throws {
        let losing = FakeResource(Self.resource, .init(storeField: { $0 == "Permis" ? nil : $1 }))
        let (written, _) = try await update(losing, .to("Site", "Nord"))
        #expect(written.disagreement == Disagreement(point: .update, sent: .customField, found: .nothing))
        #expect(written.fields == [.custom("Site"): .written])
        // Also if only a member of the resource was written.
        let forgetful = FakeResource(
            #"{"key":8,"fields":{"Permis":"B"}}"#, .init(update: .replace, store: { $0 == "fields" ? nil : $1 }))
        #expect(try await update(forgetful, .to("mobile", "06")).written.disagreement?.sent == .customField)
    }

    @Test func aMemberThatIsLostIsADisagreementAndAFieldIsNot() async throws {
        // It takes a PUT for the whole, although its dialect says that it merges.
        let habits = FakeResource.Habits(update: .replace)
        let resource = FakeResource(Self.resource, habits)
        let fixture = try PlanningFixture(dialect: PlanningDialect()) { request, _ in resource.answer(request) }
        let written = try await fixture.target.updateResource(8, ResourceChange(fields: [.to("mobile", "06")]))
        #expect(written.disagreement?.point == .update && written.fields == [.mobile: .written])
    }

    @Test func aResourceThatCanNotBeReadAfterwardsSaysNothingOfWhatWasSent() async throws {
        let resource = FakeResource(Self.resource, .init(readsAfterWrite: false))
        let (written, _) = try await update(resource, .to("Site", "Nord"), .to("Permis", "C"))
        #expect(written == WrittenResource(key: 8, isVerified: false, fields: [.custom("Permis"): .kept]))
    }

    @Test func customFieldsThatCanNotBeSentBackAreLeftAlone() async throws {
        for fields in [#"[{"key":1,"value":"x"}]"#, #""x""#, #"{"A":NaN}"#, #"{"A":{"b":[NaN]}}"#] {
            let (written, puts) = try await update(
                FakeResource(#"{"key":8,"fields":\#(fields)}"#), .to("Site", "Nord"), .to("mobile", "06"))
            #expect(puts == [#"{"mobile":"06"}"#], "\(fields)")
            #expect(written.fields == [.custom("Site"): .refused, .mobile: .written])
        }
    }

    @Test func nothingToDoTakesNoWrite() async throws {
        let resource = FakeResource(Self.resource)
        let fixture = try resource.fixture()
        let written = try await fixture.target.updateResource(
            8, ResourceChange(department: 3, registrationNumber: "0042", fields: [.to("Permis", "B")]))
        #expect(written == WrittenResource(key: 8, fields: [.custom("Permis"): .written]))
        #expect(fixture.calls.map(\.method) == [.get])
    }
}
