import SyncCore
import Testing

@testable import Lucca

@Suite("IdentifierChunks")
struct IdentifierChunksTests {
    @Test func fewIdsAreOneList() {
        #expect(IdentifierChunks.lists(["3", "4"]) == [["3", "4"]])
        #expect(IdentifierChunks.lists([]) == [])
    }

    @Test func everyIdIsInOneListAndEachListIsShort() {
        let ids = (0..<5000).map { "\($0 * 7)" }
        let lists = IdentifierChunks.lists(ids)
        #expect(lists.flatMap { $0 } == ids)
        #expect(lists.allSatisfy { $0.joined(separator: ",").utf8.count <= IdentifierChunks.longest })
        #expect(lists.count > 1)
    }

    @Test func anIdThatIsTooLongStandsAlone() {
        let long = String(repeating: "1", count: 50)
        #expect(IdentifierChunks.lists(["1", long, "2"], longest: 20) == [["1"], [long], ["2"]])
    }
}
