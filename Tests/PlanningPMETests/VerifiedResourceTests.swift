import HTTPTestKit
import HTTPTransport
import SyncCore
import SyncEngine
import SyncTestKit
import Synchronization
import Testing

@testable import PlanningPME

@Suite("PlanningPMETarget: writes of resources are verified")
struct VerifiedResourceTests {
    /// Answers a write, and returns one resource by its key and in the list.
    private func fixture(
        _ shown: String, key: Int = 8, answer: String = "", listed: String? = nil, update: PlanningDialect.Update = .merge
    ) throws -> PlanningFixture {
        var dialect = PlanningDialect()
        dialect.update = update
        return try PlanningFixture(dialect: dialect) { request, _ in
            guard request.method == .get else { return .json(answer, status: 201) }
            if request.path.hasSuffix("/api/resource") { return .json(#"{"items":[\#(listed ?? shown)],"total":1}"#) }
            return request.path.hasSuffix("/\(key)") ? .json(shown) : .json("{}", status: 404)
        }
    }

    private func resource(_ key: Int = 8, number: String = "0042", department: Int = 3, email: String = "zoe@acme.example")
        -> String
    {
        #"{"key":\#(key),"label":"HÔTE Zoé","lastName":"HÔTE","firstName":"Zoé","email":"\#(email)","phone":"01 02","#
            + #""registrationNumber":"\#(number)","departments":[{"key":\#(department)}]}"#
    }

    private func calls(_ fixture: PlanningFixture) -> [String] {
        fixture.calls.map { "\($0.method.rawValue) \($0.path.replacing("/acme/", with: ""))" }
    }

    @Test func anAnswerThatIsTheResourceCostsNothingMore() async throws {
        let fixture = try fixture("{}", answer: resource())
        let written = try await fixture.target.createResource(Draft.resource)
        #expect(written == WrittenResource(key: 8, compared: [.createdKey, .department]))
        #expect(calls(fixture) == ["POST api/resource"])
    }

    @Test(arguments: [(#"{"key":8}"#, "GET api/resource/8"), ("8", "GET api/resource/8"), ("", "GET api/resource")])
    func anEmptyAnswerCostsOneMore(_ answer: String, _ look: String) async throws {
        let fixture = try fixture(resource(), answer: answer)
        let written = try await fixture.target.createResource(Draft.resource)
        #expect(written == WrittenResource(key: 8, compared: [.createdKey, .department]))
        #expect(calls(fixture) == ["POST api/resource", look])
    }

    @Test(arguments: [
        ("department", DialectPoint.department), ("number", .update), ("email", .update),
    ]) func whatACreateLosesIsNamed(_ lost: String, _ point: DialectPoint) async throws {
        let shown =
            switch lost {
            case "department": resource(department: 9)
            case "number": resource(number: "")
            default: resource(email: "")
            }
        for answer in [shown, #"{"key":8}"#] {
            let written = try await fixture(shown, answer: answer).target.createResource(Draft.resource)
            #expect(written.key == 8 && written.disagreement?.point == point)
            #expect(!"\(written)".contains("0042") && !"\(written)".contains("zoe@"))
        }
        let listed = try await fixture(shown, listed: resource(department: 9)).target.createResource(Draft.resource)
        #expect(
            listed.disagreement == Disagreement(point: .department, sent: .departments(keys: [3]), found: .departments(keys: [9]))
        )
    }

    /// If it were taken for the employee's, another person would get the absences.
    @Test func aKeyOfAnotherResourceIsNotTaken() async throws {
        let named = try fixture(resource(7, number: "0001"), key: 7, answer: #"{"key":7}"#, listed: resource(8))
        let written = try await named.target.createResource(Draft.resource)
        #expect(written.key == 8)
        #expect(
            written.disagreement == Disagreement(point: .createdKey, sent: .resources(keys: [7]), found: .resources(keys: [8])))
        for (shown, key) in [(resource(7, number: "0001"), 7), (resource(7, number: "0001"), 6)] {
            let lost = try fixture(shown, key: key, answer: #"{"key":7}"#)
            let error = try #require(
                await #expect(throws: SyncError.self) { _ = try await lost.target.createResource(Draft.resource) })
            #expect(error.isAmbiguous && error.code == .planningPMEUnreadable)
        }
    }

    @Test(arguments: PlanningDialect.Update.allCases)
    func aChangeThatIsTakenAgrees(_ update: PlanningDialect.Update) async throws {
        for answer in ["", resource()] {
            let before = resource(number: "", department: 2)
            let isChanged = Flag()
            var dialect = PlanningDialect()
            dialect.update = update
            let fixture = try PlanningFixture(dialect: dialect) { request, _ in
                if request.method == .put { isChanged.set() }
                return .json(request.method == .put ? answer : isChanged.isSet ? resource() : before)
            }
            let written = try await fixture.target.updateResource(8, ResourceChange(department: 3, registrationNumber: "0042"))
            #expect(written == WrittenResource(key: 8, compared: [.update, .department]))
            #expect(fixture.calls.count == (answer.isEmpty ? 3 : 2))
        }
    }

    @Test func whatAChangeLosesIsNamed() async throws {
        // Nothing was stored.
        let ignored = try fixture(resource(number: "", department: 2))
        #expect(
            try await ignored.target.updateResource(8, ResourceChange(department: 3)).disagreement
                == Disagreement(point: .department, sent: .departments(keys: [3]), found: .departments(keys: [2])))
        #expect(
            try await ignored.target.updateResource(8, ResourceChange(registrationNumber: "0042")).disagreement?.point
                == .update)
        // A merge that merged nothing.
        let isChanged = Flag()
        let losing = try PlanningFixture(dialect: PlanningDialect()) { request, _ in
            if request.method == .put { isChanged.set() }
            if request.method == .put { return .json("", status: 204) }
            return .json(isChanged.isSet ? #"{"key":8,"departments":[{"key":3}]}"# : resource(department: 2))
        }
        #expect(
            try await losing.target.updateResource(8, ResourceChange(department: 3)).disagreement
                == Disagreement(point: .update, sent: .spelled("label"), found: .nothing))
    }

    @Test func aResourceThatCanNotBeReadAfterwardsIsNotVerified() async throws {
        let isChanged = Flag()
        let fixture = try PlanningFixture(dialect: PlanningDialect()) { request, _ in
            if request.method == .put { isChanged.set() }
            if request.method == .put { return .json("", status: 204) }
            return isChanged.isSet ? .json("{}", status: 403) : .json(resource(department: 2))
        }
        let written = try await fixture.target.updateResource(8, ResourceChange(department: 3))
        #expect(written == WrittenResource(key: 8, isVerified: false))
    }
}

private final class Flag: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
}
