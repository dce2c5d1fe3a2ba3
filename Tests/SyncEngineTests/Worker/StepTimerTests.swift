import SyncCore
import SyncTestKit
import Testing

@testable import SyncEngine

@Suite("StepTimer")
struct StepTimerTests {
    @Test func aStepEndsWhereTheNextOneBegins() {
        let clock = ManualClock()
        let timer = StepTimer(clock: SteadyClock(clock))
        #expect(timer.measured().isEmpty)
        timer.note(SyncProgress(.fetching))
        clock.advance(by: .seconds(2))
        timer.note(SyncProgress(.fetching, done: 1, total: 3))
        clock.advance(by: .milliseconds(500))
        timer.note(SyncProgress(.applying))
        clock.advance(by: .seconds(1))
        #expect(
            timer.measured() == [
                MeasuredStep(name: "fetching", beganBefore: 3500, endedBefore: 1000),
                MeasuredStep(name: "applying", beganBefore: 1000, endedBefore: 0),
            ])
    }

    @Test func aRunThatKeepsChangingStepsFillsNoMemory() {
        let timer = StepTimer(clock: SteadyClock(ManualClock()))
        for number in 0..<10_000 { timer.note(SyncProgress(number.isMultiple(of: 2) ? .landing : .applying)) }
        #expect(timer.measured().count == StepTimer.limit)
    }
}
