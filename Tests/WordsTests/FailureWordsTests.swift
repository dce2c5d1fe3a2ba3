import Foundation
import SyncCore
import Testing
import Words

@Suite("Words of failures")
struct FailureWordsTests {
    private let words = FailureWords(tenant: ProblemSamples.tenant)

    @Test("every failure reads as recorded, in both languages")
    func everyFailureReadsAsRecorded() throws {
        var lines: [String] = []
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        for failure in FailureSamples.all {
            lines.append("\(failure.code)")
            lines.append("  facts    " + String(decoding: try encoder.encode(failure), as: UTF8.self))
            for language in Language.allCases {
                lines.append("  \(language.rawValue)       \(words.message(failure)[language])")
                lines.append("         → \(words.remedy(failure)[language])")
            }
        }
        try GoldenFile(name: "errors.txt").expect(lines.joined(separator: "\n") + "\n")
    }

    @Test("the end of a day is shown as an hour")
    func theEndOfADayIsAnHour() throws {
        let edit = Failure.SettingsEdit(
            at: ShownText("2026-12-24T05:00:00Z"), by: ShownText("lea"), settings: [ShownText("day_end 1080 → 1440")])
        let slug = try TenantSlug("acme")
        let message = words.message(.tenant(.changedMeanwhile(slug: slug, shown: 3, revision: 4, since: [edit])))
        #expect(message.english.contains("--day-end 18:00 → 24:00"), "\(message.english)")
    }

    @Test("a stored failure is read as it was recorded")
    func storedFailuresAreRead() throws {
        for failure in FailureSamples.all {
            let stored = try JSONEncoder().encode(failure)
            #expect(try JSONDecoder().decode(Failure.self, from: stored) == failure)
        }
    }

    @Test("a failure of a newer release keeps its code")
    func unknownFailuresKeepTheirCode() throws {
        for text in [#"{"code":"lucca_failed","lucca":{"moon":{}}}"#, #"{"code":"lucca_failed","moon":{"full":{}}}"#] {
            let failure = try JSONDecoder().decode(Failure.self, from: Data(text.utf8))
            #expect(failure == .unrecognized(.luccaFailed))
        }
    }

    @Test("remedies name what to type")
    func remediesNameWhatToType() {
        for failure in FailureSamples.all {
            for text in Language.allCases.map({ words.remedy(failure)[$0] }) {
                #expect(!text.isEmpty && !text.contains("…") && !text.contains("TENANT"), "\(failure): \(text)")
            }
        }
    }

    @Test("French has typographic apostrophes and narrow no-break spaces, English has neither")
    func typography() throws {
        let wrong = try Regex(#" [;:!?»]|« | [;:!?»]"#)
        for failure in FailureSamples.all {
            for phrase in [words.message(failure), words.remedy(failure)] {
                #expect(!phrase.french.contains(wrong), "\(phrase.french)")
                // SQL quotes values as they are.
                #expect(!phrase.french.replacing("'UTF8'", with: "").contains("'"), "\(phrase.french)")
                #expect(!phrase.english.contains(Typography.narrowNoBreakSpace), "\(phrase.english)")
            }
        }
    }
}
