import Testing

@testable import AdminCLI

@Suite("CSVSheet")
struct CSVSheetTests {
    private func read(_ text: String) throws -> CSVSheet { try CSVSheet(Array(text.utf8)) }

    private func cells(_ text: String) throws -> [[String]] {
        let sheet = try read(text)
        return [sheet.header] + sheet.rows.map(\.cells)
    }

    private func fault(_ bytes: [UInt8]) -> CSVFault? {
        do throws(CSVFault) {
            _ = try CSVSheet(bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [",", ";", "\t"])
    func theSeparatorIsTheHeaders(separator: String) throws {
        let text = "slug,name\nacme,\"A,B;C\tD\"\n".replacing("slug,", with: "slug\(separator)").replacing(
            "acme,", with: "acme\(separator)")
        #expect(try cells(text) == [["slug", "name"], ["acme", "A,B;C\tD"]])
        #expect(try read(text).separator == Character(separator))
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func linesOfEverySystemAreRead(end: String) throws {
        #expect(try cells(["a,b", "1,2", "3,4"].joined(separator: end)) == [["a", "b"], ["1", "2"], ["3", "4"]])
    }

    @Test func aByteOrderMarkIsNoPartOfTheFirstColumn() throws {
        #expect(try read("\u{FEFF}slug;name\nacme;A\n").header == ["slug", "name"])
    }

    @Test func rowsAreNumberedAsASpreadsheetDoes() throws {
        let sheet = try read("a,b\n1,\"two\nlines\"\n\n,\n3,4\n")
        #expect(sheet.rows.map(\.number) == [2, 5])
        #expect(sheet.rows[0].cells[1] == "two\nlines")
    }

    @Test func aDoubledQuoteIsOne() throws {
        #expect(try cells("a\n\"say \"\"hi\"\"\"\n")[1] == ["say \"hi\""])
    }

    @Test(arguments: ["=1+1", "'=1+1", "''@x", "'plain", "-2", "plain", "＝1", "'"])
    func everyTextIsReadAsItWasWritten(text: String) throws {
        for style in CSVStyle.allCases {
            #expect(try cells(CSVTable(["a", "b"], [[text, "x"]]).rendered(style))[1] == [text, "x"])
        }
    }

    @Test(arguments: [
        ("", CSVFault(.empty)), ("\n\n", CSVFault(.empty)), ("a,b\n1,x\"y\n", CSVFault(.quoteInside, row: 2, column: 2)),
        ("a,b\n\"1\"2,y\n", CSVFault(.quoteInside, row: 2, column: 1)),
        ("a,b\n1,2\n3,\"4\n5,6\n", CSVFault(.quoteOpen, row: 3, column: 2)),
        ("a\n" + String(repeating: "x", count: 4001), CSVFault(.cellTooLong, row: 2, column: 1)),
        (String(repeating: ",", count: 100), CSVFault(.columnsTooMany, row: 1)),
    ])
    func whatIsNoTableIsReportedWithItsPlace(text: String, expected: CSVFault) {
        #expect(fault(Array(text.utf8)) == expected)
    }

    @Test func otherEncodingsAndSizesAreRefused() {
        #expect(fault([0xFF, 0xFE, 0x61, 0x00])?.kind == .utf16)
        #expect(fault([0x61, 0x00, 0x2C, 0x00])?.kind == .utf16)
        #expect(fault(Array("nom;".utf8) + [0xE9])?.kind == .notUTF8, "Excel's ANSI")
        #expect(fault([UInt8](repeating: 0x61, count: CSVSheet.longestFile + 1))?.kind == .fileTooLong)
        #expect(fault(Array(("a\n" + String(repeating: "1\n", count: 10_001)).utf8)) == CSVFault(.rowsTooMany, row: 10_002))
    }

    /// Whatever the bytes are, there is a table or a fault.
    @Test(arguments: 0..<64) func damagedTablesEndInATableOrAFault(seed: UInt64) {
        var random = SplitMix(seed)
        let pieces = ["\"", ",", ";", "\n", "\r", "'", "=", "é", "\u{0}", "a", "\t", "\"\"", "\u{FEFF}"]
        for _ in 0..<50 {
            let text = (0..<Int(random.next() % 40)).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
            guard let sheet = try? CSVSheet(Array(text.utf8)) else { continue }
            #expect(!sheet.header.isEmpty && sheet.rows.allSatisfy { $0.number > 1 })
        }
    }

    private struct SplitMix: RandomNumberGenerator {
        private var state: UInt64
        init(_ seed: UInt64) { state = seed }

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            let mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            return mixed ^ (mixed >> 27)
        }
    }
}
