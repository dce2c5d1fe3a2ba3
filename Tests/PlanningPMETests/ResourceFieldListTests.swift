import HTTPTestKit
import HTTPTransport
import SyncCore
import SyncEngine
import Testing

@testable import PlanningPME

@Suite("PlanningPMETarget: fields of resources")
struct ResourceFieldListTests {
    private static let members = [FieldTarget.mobile, .phone, .email].map { ResourceField(target: $0, form: .text) }

    private func fields(_ rows: [String], single: String = "{}") async throws -> (fields: [ResourceField], calls: [String]) {
        let fixture = try PlanningFixture(dialect: PlanningDialect()) { request, _ in
            request.path.hasSuffix("/resource")
                ? .json(#"{"items":[\#(rows.joined(separator: ","))],"total":\#(rows.count)}"#) : .json(single)
        }
        let fields = try await fixture.target.resourceFields()
        return (fields, fixture.calls.map { $0.path.replacing("/acme/api/", with: "") })
    }

    @Test func theListShowsThemWithTheFormOfTheirValues() async throws {
        let (fields, calls) = try await fields([
            #"{"key":1,"fields":{"Site":"","Fin":"2028-01-15T00:00:00","Ok":false,"N":1,"Jour":"2028-01-15","M":1,"L":[]}}"#,
            #"{"key":2,"fields":{"Site":null,"Fin":null,"M":"a","Ok":null,"N":2.5,"Liste":{"key":1}}}"#,
            #"{"key":3,"fields":null}"#, #"{"key":4}"#,
        ])
        #expect(calls == ["resource"])
        let custom: [(String, FieldRule.Form?)] = [
            ("Fin", .date), ("Jour", .text), ("L", nil), ("Liste", .text), ("M", .text), ("N", .number), ("Ok", .boolean),
            ("Site", nil),
        ]
        #expect(fields == Self.members + custom.map { ResourceField(target: .custom($0.0), form: $0.1) })
    }

    @Test func whereTheListLeavesThemOutAFewResourcesAreRead() async throws {
        let rows = (1...9).map { #"{"key":\#($0),"notValid":\#($0 == 2)}"# }
        let (fields, calls) = try await fields(rows, single: #"{"key":1,"fields":{"Site":"x"}}"#)
        #expect(calls == ["resource", "resource/1", "resource/3", "resource/4"])
        #expect(fields == Self.members + [ResourceField(target: .custom("Site"), form: .text)])
    }

    @Test func withoutCustomFieldsTheMembersRemain() async throws {
        #expect(try await fields([]).fields == Self.members)
        #expect(try await fields([#"{"key":1,"fields":[1]}"#], single: #"{"key":1,"fields":"x"}"#).fields == Self.members)
    }

    @Test func namesThatNoRuleCanHaveAreLeftOut() async throws {
        let long = String(repeating: "x", count: FieldTarget.longestName + 1)
        let (fields, _) = try await fields([#"{"key":1,"fields":{"mobile":"1","":"2"," ":"3","\#(long)":"4","a b":"5"}}"#])
        #expect(fields == Self.members + [ResourceField(target: .custom("a b"), form: .text)])
    }
}
