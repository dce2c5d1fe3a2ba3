import Foundation
import Testing

/// `docs/threat-model.md` names the tests that show what it claims.
@Suite("The threat model")
struct ThreatModelTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test("Each claim names tests, and each of them exists")
    func everyClaimIsShown() throws {
        let text = try String(contentsOf: Self.root.appendingPathComponent("docs/threat-model.md"), encoding: .utf8)
        let section = try #require(text.range(of: "\n## Attacks and answers\n"))
        let end = try #require(text.range(of: "\n## What commands show\n"))
        let known = try Self.tests()
        var claims = 0
        // A claim is a list item, continued in indented lines.
        for item in text[section.upperBound..<end.lowerBound].split(separator: "\n- ").dropFirst() {
            claims += 1
            let lines = item.split(separator: "\n")
            let claim = lines[0] + lines.dropFirst().prefix { $0.hasPrefix("  ") }.joined()
            let names = claim.matches(of: /`([A-Z][A-Za-z]*Tests\.[a-z][A-Za-z]*)`/).map { String($0.1) }
            #expect(!names.isEmpty, "\(claim)")
            for name in names { #expect(known.contains(name), "no such test: \(name): \(claim)") }
        }
        #expect(claims > 30)
    }

    /// `Suite.test` of every test.
    private static func tests() throws -> Set<String> {
        var found: Set<String> = []
        let folder = root.appendingPathComponent("Tests")
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where name.hasSuffix(".swift") {
            let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            var suite = ""
            for line in text.split(separator: "\n") {
                if let match = line.firstMatch(of: /(?:struct|class|enum|extension|actor) ([A-Z][A-Za-z]*Tests)\b/) {
                    suite = String(match.1)
                }
                if let match = line.firstMatch(of: /func ([a-z][A-Za-z]*)\(/) { found.insert("\(suite).\(match.1)") }
            }
        }
        return found
    }
}
