import Simulators
import Testing

@Suite("Replay: addresses")
struct ReplayAddressTests {
    private func recording(_ lines: String...) throws -> Recording {
        try Recording(reading: Array(lines.joined(separator: "\n").utf8))
    }

    @Test func theReadyLineNamesTheTenantByItsPseudonym() async throws {
        let dated = #"{"content-type":"application/json","date":"Sun, 29 Nov 2026 23:07:38 GMT"}"#
        let host = "account3.ilucca.net"
        try await ReplayStage.run([
            Line.of(1, "lucca", "GET", "api/v3/users", host: host, Line.answer("{}", headers: dated)),
            Line.of(2, "lucca", "POST", "/connect/token", host: "accounts.world.luccasoftware.com", Line.answer("{}")),
        ]) { stage async throws in
            let port = stage.wire.port
            let line = try stage.ready.text()
            #expect(!line.contains("\n"))
            let json = try #require(JSONValue.parse(line))
            #expect(json["baseURLs"]?.elements == [.string("http://127.0.0.1:\(port)")])
            #expect(json["today"]?.text == "2026-11-29")
            let tenant = try #require(json["tenants"]?.elements?.first)
            #expect(tenant["tenant"]?.text == "account3")
            #expect(tenant["luccaURL"]?.text == "http://account3.localhost:\(port)")
            #expect(tenant["planningPMEURL"]?.text == "http://127.0.0.1:\(port)/account3/")
            for kind in ["luccaKey", "appKey", "username", "password", "authToken"] {
                #expect(tenant["credentials"]?[kind]?.text?.isEmpty == false)
            }
            // Requests to other addresses are below the account's address here.
            #expect(try await stage.wire.send("POST", "/connect/token", host: "account3.localhost").status == 200)
            #expect(stage.counts.exact == 1)
        }
    }

    /// References name the account, and a replay must recognize them as its own.
    @Test func whereNoHostNamesTheAccountItsReferencesDo() throws {
        func event(_ number: Int, _ account: String) -> String {
            let body = #"{"json":{"remark":"[passerelle-probe] [lucca:\#(account)/7001/12/2026-12-24-AM]"}}"#
            return Line.planning(number, "POST", "api/do", body: body, Line.answer("1"))
        }
        #expect(try recording(event(1, "account1"), event(2, "account2"), event(3, "account2")).account == "account2")
        let bare = Line.of(1, "planningpme", "GET", "api/config", host: "host2", Line.answer("{}"))
        #expect(try recording(bare).account == "account1")
        let shared = Line.of(1, "lucca", "POST", "/connect/token", host: "accounts.world.luccasoftware.com", Line.answer("{}"))
        #expect(try recording(shared).account == "account1")
        #expect(try recording(bare).day == nil)
    }

    @Test func aTakenPortIsSaid() async throws {
        let line = Line.planning(1, "GET", "api/config", Line.answer("{}"))
        try await ReplayStage.run([line]) { stage async throws in
            let second = ReplayServer(try recording(line), ports: [stage.wire.port])
            await #expect(throws: SimulatorError.self) { try await second.start() }
        }
    }
}
