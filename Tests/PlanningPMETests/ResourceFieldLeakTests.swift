import Foundation
import HTTPTestKit
import HTTPTransport
import JSONText
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import PlanningPME

/// A canary is a value of extra data, ours or a planner's, that must not occur in anything that prints.
@Suite("PlanningPMETarget: values of extra data never show")
struct ResourceFieldLeakTests {
    private static let canaries = ["zqcanary", "2031-07-19", "19/07/2031", "7391846"]
    private static let writes: [FieldWrite] = [
        .to("Site", "zqcanary new"), .to("Fin", "2031-07-19T00:00:00", .date), .to("Km", "7391846", .number),
        .to("mobile", "7391846"), .to("email", "zqcanary@acme.example", ours: ["zqcanary@old.example"]),
        .to("Autre", "zqcanary", replaces: true), .to("Bad", "zqcanary", .number),
    ]
    private static let resource =
        #"{"key":8,"label":"HÔTE","phone":"7391846","email":"zqcanary@old.example","fields":{"Autre":"zqcanary old","#
        + #""Planner":"zqcanary","Jour":"2031-07-19T00:00:00"}}"#

    private func everything(of value: Any) -> String {
        var text = "\(value)\n" + String(describing: value) + "\n" + String(reflecting: value) + "\n"
        dump(value, to: &text, maxDepth: 14, maxItems: 20_000)
        if let error = value as? any Error { text += "\(error.localizedDescription)\n\((error as NSError).userInfo)" }
        return text
    }

    private func expectClean(_ text: String, _ what: String) {
        for canary in Self.canaries { #expect(!text.lowercased().contains(canary), "\(what): \(text.prefix(2000))") }
    }

    @Test(arguments: [200, 204, 400, 401, 403, 404, 409, 422, 429, 500], ["{}", "<html>zqcanary 7391846</html>", resource])
    func noErrorNoResultAndNoLogLineShowsAValue(_ status: Int, _ body: String) async throws {
        let log = RecordingLog()
        let fixture = try PlanningFixture(
            rawAppKey: "k", login: .authToken(Secret("a")), dialect: PlanningDialect(), logger: log.logger
        ) { request, number in
            if request.path == "/acme/token" { return .json(#"{"access_token":"t"}"#) }
            return request.method == .put || number > 3 ? .json(body, status: status) : .json(Self.resource)
        }
        do {
            let change = ResourceChange(department: 3, fields: Self.writes)
            expectClean(everything(of: change), "a change")
            expectClean(everything(of: try await fixture.target.updateResource(8, change)), "a result")
        } catch { expectClean(everything(of: error), "an error") }
        do {
            expectClean(everything(of: try await fixture.target.resourceFields()), "fields")
        } catch { expectClean(everything(of: error), "an error") }
        expectClean(everything(of: fixture.target), "the target")
        #expect(log.lines.contains { $0.contains("api/resource/8") })
        for line in log.lines { expectClean(line, "a log line") }
    }

    @Test func theTypesOfTheAdapterPrintNoValue() async throws {
        let read = try #require(JSONValue.read(Self.resource)?.members)
        let fields = ResourceFields(read, zone: .gmt)
        #expect(fields.changes(Self.writes).count == 3)
        let wire = ResourceFieldsWire(.object(read))
        #expect(wire.forms.count == 3)
        for value in [fields, wire, CurrentValue(.text("zqcanary"), .mobile, as: .text, zone: .gmt), Self.writes] as [Any] {
            expectClean(everything(of: value), "\(type(of: value))")
        }
    }
}
