import Testing

@testable import AdminCLI

@Suite("UnseenLine")
struct UnseenLineTests {
    private func typed(_ bytes: [UInt8]) -> (UnseenLine, UnseenLine.Progress) {
        var line = UnseenLine()
        var progress = UnseenLine.Progress.goesOn
        for byte in bytes where progress == .goesOn { progress = line.type(byte) }
        return (line, progress)
    }

    @Test func backspaceTakesAWholeCharacter() {
        let (line, progress) = typed(Array("aé".utf8) + [127] + Array("b\n".utf8))
        #expect(line.whole == Array("ab".utf8))
        #expect(progress == .isDone)
    }

    @Test func controlUStartsAgainAndControlCGivesUp() {
        #expect(typed(Array("wrong".utf8) + [21] + Array("right\n".utf8)).0.whole == Array("right".utf8))
        #expect(typed(Array("abc".utf8) + [3]).1 == .isGivenUp)
    }

    @Test func nothingTypedIsNothing() {
        #expect(typed([127, 10]).0.whole == nil)
    }
}
