import Foundation
import SyncCore
import Testing

@Suite("Codes of errors")
struct ErrorCodeTests {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Sources")

    /// Wherever it is declared: what a filter accepts is every code that there is.
    @Test func everyDeclaredCodeIsListed() throws {
        let files = try #require(FileManager.default.enumerator(at: Self.sources, includingPropertiesForKeys: nil))
        var declared: [String] = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let source = try String(contentsOf: file, encoding: .utf8)
            for block in source.matches(of: /(?ms)^extension SyncError\.Code \{$(.*?)^\}$/) {
                declared += block.output.1.matches(of: /static let \w+ = Self\(rawValue: "([a-z0-9_]+)"\)/).map {
                    String($0.output.1)
                }
            }
        }
        #expect(declared.count > 60)
        #expect(declared.sorted() == SyncError.Code.all.map(\.rawValue).sorted())
    }
}
