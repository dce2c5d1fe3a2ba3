import HTTPTestKit
import HTTPTransport
import JSONText
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import PlanningPME

@Suite("PlanningPMETarget: refused values of extra data")
struct RefusedFieldTests {
    /// Refuses a PUT in which this custom field has a value.
    private static func refusing(_ name: String, _ status: Int = 400) -> FakeResource.Habits {
        .init(refusal: { $0["fields"]?[name].map { $0 == .null ? nil : status } ?? nil })
    }

    @Test(arguments: [400, 422], PlanningDialect.Update.allCases)
    func oneBadValueDoesNotStopTheOthers(_ status: Int, _ update: PlanningDialect.Update) async throws {
        var habits = Self.refusing("B", status)
        habits.update = update
        let resource = FakeResource(#"{"key":8,"label":"x","departments":[{"key":3}],"fields":{"P":"1"}}"#, habits)
        let fixture = try resource.fixture()
        let written = try await fixture.target.updateResource(
            8, ResourceChange(department: 9, fields: [.to("A", "a"), .to("B", "b"), .to("mobile", "06"), .to("C", "c")]))
        #expect(written.key == 8 && written.disagreement == nil && written.compared == [.update, .department])
        #expect(
            written.fields == [.custom("A"): .written, .custom("B"): .refused, .mobile: .written, .custom("C"): .written])
        #expect(resource.fields == ["P": .text("1"), "A": .text("a"), "C": .text("c")])
        // All, then the department, then each field.
        #expect(fixture.puts.count == 6)
        if update == .merge {
            #expect(
                fixture.puts.dropFirst().map(\.text) == [
                    #"{"departments":[{"key":9}]}"#, #"{"fields":{"P":"1","A":"a"}}"#, #"{"fields":{"P":"1","A":"a","B":"b"}}"#,
                    #"{"mobile":"06"}"#, #"{"fields":{"P":"1","A":"a","C":"c"}}"#,
                ])
        }
    }

    @Test func aSingleRefusedValueTakesOneWrite() async throws {
        let fixture = try FakeResource(#"{"key":8}"#, Self.refusing("B")).fixture()
        let written = try await fixture.target.updateResource(8, ResourceChange(fields: [.to("B", "b")]))
        #expect(written == WrittenResource(key: 8, fields: [.custom("B"): .refused]))
        #expect(fixture.calls.map(\.method) == [.get, .put])
    }

    @Test func whereEverythingIsRefusedNothingIsCompared() async throws {
        let fixture = try FakeResource(#"{"key":8}"#, .init(refusal: { _ in 400 })).fixture()
        let written = try await fixture.target.updateResource(8, ResourceChange(fields: [.to("A", "a"), .to("B", "b")]))
        #expect(written == WrittenResource(key: 8, fields: [.custom("A"): .refused, .custom("B"): .refused]))
        #expect(fixture.puts.count == 3)
    }

    @Test func aRefusedDepartmentIsAnErrorAsWithoutFields() async throws {
        let fixture = try FakeResource(
            #"{"key":8,"departments":[{"key":3}]}"#, .init(refusal: { $0["departments"] == nil ? nil : 400 })
        ).fixture()
        let error = await #expect(throws: SyncError.self) {
            _ = try await fixture.target.updateResource(8, ResourceChange(department: 9, fields: [.to("A", "a")]))
        }
        #expect(error?.code == .planningPMERejected)
    }

    @Test func soManyAreTriedAndNoMore() async throws {
        let fixture = try FakeResource(#"{"key":8}"#, Self.refusing("F0")).fixture()
        let writes = (0..<30).map { FieldWrite.to("F\($0)", "x") }
        let written = try await fixture.target.updateResource(8, ResourceChange(fields: writes))
        #expect(fixture.puts.count == 13 && written.fields.count == 12)
        #expect(written.fields[.custom("F0")] == .refused && written.fields.values.count { $0 == .written } == 11)
    }

    @Test(arguments: [(403, SyncError.Code.planningPMEForbidden), (409, .planningPMERejected), (500, .planningPMEFailed)])
    func anotherRefusalIsAnError(_ status: Int, _ code: SyncError.Code) async throws {
        let fixture = try FakeResource(#"{"key":8}"#, .init(refusal: { _ in status })).fixture()
        let error = await #expect(throws: SyncError.self) {
            _ = try await fixture.target.updateResource(8, ResourceChange(fields: [.to("A", "a"), .to("B", "b")]))
        }
        #expect(error?.code == code)
    }
}
