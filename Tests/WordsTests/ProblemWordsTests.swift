import Foundation
import SyncCore
import Testing
import Words

@Suite("Words of problems")
struct ProblemWordsTests {
    private let words = ProblemWords(tenant: ProblemSamples.tenant, run: 42)

    @Test func everyCaseHasSamplesOfItsOwn() {
        for kind in Problem.Finding.Kind.allCases {
            let samples = ProblemSamples.samples(of: kind)
            #expect(!samples.isEmpty && samples.allSatisfy { $0.finding.kind == kind }, "\(kind)")
        }
        #expect(Set(Problem.Code.all).isSubset(of: Set(ProblemSamples.all.map(\.code))))
    }

    @Test func everyProblemReadsAsRecordedInBothLanguages() throws {
        var lines: [String] = []
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        for problem in ProblemSamples.all {
            lines.append("\(problem.code)")
            lines.append("  subject  " + String(decoding: try encoder.encode(problem.subject), as: UTF8.self))
            lines.append("  finding  " + String(decoding: try encoder.encode(problem.finding), as: UTF8.self))
            for language in Language.allCases {
                lines.append("  \(language.rawValue)       \(words.subject(problem)[language])")
                lines.append("           \(words.message(problem)[language])")
                lines.append("         → \(words.remedy(problem)[language])")
            }
        }
        try GoldenFile(name: "problems.txt").expect(lines.joined(separator: "\n") + "\n")
    }

    @Test func idsThatAreNumbersAreListedInTheOrderOfNumbers() {
        let lost = BrakeReason.departmentsLost(departments: ["10", "12", "9", "A"], employees: 5, generation: .first)
        #expect(ProblemWords.brake(lost).english.hasPrefix("Departments 9, 10, 12, A are"))
        #expect(ProblemWords.brake(lost).french.hasPrefix("Les départements 9, 10, 12, A ne"))
    }

    @Test func factsOfEarlierReleasesAreRead() throws {
        for problem in ProblemSamples.all {
            let subject = try JSONDecoder().decode(Problem.Subject.self, from: JSONEncoder().encode(problem.subject))
            let finding = try JSONDecoder().decode(Problem.Finding.self, from: JSONEncoder().encode(problem.finding))
            #expect(Problem(subject, finding) == problem)
        }
    }

    @Test func textsNameWhatTheGenerationHasInLucca() throws {
        let ofKeys = ["the key", "la clé", "/organization/structure/roles", "rocket", " fusée"]
        let ofApplications = ["the application", "l’application", "integration-keys", ".readonly"]
        var seen: Set<LuccaGeneration> = []
        for problem in ProblemSamples.all {
            let facts = String(decoding: try JSONEncoder().encode(problem.finding), as: UTF8.self)
            let generation = LuccaGeneration.allCases.first { facts.contains("\"generation\":\($0.rawValue)") }
            let foreign =
                switch generation {
                case .first?: ofApplications
                case .second?: ofKeys
                case nil: ofKeys + ofApplications
                }
            if let generation { seen.insert(generation) }
            for text in [words.message(problem), words.remedy(problem)] {
                for word in foreign {
                    #expect(!text.english.contains(word) && !text.french.contains(word), "\(word): \(text.french)")
                }
            }
        }
        #expect(seen == Set(LuccaGeneration.allCases))
    }

    @Test func remediesNameTheSlugTheRunAndTheOption() {
        for problem in ProblemSamples.all {
            for language in Language.allCases {
                let remedy = words.remedy(problem)[language]
                #expect(!remedy.isEmpty && !remedy.contains("…") && !remedy.contains("TENANT"), "\(remedy)")
            }
        }
    }

    @Test func frenchHasNarrowNoBreakSpacesAndEnglishHasNone() throws {
        let wrong = try Regex(#" [;:!?»]|« | [;:!?»]"#)
        for problem in ProblemSamples.all {
            let texts = [words.subject(problem), words.message(problem), words.remedy(problem)]
            for text in texts {
                #expect(!text.french.contains(wrong), "\(text.french)")
                #expect(!text.french.contains("'"), "\(text.french)")
                #expect(!text.english.contains(Typography.narrowNoBreakSpace), "\(text.english)")
            }
        }
    }

    @Test func inFrenchLuccaHasDataAndThePlanningHasFields() {
        for problem in ProblemSamples.all {
            for text in [words.message(problem).french, words.remedy(problem).french] {
                #expect(!text.contains("champ e_"), "\(text)")
            }
        }
    }

    @Test func marksHaveNarrowSpacesInFrench() {
        let text = Typography.french("Quoi ? « Rien » ; voici : à 12:30, d'un  ! «  »")
        #expect(
            text == "Quoi\u{202F}? «\u{202F}Rien\u{202F}»\u{202F}; voici\u{202F}: à 12:30, d'un \u{202F}! «\u{202F}\u{202F}»")
        #expect(Typography.french("") == "" && Typography.french(" ?") == "\u{202F}?" && Typography.french("« ") == "«\u{202F}")
    }

    @Test func numbersAreGroupedInFrench() {
        #expect(Typography.french(1_234_567) == "1\u{202F}234\u{202F}567")
        #expect([0, 12, 999].map { Typography.french($0) } == ["0", "12", "999"])
        #expect(Typography.french(-1000) == "-1\u{202F}000")
    }
}
