import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("Progress")
struct ProgressTests {
    @Test func nothingIsDrawnWhereNobodyLooks() async {
        let console = RecordingConsole()
        let value = await Progress(console: console, clock: ManualClock()).during("Working") { 7 }
        #expect(value == 7)
        #expect(console.messages.isEmpty)
    }

    @Test func aLineIsDrawnAfterASecondAndRemovedAtTheEnd() async {
        let console = RecordingConsole(shape: ConsoleShape(messagesAreTerminal: true))
        let clock = ManualClock()
        await Progress(console: console, clock: clock).during("Working", detail: { "3/9" }) {
            for _ in 0..<6 {
                await clock.waitForSleepers(1)
                clock.advance(by: .milliseconds(200))
            }
            await clock.waitForSleepers(1)
        }
        #expect(console.messages.contains("Working… 3/9, 1 s"))
        #expect(console.messages.hasSuffix("\r\u{1B}[2K"))
    }

    @Test func quickWorkDrawsNothing() async {
        let console = RecordingConsole(shape: ConsoleShape(messagesAreTerminal: true))
        let clock = ManualClock()
        await Progress(console: console, clock: clock).during("Working") {
            await clock.waitForSleepers(1)
            clock.advance(by: .milliseconds(200))
            await clock.waitForSleepers(1)
        }
        #expect(console.messages.isEmpty)
    }
}
