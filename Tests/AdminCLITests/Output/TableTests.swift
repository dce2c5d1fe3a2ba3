import Foundation
import Testing

@testable import AdminCLI

@Suite("Table")
struct TableTests {
    private let table = Table(
        [.init("id", .right), .init("name", wraps: true), .init("remedy", wraps: true)],
        [
            [
                Cell("7"), Cell("Équipe Île-de-France"),
                Cell("Give the employee a resource with this registration number, or allow creation."),
            ],
            [Cell("1234"), Cell("営業部"), Cell("Nothing.")],
        ])

    @Test(arguments: [40, 60, 80, 200])
    func everyLineFitsTheTerminal(width: Int) {
        for line in table.rendered(width: width, colour: false) {
            #expect(DisplayWidth.of(line) <= width, "\(line)")
        }
    }

    @Test func aWideTerminalKeepsEachRowInOneLine() {
        let lines = table.rendered(width: 200, colour: false)
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("  ID  NAME"))
        #expect(lines[1].hasPrefix("   7  Équipe Île-de-France  Give the employee"))
    }

    @Test func brokenTextsLoseNothing() {
        let words = table.rendered(width: 60, colour: false).joined(separator: " ").split(separator: " ")
        for word in ["Équipe", "Île-de-France", "registration", "creation."] { #expect(words.contains(Substring(word))) }
    }

    @Test func withoutALimitNothingIsBroken() {
        #expect(table.rendered(width: nil, colour: false).count == 3)
    }

    @Test func wideCharactersKeepTheColumnsStraight() throws {
        let lines = table.rendered(width: 200, colour: false)
        let first = try #require(lines[1].range(of: "Give"))
        let second = try #require(lines[2].range(of: "Nothing"))
        #expect(DisplayWidth.of(String(lines[1][..<first.lowerBound])) == DisplayWidth.of(String(lines[2][..<second.lowerBound])))
    }

    @Test func aTerminalTooNarrowForTheColumnsGetsABlockARow() {
        let wide = Table(
            [.init("run", .right), .init("status"), .init("as of"), .init("started")],
            [[Cell("1042"), Cell("needs_review"), Cell("2026-12-01"), Cell("2026-12-01 03:00:00Z")]])
        let lines = wide.rendered(width: 40, colour: false)
        #expect(lines == ["run      1042", "status   needs_review", "as of    2026-12-01", "started  2026-12-01 03:00:00Z"])
    }

    @Test func aNarrowTerminalGetsShortTextsThenFewerColumnsThenCutOnes() {
        let table = Table(
            [.init("run", .right), .init("tenant", clips: true), .init("started"), .init("took", yields: true)],
            [
                [
                    Cell("1042"), Cell("durand-travaux-publics"), Cell("2026-12-01 03:00:00Z").shortened(to: "12-01 03:00Z"),
                    Cell("40 s"),
                ]
            ])
        func row(_ width: Int?) -> String { table.rendered(width: width, colour: false)[1] }
        #expect(row(nil) == "1042  durand-travaux-publics  2026-12-01 03:00:00Z  40 s")
        #expect(row(56) == row(nil))
        #expect(row(55) == "1042  durand-travaux-publics  12-01 03:00Z  40 s")
        #expect(row(47) == "1042  durand-travaux-publics  12-01 03:00Z")
        #expect(row(40) == "1042  durand-travaux-publ…  12-01 03:00Z")
        let block = table.rendered(width: 20, colour: false)
        #expect(block.count > 2 && block.allSatisfy { DisplayWidth.of($0) <= 20 }, "\(block)")
    }

    @Test func colourChangesNoWidth() {
        let plain = table.rendered(width: 80, colour: false)
        let painted = table.rendered(width: 80, colour: true).map { $0.replacing(/\u{1B}\[[0-9]+m/, with: "") }
        #expect(plain == painted)
    }

    @Test func columnsThatYieldGoBeforeTheTableIsBrokenUpAndComeBackInBlocks() {
        let table = Table(
            [.init("run", .right), .init("trigger", yields: true), .init("status"), .init("took", yields: true)],
            [[Cell("1042"), Cell("schedule"), Cell("needs_review"), Cell("12 min")]])
        #expect(table.rendered(width: 30, colour: false) == [" RUN  TRIGGER   STATUS", "1042  schedule  needs_review"])
        #expect(table.rendered(width: 20, colour: false) == [" RUN  STATUS", "1042  needs_review"])
        #expect(table.rendered(width: 12, colour: false).filter { $0.hasPrefix("tr") || $0.hasPrefix("to") }.count == 2)
    }

    @Test func aColumnThatYieldsLastGoesOnceCuttingIsNotEnough() {
        let table = Table(
            [
                .init("tenant", clips: true), .init("status"), .init("next", yieldsLast: true), .init("took", yields: true),
            ],
            [[Cell("durand-travaux-publics"), Cell("failed"), Cell("12-02 03:00Z"), Cell("40 s")]])
        func row(_ width: Int) -> String { table.rendered(width: width, colour: false)[1] }
        #expect(row(50) == "durand-travaux-publics  failed  12-02 03:00Z  40 s")
        #expect(row(44) == "durand-travaux-publics  failed  12-02 03:00Z")
        #expect(row(30) == "durand-…  failed  12-02 03:00Z")
        #expect(row(29) == "durand-travaux-publi…  failed", "what it leaves is room for the rest")
    }

    @Test func anOptionalColumnNeedsSomethingInIt() {
        let columns = [Table.Column("a"), Table.Column("why", isOptional: true)]
        #expect(Table(columns, [[Cell("1"), .nothing]]).rendered(width: 80, colour: false) == ["A", "1"])
        #expect(Table(columns, [[Cell("1"), Cell("x")]]).rendered(width: 80, colour: false) == ["A  WHY", "1  x"])
    }
}
