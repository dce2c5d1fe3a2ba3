import SyncCore
import Testing

@Suite("LabelFolding")
struct LabelFoldingTests {
    @Test(arguments: [
        ("Congés payés", "CONGES PAYES"), ("  Congés \t payés ", "conges payes"), ("Conge\u{301}s", "Congés"),
        ("Cœur", "coeur"), ("Île-de-France", "ile-de-france"), ("RTT\u{A0}2026", "rtt 2026"), ("Straße", "STRASSE"),
        ("\u{200B}RTT", "rtt"), ("İstanbul", "istanbul"), ("ÆGIR", "ægir"),
    ])
    func ignoresCaseAccentsAndStraySpaces(left: String, right: String) {
        #expect(LabelFolding.fold(left) == LabelFolding.fold(right))
    }

    @Test(arguments: [("RTT", "RTT 2"), ("Congés payés", "Congéspayés"), ("Nord-Est", "Nord Est"), ("", "-")])
    func keepsOtherDifferences(left: String, right: String) {
        #expect(LabelFolding.fold(left) != LabelFolding.fold(right))
    }

    @Test func blankFoldsToNothing() {
        #expect(LabelFolding.fold(" \n\u{A0}") == "")
    }
}
