import Foundation
import HTTPTestKit
import HTTPTransport
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import Lucca

@Suite("Lucca: answers and lists without end")
struct EndlessListTests {
    private static let limits: ReadLimits = {
        var limits = ReadLimits.standard
        limits.rows = 3000
        limits.pages = 40
        limits.page.nodes = 20_000
        return limits
    }()

    private func failure(_ answer: @escaping RecordingExchange.Answer) async throws -> (error: SyncError, requests: Int) {
        let fixture = try LuccaFixture(limits: Self.limits, answer)
        let error = try #require(
            await #expect(throws: SyncError.self) {
                _ = try await fixture.source.leaves(
                    ofEmployeesIn: ["3"], from: day(2026, 12, 1), through: day(2026, 12, 31))
            })
        return (error, fixture.exchange.requests.count)
    }

    /// The rows that a request asks for, each with an id of its own.
    @Sendable private static func rows(_ request: HTTPRequest, most: Int) -> String {
        let paging = (request.query("paging") ?? "0,100").split(separator: ",").compactMap { Int($0) }
        let first = paging.first ?? 0
        return (first..<first + min(most, paging.last ?? 100)).map { Row.leave($0) }.joined(separator: ",")
    }

    @Test(arguments: [2, 500]) func aCountThatIsNeverReachedEnds(most: Int) async throws {
        let (error, requests) = try await failure { request, _ in
            .json(#"{"data":{"items":[\#(Self.rows(request, most: most))],"count":900000000}}"#)
        }
        #expect([.luccaTooLarge, .luccaIncomplete].contains(error.code), "\(error)")
        #expect(requests <= Self.limits.pages)
    }

    @Test func aListWithoutCountEnds() async throws {
        let (error, requests) = try await failure { request, _ in
            .json(#"{"data":{"items":[\#(Self.rows(request, most: 500))]}}"#)
        }
        #expect(error.code == .luccaTooLarge && error.failureClass == .misconfigured && !error.remedy.isEmpty)
        #expect(requests == 7, "the page with which the rows are too many")
    }

    @Test func theSamePageAgainAndAgainEnds() async throws {
        let page = "[" + (0..<100).map { Row.leave($0) }.joined(separator: ",") + "]"
        let (error, requests) = try await failure { _, _ in .json(#"{"data":{"items":\#(page),"count":1000000000}}"#) }
        #expect([.luccaTooLarge, .luccaIncomplete].contains(error.code), "\(error)")
        #expect(requests <= Self.limits.pages)
    }

    @Test(arguments: [
        #"{"data":{"items":[%],"count":1}}"#.replacing("%", with: String(repeating: #"{"":0},"#, count: 20_000) + "0"),
        #"{"items":[%],"count":1}"#.replacing("%", with: String(repeating: "0,", count: 30_000) + "0"),
        "{" + String(repeating: #""items":[],"#, count: 20_000) + #""count":0}"#,
    ])
    func anAnswerOfTooManyValuesEndsTheRunAtOnce(_ text: String) async throws {
        let (error, requests) = try await failure { _, _ in .json(text) }
        #expect(error.code == .luccaTooLarge && error.failureClass == .misconfigured)
        #expect(requests == 1)
    }

    @Test func twentyThousandEmployeesAreReadWithinTheUsualLimits() async throws {
        let all = (0..<20_000).map { Row.user($0) }
        let fixture = try LuccaFixture(FakeLucca(.init(users: all)))
        #expect(try await fixture.source.employees(in: nil).rows.count == 20_000)
    }
}
