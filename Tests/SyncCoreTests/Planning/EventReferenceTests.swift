import SyncCore
import SyncTestKit
import Testing

@Suite("EventReference")
struct EventReferenceTests {
    private let reference = EventReference(
        account: "acme", periodID: "1204", accountID: "7", first: Sample.half("2026-12-24-AM"))
    private let text = "[lucca:acme/1204/7/2026-12-24-AM]"

    @Test func isReadAsWritten() {
        #expect(reference.description == text)
        #expect(EventReference(parsing: text) == reference)
    }

    @Test func accountsAreComparedInLowerCase() {
        #expect(EventReference(parsing: "[lucca:ACME/1204/7/2026-12-24-AM]") == reference)
        #expect(EventReference(account: "Acme", periodID: "1204", accountID: "7", first: reference.first) == reference)
    }

    @Test(arguments: [
        "", "[", "[lucca:", "[lucca:]", "[lucca:acme]", "[lucca:acme/1204/7]", "[lucca:acme/1204/7/2026-12-24-AM",
        "lucca:acme/1204/7/2026-12-24-AM]", "[lucca:acme/1204/7/2026-12-24]", "[lucca:acme/1204/7/2026-02-30-AM]",
        "[lucca:acme/1204/7/8/2026-12-24-AM]", "[lucca:acme/1204/2026-12-24-AM]", " [lucca:acme/1204/7/2026-12-24-AM]",
        "[lucca:acme/1204/7/2026-12-24-AM]]", "[luca:acme/1204/7/2026-12-24-AM]", "[lucca:/1204/7/2026-12-24-AM]",
        "[lucca:acme//7/2026-12-24-AM]",
        "[lucca:acme/1204//2026-12-24-AM]", "[lucca:acme/12\u{0}04/7/2026-12-24-AM]",
        "[lucca:acme/1204/7/2026-12-24-AM][lucca:acme/1204/7/2026-12-24-AM]", "[lucca:acme/1204/7/２０２６-12-24-AM]",
    ])
    func nothingElseIsOne(text: String) {
        #expect(EventReference(parsing: text) == nil)
    }

    @Test(arguments: ["é", "12 04", "a[b", "[lucca:", "1\u{301}", "👩‍👩‍👧", "x\r\ny", "a:b-c"])
    func idsMayBeAnyTextWithoutSlashAndClosingBracket(id: String) {
        let reference = EventReference(
            account: "acme", periodID: LeavePeriodID(id), accountID: LeaveAccountID(id), first: Sample.half("2026-12-24-PM"))
        #expect(EventReference(parsing: reference.description) == reference)
        #expect(EventReference.all(in: "a \(reference) b") == [reference])
    }

    @Test func allAreFoundWhateverTextIsAround() {
        let other = EventReference(account: "beta", periodID: "1", accountID: "2", first: Sample.half("2026-01-02-PM"))
        let remark = "Voir Zoé [urgent] \(reference)\u{301} [lucca:moitié \(other)\(reference)] [lucca:a/b/c/d]"
        #expect(EventReference.all(in: remark) == [reference, other, reference])
    }

    @Test(arguments: ["[lucca:", "[lucca:a/", "[lucca:a/b/c", "[lucca:a/b/c/2026-12-24-AM", "[", "[lucca:a]"])
    func longRemarksOfHalfReferencesAreReadInOnePass(piece: String) {
        #expect(EventReference.all(in: String(repeating: piece, count: 50_000)).count <= 1)
    }

    @Test(arguments: [
        ("", "[R]"),
        ("Remplacé par Zoé", "Remplacé par Zoé\n[R]"),
        ("Remplacé par Zoé\n", "Remplacé par Zoé\n[R]"),
        ("[R]", "[R]"),
        ("avant [R] après", "avant [R] après"),
        ("avant [O] après", "avant [R] après"),
        ("[O] et [R]", "[R] et "),
        ("[X] puis", "[R] puis"),
        ("[B] de l'autre compte", "[B] de l'autre compte\n[R]"),
        ("[B] et [O]", "[B] et [R]"),
        ("[R][R] é", "[R] é"),
        ("[lucca:demi", "[lucca:demi\n[R]"),
    ])
    func takesItsPlaceAndLeavesWhatPeopleTyped(before: String, after: String) {
        let replaced = EventReference(account: "acme", periodID: "1204", accountID: "7", first: Sample.half("2026-12-23-PM"))
        func spelled(_ text: String) -> String {
            var text = text
            for (short, long) in [
                ("[R]", reference.description), ("[O]", replaced.description), ("[X]", "[lucca:acme/9/9/2026-01-01-AM]"),
                ("[B]", "[lucca:beta/1/2/2026-01-01-AM]"),
            ] {
                text = text.split(separator: short, omittingEmptySubsequences: false).joined(separator: long)
            }
            return text
        }
        let written = reference.writing(into: spelled(before), replacing: replaced)
        #expect(Array(written.utf8) == Array(spelled(after).utf8))
        #expect(Array(reference.writing(into: written, replacing: replaced).utf8) == Array(written.utf8))
        #expect(EventReference.all(in: written).filter { $0.account == "acme" } == [reference])
    }

    @Test func aReferenceThatAnotherOneHeldApartGoesToo() {
        let inner = EventReference(account: "acme", periodID: "3", accountID: "4", first: Sample.half("2026-01-02-PM"))
        var remark = "\(inner)"
        for _ in 0..<5 { remark = "[lucca:acme/1/2\(remark)/2026-12-24-AM]" }
        let written = reference.writing(into: "\(reference) avant \(remark) après")
        #expect(written == "\(reference) avant  après")
    }

    @Test func aPartLongerThanAnyIDIsNoReference() {
        let long = String(repeating: "9", count: 128)
        #expect(EventReference.all(in: "[lucca:acme/\(long)/7/2026-12-24-AM]").count == 1)
        #expect(EventReference.all(in: "[lucca:acme/\(long)99/7/2026-12-24-AM] \(reference)") == [reference])
        #expect(EventReference.all(in: "[lucca:\(String(repeating: "a", count: 10_000))/1/7/2026-12-24-AM]").isEmpty)
    }

    @Test(arguments: [
        ("R", ""), ("R\nnote", "note"), ("note\nR", "note"), ("note\r\nR", "note"), ("R\r\nnote", "note"), ("a R b", "a b"),
        ("R b", "b"), ("a R", "a"), ("a\nR\nb", "a\nb"), ("note", "note"), ("", ""), ("R\nR", ""), ("é\u{301}R", "é\u{301}"),
        ("[lucca:other/1/1/2026-12-10-AM]\nR", "[lucca:other/1/1/2026-12-10-AM]"),
        ("[lucca:ancien/1/1/2026-12-10-AM] note", "note"),
    ])
    func takenOutOfARemarkItLeavesWhatPeopleTyped(remark: String, expected: String) {
        let left = EventReference.removing(
            accounts: ["acme", "ancien"], from: remark.replacing("R", with: reference.description))
        #expect(Array(left.utf8) == Array(expected.utf8))
    }

    @Test func ofARenamedAccountItTakesTheFormerOnesPlace() {
        let former = reference.under("ancien")
        let other = EventReference(account: "ancien", periodID: "3", accountID: "4", first: Sample.half("2026-01-02-PM"))
        #expect(reference.writing(into: "\(former)\nnote", replacing: former) == "\(reference)\nnote")
        #expect(
            reference.writing(into: "\(other) \(former) x", replacing: former, formerAccounts: ["ancien"]) == " \(reference) x")
    }

    @Test func sortsByTimeFirst() {
        let later = EventReference(account: "acme", periodID: "1", accountID: "1", first: Sample.half("2026-12-24-PM"))
        #expect(reference < later)
    }

    @Test(arguments: 0..<20)
    func randomRemarksNeverTrapAndKeepTheirText(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        for _ in 0..<100 {
            var remark = ""
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                remark += random.pick(
                    "[", "]", "/", "lucca:", "[lucca:", "acme", "2026-12-24-AM", "é", "\u{301}", "\r\n", " ", text)
            }
            let written = reference.writing(into: remark)
            #expect(EventReference.all(in: written).contains(reference))
            #expect(Array(reference.writing(into: written).utf8) == Array(written.utf8))
            if EventReference.all(in: remark).isEmpty { #expect(Array(written.utf8).starts(with: Array(remark.utf8))) }
        }
    }
}
