import Foundation
import SyncCore
import Testing
import Words

@Suite("Words of causes")
struct ChangeCauseWordsTests {
    @Test func everyCauseReadsAsRecordedInBothLanguages() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var lines: [String] = []
        for cause in ChangeCauseSamples.all {
            lines.append(String(decoding: try encoder.encode(cause), as: UTF8.self))
            for language in Language.allCases { lines.append("  \(language.rawValue)  \(cause.words[language])") }
        }
        try GoldenFile(name: "causes.txt").expect(lines.joined(separator: "\n") + "\n")
    }

    /// Where several are summed, their parameters differ.
    @Test func aCodeHasTheWordsOfItsCausesWithoutTheirParameters() {
        for cause in ChangeCauseSamples.all {
            let code = cause.code
            for language in Language.allCases {
                let words = code.words[language]
                #expect(cause == .unrecognized(code) || !words.contains("("), "\(code)")
                #expect(!words.contains { $0.isNumber }, "\(code)")
            }
        }
        #expect(ChangeCause.employeeLeft(lastDay: CalendarDay(ordinal: 20_788)).code.words.english == "contract ended")
        #expect(ChangeCause.cancelled.code.words == ChangeCause.cancelled.words)
    }

    @Test func whatIsStoredIsReadAgain() throws {
        for cause in ChangeCauseSamples.all {
            #expect(try JSONDecoder().decode(ChangeCause.self, from: JSONEncoder().encode(cause)) == cause)
        }
        let known = Set(ChangeCauseSamples.all.map(\.code))
        #expect(known.count == ChangeCauseSamples.all.count - 1, "a code is one cause's, that of ignored accounts aside")
    }

    /// Such as of a newer release that tells a cause in more detail.
    @Test(arguments: [
        #"{"code": "employee_left"}"#, #"{"code": "ignored", "leaveAccountId": "7"}"#, #"{"code": "newer", "from": "1"}"#,
    ])
    func aCauseWithoutItsParametersKeepsItsCode(stored: String) throws {
        let cause = try JSONDecoder().decode(ChangeCause.self, from: Data(stored.utf8))
        #expect(cause == .unrecognized(cause.code) && stored.contains(cause.code.rawValue))
    }

    /// Ids of Lucca are texts of a remote.
    @Test func anIdIsStoredWithoutCharactersThatAStoreRejects() throws {
        let stored = String(decoding: try JSONEncoder().encode(ChangeCause.remoteWork("9\u{0}\u{1B}")), as: UTF8.self)
        #expect(stored.contains("9U+0000U+001B"))
    }
}
