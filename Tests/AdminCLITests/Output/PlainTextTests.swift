import SyncCore
import Testing

@testable import AdminCLI

@Suite("PlainText")
struct PlainTextTests {
    @Test(arguments: [
        "\u{1B}[31mred", "bell\u{07}", "\u{9B}2J", "turned\u{202E}gnp.exe", "line\u{2028}break", "carriage\rreturn",
    ])
    func nothingThatSteersATerminalSurvives(text: String) {
        let clean = PlainText.line(text)
        #expect(clean.unicodeScalars.allSatisfy { $0.isHarmless })
    }

    @Test(arguments: ["Éloïse Œuvrard", "e\u{301}", "営業部", "👩‍👩‍👧", "naïve – “quoted”"])
    func ordinaryTextIsLeftAlone(text: String) {
        #expect(PlainText.line(text) == text)
    }

    @Test func anEscapeShowsAsItsCode() {
        #expect(PlainText.line("a\u{1B}[2Jb") == "a\\u{1b}[2Jb")
    }

    @Test(arguments: [("abc", 3), ("é", 1), ("e\u{301}", 1), ("営業", 4), ("👩‍👩‍👧", 2), ("☎\u{FE0F}", 2), ("…", 1)])
    func widthsAreThoseOfTheTerminal(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }
}
