import SyncTestKit
import Testing

@Suite("Fuzzing: what it begins with")
struct CorpusTests {
    @Test func everyEndpointWasAnswered() async throws {
        let corpus = try await Corpus.shared()
        for route in FuzzRoute.allCases {
            let documents = try #require(corpus.documents[route], "\(route)")
            #expect(!documents.isEmpty, "\(route)")
            if route != .luccaRefusal { #expect(documents.allSatisfy { !$0.spans.values.isEmpty }, "\(route)") }
        }
    }

    @Test(arguments: ["\"departmentId\"", "\"departmentID\"", "\"DepartmentId\"", "\"departmentid\""])
    func everySpellingIsThere(_ name: String) async throws {
        let users = try await Corpus.shared().documents[.luccaUsers] ?? []
        #expect(users.contains { String(decoding: $0.bytes, as: UTF8.self).contains(name) })
    }

    @Test func leavesComeInBothFormsOfDate() async throws {
        let leaves = try await Corpus.shared().documents[.luccaLeaves] ?? []
        let texts = leaves.map { String(decoding: $0.bytes, as: UTF8.self) }
        #expect(texts.contains { $0.contains("T00:00:00\"") } && texts.contains { $0.contains("leavePeriod") })
    }

    @Test func eventsComeInUTCAndInLocalTime() async throws {
        let events = try await Corpus.shared().documents[.planningEvents] ?? []
        let texts = events.map { String(decoding: $0.bytes, as: UTF8.self) }
        #expect(texts.contains { $0.contains("00Z\"") } && texts.contains { $0.contains("00\"") && !$0.contains("00Z\"") })
    }

    @Test func theSameSeedMakesTheSameInput() async throws {
        let mutator = try await Corpus.shared().mutator(.luccaLeaves)
        var first = FuzzSeed.generator("some target", 4711)
        var second = FuzzSeed.generator("some target", 4711)
        var other = FuzzSeed.generator("some target", 4712)
        let input = mutator.input(&first)
        #expect(input == mutator.input(&second) && input != mutator.input(&other))
    }

    @Test func mutationsLeaveMostDocumentsReadableAndBreakMany() async throws {
        let mutator = try await Corpus.shared().mutator(.luccaUsers)
        var random = SplitMix64(seed: 3)
        var whole = 0
        for _ in 0..<400 {
            let input = mutator.input(&random)
            if JSONSpans(input).values.last == 0..<input.count { whole += 1 }
        }
        #expect((120...380).contains(whole))
    }

    @Test func jointsLieWhereTheyShould() {
        let document = FuzzDocument(Array(#"{"a": [1, "b\"c"], "d": null}"#.utf8))
        func text(_ ranges: [Range<Int>]) -> [String] { ranges.map { String(decoding: document.bytes[$0], as: UTF8.self) } }
        #expect(text(document.spans.names) == [#""a""#, #""d""#])
        #expect(text(document.spans.texts) == [#""b\"c""#])
        #expect(text(document.spans.numbers) == ["1"])
        #expect(text(document.spans.entries) == ["1,", #""b\"c""#, #""a": [1, "b\"c"],"#, #""d": null"#])
        #expect(text(document.spans.values).last == #"{"a": [1, "b\"c"], "d": null}"#)
    }
}
