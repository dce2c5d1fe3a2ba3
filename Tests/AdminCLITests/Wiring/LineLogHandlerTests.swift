import AppWiring
import Foundation
import Logging
import SyncCore
import Synchronization
import Testing

@Suite("LineLogHandler")
struct LineLogHandlerTests {
    private final class Lines: Sendable {
        let text = Mutex("")
    }

    private func log(_ format: LogFormat, _ body: (Logger) -> Void) -> String {
        let lines = Lines()
        let logger = Logger(label: "test") { label in
            LineLogHandler(
                label: label, level: .info, format: format, now: { Instant(secondsSince1970: 0) },
                write: { line in lines.text.withLock { $0 += line } })
        }
        body(logger)
        return lines.text.withLock { $0 }
    }

    @Test func aTextLineIsOneLineWhateverItHolds() {
        let line = log(.text) { $0.info("two\nlines \u{1B}[31m", metadata: ["b": "x\ny", "a": "1"]) }
        #expect(line == "1970-01-01T00:00:00Z info test: two lines  [31m a=1 b=x y\n")
    }

    @Test func aJSONLineIsReadByAnyReader() throws {
        let line = log(.json) { $0.error("say \"hi\"\u{1B}\n", metadata: ["run": "7"]) }
        let read = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
        #expect(read["message"] == "say \"hi\"\u{1B}\n")
        #expect(read["level"] == "error")
        #expect(read["field.run"] == "7")
        #expect(line.filter { $0 == "\n" }.count == 1)
    }

    @Test func lowerLevelsAndSecretsAreNotWritten() {
        #expect(log(.text) { $0.debug("quiet") }.isEmpty)
        #expect(!log(.text) { $0.info("key", metadata: ["key": "\(Secret("hunter2"))"]) }.contains("hunter2"))
    }
}
