import HTTPTestKit
import Lucca
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("LuccaSource: offered fields")
struct OfferedFieldsTests {
    private func offered(
        _ rows: [String], definitions: [String]?, in departments: [DepartmentID]? = nil
    ) async throws -> [OfferedField] {
        try await LuccaFixture(FakeLucca(.init(users: rows, definitions: definitions))).source.offeredFields(in: departments)
    }

    @Test func everyFieldThatIsSeenOrDefinedIsOffered() async throws {
        let rows = [
            Row.user(1, with: #""extendedData":{"e_a":{"value":"x"},"e_l":{"value":12},"e_m":["fr"]},"jobTitle":"Grutier""#),
            Row.user(2, with: #""extendedData":{"e_a":null,"E_no":1,"x":2,"e_m":[]},"jobTitle":null"#),
        ]
        let definitions = [
            Row.definition("e_l", name: "Chantier", Row.entries((12, "Nord"))), Row.definition("e_n", name: "Jamais rempli"),
            Row.definition("e_m", name: "Langues", #""isMultivalue":true,"type":4"#),
        ]
        let fields = try await offered(rows, definitions: definitions)
        #expect(
            fields.map(\.field.id.value) == ["contractEnd", "contractStart", "e_a", "e_l", "e_m", "e_n", "jobTitle", "mail"])
        let byID = Dictionary(fields.map { ($0.field.id.value, $0) }, uniquingKeysWith: { first, _ in first })
        #expect(byID["e_a"] == OfferedField(field: field("e_a"), holders: ["1"]))
        #expect(byID["e_l"] == OfferedField(field: field("e_l", .list), label: "Chantier", holders: ["1"]))
        #expect(byID["e_m"] == OfferedField(field: field("e_m"), label: "Langues", isMultiple: true, holders: ["1"]))
        #expect(byID["e_n"] == OfferedField(field: field("e_n", .other), label: "Jamais rempli"))
        #expect(byID["jobTitle"] == OfferedField(field: field("jobTitle"), holders: ["1"]))
        #expect(byID["contractStart"]?.holders == ["1", "2"] && byID["contractStart"]?.field.format == .date)
    }

    @Test(arguments: [
        (#"{"value":"x"}"#, "", FieldFormat.text), (#"{"value":12}"#, "", .number), ("true", "", .boolean),
        (#""2027-03-31T00:00:00""#, "", .date), (#""2027-03-31""#, "", .text),
        (#"{"value":"6F9619FF-8b86-d011-b42d-00cf4fc964ff"}"#, "", .file), (#"{"value":{"e_y":{"value":1}}}"#, "", .composite),
        ("[[1]]", "", .other), ("null", "", .other), ("NaN", "", .other),
        ("12", #""type":0"#, .boolean), ("12", #""type":"1""#, .number), ("12", #""type":1,"format":{"key":"Select"}"#, .list),
        ("12", #""type":1,"format":{"Key":"radio"}"#, .list), ("null", #""type":2"#, .number), ("null", #""type":3"#, .date),
        ("12", #""type":4"#, .text), (#""x""#, #""type":5"#, .text), ("null", #""type":5,"format":{"key":"file"}"#, .file),
        ("null", #""type":5,"format":{"key":"composite"}"#, .composite),
        (#"{"value":true}"#, #""type":null,"format":7"#, .boolean),
    ])
    func theFormatIsTheDefinitionsElseTheValues(_ json: String, _ definition: String, _ format: FieldFormat) async throws {
        let fields = try await offered(
            [Row.user(1, data: #""e_x":\#(json)"#)], definitions: [Row.definition("e_x", definition)])
        #expect(fields.first { $0.field.id == field("e_x").id }?.field.format == format)
    }

    @Test func valuesThatDifferAreTextsWhereTheyAreScalars() async throws {
        let rows = [Row.user(1, data: #""e_x":1,"e_y":1"#), Row.user(2, data: #""e_x":"a","e_y":{"value":{"e_z":1}}"#)]
        let formats = try await offered(rows, definitions: nil).filter { $0.field.id.definition != nil }
            .map { "\($0.field.id) \($0.field.format)" }
        #expect(formats == ["e_x text", "e_y other", "e_y/e_z number"])
    }

    @Test func partsOfCompositesAreFieldsOfTheirOwn() async throws {
        let rows = [
            Row.user(1, data: #""e_v":[{"value":{"e_immat":{"value":"A"},"e_km":{"value":null}}}]"#),
            Row.user(2, data: #""e_v":{"value":{"e_km":{"value":7},"immat":1}}"#),
        ]
        let definitions = [Row.definition("e_v", name: "Véhicule"), Row.definition("e_immat", name: "Plaque", #""type":4"#)]
        let fields = try await offered(rows, definitions: definitions).filter { $0.field.id.definition != nil }
        #expect(
            fields == [
                OfferedField(
                    field: field("e_v", .composite), label: "Véhicule", isMultiple: true, holders: ["1", "2"]),
                OfferedField(field: field("e_v/e_immat"), label: "Plaque", isMultiple: true, holders: ["1"]),
                OfferedField(field: field("e_v/e_km", .number), isMultiple: true, holders: ["2"]),
            ])
    }

    @Test(arguments: [true, false]) func partsMayHaveSeveralValuesWhereTheirCompositeRepeats(_ repeats: Bool) async throws {
        let rows = [Row.user(1, data: #""e_v":{"value":{"e_immat":{"value":"A"}}}"#)]
        let definitions = [Row.definition("e_v", #""isMultivalue":\#(repeats)"#), Row.definition("e_immat")]
        let fields = try await offered(rows, definitions: definitions).filter { $0.field.id.definition != nil }
        #expect(fields.map { "\($0.field.id) \($0.isMultiple)" } == ["e_v \(repeats)", "e_v/e_immat \(repeats)"])
    }

    @Test func fieldsAreOfferedWithoutDefinitionsToo() async throws {
        let fields = try await offered([Row.user(1, data: #""e_x":"a""#)], definitions: nil)
        #expect(fields.contains(OfferedField(field: field("e_x"), holders: ["1"])))
    }

    @Test func withoutEmployeesTheStandardFieldsAndTheDefinitionsAreOffered() async throws {
        let fields = try await offered([], definitions: [Row.definition("e_x")])
        #expect(fields.count == StandardField.allCases.count + 1 && fields.allSatisfy { $0.holders.isEmpty })
        #expect(try await offered([Row.user(1)], definitions: [], in: []).isEmpty)
    }

    @Test func holdersAreThoseInScopeAlone() async throws {
        let rows = [
            Row.user(1, data: #""e_x":"a""#),
            Row.user(2, data: #""e_x":"b""#).replacing(#""departmentId":3"#, with: #""departmentId":9"#),
        ]
        let fixture = try LuccaFixture(FakeLucca(.init(users: rows, definitions: [])))
        let fields = try await fixture.source.offeredFields(in: ["3"])
        #expect(fields.first { $0.field.id == field("e_x").id }?.holders == ["1"])
        let request = try #require(fixture.exchange.requests.last)
        #expect(request.query("departmentId") == "3" && request.query("paging") == "0,200")
        #expect(
            request.query("fields")?.hasSuffix("professionalMobile,legalEntity[id,name],extendedData,collection.count") == true)
    }

    @Test func aRefusalIsAnError() async throws {
        let fixture = try LuccaFixture { _, _ in .json("{}", status: 403) }
        let error = await #expect(throws: SyncError.self) { _ = try await fixture.source.offeredFields(in: nil) }
        #expect(error?.code == .luccaForbidden)
    }
}
