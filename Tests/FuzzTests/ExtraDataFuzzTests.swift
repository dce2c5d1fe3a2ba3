import Foundation
import HTTPTransport
import Lucca
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// Extra data of Lucca, from the bytes to what the engine gets.
@Suite("Fuzzing: extra data of Lucca")
struct ExtraDataFuzzTests {
    private static let small = 300
    private static let full = 250_000
    /// Every text of the documents begins like this. No id looks so, whatever a mutation puts where.
    private static let mark = "zq/canary"

    private static let formats: [(String, FieldFormat)] = [
        ("e_text", .text), ("e_number", .number), ("e_flag", .boolean), ("e_date", .date), ("e_list", .list),
        ("e_several", .text),
        ("e_entries", .list), ("e_v", .composite), ("e_v/e_part", .text), ("e_v/e_km", .number), ("e_several_v/e_part", .text),
        ("e_photo", .file), ("e_other", .other), ("e_é-Ü", .text), ("jobTitle", .text), ("mail", .text), ("phone", .text),
        ("mobile", .text), ("establishment", .text), ("contractStart", .date), ("contractEnd", .date),
    ]

    private static let fields = formats.map { LuccaField(id: FieldID($0.0) ?? FieldID(.custom("e_none")), format: $0.1) }

    private static let rows: [String] = [
        #"{"id":1,"firstName":"A","lastName":"B","mail":"a@x.example","login":"a","employeeNumber":"1","departmentId":3,"#
            + #""dtContractStart":"2020-01-06T00:00:00","dtContractEnd":null,"jobTitle":"zq/canary","directLine":"zq/canary 01","#
            + #""professionalMobile":null,"legalEntity":{"id":5,"name":"zq/canary"},"extendedData":{"#
            + #""e_text":{"id":1,"value":"zq/canary"},"e_number":{"id":2,"value":35.5},"e_flag":{"id":3,"value":true},"#
            + #""e_date":{"id":4,"value":"2027-03-31T00:00:00"},"e_list":{"id":5,"value":12},"e_several":[{"id":6,"value":"zq/canary"},"#
            + #"{"id":7,"value":"zq/canary 2"}],"e_entries":[{"value":12},{"value":13}],"e_v":{"id":8,"value":{"e_part":{"value":"#
            + #""zq/canary"},"e_km":{"value":48000}}},"e_several_v":[{"value":{"e_part":{"value":"zq/canary"}}},{"value":null}],"#
            + #""e_photo":{"value":"6f9619ff-8b86-d011-b42d-00cf4fc964ff"},"e_other":{"value":[1,{"x":"zq/canary"}]},"e_é-Ü":"zq/canary"}}"#,
        #"{"Id":"2","departmentID":"3","dtContractStart":"2020-01-06","ExtendedData":{"e_text":"zq/canary","e_number":"12","e_flag":1,"#
            + #""e_date":null,"e_list":"13","e_several":["zq/canary","zq/canary"],"e_entries":[],"e_v":null,"e_several_v":{"e_part":"#
            + #""zq/canary"},"e_photo":null,"e_\u00e9-Ü":[]},"jobTitle":null}"#,
    ]

    private static let users = [
        #"{"data":{"items":[\#(rows.joined(separator: ","))],"count":2}}"#, #"{"data":{"items":[\#(rows[0])],"count":1}}"#,
        #"{"Data":{"Items":[\#(rows[1])],"Count":"1"}}"#,
    ].map { FuzzDocument(Array($0.utf8)) }

    private static let definitions = [
        #"{"data":{"items":[{"id":"e_list","name":"Liste","isMultivalue":false,"category":3,"type":1,"format":{"key":"select"},"#
            + #""extensionUserPropertyListEntries":[{"id":12,"name":"zq/canary 12","translation":null},{"id":13,"name":"zq/canary"}]},"#
            + #"{"id":"e_v","name":"Véhicule","type":5,"format":{"key":"composite"}},{"id":"e_part","type":"4"}],"count":3}}"#
    ].map { FuzzDocument(Array($0.utf8)) }

    private static let whole = HTTPResponse(status: 200, body: Data(definitions[0].bytes))

    /// Nothing that prints has a value, and only what was asked for is there.
    private static func holdOf(_ reading: EmployeeReading) throws {
        let asked = Set(fields.map(\.id))
        try hold(reading.fields.unreadable.isSubset(of: asked), "a field that nobody asked for is unreadable")
        for (employee, values) in reading.fields.values {
            try hold(FuzzProperties.isIdentifier(employee.value), "employee id \(employee)")
            try hold(Set(values.keys).isSubset(of: asked), "a field that nobody asked for")
            try hold(
                reading.fields.unreadable.isDisjoint(with: values.keys), "a field came for somebody and for nobody")
            for value in values.values { try holdOf(value) }
        }
        try holdOfPrint(reading.fields)
    }

    private static func holdOf(_ value: FieldValue) throws {
        switch value {
        case .text(let text): try hold(!text.allSatisfy(\.isWhitespace), "a blank text")
        case .number(let spelling): try hold(Double(spelling) != nil, "no number")
        case .several(let values):
            try hold(values.count > 1, "several of one")
            for value in values {
                if case .several = value { throw Broken("several of several") }
                try holdOf(value)
            }
        case .boolean, .day, .unlabelled, .unreadable: break
        }
    }

    private static func holdOfPrint(_ value: Any) throws {
        var text = "\(value)" + String(reflecting: value)
        dump(value, to: &text)
        try hold(!text.contains(mark), "a value is printed")
    }

    @Test(arguments: Fuzz.shards)
    func employees(shard: Int) async throws {
        let mutator = Mutator(documents: Self.users)
        let remotes = try FuzzedRemotes()
        try await Fuzz(name: "Lucca, employees with extra data", shard: shard, small: Self.small, full: Self.full).run {
            FuzzedAnswers(mutator, &$0)
        } check: { input in
            let exchange = FuzzedExchange(input) { $0.url.contains("definitions") ? Self.whole : nil }
            let result = try await FuzzProperties.call(exchange) {
                try await Self.unquoting { try await remotes.lucca(exchange).employees(in: nil, with: Self.fields) }
            }
            if let result { try Self.holdOf(result) }
        }
    }

    @Test(arguments: Fuzz.shards)
    func definitions(shard: Int) async throws {
        let mutator = Mutator(documents: Self.definitions)
        let remotes = try FuzzedRemotes()
        let users = HTTPResponse(status: 200, body: Data(Self.users[0].bytes))
        try await Fuzz(name: "Lucca, definitions of extra data", shard: shard, small: Self.small, full: Self.full).run {
            FuzzedAnswers(mutator, &$0)
        } check: { input in
            let exchange = FuzzedExchange(input) { $0.url.contains("definitions") ? nil : users }
            let reading: EmployeeReading
            do {
                reading = try await remotes.lucca(exchange).employees(in: nil, with: Self.fields)
            } catch let error as SyncError where error.code == .luccaThrottled {
                // The run pauses.
                return
            }
            try hold(reading.employees.rows.count == 2, "unreadable labels stopped the reading")
            try Self.holdOf(reading)
        }
    }

    @Test(arguments: Fuzz.shards)
    func offeredFields(shard: Int) async throws {
        let mutator = Mutator(documents: Self.users + Self.definitions)
        let remotes = try FuzzedRemotes()
        try await Fuzz(name: "Lucca, offered fields", shard: shard, small: Self.small, full: Self.full).run {
            FuzzedAnswers(mutator, &$0)
        } check: { input in
            let exchange = FuzzedExchange(input)
            let offered = try await FuzzProperties.call(exchange) {
                try await Self.unquoting { try await remotes.lucca(exchange).offeredFields(in: nil) }
            }
            for field in offered ?? [] {
                try hold(FieldID(field.field.id.value) == field.field.id, "an id that nobody can type")
                try hold(field.holders.allSatisfy { FuzzProperties.isIdentifier($0.value) }, "a holder's id")
            }
            try hold(Set((offered ?? []).map(\.field.id)).count == (offered ?? []).count, "a field is offered twice")
        }
    }

    @Test(arguments: Fuzz.shards)
    func check(shard: Int) async throws {
        let mutator = Mutator(documents: Self.users + Self.definitions)
        let remotes = try FuzzedRemotes()
        try await Fuzz(name: "Lucca, check of extra data", shard: shard, small: Self.small, full: Self.full).run {
            FuzzedAnswers(mutator, &$0)
        } check: { input in
            let exchange = FuzzedExchange(input)
            let results = await remotes.lucca(exchange, fields: Self.fields).check()
            try hold(!results.isEmpty && !exchange.isEndless, "\(exchange.requestCount) requests")
            try FuzzProperties.holdOfResults(results)
            try Self.holdOfPrint(results)
        }
    }

    /// An error shows no value.
    private static func unquoting<Result>(_ call: () async throws -> Result) async throws -> Result {
        do {
            return try await call()
        } catch {
            try holdOfPrint(error)
            throw error
        }
    }
}
