import Simulators
import Testing

@Suite("Replay: damaged recordings")
struct DamagedRecordingTests {
    private static let whole = Line.planning(1, "GET", "api/config", Line.answer("{}"))

    private func failure(_ text: String) -> RecordingError? {
        do throws(RecordingError) {
            _ = try Recording(reading: Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test func anEmptyFileIsRefused() {
        #expect(failure("") == .empty)
        #expect(failure("\n") == .damaged(line: 1, "it is not a JSON object"))
    }

    @Test func anUnknownFormatIsRefused() {
        let error = failure(Self.whole + "\n" + Self.whole.replacing(#""format":1"#, with: #""format":2"#) + "\n")
        #expect(error == .unknownFormat(line: 2, "2"))
        #expect(error?.description.contains("Line 2 has format 2") == true)
    }

    @Test(arguments: [
        (#"{"format":1,"number":1"#, #"{"number":1"#), (#""number":1"#, #""number":"1""#), ("planningpme", "lucky"),
        (#""method":"GET","#, ""), (#""path":"api/config","#, ""), (#""host":"api.planningpme.com","#, ""),
        (#""query":[]"#, #""query":[{"name":"a"}]"#), (#""body":null}"#, #""body":{"text":"a"}}"#), (#","body":null}"#, "}"),
        (#""body":null}"#, #""body":{"form":[{"name":"a","value":1}]}}"#), (#""status":200"#, #""status":20"#),
        (#""status":200,"#, ""), (#""headers":{"content-type":"application/json"},"#, ""),
        (#"{"content-type":"application/json"}"#, #"{"content-type":1}"#), (#"{"json":{}}"#, #"{"bytes":-1}"#),
        (#"{"json":{}}"#, #"{"form":[]}"#), (#""response""#, #""answer""#), ("}}}", "}}"), (#"{"format""#, #"["format""#),
    ])
    func aDamagedLineIsRefusedByItsNumber(_ part: String, _ replacement: String) throws {
        let damaged = Self.whole.replacing(part, with: replacement)
        try #require(damaged != Self.whole)
        guard case .damaged(let line, _) = failure([Self.whole, Self.whole, damaged].joined(separator: "\n")) else {
            Issue.record("\(damaged) was read")
            return
        }
        #expect(line == 3)
    }

    @Test func aLineThatEndsEarlyIsDamagedAndAnEndWithoutALineBreakIsNot() {
        #expect(failure(Self.whole + "\n" + Self.whole) == nil)
        let error = failure(Self.whole + "\n" + String(Self.whole.dropLast(20)))
        #expect(error == .damaged(line: 2, "it is not a JSON object"))
        #expect(error?.description == "Line 2 is damaged: it is not a JSON object. Remove the line, or record again.")
    }
}
