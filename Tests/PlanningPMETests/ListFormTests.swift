import HTTPTestKit
import HTTPTransport
import JSONText
import Logging
import SyncCore
import SyncEngine
import SyncTestKit
import Synchronization
import Testing

@testable import PlanningPME

@Suite("PlanningPMETarget: lists in every form")
struct ListFormTests {
    /// Pages are numbered from any start, or not at all, with and without a total: everything is read, whatever the dialect says.
    @Test(arguments: PlanningDialect.Paging.allCases, [true, false]) func everyPagingIsReadWhole(
        _ paging: PlanningDialect.Paging, hasTotal: Bool
    ) async throws {
        for known in [paging, .fromOne, .fromZero] where hasTotal || known == paging {
            for count in [0, 1, 200, 201, 450] {
                let fixture = try PlanningFixture(dialect: Self.dialect(known)) { request, _ in
                    let index = Int(request.query("pageIndex") ?? "") ?? 0
                    let size = Int(request.query("pageSize") ?? "") ?? 0
                    let keys: [Int] =
                        switch paging {
                        case .ignored: Array(0..<count)
                        case .fromOne where index == 0: throw ExchangeFailure(.connect, mayHaveBeenReceived: false)
                        case .fromOne: Array((0..<count).dropFirst((index - 1) * size).prefix(size))
                        case .fromZero: Array((0..<count).dropFirst(index * size).prefix(size))
                        }
                    let rows = keys.map { #"{"key":\#($0 + 1)}"# }.joined(separator: ",")
                    return .json(#"{"items":[\#(rows)]\#(hasTotal ? #","total":\#(count)"# : "")}"#)
                }
                guard !(paging == .fromOne && (known == .fromZero || count == 0 && !hasTotal)) else { continue }
                #expect(try await fixture.target.resources().count == count, "\(paging) \(known) \(count)")
            }
        }
    }

    private static func dialect(_ paging: PlanningDialect.Paging) -> PlanningDialect {
        var dialect = PlanningDialect()
        dialect.paging = paging
        return dialect
    }

    @Test func aServerThatStumblesOverPageZeroHasAnEmptyList() async throws {
        let fixture = try PlanningFixture(dialect: PlanningDialect()) { request, _ in
            request.query("pageIndex") == "0" ? .json("{}", status: 500) : .json(#"{"items":[]}"#)
        }
        #expect(try await fixture.target.types().isEmpty)
        #expect(fixture.calls.count == 2)
    }

    @Test func oneShortPageIsAllWherePagingIsIgnored() async throws {
        let fixture = try PlanningFixture(dialect: Self.dialect(.ignored)) { _, _ in .json(#"{"items":[{"key":1}]}"#) }
        #expect(try await fixture.target.types().count == 1 && fixture.calls.count == 1)
    }

    @Test func aRefusedNameIsLeftOutFromThenOn() async throws {
        var forms = BrandForms()
        forms.list = .refused
        let brand = FakeBrand(forms)
        brand.add { $0.remark = "\(Draft.reference)" }
        brand.add { $0.isUnavailability = false }
        let fixture = try PlanningFixture(brand)
        for _ in 0..<2 {
            let found = try await fixture.target.unavailabilities(
                from: Draft.start, to: Draft.start.adding(seconds: 2 * 86_400), resources: nil)
            #expect(found.map(\.key) == [101])
        }
        #expect(brand.requests.count == 3)
    }

    /// Kinds may come as numbers that only the brand's own configuration explains.
    @Test func numbersOfKindsAreTheBrandsOwn() async throws {
        var forms = BrandForms()
        forms.kind = .type(.number(77))
        forms.unavailabilityNumber = 77
        let brand = FakeBrand(forms)
        brand.add { _ in }
        brand.add { $0.isUnavailability = false }
        brand.add {
            $0.isUnavailability = false
            $0.remark = "\(Draft.reference)"
        }
        var dialect = PlanningDialect()
        dialect.list = .filteredHere
        let fixture = try PlanningFixture(brand, dialect: dialect)
        for _ in 0..<2 {
            let found = try await fixture.target.unavailabilities(
                from: Draft.start, to: Draft.start.adding(seconds: 2 * 86_400), resources: nil)
            #expect(found.map(\.key) == [101, 103] && found.map(\.type) == [5, nil])
        }
        #expect(brand.requests.count { $0.hasSuffix("config") } == 1)
    }

    @Test func aTotalMayCountRowsOrKeys() throws {
        func page(_ rows: [(Int, String)], _ total: Int) throws -> PlanningPage {
            let items = rows.map { JSONValue.object(["key": .integer($0.0), "start": .text($0.1)]) }
            return try #require(PlanningPage(.object(["items": .list(JSONList(items)), "total": .integer(total)])))
        }
        var ofRows = KeyedWalk<EventWire>()
        #expect(ofRows.take(try page([(1, "a"), (1, "b")], 3)) == .more)
        #expect(ofRows.take(try page([(2, "a")], 3)) == .more)
        #expect(ofRows.take(try page([], 3)) == .done)
        var ofKeys = KeyedWalk<EventWire>()
        #expect(ofKeys.take(try page([(1, "a"), (1, "b")], 2)) == .more)
        #expect(ofKeys.take(try page([(2, "a")], 2)) == .done)
        #expect(ofKeys.rows.count == 3)
    }

    /// Always the same rows, never as many as its total: it is read three times, then reported.
    @Test func aListThatIsAlwaysOddEnds() async throws {
        for rows in [#"{"key":1},{"key":1,"start":"a"}"#, #"{"x":1}"#, #"{"key":1},{"x":1}"#, ""] {
            let fixture = try PlanningFixture(dialect: PlanningDialect()) { _, _ in .json(#"{"items":[\#(rows)],"total":9}"#) }
            let error = await #expect(throws: SyncError.self) {
                _ = try await fixture.target.unavailabilities(
                    from: Draft.start, to: Draft.start.adding(seconds: 86_400), resources: nil)
            }
            #expect(error?.code == .planningPMEIncomplete || error?.code == .planningPMEUnreadable)
            #expect(fixture.calls.count <= 9)
        }
    }

    @Test func anotherFormIsLoggedOncePerPoint() async throws {
        let log = NoticeLog()
        let event =
            #"{"key":1,"type":"Unavailability","label":{"key":5,"label":"leak"},"start":"2026-12-24T00:00:00","end":"2026-12-25T00:00:00"}"#
        let fixture = try PlanningFixture(
            rawAppKey: "k", login: .authToken(Secret("a")), dialect: PlanningDialect(),
            logger: Logger(label: "test") { _ in log.handler() }
        ) { request, _ in
            .json(request.path == "/acme/token" ? #"{"access_token":"t"}"# : event)
        }
        for _ in 0..<3 { _ = try await fixture.target.unavailability(1) }
        #expect(log.points.sorted() == ["kind", "reason"])
    }

    /// Records the points that notices name.
    private final class NoticeLog: Sendable {
        private let kept = Mutex<[String]>([])
        var points: [String] { kept.withLock { $0 } }
        func handler() -> any LogHandler { Handler(log: self) }

        private struct Handler: LogHandler {
            let log: NoticeLog
            var metadata: Logger.Metadata = [:]
            var metadataProvider: Logger.MetadataProvider?
            var logLevel = Logger.Level.notice

            subscript(metadataKey key: String) -> Logger.Metadata.Value? {
                get { metadata[key] }
                set { metadata[key] = newValue }
            }

            func log(event: LogEvent) {
                if let point = event.metadata?["point"] { log.kept.withLock { $0.append("\(point)") } }
            }
        }
    }
}
