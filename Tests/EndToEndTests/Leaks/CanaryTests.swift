import Foundation
import Testing

/// The search itself finds what it should.
@Suite("Canaries")
struct CanaryTests {
    private static let texts = ["Kanari-Geheim/é&=", "0c7f6c1e-5a5a-4f5a-8888-0123456789ab", "kanarimail0@acme.example"]

    @Test(
        arguments: texts,
        [
            "plain", "shouted", "percent", "json", "hex", "base64 at 0", "base64 at 1", "base64 at 2",
        ])
    func aTextIsFoundInEverySpelling(_ text: String, _ spelling: String) throws {
        let unreserved = CharacterSet(
            charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
        let written =
            switch spelling {
            case "shouted": text.uppercased().replacingOccurrences(of: "É", with: "é")
            case "percent": text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
            case "json": text.replacingOccurrences(of: "é", with: "\\u00e9")
            case "hex": text.utf8.map { String(format: "%02X", $0) }.joined()
            case "base64 at 0": Data((text + " and more").utf8).base64EncodedString()
            case "base64 at 1": Data(("x" + text + "y").utf8).base64EncodedString()
            case "base64 at 2": Data(("ab" + text).utf8).base64EncodedString()
            default: text
            }
        let search = CanarySearch([Canary(.password, text), Canary(.reason, "Kanarimotif")])
        #expect(search.found(in: "before \(written) after") == [Canary(.password, text)])
        #expect(search.found(in: "nothing of the kind").isEmpty)
    }
}
