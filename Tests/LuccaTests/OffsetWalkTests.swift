import JSONText
import SyncTestKit
import Testing

@testable import Lucca

@Suite("OffsetWalk")
struct OffsetWalkTests {
    private func page(_ ids: [Int], count: Int?) -> LuccaPage {
        LuccaPage(rows: ids.map { .object(["id": .number("\($0)")]) }, count: count)
    }

    @Test func pagesThatMeetAreWhole() {
        var walk = OffsetWalk<DepartmentWire>()
        #expect(walk.take(page([1, 2, 3], count: 5)) == .more)
        #expect(walk.offset == 2)
        #expect(walk.take(page([3, 4, 5], count: 5)) == .done)
        #expect(walk.rows.compactMap(\.id) == ["1", "2", "3", "4", "5"])
    }

    @Test func anEmptyListIsWhole() {
        var walk = OffsetWalk<DepartmentWire>()
        #expect(walk.take(page([], count: 0)) == .done)
    }

    @Test func aRowThatLeftWhileAnotherCameIsNoticed() {
        var walk = OffsetWalk<DepartmentWire>()
        #expect(walk.take(page([1, 2, 3], count: 6)) == .more)
        // 2 went, 7 came: the count is the same, and 4 would be in no page.
        #expect(walk.take(page([4, 5, 6, 7], count: 6)) == .shifted)
    }

    @Test("A row whose id is unreadable on one of two pages is one row where everything else is the same")
    func anAnchorWithoutID() {
        func row(_ id: String?, _ name: String) -> JSONValue {
            .object(id.map { ["id": .number($0), "name": .text(name)] } ?? ["name": .text(name)])
        }
        var walk = OffsetWalk<DepartmentWire>()
        #expect(walk.take(LuccaPage(rows: [row("1", "A"), row("2", "B")], count: 3)) == .more)
        #expect(walk.take(LuccaPage(rows: [row(nil, "B"), row("3", "C")], count: 3)) == .done)
        #expect(walk.rows.map(\.id) == ["1", "2", "3"] && !walk.isOdd)
        var other = OffsetWalk<DepartmentWire>()
        #expect(other.take(LuccaPage(rows: [row("1", "A"), row(nil, "B")], count: 3)) == .more)
        #expect(other.take(LuccaPage(rows: [row("9", "C"), row("3", "D")], count: 3)) == .shifted)
    }

    @Test("Pages without a readable id are read to the end that the count says")
    func withoutIDs() {
        func row(_ name: String) -> JSONValue { .object(["name": .text(name)]) }
        var walk = OffsetWalk<DepartmentWire>()
        #expect(walk.take(LuccaPage(rows: [row("A"), row("B")], count: 4)) == .more)
        #expect(walk.take(LuccaPage(rows: [row("B"), row("C")], count: 4)) == .more)
        #expect(walk.take(LuccaPage(rows: [row("C"), row("D")], count: 4)) == .done)
        #expect(walk.rows.map(\.name) == ["A", "B", "C", "D"] && !walk.isOdd)
        var shifted = OffsetWalk<DepartmentWire>()
        #expect(shifted.take(LuccaPage(rows: [row("A"), row("B")], count: 4)) == .more)
        #expect(shifted.take(LuccaPage(rows: [row("A"), row("B")], count: 4)) == .shifted)
    }

    @Test func aCountThatChangesIsNoticed() {
        var walk = OffsetWalk<DepartmentWire>()
        #expect(walk.take(page([1, 2], count: 4)) == .more)
        #expect(walk.take(page([2, 3], count: 5)) == .shifted)
    }

    @Test func anIDThatComesTwiceMakesTheListOdd() {
        var walk = OffsetWalk<DepartmentWire>()
        #expect(walk.take(page([1, 2], count: 4)) == .more)
        #expect(walk.take(page([2, 1, 3], count: 4)) == .done)
        #expect(walk.isOdd && walk.rows.compactMap(\.id) == ["1", "2", "1", "3"])
    }

    @Test("A list of more rows than counted is read to its end: the count is of ids")
    func countOfIDs() {
        var walk = OffsetWalk<DepartmentWire>()
        #expect(walk.take(page([1, 1], count: 3)) == .more)
        #expect(walk.take(page([1, 2, 3], count: 3)) == .more)
        #expect(walk.take(page([3], count: 3)) == .done)
        #expect(walk.isOdd && walk.rows.count == 4)
    }

    @Test func fewerRowsThanCountedMakeTheListOdd() {
        var walk = OffsetWalk<DepartmentWire>()
        #expect(walk.take(page([1, 2], count: 4)) == .more)
        #expect(walk.take(page([2], count: 4)) == .done)
        #expect(walk.isOdd && walk.missing == 2)
        var empty = OffsetWalk<DepartmentWire>()
        #expect(empty.take(page([], count: 1)) == .done)
        #expect(empty.isOdd && empty.missing == 1)
        var numbered = NumberedWalk<DepartmentWire>(limit: 2)
        #expect(numbered.take(page([1], count: 3)) == .more)
        #expect(numbered.take(page([], count: 3)) == .done)
        #expect(numbered.isOdd && numbered.missing == 2)
    }

    @Test("A server that answers every page alike comes to an end", arguments: [nil, 2, 3, 1_000_000])
    func theSamePageForEver(count: Int?) {
        for ids in [[1], [1, 1], [1, 2, 1]] {
            var walk = OffsetWalk<DepartmentWire>()
            var step = WalkStep.more
            for _ in 0..<5 where step == .more { step = walk.take(page(ids, count: count)) }
            #expect(step != .more, "\(ids)")
        }
        let nameless = LuccaPage(rows: [.object([:]), .object([:])], count: count, hasNext: true)
        var offsets = OffsetWalk<DepartmentWire>()
        var numbers = NumberedWalk<DepartmentWire>(limit: 2)
        var steps = (WalkStep.more, WalkStep.more)
        for _ in 0..<5 {
            if steps.0 == .more { steps.0 = offsets.take(nameless) }
            if steps.1 == .more { steps.1 = numbers.take(nameless) }
        }
        #expect(steps.0 != .more && steps.1 != .more)
    }

    @Test func moreRowsThanCountedMakeTheListOdd() {
        var walk = OffsetWalk<DepartmentWire>()
        #expect(walk.take(page([1, 2, 3], count: 2)) == .more)
        #expect(walk.take(page([3], count: 2)) == .done)
        #expect(walk.isOdd)
    }

    @Test func withoutACountTheListEndsWithAPageOfNothingNew() {
        var walk = OffsetWalk<DepartmentWire>()
        #expect(walk.take(page([1, 2], count: nil)) == .more)
        #expect(walk.take(page([2, 3], count: nil)) == .more)
        #expect(walk.take(page([3], count: nil)) == .done)
    }

    @Test func aRowWithoutIdCountsAsARow() {
        var walk = OffsetWalk<DepartmentWire>()
        #expect(walk.take(LuccaPage(rows: [.object([:])], count: 1)) == .done)
        #expect(walk.rows.count == 1 && !walk.isOdd)
    }

    @Test("A numbered page that repeats an earlier one is noticed; one id twice in a page is the list's own")
    func numberedPages() {
        var walk = NumberedWalk<DepartmentWire>(limit: 2)
        #expect(walk.take(page([1, 2], count: 4)) == .more)
        #expect(walk.take(page([1, 2], count: 4)) == .shifted)
        var early = NumberedWalk<DepartmentWire>(limit: 2)
        #expect(early.take(page([1, 2], count: 4)) == .more)
        #expect(early.take(page([2, 3], count: 4)) == .shifted)
        var odd = NumberedWalk<DepartmentWire>(limit: 3)
        #expect(odd.take(page([1, 1], count: 2)) == .done)
        #expect(odd.isOdd && odd.rows.count == 2)
        // Another row of an id that came before: the pages may follow each other all the same.
        var apart = NumberedWalk<DepartmentWire>(limit: 2)
        #expect(apart.take(page([1, 2], count: 4)) == .more)
        let another = JSONValue.object(["id": .number("2"), "name": .text("Atelier")])
        #expect(apart.take(LuccaPage(rows: [another] + page([3], count: 4).rows, count: 4)) == .done)
        #expect(apart.isOdd && apart.rows.count == 4 && apart.missing == 0)
    }

    /// Rows come and go between pages; whatever happens, a walk that says it is whole holds every row that was there all along.
    @Test(arguments: 0..<20) func aWholeWalkMissesNoRowThatWasThereAllAlong(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var whole = 0
        for _ in 0..<500 {
            var list = (0..<Int.random(in: 0...40, using: &random)).map { $0 * 10 }
            let limit = Int.random(in: 2...9, using: &random)
            var always = Set(list)
            var walk = OffsetWalk<DepartmentWire>()
            var step = WalkStep.more
            while step == .more {
                step = walk.take(page(Array(list.dropFirst(walk.offset).prefix(limit)), count: list.count))
                guard step == .more, random.chance(25) else { continue }
                if random.chance(60), let gone = random.element(of: list) {
                    list.removeAll { $0 == gone }
                    always.remove(gone)
                }
                if random.chance(60) {
                    list.append(Int.random(in: 0...500, using: &random) * 10 + 5)
                    list = Array(Set(list)).sorted()
                }
            }
            guard step == .done, walk.missing == 0 else { continue }
            whole += 1
            #expect(always.isSubset(of: Set(walk.rows.compactMap { $0.id.flatMap { Int($0) } })))
        }
        #expect(whole > 100)
    }
}
