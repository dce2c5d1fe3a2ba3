import Foundation
import HTTPTestKit
import HTTPTransport
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import PlanningPME

@Suite("PlanningPME: answers and lists without end, and values that are none")
struct EndlessListTests {
    private static let limits: ReadLimits = {
        var limits = ReadLimits.standard
        limits.rows = 3000
        limits.pages = 40
        limits.page.nodes = 20_000
        limits.thing.nodes = 1000
        return limits
    }()

    private func failure(
        _ answer: @escaping RecordingExchange.Answer, _ call: (PlanningPMETarget) async throws -> Void
    ) async throws -> (error: SyncError, calls: Int) {
        let fixture = try PlanningFixture(limits: Self.limits, answer)
        let error = try #require(await #expect(throws: SyncError.self) { try await call(fixture.target) })
        return (error, fixture.calls.count)
    }

    @Test(arguments: [1_000_000_000, nil]) func aTotalThatIsNeverReachedEnds(total: Int?) async throws {
        let (error, calls) = try await failure { _, number in
            let rows = (0..<200).map { #"{"key":\#(number * 1000 + $0)}"# }.joined(separator: ",")
            return .json(#"{"items":[\#(rows)]\#(total.map { ",\"total\":\($0)" } ?? "")}"#)
        } _: {
            _ = try await $0.resources()
        }
        #expect(error.code == .planningPMETooLarge && error.failureClass == .misconfigured && !error.remedy.isEmpty)
        #expect(calls == 16, "the page with which the rows are too many")
    }

    @Test func theSamePageAgainAndAgainEnds() async throws {
        let rows = (0..<200).map { #"{"key":\#($0)}"# }.joined(separator: ",")
        let (error, calls) = try await failure { _, _ in
            .json(#"{"items":[\#(rows)],"total":1000000000}"#)
        } _: {
            _ = try await $0.resources()
        }
        #expect([.planningPMETooLarge, .planningPMEIncomplete].contains(error.code))
        #expect(calls <= Self.limits.pages)
    }

    private static let floods = [
        #"{"items":["# + String(repeating: #"{"":0},"#, count: 20_000) + #"0],"total":1}"#,
        "[" + String(repeating: "0,", count: 30_000) + "0]",
        "{" + String(repeating: #""key":1,"#, count: 20_000) + #""key":1}"#,
    ]

    @Test(arguments: EndlessListTests.floods) func anAnswerOfTooManyValuesEndsWhateverItAnswers(_ text: String) async throws {
        let calls: [(PlanningPMETarget) async throws -> Void] = [
            { _ = try await $0.resources() }, { _ = try await $0.types() }, { _ = try await $0.unavailability(12) },
            { _ = try await $0.unavailabilities(from: Draft.start, to: Draft.start.adding(seconds: 86_400), resources: nil) },
            { _ = try await $0.delete(12) },
        ]
        for call in calls {
            let (error, count) = try await failure({ _, _ in .json(text) }, call)
            #expect(error.code == .planningPMETooLarge && !error.isAmbiguous)
            #expect(count == 1)
        }
        // Whether it was created is unknown: the next run looks.
        let (error, _) = try await failure({ _, _ in .json(text, status: 201) }) { _ = try await $0.create(Draft.event()) }
        #expect(error.code == .planningPMETooLarge && error.isAmbiguous)
    }

    // MARK: invalid values

    /// An unreadable label, remark or field affects neither the list nor the rows beside it.
    @Test(arguments: [#""caf\ud83c""#, "NaN", "1e999", "-Infinity", #""a\u0000b""#, "01", #""\ud83c\ud83c""#])
    func aValueThatIsNoneSpoilsItselfOnly(_ value: String) async throws {
        let event =
            #""type":"Unavailability","start":"2026-12-24T08:00:00Z","end":"2026-12-24T17:00:00Z","resources":[{"key":31}]"#
        let fixture = try PlanningFixture { request, _ in
            switch request.path {
            case "/acme/api/resource":
                .json(#"{"items":[{"key":1,"label":\#(value),"x":\#(value)},{"key":2,"label":"HÔTE Zoé"}],"total":2}"#)
            case "/acme/api/do/list":
                .json(
                    #"{"items":[{"key":1,\#(event),"remark":\#(value)},"#
                        + #"{"key":2,\#(event),"x":[\#(value)],"remark":"\#(Draft.reference)"}],"total":2}"#)
            default: .json(#"{"items":[{"key":1,"label":\#(value)},{"key":2,"label":"Congés"}],"total":2}"#)
            }
        }
        #expect(try await fixture.target.resources().map(\.label).last == "HÔTE Zoé")
        #expect(try await fixture.target.types().map(\.label).last == "Congés")
        #expect(try await fixture.target.departments().count == 2)
        let events = try await fixture.target.unavailabilities(
            from: Draft.start, to: Draft.start.adding(seconds: 86_400), resources: nil)
        #expect(events.map(\.key).contains(2))
    }

    /// An event of ours at an unreadable time is corrected by the next write, and hides nothing else.
    @Test(arguments: ["NaN", #""when""#, "1e999", #""\ud83c""#]) func timesThatAreNoneCountAsWrong(_ value: String) async throws {
        let fixture = try PlanningFixture { _, _ in
            .json(
                #"{"items":[{"key":1,"start":\#(value),"end":\#(value),"remark":"\#(Draft.reference)"},"#
                    + #"{"key":2,"start":\#(value),"end":\#(value),"remark":"a planner's"}],"total":2}"#)
        }
        let end = Draft.start.adding(seconds: 86_400)
        let events = try await fixture.target.unavailabilities(from: Draft.start, to: end, resources: nil)
        #expect(events.map(\.key) == [1])
        #expect(events.first?.end == end)
    }

    /// An update sends back every field that was read, numbers as they were written; an invalid word is left out.
    @Test func anUpdateKeepsWhatItRead() async throws {
        let read =
            #"{"key":12,"type":"Unavailability","remark":"\#(Draft.reference)","rate":1.50,"big":123456789012345678901234567890,"#
            + #""none":NaN,"half":"caf\ud83c","list":[1e999,NaN],"resources":[]}"#
        let fixture = try PlanningFixture { request, _ in request.method == .get ? .json(read) : .json("{}") }
        #expect(try await fixture.target.update(12, to: Draft.event(), replacing: Draft.reference) != nil)
        let sent = try #require(fixture.puts.last).text
        for kept in [
            #""rate":1.50"#, #""big":123456789012345678901234567890"#, "\"half\":\"caf\u{FFFD}\"", #""list":[1e999,null]"#,
        ] {
            #expect(sent.contains(kept), "\(sent)")
        }
        #expect(!sent.contains("NaN"))
    }
}
