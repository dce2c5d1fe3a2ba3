import SyncCore
import SyncTestKit
import Testing
import Words

@testable import AdminCLI

@Suite("Values and evidence of a dialect, in words")
struct DialectValueTests {
    @Test("English has the codes, French has words")
    func values() {
        #expect(DialectWords.value(.update, "merge") == Phrase("merge", fr: "fusionne"))
        #expect(DialectWords.value(.status, "7") == Phrase(same: "7"))
        #expect(DialectWords.value(.reason, "label") == Phrase(same: "label"))
        #expect(DialectWords.value(.zone, "tenant")[.french] == "celui du client")
    }

    @Test("every form that this release knows has a French word")
    func complete() {
        let codes =
            PlanningDialect.Update.allCases.map(\.rawValue) + PlanningDialect.Time.allCases.map(\.rawValue)
            + PlanningDialect.WholeDay.allCases.map(\.rawValue) + PlanningDialect.List.allCases.map(\.rawValue)
            + PlanningDialect.Paging.allCases.map(\.rawValue) + PlanningDialect.View.allCases.map(\.rawValue)
            + PlanningDialect.Department.allCases.map(\.rawValue) + PlanningDialect.Token.allCases.map(\.rawValue)
            + PlanningDialect.CreatedKey.allCases.map(\.rawValue) + PlanningDialect.Deletion.allCases.map(\.rawValue)
            + PlanningDialect.Remark.allCases.map(\.rawValue)
        for code in codes { #expect(DialectWords.value(.update, code)[.french] != code, "\(code)") }
    }

    @Test("evidence is translated, names of members and values of the planning are not")
    func evidence() {
        let facts: DialectEvidence = [
            .fact(.sent): .text("2028-06-14T10:00"), .fact(.byName): .refused(status: 400),
            .onDay(Sample.day("2028-06-14"), .found): .word(.noTime), .status(3): .number(7), .member("key"): .word(.number),
        ]
        let words = DialectWords.evidence(facts)
        #expect(
            words.english
                == "2028-06-14 found no time, by name refused (400), key number, sent 2028-06-14T10:00, status 3 7")
        #expect(
            words.french
                == "2028-06-14 trouvé pas une heure, par nom refusé (400), key nombre, envoyé 2028-06-14T10:00, statut 3 7")
        #expect(DialectWords.evidence(DialectEvidence([.seen: .word(.noOther)])).french == "constat rien n’en montre un autre")
        let view = DialectEvidence([.list: .word(.inList), .remark: .word(.there)])
        #expect(DialectWords.evidence(view).french == "liste le contient, remarque toujours là")
    }

    /// Spelled alike in both languages: names of PlanningPME and of HTTP, and what French has taken over.
    private static let alike: Set<String> = ["allDay", "api/config", "total", "type", "types", "null"]

    @Test("every fact and every word has a French text")
    func completeEvidence() {
        for fact in EvidenceFact.allCases {
            let words = DialectWords.evidence([.fact(fact): .text("x")])
            #expect(words.french != words.english || Self.alike.contains(fact.rawValue), "\(fact)")
        }
        for word in EvidenceWord.allCases {
            let words = DialectWords.evidence([.member("x"): .word(word)])
            #expect(words.french != words.english || Self.alike.contains(word.rawValue), "\(word)")
        }
    }
}
