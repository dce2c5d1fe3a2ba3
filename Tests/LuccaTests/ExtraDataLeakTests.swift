import Foundation
import HTTPTestKit
import HTTPTransport
import JSONText
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import Lucca

/// A canary is a value of extra data that must not occur in anything that prints.
@Suite("LuccaSource: values of extra data never show")
struct ExtraDataLeakTests {
    private static let canary = "zqcanary"
    /// A day, a number, a number of an entry: nothing else has these digits.
    private static let digits = ["2031-07-19", "19/07/2031", "7391846", "918273"]
    private static let fields: [LuccaField] = [
        field("e_text"), field("e_number", .number), field("e_date", .date), field("e_list", .list), field("e_file", .file),
        field("e_odd", .number), field("e_several"), field("e_v/e_part"), field("e_v/e_km", .number), field("jobTitle"),
        field("phone"), field("establishment"), field("e_other", .other), field("e_nobody"),
    ]
    private static let row = Row.user(
        1,
        with: #""jobTitle":"zqcanary job","directLine":"7391846","legalEntity":{"id":1,"name":"zqcanary"},"extendedData":{"#
            + #""e_text":{"id":1,"value":"zqcanary"},"e_number":7391846,"e_date":{"value":"2031-07-19T00:00:00"},"#
            + #""e_list":{"value":918273},"e_file":"zqcanary","e_odd":"zqcanary","e_several":["zqcanary",{"value":"zqcanary 2"}],"#
            + #""e_v":{"value":{"e_part":{"value":"zqcanary"},"e_km":{"value":7391846}}},"e_other":"zqcanary","e_unasked":"zqcanary"}"#
    )
    private static let definition = Row.definition("e_list", name: "Liste", Row.entries((918_273, "zqcanary label")))

    private func everything(of value: Any) -> String {
        var text = "\(value)\n" + String(describing: value) + "\n" + String(reflecting: value) + "\n"
        dump(value, to: &text, maxDepth: 14, maxItems: 20_000)
        if let error = value as? any Error { text += "\(error.localizedDescription)\n\((error as NSError).userInfo)" }
        return text
    }

    private func expectClean(_ text: String, _ what: String) {
        #expect(!text.lowercased().contains(Self.canary), "\(what): \(text.prefix(2000))")
        for digits in Self.digits { #expect(!text.contains(digits), "\(what): \(text.prefix(2000))") }
    }

    @Test func nothingThatIsReadPrintsAValue() async throws {
        let log = RecordingLog()
        let fixture = try LuccaFixture(
            FakeLucca(.init(users: [Self.row], departments: [Row.department(3, "/1/")], definitions: [Self.definition])),
            fields: Self.fields, logger: log.logger)
        let reading = try await fixture.source.employees(in: nil, with: Self.fields)
        // They are there.
        #expect(reading.fields["1", field("e_text").id] == .text(Self.canary))
        #expect(reading.fields["1", field("e_list").id] == .text("zqcanary label"))
        #expect(reading.fields.values["1"]?.count == Self.fields.count - 1 && reading.fields.unreadable == [field("e_nobody").id])
        let offered = try await fixture.source.offeredFields(in: nil)
        #expect(offered.count > 10)
        let results = await fixture.source.check()
        let row = try #require(JSONValue.read(Self.row))
        let reader = ExtraDataReader(fields: Self.fields, definitions: try await fixture.source.definitions())
        let readings = reader.readings(of: row)
        #expect(readings.count == Self.fields.count - 1)
        for value in [reading, offered, results, fixture.source, reader, readings, ExtendedEmployeeRow(row, reader)] as [Any] {
            expectClean(everything(of: value), "\(type(of: value))")
        }
        #expect(log.lines.contains { $0.contains("extensionuserdefinitions") })
        for line in log.lines { expectClean(line, "a log line") }
    }

    private static let bodies: [String] = {
        let whole = #"{"data":{"items":["# + row + #"],"count":1}}"#
        return [
            whole, String(whole.dropLast(40)), whole.replacing(#""items""#, with: #""rows""#),
            whole.replacing(":1}}", with: ":9}}"),
            #"{"Message":"zqcanary 7391846","StackTrace":"2031-07-19"}"#, "<html>zqcanary 918273</html>", row,
        ]
    }()

    @Test(arguments: [200, 204, 400, 401, 403, 404, 408, 413, 429, 431, 500], bodies)
    func noErrorAndNoLogLineShowsAValue(_ status: Int, _ body: String) async throws {
        let log = RecordingLog()
        let fixture = try LuccaFixture(fields: Self.fields, logger: log.logger) { request, _ in
            request.path.hasSuffix("definitions")
                ? .json(#"{"data":{"items":["# + Self.definition + #"],"count":1}}"#) : .json(body, status: status)
        }
        let source = fixture.source
        do {
            expectClean(everything(of: try await source.employees(in: nil, with: Self.fields)), "employees")
        } catch { expectClean(everything(of: error), "an error") }
        do {
            expectClean(everything(of: try await source.offeredFields(in: nil)), "offered fields")
        } catch { expectClean(everything(of: error), "an error") }
        expectClean(everything(of: await source.checkFields()), "a check")
        for line in log.lines { expectClean(line, "a log line") }
    }
}
