import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("passerelle console")
struct ConsoleCommandTests {
    @Test func openPrintsALinkAndNothingElse() async throws {
        let bench = CommandLineBench()
        let outcome = await bench.run("console", "open", "--at", "https://passerelle.example/")
        #expect(outcome.status == .done)
        let match = try #require(outcome.data.wholeMatch(of: /https:\/\/passerelle\.example\/signin\/([0-9a-f]{64})\n/))
        #expect(!outcome.messages.contains(match.1), "a terminal's scrollback has it once")
        let link = try #require(ConsoleSecret(match.1))
        let session = ConsoleSecret()
        #expect(try await InMemoryConsoleSessionStore(bench.database).redeem(link, for: session))
    }

    @Test func withoutAnAddressTheLinkLeadsToThisMachine() async {
        #expect(await CommandLineBench().run("console", "open").data.hasPrefix("http://127.0.0.1:8750/signin/"))
    }

    @Test(arguments: ["passerelle.example", "ftp://x", "https://", "https://a/b", "https://a b", "javascript:alert(1)"])
    func whatIsNoAddressIsRefused(at: String) async {
        #expect(await CommandLineBench().run("console", "open", "--at", at).status == .usage)
    }

    @Test(arguments: [
        ["--listen", "0.0.0.0:80"], ["--listen", "unix:x"], ["--trust-header", "X-User"],
        ["--listen", "unix:/tmp/x.sock", "--trust-header", "no header"],
    ])
    func aWayToListenThatOthersCouldAbuseIsRefused(arguments: [String]) async {
        #expect(await CommandLineBench().run(["console"] + arguments).status == .usage)
    }
}
