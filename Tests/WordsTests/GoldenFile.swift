import Foundation
import Testing

/// A text that is compared with its recording, so that changed wording is seen and read.
///
/// `PASSERELLE_RECORD_GOLDEN=1 swift test --filter WordsTests` records it again.
struct GoldenFile {
    let name: String

    private var file: URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name)")
    }

    func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        if ProcessInfo.processInfo.environment["PASSERELLE_RECORD_GOLDEN"] != nil {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let recorded = try String(contentsOf: file, encoding: .utf8)
        let (found, wanted) = (text.split(separator: "\n"), recorded.split(separator: "\n"))
        let difference = found.difference(from: wanted).prefix(6)
        #expect(text == recorded, "\(name): \(Array(difference))", sourceLocation: sourceLocation)
    }
}
