import SyncCore
import Testing

@Suite("RunState")
struct RunStateTests {
    @Test func onlyTheseTransitionsExist() {
        var found: Set<String> = []
        for state in RunState.allCases {
            for next in RunState.allCases where state.canBecome(next) { found.insert("\(state.rawValue) \(next.rawValue)") }
        }
        #expect(
            found == [
                "queued running", "queued cancelled", "running queued", "running running", "running succeeded", "running partial",
                "running needs_review", "running failed", "running cancelled",
            ])
    }

    @Test func anEndedRunStaysAsItIs() {
        for state in RunState.allCases {
            #expect(state.isEnded == !RunState.allCases.contains(where: state.canBecome))
        }
    }
}
