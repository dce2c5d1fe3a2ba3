import Foundation
import JSONText
import Operations
import SyncCore
import Testing

@testable import AdminCLI

@Suite("CSVTable")
struct CSVTableTests {
    private func line(_ text: String) -> String {
        CSVTable(["x"], [[text]]).rendered().replacing("x\r\n", with: "", maxReplacements: 1)
    }

    @Test func linesEndAsTheStandardSays() {
        #expect(CSVTable(["a", "b"], [["1", "2"]]).rendered() == "a,b\r\n1,2\r\n")
    }

    @Test(arguments: [
        ("a,b", "\"a,b\"\r\n"), ("say \"hi\"", "\"say \"\"hi\"\"\"\r\n"), ("two\nlines", "\"two\nlines\"\r\n"),
        (" edge", "\" edge\"\r\n"),
    ])
    func whatNeedsQuotesIsQuoted(text: String, expected: String) {
        #expect(line(text) == expected)
    }

    @Test(arguments: ["=1+1", "+33 1 23", "-2", "@SUM(A1)", "＝1"])
    func aFormulaStaysAText(text: String) {
        #expect(line(text) == "'\(text)\r\n")
    }

    @Test func escapesAreNeutralised() {
        #expect(line("a\u{1B}[2J") == "a\\u{1b}[2J\r\n")
    }

    @Test(arguments: [
        ("Europe/Paris", "2026-07-01T22:30:00Z", "2026-07-02T00:30:00+02:00"),
        ("Europe/Paris", "2026-12-31T23:30:05Z", "2027-01-01T00:30:05+01:00"),
        ("America/St_Johns", "2026-12-01T01:00:00Z", "2026-11-30T21:30:00-03:30"),
        ("Europe/London", "2026-12-01T01:00:00Z", "2026-12-01T01:00:00+00:00"),
        ("Europe/Paris", "since 2026-12-01T01:00:00Z", "since 2026-12-01T01:00:00Z"),
        ("Europe/Paris", "2026-12-01T01:xx:00Z", "2026-12-01T01:xx:00Z"), ("Europe/Paris", "2026-12-01", "2026-12-01"),
    ])
    func aMomentIsInTheTenantsZoneWithItsOffset(zone: String, text: String, expected: String) throws {
        let zone = try #require(TimeZone(identifier: zone))
        #expect(CSVTable(["x"], [[text]], in: zone).rendered() == "x\r\n\(expected)\r\n")
        #expect(CSVTable(["x"], [[text]]).rendered() == "x\r\n\(text)\r\n", "of no tenant: UTC")
    }

    @Test func eachRowHasItsOwnZone() {
        let rows: [Facts] = ["Europe/Paris", "Asia/Tokyo", "nowhere"].map {
            ["zone": $0, "part": ["at": Instant(secondsSince1970: 1_796_083_200)] as Facts]
        }
        let table = CSVTable(["part"], of: JSONValue(encoding: rows)) { row in
            row["zone"]?.string.flatMap(TimeZone.init(identifier:))
        }
        #expect(
            table.rendered()
                == "part\r\nat 2026-12-01T01:00:00+01:00\r\nat 2026-12-01T09:00:00+09:00\r\nat 2026-12-01T00:00:00Z\r\n")
    }

    @Test func excelGetsSemicolonsAByteOrderMarkDecimalCommasAndLocalTimes() throws {
        let row: Facts = [
            "number": 1.5, "text": "1.5", "list": "a,b", "semicolon": "a;b", "at": Instant(secondsSince1970: 1_796_083_200),
            "formula": "=1+1",
        ]
        let table = CSVTable(
            ["number", "text", "list", "semicolon", "at", "formula"], of: JSONValue(encoding: row),
            zone: { _ in TimeZone(identifier: "Europe/Paris") })
        #expect(
            table.rendered(.excel)
                == "\u{FEFF}number;text;list;semicolon;at;formula\r\n1,5;1.5;a,b;\"a;b\";2026-12-01 01:00:00;'=1+1\r\n")
        #expect(
            table.rendered()
                == "number,text,list,semicolon,at,formula\r\n1.5,1.5,\"a,b\",a;b,2026-12-01T01:00:00+01:00,'=1+1\r\n")
        #expect(
            CSVTable(["at"], [["2026-12-01T00:00:00Z"]]).rendered(.excel) == "\u{FEFF}at\r\n2026-12-01 00:00:00\r\n",
            "of no tenant: UTC")
    }
}
