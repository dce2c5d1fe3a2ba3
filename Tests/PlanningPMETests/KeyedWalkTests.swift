import JSONText
import Testing

@testable import PlanningPME

@Suite("KeyedWalk")
struct KeyedWalkTests {
    private func page(_ keys: [Int], total: Int?) throws -> PlanningPage {
        var members: JSONObject = ["items": .list(JSONList(keys.map { .named($0) }))]
        if let total { members["total"] = .integer(total) }
        return try #require(PlanningPage(.object(members)))
    }

    @Test func pagesAreReadUntilTheTotal() throws {
        var walk = KeyedWalk<ThingWire>()
        #expect(walk.take(try page([1, 2], total: 3)) == .more)
        #expect(walk.page == 2)
        #expect(walk.take(try page([3], total: 3)) == .done)
        #expect(walk.rows.map(\.key) == [1, 2, 3])
    }

    @Test func anEmptyListIsWhole() throws {
        var walk = KeyedWalk<ThingWire>()
        #expect(walk.take(try page([], total: 0)) == .done)
    }

    @Test func theSamePageAgainEndsAListWithoutTotal() throws {
        var walk = KeyedWalk<ThingWire>()
        #expect(walk.take(try page([1, 2], total: nil)) == .more)
        #expect(walk.take(try page([1, 2], total: nil)) == .done)
        #expect(walk.rows.count == 2)
    }

    @Test func theSamePageAgainIsNotTheRestOfALongerList() throws {
        var walk = KeyedWalk<ThingWire>()
        #expect(walk.take(try page([1, 2], total: 3)) == .more)
        #expect(walk.take(try page([1, 2], total: 3)) == .incomplete)
    }

    @Test func aTotalThatChangesOrIsExceededIsIncomplete() throws {
        var changed = KeyedWalk<ThingWire>()
        #expect(changed.take(try page([1, 2], total: 4)) == .more)
        #expect(changed.take(try page([3], total: 3)) == .incomplete)
        var exceeded = KeyedWalk<ThingWire>()
        #expect(exceeded.take(try page([1, 2, 3], total: 2)) == .incomplete)
    }

    @Test func aKeyThatComesTwiceInOnePageIsTheListsOwn() throws {
        var walk = KeyedWalk<ThingWire>()
        #expect(walk.take(try page([1, 1, 2], total: 4)) == .more)
        #expect(walk.take(try page([3], total: 4)) == .done)
        #expect(walk.rows.count == 3)
        var ofKeys = KeyedWalk<ThingWire>()
        #expect(ofKeys.take(try page([1, 1, 2], total: 2)) == .done)
        var early = KeyedWalk<ThingWire>()
        #expect(early.take(try page([1, 2], total: 4)) == .more)
        #expect(early.take(try page([2, 3], total: 4)) == .more, "a page that starts too early hides a row")
        #expect(early.take(try page([], total: 4)) == .incomplete)
    }

    @Test func aThingWithoutKeyCounts() throws {
        var walk = KeyedWalk<ThingWire>()
        #expect(walk.take(try #require(PlanningPage(.object(["items": .list([.object([:])])])))) == .more)
        #expect(walk.rows.count == 1)
    }
}
