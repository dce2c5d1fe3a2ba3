import Foundation
import HTTPTestKit
import HTTPTransport
import SyncCore
import SyncEngine
import Testing

@testable import Lucca

@Suite("Lucca 2: extra data")
struct ApplicationFieldTests {
    private static let labels = #""taxonomy-label":{"12":{"id":"12","name":"Chantier Nord"}}"#

    private static func field(_ id: String, _ format: FieldFormat) throws -> LuccaField {
        LuccaField(id: try #require(FieldID(id)), format: format)
    }

    private static func world(_ attributes: [String], employees: Int = 2, embedded: String = labels) -> FakeApplication.World {
        FakeApplication.World(
            employees: (1...employees).map { ApplicationJSON.employee($0) }, attributes: attributes,
            establishments: [#"{"id":"5","name":"Lyon"}"#], embedded: ApplicationJSON.people() + "," + embedded)
    }

    /// Of employee 1.
    private func value(_ format: FieldFormat, _ values: String...) async throws -> FieldValue? {
        let attributes = values.enumerated().map { ApplicationJSON.attribute($0.offset + 1, "e_x", of: 1, $0.element) }
        let fixture = try ApplicationFixture(FakeApplication(Self.world(attributes)))
        let field = try Self.field("e_x", format)
        return try await fixture.source.employees(in: nil, with: [field]).fields["1", field.id]
    }

    // MARK: What is asked

    @Test func nothingIsAskedWithoutARule() async throws {
        let fixture = try ApplicationFixture(FakeApplication(Self.world([])))
        _ = try await fixture.source.employees(in: nil, with: [])
        #expect(fixture.reads.map(\.path) == ["/lucca-api/employees"])
        #expect(!fixture.tokens.contains { $0.text.contains("attributes") })
    }

    @Test func onlyTheFieldsOfRulesAreAskedForAsOfToday() async throws {
        let fixture = try ApplicationFixture(FakeApplication(Self.world([])))
        let fields = [
            try Self.field("e_Site-chantier", .list), try Self.field("e_vehicule/e_immat", .text),
            try Self.field("e_vehicule/e_km", .number), try Self.field("jobTitle", .text),
        ]
        _ = try await fixture.source.employees(in: nil, with: fields)
        #expect(fixture.reads.map(\.path) == ["/lucca-api/employees", "/lucca-api/employee-attributes"])
        let asked = try #require(fixture.reads.last)
        #expect(asked.query("definition.id") == "e_Site-chantier,e_vehicule")
        #expect(asked.query("applicability.asOf") == "2026-12-01")
        #expect(fixture.tokens.map { $0.text.contains("scope=employee-attributes.readonly") } == [false, true])
    }

    // MARK: Values

    @Test func valuesOfEveryFormatAreRead() async throws {
        #expect(try await value(.text, #""M""#) == .text("M"))
        #expect(try await value(.number, "35.50") == .number("35.5"))
        #expect(try await value(.number, "4.80e4") == .number("48000"))
        #expect(try await value(.number, #""39.00""#) == .number("39"))
        #expect(try await value(.number, #""7""#) == .number("7"))
        #expect(try await value(.boolean, "true") == .boolean(true))
        #expect(try await value(.boolean, #""false""#) == .boolean(false))
        #expect(try await value(.date, #""2027-03-31""#) == .day(day(2027, 3, 31)))
        #expect(try await value(.date, #""2027-03-31T00:00:00""#) == .day(day(2027, 3, 31)))
        #expect(try await value(.list, #"{"id":"12","type":"taxonomy-label"}"#) == .text("Chantier Nord"))
        #expect(try await value(.list, #"{"id":12}"#) == .text("Chantier Nord"))
    }

    @Test func severalValuesComeAsRowsOrAsAList() async throws {
        let both = FieldValue.several([.text("fr"), .text("pt")])
        #expect(try await value(.text, #""fr""#, #""pt""#) == both)
        #expect(try await value(.text, #"["fr","pt"]"#) == both)
        #expect(try await value(.text, #"["fr"]"#) == .text("fr"))
        #expect(try await value(.text, #"["fr",null]"#, "null") == .text("fr"))
    }

    @Test func aRowThatComesTwiceIsOneValue() async throws {
        let row = ApplicationJSON.attribute(1, "e_x", of: 1, #""M""#)
        let field = try Self.field("e_x", .text)
        let fixture = try ApplicationFixture(FakeApplication(Self.world([row, row])))
        #expect(try await fixture.source.employees(in: nil, with: [field]).fields["1", field.id] == .text("M"))
    }

    @Test(arguments: ["null", "[]", #""""#, #"" ""#, "[null]"]) func nothingIsNoValue(_ value: String) async throws {
        #expect(try await self.value(.text, value) == nil)
    }

    @Test func anEntryWithoutALabelIsTold() async throws {
        #expect(try await value(.list, #"{"id":"13"}"#) == .unlabelled)
        let fixture = try ApplicationFixture(
            FakeApplication(Self.world([ApplicationJSON.attribute(1, "e_x", of: 1, #"{"id":"12"}"#)], embedded: #""x":{}"#)))
        let field = try Self.field("e_x", .list)
        let fields = try await fixture.source.employees(in: nil, with: [field]).fields
        #expect(fields["1", field.id] == .unlabelled && fields.areLabelsUnreadable)
    }

    @Test(arguments: [
        (FieldFormat.date, #""soon""#), (.date, "7"), (.number, #""x""#), (.number, "true"), (.number, #""0x1p3""#),
        (.boolean, #""maybe""#),
        (.boolean, "2"),
        (.text, #"{"a":1}"#), (.list, #""12""#), (.text, "{}"), (.file, #"{"id":"a"}"#), (.composite, "{}"), (.other, #""x""#),
    ])
    func whatDoesNotFitItsFormatIsUnreadable(_ format: FieldFormat, _ value: String) async throws {
        #expect(try await self.value(format, value) == .unreadable)
    }

    @Test(arguments: [#"{"e_immat":"AB-123-CD","e_km":48000}"#, #"{"e_immat":{"value":"AB-123-CD"},"e_km":{"value":48000}}"#])
    func theMembersOfACompositeAreReadOneByOne(_ value: String) async throws {
        let fixture = try ApplicationFixture(
            FakeApplication(Self.world([ApplicationJSON.attribute(1, "e_vehicule", of: 1, value)])))
        let fields = [
            try Self.field("e_vehicule/e_immat", .text), try Self.field("e_vehicule/e_km", .number),
            try Self.field("e_vehicule/e_other", .text),
        ]
        let read = try await fixture.source.employees(in: nil, with: fields).fields
        #expect(read["1", fields[0].id] == .text("AB-123-CD") && read["1", fields[1].id] == .number("48000"))
        #expect(read.unreadable == [fields[2].id], "no composite has such a member")
    }

    @Test func valuesOfOtherDaysAreLeftOut() async throws {
        let field = try Self.field("e_x", .text)
        let fixture = try ApplicationFixture(
            FakeApplication(
                Self.world([
                    ApplicationJSON.attribute(1, "e_x", of: 1, #""old""#, applies: #"{"start":"2020-01-01","end":"2026-11-30"}"#),
                    ApplicationJSON.attribute(2, "e_x", of: 1, #""now""#, applies: #"{"start":"2026-12-01","end":null}"#),
                    ApplicationJSON.attribute(3, "e_x", of: 1, #""later""#, applies: #"{"start":"2026-12-02","end":null}"#),
                    ApplicationJSON.attribute(4, "e_x", of: 2, #""last""#, applies: #"{"start":null,"end":"2026-12-01"}"#),
                ])))
        let fields = try await fixture.source.employees(in: nil, with: [field]).fields
        #expect(fields["1", field.id] == .text("now") && fields["2", field.id] == .text("last"))
    }

    // MARK: What cannot be read

    @Test func aFieldThatComesForNobodyIsUnreadable() async throws {
        let (here, absent) = (try Self.field("e_here", .text), try Self.field("e_absent", .text))
        let fixture = try ApplicationFixture(
            FakeApplication(
                Self.world([
                    ApplicationJSON.attribute(1, "e_here", of: 1, "null"),
                    ApplicationJSON.attribute(2, "e_absent", of: 99, #""x""#),
                ])))
        let fields = try await fixture.source.employees(in: nil, with: [here, absent]).fields
        #expect(fields.unreadable == [absent.id], "of the people that were read")
        #expect(!fields.values.values.contains { !$0.isEmpty })
    }

    /// Employee 1 has a value, employee 2 none at all, employee 3 a null.
    private func valueOfTheSecond(_ others: String..., count: Int? = nil) async throws -> FieldValue? {
        let rows = [
            ApplicationJSON.attribute(1, "e_x", of: 1, #""M""#), ApplicationJSON.attribute(2, "e_x", of: 3, "null"),
        ]
        let lucca = FakeApplication(Self.world(rows + others, employees: 3)) { request, _, world in
            guard let count, request.path == "/lucca-api/employee-attributes" else { return nil }
            return .json(
                #"{"items":[\#(world.attributes.joined(separator: ","))],"totalCount":\#(count),"links":{"next":null}}"#)
        }
        let field = try Self.field("e_x", .text)
        let fields = try await ApplicationFixture(lucca).source.employees(in: nil, with: [field]).fields
        #expect(fields["1", field.id] == .text("M") && fields["3", field.id] == nil && fields.unreadable.isEmpty)
        return fields["2", field.id]
    }

    @Test func aRowThatMayBeAnybodysLeavesNobodyWithoutAValue() async throws {
        #expect(try await valueOfTheSecond() == nil)
        #expect(try await valueOfTheSecond(count: 2) == nil)
        #expect(try await valueOfTheSecond(count: 3) == .unreadable, "a row was counted and did not come")
        let (nobodys, nameless) = (#""definition":{"id":"e_x"},"employee":{"id":{}}"#, #""definition":7,"employee":{"id":"2"}"#)
        for members in [nobodys, nameless] {
            #expect(try await valueOfTheSecond(#"{"id":"3",\#(members),"value":"L"}"#) == .unreadable, "\(members)")
        }
        let (strangers, other) = (#""definition":7,"employee":{"id":"99"}"#, #""definition":{"id":"e_y"},"employee":7"#)
        for members in [strangers, other] {
            #expect(try await valueOfTheSecond(#"{"id":"3",\#(members),"value":"L"}"#) == nil, "\(members)")
        }
    }

    @Test(arguments: [400, 403, 404]) func attributesThatAreDeniedStopNothing(_ status: Int) async throws {
        let field = try Self.field("e_x", .text)
        let lucca = FakeApplication(Self.world([])) { request, _, _ in
            request.path == "/lucca-api/employee-attributes" ? .json("{}", status: status) : nil
        }
        let reading = try await ApplicationFixture(lucca).source.employees(in: nil, with: [field])
        #expect(reading.employees.rows.count == 2 && reading.fields.unreadable == [field.id])
    }

    @Test func aScopeThatIsNotGrantedForThemStopsNothing() async throws {
        let fields = [try Self.field("e_x", .text), try Self.field("establishment", .text)]
        var world = Self.world([])
        world.granted = Set(LuccaScope.standard.map(\.rawValue))
        let reading = try await ApplicationFixture(FakeApplication(world)).source.employees(in: nil, with: fields)
        #expect(reading.employees.rows.count == 2 && reading.fields.unreadable == Set(fields.map(\.id)))
    }

    @Test func attributesThatFailEndTheReading() async throws {
        let field = try Self.field("e_x", .text)
        let lucca = FakeApplication(Self.world([])) { request, _, _ in
            request.path == "/lucca-api/employee-attributes" ? HTTPResponse(status: 500) : nil
        }
        let fixture = try ApplicationFixture(lucca)
        await #expect(throws: SyncError.self) { try await fixture.source.employees(in: nil, with: [field]) }
    }

    // MARK: Standard fields

    @Test func standardFieldsComeWithTheEmployees() async throws {
        let fields = try StandardField.allCases.map { try Self.field($0.rawValue, .text) }
        let fixture = try ApplicationFixture(FakeApplication(Self.world([])))
        let read = try await fixture.source.employees(in: nil, with: fields).fields
        #expect(
            read.values["1"] == [
                FieldID(.standard(.jobTitle)): .text("Cariste"), FieldID(.standard(.mail)): .text("zoe@acme.example"),
                FieldID(.standard(.phone)): .text("+33 1"), FieldID(.standard(.establishment)): .text("Lyon"),
                FieldID(.standard(.contractStart)): .day(day(2020, 1, 6)),
            ])
        #expect(read.unreadable == [FieldID(.standard(.mobile))], "Lucca documents one telephone number")
        #expect(fixture.reads.map(\.path) == ["/lucca-api/employees", "/lucca-api/business-establishments"])
    }

    @Test func aStandardFieldThatIsNoTextIsUnreadable() async throws {
        var world = Self.world([])
        world.employees = world.employees.map {
            $0.replacing(#""email":"zoe@acme.example""#, with: #""email":{}"#)
                .replacing(#""phoneNumber":"+33 1""#, with: #""phoneNumber":true"#)
        }
        world.embedded = world.embedded.replacing(#""jobTitle":"Cariste""#, with: #""jobTitle":[]"#)
            .replacing(#""businessEstablishment":{"id":"5"}"#, with: #""businessEstablishment":7"#)
        let fields = try ["mail", "phone", "jobTitle", "establishment"].map { try Self.field($0, .text) }
        let read = try await ApplicationFixture(FakeApplication(world)).source.employees(in: nil, with: fields).fields
        for field in fields { #expect(read["1", field.id] == .unreadable, "\(field.id)") }
    }

    @Test func anEstablishmentThatIsHiddenIsTold() async throws {
        var world = Self.world([])
        world.establishments = []
        let field = try Self.field("establishment", .text)
        let read = try await ApplicationFixture(FakeApplication(world)).source.employees(in: nil, with: [field]).fields
        #expect(read["1", field.id] == .unlabelled)
    }

    // MARK: Offered fields

    @Test func whatTheApplicationIsOfferedIsListedWithoutValues() async throws {
        var world = Self.world([
            ApplicationJSON.attribute(1, "e_taille", of: 1, #""canary-value""#),
            ApplicationJSON.attribute(2, "e_vehicule", of: 2, #"{"e_immat":"canary-value"}"#),
        ])
        let composite =
            #"{"type":["object"],"properties":{"e_immat":{"title":"short-text"},"e_ct":{"title":"legacy-date"}}}"#
        world.definitions = [
            ApplicationJSON.definition("e_taille", #"{"title":"short-text"}"#),
            ApplicationJSON.definition("e_Site", #"{"title":"taxonomy-label-reference"}"#, several: true),
            ApplicationJSON.definition(
                "e_vehicule", composite, more: #","propertyDescriptions":{"e_immat":{"name":"Immatriculation"}}"#),
            ApplicationJSON.definition("e_photo", #"{"title":"file-reference"}"#),
            ApplicationJSON.definition("e_new", #"{"title":"holo-gram"}"#),
            ApplicationJSON.definition("employee.givenName", #"{"title":"short-text"}"#),
            ApplicationJSON.definition("e_old", #"{"title":"int32"}"#).replacing(
                "\"isArchived\":false", with: "\"isArchived\":true"),
        ]
        let fixture = try ApplicationFixture(FakeApplication(world))
        let offered = try await fixture.source.offeredFields(in: ["3"])
        let custom = offered.filter { $0.field.id.definition != nil }
        #expect(
            custom.map { "\($0.field.id) \($0.field.format) \($0.label ?? "-") \($0.isMultiple) \($0.holders.count)" } == [
                "e_taille text Nom de e_taille false 1", "e_Site list Nom de e_Site true 0",
                "e_vehicule composite Nom de e_vehicule false 1", "e_vehicule/e_immat text Immatriculation false 1",
                "e_vehicule/e_ct date - false 0", "e_photo file Nom de e_photo false 0", "e_new other Nom de e_new false 0",
            ])
        #expect(
            offered.filter { $0.field.id.definition == nil }.map(\.field.id.value).sorted() == [
                "contractEnd", "contractStart", "establishment", "jobTitle", "mail", "phone",
            ])
        #expect(!"\(offered)".contains("canary"))
    }
}
