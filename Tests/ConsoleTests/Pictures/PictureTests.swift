import Foundation
import FoundationXML
import SyncCore
import SyncEngine
import Testing
import Words

@testable import Console
@testable import Operations

@Suite("Pictures")
struct PictureTests {
    private static let monday = CalendarDay(ordinal: 20_787)
    private static func at(_ minutes: Int) -> Instant { Instant(secondsSince1970: 1_796_000_000 + minutes * 60) }

    private static func day(_ offset: Int, _ state: RunState?, age: Int?, problems: Int = 0) -> ConsoleDay {
        ConsoleDay(
            day: monday.adding(days: offset), state: state, run: state == nil ? nil : RunID(100 + offset),
            runs: state == nil ? 0 : 1, problems: problems, age: age)
    }

    private static func event(_ day: Int, days: Int = 2, isWithheld: Bool = false) -> StripEvent {
        StripEvent(
            reference: EventReference(
                account: "acme", periodID: "7", accountID: "3", first: HalfDay(monday.adding(days: day), .morning)),
            type: 5, from: Instant(secondsSince1970: (monday.ordinal + day) * 86_400),
            to: Instant(secondsSince1970: (monday.ordinal + day + days) * 86_400), isWithheld: isWithheld)
    }

    private static func range(days: Int) -> StripPictures.Range {
        StripPictures.Range(from: monday, to: monday.adding(days: days), zone: .gmt)
    }

    private static func night(_ runs: [NightRun]) -> ShowToday.Night {
        ShowToday.Night(from: at(0), to: at(720), runs: runs, isCut: false)
    }

    private static func run(_ id: Int, _ state: RunState, _ from: Int, _ to: Int?) throws -> NightRun {
        NightRun(id: RunID(id), tenant: try TenantSlug("acme"), state: state, from: at(from), to: to.map(at))
    }

    private static func segment(
        _ kind: ShowRunPicture.Segment.Kind, _ from: Int, _ to: Int, step: String? = nil
    ) -> ShowRunPicture.Segment {
        ShowRunPicture.Segment(kind: kind, step: step, from: at(from), to: at(to))
    }

    /// - Returns: the elements' names; nil if it is not well-formed, or has a style or a script in it.
    private static func elements(_ markup: String) -> [String]? {
        final class Reader: NSObject, XMLParserDelegate {
            var names: [String] = []
            var isClean = true
            func parser(
                _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
                attributes: [String: String]
            ) {
                names.append(name)
                let forbidden = attributes.keys.contains { $0 == "style" || $0.hasPrefix("on") }
                if forbidden || ["script", "style", "foreignObject"].contains(name) { isClean = false }
            }
        }
        let reader = Reader()
        let parser = XMLParser(data: Data(markup.utf8))
        parser.delegate = reader
        return parser.parse() && reader.isClean ? reader.names : nil
    }

    @Test func squaresJoinDaysThatAreAlike() {
        let days = [
            Self.day(0, .succeeded, age: 0), Self.day(1, .succeeded, age: 0), Self.day(2, .partial, age: 0, problems: 3),
            Self.day(3, .failed, age: 1), Self.day(4, nil, age: 2),
        ]
        #expect(
            DayPictures.squares(days, label: "acme", .english) == """
                <svg role="img" aria-label="acme: 5 days: 2 in order, 1 with problems, 1 without \
                data; data 2 d old" viewBox="0 0 50 12" width="50" height="12"><g stroke="currentColor" stroke-dasharray="8 2" \
                fill="none"><path class="good" stroke-width="4" d="M0 6h18"/><path class="doubtful" stroke-width="8" d="M20 6h8"/>\
                <path class="bad" stroke-width="12" d="M30 6h8"/><path class="idle" stroke-width="1" d="M40 6h8"/></g></svg>
                """)
    }

    @Test func thirtySquaresTakeLittleRoom() {
        let days = (0..<30).map { Self.day($0, $0 % 2 == 0 ? .succeeded : .partial, age: 0) }
        #expect(DayPictures.squares(days, label: "acme", .french).utf8.count < 650)
    }

    @Test func theCalendarHasAGlyphAWordAndALinkForEachDay() throws {
        let days = [Self.day(0, .partial, age: 0, problems: 7), Self.day(1, nil, age: 1), Self.day(2, .failed, age: 2)]
        let table = DayPictures.months(days, label: "Runs by day", .english)
        #expect(
            table.contains(
                "<td><a href=\"/runs/100\" class=\"doubtful\" aria-label=\"2026-11-30: partial, 7 problems\">!</a></td>"))
        #expect(table.contains("aria-label=\"2026-12-01: no run\">·</span>"))
        #expect(table.contains("aria-label=\"2026-12-02: failed\">✗</a>"))
        #expect(try #require(Self.elements(table)).filter { $0 == "tr" }.count == 8)
    }

    @Test func aYearOfDaysHasOneCellEach() throws {
        let days = (0..<396).map { Self.day($0, .succeeded, age: 0) }
        let table = DayPictures.months(days, label: "Runs by day", .french)
        #expect(try #require(Self.elements(table)).filter { $0 == "a" }.count == 396)
        #expect(table.utf8.count < 60_000)
    }

    @Test func whatWouldGoIsCrossedOutBeforeAndMissingAfter() {
        let svg = StripPictures.beforeAndAfter(
            [Self.event(1), Self.event(5, isWithheld: true)], Self.range(days: 10), label: "Employee 42", .english)
        #expect(svg.contains("aria-label=\"Employee 42\""))
        #expect(svg.components(separatedBy: "<path class=\"live\" d=\"M60 3h120v9h-120z\"/>").count == 3)
        #expect(svg.components(separatedBy: "class=\"bad\"").count == 2)
        #expect(svg.contains("d=\"M300 3h120v9h-120zM300 12l120 -9\""))
    }

    @Test func eventsOutsideOfTheStripAreNotDrawn() {
        let svg = StripPictures.strip(
            [Self.event(-5), Self.event(40), Self.event(-1)], Self.range(days: 10), label: "42", .english)
        #expect(svg.components(separatedBy: "v9h").count == 2)
        #expect(svg.contains("d=\"M0 3h60v9h-60z\""))
    }

    @Test func aRunShowsItsWaitsAndItsSteps() throws {
        let svg = RunPictures.timeline(
            [
                Self.segment(.queued, 0, 60), Self.segment(.earlier, 60, 90), Self.segment(.step, 90, 180, step: "fetching"),
                Self.segment(.other, 180, 240),
            ], label: "Run 1042", .english)
        #expect(svg.contains("<rect class=\"idle\" x=\"0\" y=\"7\" width=\"180\" height=\"3\"/>"))
        #expect(svg.contains("<rect class=\"live\" x=\"270\" y=\"38\" width=\"270\" height=\"12\"/>"))
        #expect(svg.contains("waiting for a worker · 60 min"))
        #expect(try #require(Self.elements(svg)).filter { $0 == "rect" }.count == 4)
    }

    @Test func runsThatOverlapGetRowsOfTheirOwn() throws {
        let runs = [
            try Self.run(1, .succeeded, 0, 60), try Self.run(2, .failed, 30, 90), try Self.run(3, .succeeded, 60, 70),
            try Self.run(4, .running, 80, nil),
        ]
        #expect(RunPictures.lanes(runs, until: Self.at(720)) == [0, 1, 0, 0])
        let svg = RunPictures.night(Self.night(runs), zone: .gmt, label: "The night", .english)
        #expect(svg.contains("aria-label=\"The night, 1 running, 2 succeeded, 1 failed\""))
        #expect(svg.contains("<path class=\"bad\" d=\"M30 9h60v6h-60z\"/>"))
        #expect(try #require(Self.elements(svg)).filter { $0 == "path" }.count == 3)
    }

    @Test func aNightOfThousandsStaysSmall() throws {
        let runs = try (0..<2000).map { try Self.run($0, $0 % 7 == 0 ? .failed : .succeeded, $0 / 3, $0 / 3 + 1) }
        let svg = RunPictures.night(Self.night(runs), zone: .gmt, label: "The night", .french)
        #expect(svg.utf8.count < 60_000)
        #expect(Self.elements(svg) != nil)
    }

    @Test func emptyPicturesAreWellFormed() {
        #expect(Self.elements(DayPictures.squares([], label: "acme", .english)) != nil)
        #expect(DayPictures.months([], label: "acme", .english).isEmpty)
        #expect(RunPictures.timeline([], label: "acme", .english).isEmpty)
        #expect(Self.elements(RunPictures.night(Self.night([]), zone: .gmt, label: "acme", .english)) != nil)
        #expect(Self.elements(StripPictures.strip([], Self.range(days: 180), label: "acme", .english)) != nil)
        #expect(Self.elements(StripPictures.beforeAndAfter([], Self.range(days: 0), label: "acme", .english)) != nil)
    }

    @Test func impossibleTimesAreDrawnSomewhere() throws {
        let wild = StripEvent(
            reference: Self.event(1).reference, type: 5, from: Instant(millisecondsSince1970: .min),
            to: Instant(millisecondsSince1970: .max))
        let range = StripPictures.Range(from: Self.monday, to: Self.monday.adding(days: 400_000), zone: .gmt)
        #expect(Self.elements(StripPictures.strip([wild], range, label: "42", .english)) != nil)
        let run = NightRun(
            id: 1, tenant: try TenantSlug("acme"), state: .running, from: Instant(millisecondsSince1970: .min), to: nil)
        #expect(Self.elements(RunPictures.night(Self.night([run]), zone: .gmt, label: "x", .english)) != nil)
    }

    @Test(arguments: ["\"><script>alert(1)</script>", "' onload='x", "a & b < c", "\u{0}\u{1}\u{8}\u{FFFE}", "é\u{202E}\n"])
    func hostileTextIsEscaped(_ text: String) throws {
        let pictures = [
            DayPictures.squares([Self.day(0, .failed, age: nil)], label: text, .english),
            DayPictures.months([Self.day(0, .failed, age: nil)], label: text, .french),
            StripPictures.strip([Self.event(1)], Self.range(days: 10), label: text, .english),
            RunPictures.timeline([Self.segment(.step, 0, 5, step: text)], label: text, .english),
            RunPictures.night(Self.night([]), zone: .gmt, label: text, .english),
        ]
        for picture in pictures { #expect(Self.elements(picture) != nil, "\(picture)") }
    }

    @Test func theSameReportGivesTheSamePicture() {
        let days = (0..<60).map { Self.day($0, $0 % 3 == 0 ? .failed : .succeeded, age: $0 % 3) }
        let first = DayPictures.months(days, label: "acme", .english)
        #expect(first == DayPictures.months(days, label: "acme", .english))
    }
}
