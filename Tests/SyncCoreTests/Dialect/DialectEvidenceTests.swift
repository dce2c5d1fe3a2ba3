import Foundation
import SyncCore
import SyncTestKit
import Testing

@Suite("DialectEvidence")
struct DialectEvidenceTests {
    private static let names: [EvidenceName] =
        EvidenceFact.allCases.map { .fact($0) } + EvidenceFact.allCases.map { .onDay(Sample.day("2028-06-14"), $0) } + [
            .page(0), .page(12), .status(7), .member("start"), .member("page"), .member("status"), .member("2028-06-14"),
        ]

    @Test func namesAreReadAsTheyAreStored() {
        #expect(Set(Self.names.map(\.rawValue)).count == Self.names.count)
        for name in Self.names { #expect(EvidenceName(rawValue: name.rawValue) == name, "\(name)") }
    }

    @Test func valuesAreReadAsTheyAreStored() {
        let values: [EvidenceValue] =
            EvidenceWord.allCases.map { .word($0) } + [.refused(status: 400), .text("2028-06-14T10:00"), .text("refused (x)")]
        for value in values { #expect(EvidenceValue(rawValue: value.rawValue) == value, "\(value)") }
    }

    /// Of another release: it is shown as it is.
    @Test(arguments: ["", "page", "pageX", "status", "member", "2028-06-14 colour", "colour", "é"])
    func everyTextIsAName(text: String) {
        let name = EvidenceName(rawValue: text)
        #expect(EvidenceName(rawValue: name.rawValue) == name)
    }

    @Test func inJSONItIsAnObjectOfTexts() throws {
        let evidence: DialectEvidence = [.fact(.sent): .number(3), .onDay(Sample.day("2028-06-14"), .found): .word(.noTime)]
        let data = try JSONEncoder().encode(evidence)
        #expect(try JSONDecoder().decode([String: String].self, from: data) == ["sent": "3", "2028-06-14 found": "no time"])
        #expect(try JSONDecoder().decode(DialectEvidence.self, from: data) == evidence)
        #expect(DialectEvidence(texts: evidence.texts) == evidence)
    }
}
