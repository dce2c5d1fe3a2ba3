import HTTPTestKit
import HTTPTransport
import Lucca
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("LuccaSource: extra data")
struct ExtraDataTests {
    /// Rows with ids from 1.
    private func reading(
        _ fields: [LuccaField], _ rows: [String], definitions: [String]? = nil
    ) async throws -> EmployeeReading {
        try await LuccaFixture(FakeLucca(.init(users: rows, definitions: definitions))).source.employees(in: nil, with: fields)
    }

    private func value(_ format: FieldFormat, _ json: String, definitions: [String]? = nil) async throws -> FieldValue? {
        let field = field("e_x", format)
        let row = Row.user(1, data: #""e_x":\#(json)"#)
        return try await reading([field], [row], definitions: definitions).fields["1", field.id]
    }

    // MARK: What is asked

    @Test func customFieldsJoinTheRequestOfEmployeesInPagesOfTwoHundred() async throws {
        let fixture = try LuccaFixture(FakeLucca(.init(users: [Row.user(1)])))
        let fields = [field("e_x"), field("e_y/e_z", .number), field("jobTitle"), field("phone"), field("establishment")]
        _ = try await fixture.source.employees(in: ["3"], with: fields)
        let request = try #require(fixture.exchange.requests.first)
        #expect(fixture.paths == ["/api/v3/users"] && request.query("departmentId") == "3")
        #expect(request.query("paging") == "0,200")
        #expect(
            request.query("fields")
                == "id,firstName,lastName,mail,login,employeeNumber,departmentId,dtContractStart,dtContractEnd,"
                + "jobTitle,directLine,legalEntity[id,name],extendedData,collection.count")
    }

    @Test func standardFieldsAloneNeitherAskForExtendedDataNorTakeSmallPages() async throws {
        let fixture = try LuccaFixture(FakeLucca(.init(users: [Row.user(1)])))
        _ = try await fixture.source.employees(in: nil, with: [field("mobile"), field("mail"), field("contractEnd", .date)])
        let request = try #require(fixture.exchange.requests.first)
        #expect(request.query("paging") == "0,1000")
        #expect(request.query("fields")?.hasSuffix("dtContractEnd,professionalMobile,collection.count") == true)
    }

    @Test func withoutFieldsNothingIsAskedBesides() async throws {
        let fixture = try LuccaFixture(FakeLucca(.init(users: [Row.user(1, data: #""e_x":"a""#)])))
        let reading = try await fixture.source.employees(in: nil, with: [])
        #expect(reading.employees.rows.count == 1 && reading.fields.values.isEmpty && reading.fields.unreadable.isEmpty)
        let request = try #require(fixture.exchange.requests.first)
        #expect(fixture.paths.count == 1 && request.query("paging") == "0,1000")
        #expect(request.query("fields")?.contains("extendedData") == false)
    }

    @Test func aPageOfBigRowsIsHalvedWhileItIsTooSlow() async throws {
        let fake = FakeLucca(.init(users: (1...120).map { Row.user($0, data: #""e_x":"v\#($0)""#) })) { request, _, _ in
            let limit = request.query("paging")?.split(separator: ",").last.flatMap { Int($0) } ?? 0
            return limit > 50 ? .json("{}", status: 408) : nil
        }
        let fixture = try LuccaFixture(fake)
        let reading = try await fixture.source.employees(in: nil, with: [field("e_x")])
        #expect(fixture.exchange.requests.compactMap { $0.query("paging") } == ["0,200", "0,100", "0,50", "49,50", "98,50"])
        #expect(reading.fields.values.count == 120 && reading.fields["120", field("e_x").id] == .text("v120"))
    }

    /// The budget of a run: departments, employees, leaves and definitions of 500 people.
    @Test func fiveHundredEmployeesWithFiveFieldsTakeTenRequestsAtMost() async throws {
        let users = (1...500).map { id in
            Row.user(id, data: #""e_a":"x","e_b":{"id":1,"value":\#(id)},"e_c":{"id":2,"value":7},"e_d":null,"e_e":true"#)
        }
        let rows = FakeLucca.Rows(
            users: users, leaves: Row.leaves(0..<15_000), departments: [Row.department(3, "/1/")],
            definitions: [Row.definition("e_c", Row.entries((7, "Nord")))])
        let fixture = try LuccaFixture(FakeLucca(rows))
        let fields = [
            field("e_a"), field("e_b", .number), field("e_c", .list), field("e_d", .date), field("e_e", .boolean),
        ]
        _ = try await fixture.source.departments()
        let reading = try await fixture.source.employees(in: ["3"], with: fields)
        _ = try await fixture.source.leaves(ofEmployeesIn: ["3"], from: day(2026, 11, 1), through: day(2027, 5, 31))
        #expect(reading.employees.rows.count == 500 && reading.fields.values.count == 500)
        #expect(reading.fields["500", field("e_b").id] == .number("500"))
        #expect(reading.fields["500", field("e_c").id] == .text("Nord"))
        let counts = Dictionary(grouping: fixture.paths) { $0 }.mapValues(\.count)
        #expect(counts["/api/v3/users"] == 3 && counts["/api/v3/extensionuserdefinitions"] == 1)
        #expect(await fixture.source.requestCount == 9)
    }

    @Test func definitionsAreReadOncePerRunAndOnlyForALabel() async throws {
        let rows = FakeLucca.Rows(users: [Row.user(1)], definitions: [])
        let without = try LuccaFixture(FakeLucca(rows))
        _ = try await without.source.employees(in: nil, with: [field("e_x"), field("e_y", .date), field("jobTitle")])
        #expect(without.paths == ["/api/v3/users"])
        let with = try LuccaFixture(FakeLucca(rows))
        for _ in 0..<2 { _ = try await with.source.employees(in: nil, with: [field("e_x", .list)]) }
        #expect(with.paths == ["/api/v3/extensionuserdefinitions", "/api/v3/users", "/api/v3/users"])
    }

    // MARK: Values

    @Test(arguments: [#""AB""#, #"{"id":1,"value":"AB"}"#, #"{"ID":1,"Value":"AB"}"#, #"{"value":"AB"}"#, #"["AB"]"#])
    func aValueComesBareOrInAnObject(_ json: String) async throws {
        #expect(try await value(.text, json) == .text("AB"))
    }

    @Test(arguments: ["null", #"{"id":1,"value":null}"#, #""""#, #"{"value":" "}"#, "[]", "[null]", #"[{"id":2,"value":null}]"#])
    func nothingIsNoValueAndNoProblem(_ json: String) async throws {
        for format in FieldFormat.allCases {
            let read = try await reading([field("e_x", format)], [Row.user(1, data: #""e_x":\#(json)"#)], definitions: [])
            #expect(read.fields.values.isEmpty && read.fields.unreadable.isEmpty, "\(format)")
        }
    }

    @Test(arguments: [
        (FieldFormat.text, "12", FieldValue.text("12")), (.text, #"" a ""#, .text(" a ")), (.number, "35.50", .number("35.5")),
        (.number, #""48000""#, .number("48000")), (.number, "1e3", .number("1000")), (.boolean, "true", .boolean(true)),
        (.boolean, #""False""#, .boolean(false)), (.boolean, "1", .boolean(true)),
        (.date, #""2016-09-01T00:00:00""#, .day(day(2016, 9, 1))), (.date, #""2016-09-01""#, .day(day(2016, 9, 1))),
    ])
    func aValueIsReadByItsFormat(_ format: FieldFormat, _ json: String, _ expected: FieldValue) async throws {
        #expect(try await value(format, #"{"id":1,"value":\#(json)}"#) == expected)
        #expect(try await value(format, json) == expected)
    }

    @Test(arguments: [
        (FieldFormat.text, "true"), (.text, "{}"), (.text, #"{"label":"x"}"#), (.text, "[[1]]"), (.number, #""12 km""#),
        (.number, "true"), (.number, #""35,5""#), (.number, "1e99"), (.boolean, #""peut-être""#), (.boolean, "2"),
        (.date, #""01/09/2016""#),
        (.date, "20160901"), (.list, #""Nord""#), (.list, "1.5"), (.list, #"{"value":{"id":12,"name":"Nord"}}"#),
        (.composite, #"{"value":{"e_y":{"value":1}}}"#), (.file, #""6f9619ff-8b86-d011-b42d-00cf4fc964ff""#), (.other, "1"),
        (.text, "NaN"),
    ])
    func aValueInAnotherFormIsUnreadable(_ format: FieldFormat, _ json: String) async throws {
        #expect(try await value(format, json, definitions: []) == .unreadable)
    }

    @Test func severalOccurrencesKeepTheirOrder() async throws {
        let json = #"[{"id":1,"value":"fr"},{"id":2,"value":null},"pt",{"id":3,"value":"en"}]"#
        #expect(try await value(.text, json) == .several([.text("fr"), .text("pt"), .text("en")]))
        #expect(try await value(.number, json) == .several([.unreadable, .unreadable, .unreadable]))
    }

    @Test func idsAreComparedExactly() async throws {
        let ids = ["e_Nom-de-la-voie", "e_nom-de-la-voie", "e_Prise-d-effet_AN", "e_é"]
        let data = ids.enumerated().map { #""\#($0.element)":"v\#($0.offset)""# }.joined(separator: ",")
        let read = try await reading(ids.map { field($0) } + [field("e_NOM-DE-LA-VOIE")], [Row.user(1, data: data)])
        for (place, id) in ids.enumerated() { #expect(read.fields["1", field(id).id] == .text("v\(place)")) }
        #expect(read.fields.unreadable == [field("e_NOM-DE-LA-VOIE").id])
    }

    @Test func onlyTheFieldsAskedForAreKept() async throws {
        let read = try await reading([field("e_x")], [Row.user(1, data: #""e_x":"a","e_y":"b","e_z":{"value":"c"}"#)])
        #expect(read.fields.values == ["1": [field("e_x").id: .text("a")]])
    }

    // MARK: Lists of values

    @Test func entriesOfAListAreTheirLabels() async throws {
        let definitions = [
            Row.definition("e_y", Row.entries((12, "Autre"))),
            Row.definition("e_x", Row.entries((12, "Chantier Nord"), (13, " "))),
        ]
        #expect(try await value(.list, #"{"id":1,"value":12}"#, definitions: definitions) == .text("Chantier Nord"))
        #expect(
            try await value(.list, #"[{"value":"12"},{"value":99}]"#, definitions: definitions)
                == .several([.text("Chantier Nord"), .unlabelled]))
        // Without a name, or removed from the list.
        #expect(try await value(.list, "13", definitions: definitions) == .unlabelled)
        #expect(try await value(.list, "14", definitions: definitions) == .unlabelled)
        #expect(try await value(.list, "12", definitions: []) == .unlabelled)
    }

    @Test(arguments: [401, 403, 404, 410, 405, 400, 408, 500, 200, 204]) func labelsThatCanNotBeReadStopNothing(_ status: Int)
        async throws
    {
        let fake = FakeLucca(.init(users: [Row.user(1, data: #""e_x":12,"e_y":"a""#)])) { request, _, _ in
            request.path.hasSuffix("definitions") ? .json(status == 200 ? #"{"data":{"x":1}}"# : "<html>", status: status) : nil
        }
        let read = try await LuccaFixture(fake).source.employees(in: nil, with: [field("e_x", .list), field("e_y")])
        #expect(read.employees.rows.count == 1 && read.fields.areLabelsUnreadable && read.fields.unreadable.isEmpty)
        #expect(read.fields["1", field("e_x").id] == .unlabelled && read.fields["1", field("e_y").id] == .text("a"))
    }

    @Test func aSpentBudgetWhileLabelsAreReadPausesTheRun() async throws {
        let fake = FakeLucca(.init(users: [Row.user(1)])) { request, _, _ in
            request.path.hasSuffix("definitions")
                ? HTTPResponse(status: 429, headers: [(name: "Retry-After", value: "600")]) : nil
        }
        let source = try LuccaFixture(fake).source
        let error = await #expect(throws: SyncError.self) {
            _ = try await source.employees(in: nil, with: [field("e_x", .list)])
        }
        #expect(error?.code == .luccaThrottled)
    }

    // MARK: Composites

    @Test func aPartIsReadFromEachComposite() async throws {
        let fields = [field("e_v/e_immat"), field("e_v/e_km", .number), field("e_v/e_fin", .date)]
        let one = #""e_v":{"id":905,"value":{"e_immat":{"value":"AB-123-CD"},"e_km":{"value":48000},"e_fin":null}}"#
        let read = try await reading(fields, [Row.user(1, data: one)])
        #expect(read.fields["1", fields[0].id] == .text("AB-123-CD") && read.fields["1", fields[1].id] == .number("48000"))
        #expect(read.fields["1", fields[2].id] == nil && read.fields.unreadable.isEmpty)
        let several =
            #""e_v":[{"id":1,"value":{"e_immat":{"value":"A"}}},null,{"value":{"e_immat":"B","E_KM":{"value":1}}},{"e_immat":"C"}]"#
        let list = try await reading(fields, [Row.user(1, data: several)])
        #expect(list.fields["1", fields[0].id] == .several([.text("A"), .text("B"), .text("C")]))
        #expect(list.fields.unreadable == [fields[1].id, fields[2].id])
        let odd = try await reading(fields, [Row.user(1, data: #""e_v":{"value":"x"}"#)])
        #expect(odd.fields["1", fields[0].id] == .unreadable)
    }

    @Test func aPartThatACompositeLeavesOutIsNoValueWhereAnotherHasIt() async throws {
        let part = field("e_v/e_km", .number)
        let rows = [
            Row.user(1, data: #""e_v":{"value":{"e_km":{"value":7}}}"#), Row.user(2, data: #""e_v":{"value":{"e_z":"x"}}"#),
            Row.user(3, data: #""e_v":null"#),
        ]
        #expect(try await reading([part], rows).fields.values == ["1": [part.id: .number("7")]])
        #expect(try await reading([part], Array(rows.dropFirst())).fields.unreadable == [part.id])
        // Composites without a value show no part, and prove nothing.
        #expect(try await reading([part], [rows[2]]).fields.unreadable.isEmpty)
    }

    @Test func labelsOfAPartAreInItsOwnDefinitionOrTheComposites() async throws {
        let part = field("e_v/e_etat", .list)
        let row = Row.user(1, data: #""e_v":{"value":{"e_etat":{"value":3}}}"#)
        for id in ["e_etat", "e_v"] {
            let read = try await reading([part], [row], definitions: [Row.definition(id, Row.entries((3, "Bon")))])
            #expect(read.fields["1", part.id] == .text("Bon"))
        }
    }

    // MARK: Standard fields

    @Test func standardFieldsAreThoseOfTheRow() async throws {
        let properties =
            #""jobTitle":"Grutier","DirectLine":"01 02","professionalMobile":612345678,"legalEntity":{"id":5,"Name":"Lyon"}"#
        let all = StandardField.allCases.map { field($0.rawValue, $0.rawValue.hasPrefix("contract") ? .date : .text) }
        let read = try await reading(all, [Row.user(1, with: properties)])
        let own = try #require(read.fields.values["1"])
        #expect(
            own == [
                field("jobTitle").id: .text("Grutier"), field("phone").id: .text("01 02"), field("mobile").id: .text("612345678"),
                field("establishment").id: .text("Lyon"), field("mail").id: .text("zoe@acme.example"),
                field("contractStart").id: .day(day(2020, 1, 6)),
            ])
        #expect(read.fields.unreadable.isEmpty)
    }

    // MARK: Who has what

    @Test func aFieldThatCameForNobodyIsUnreadableAndANullIsNot() async throws {
        let fields = [field("e_a"), field("e_b"), field("jobTitle"), field("phone")]
        let rows = [
            Row.user(1, with: #""extendedData":{"e_b":null},"jobTitle":null"#), Row.user(2, data: ""),
            Row.user(3, with: #""extendedData":null"#), Row.user(4),
        ]
        let read = try await reading(fields, rows)
        #expect(read.fields.unreadable == [field("e_a").id, field("phone").id] && read.fields.values.isEmpty)
        // Nobody at all proves nothing.
        #expect(try await reading(fields, []).fields.unreadable.isEmpty)
        // A list in place of the object.
        #expect(try await reading([field("e_a")], [Row.user(1, with: #""extendedData":[]"#)]).fields.unreadable.count == 1)
    }

    @Test func twoRowsOfOneEmployeeThatDifferAreUnreadableWhereTheyDiffer() async throws {
        let rows = [
            Row.user(1, data: #""e_a":"x","e_b":"y""#), Row.user(1, data: #""e_a":"x","e_b":"z""#),
            Row.user(2, data: #""e_a":"w""#),
        ]
        let read = try await reading([field("e_a"), field("e_b")], rows)
        #expect(read.fields["1", field("e_a").id] == .text("x") && read.fields["1", field("e_b").id] == .unreadable)
        #expect(read.fields["2", field("e_a").id] == .text("w"))
    }

    @Test func aFieldOfTwoRulesIsReadOnce() async throws {
        let read = try await reading([field("e_a"), field("e_a", .number)], [Row.user(1, data: #""e_a":"x""#)])
        #expect(read.fields.values == ["1": [field("e_a").id: .text("x")]])
    }
}
