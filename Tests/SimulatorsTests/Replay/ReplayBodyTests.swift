import Simulators
import Testing

@Suite("Replay: bodies and sign-ins")
struct ReplayBodyTests {
    private let password =
        #"{"form":[{"name":"grant_type","value":"password"},{"name":"username","value":"****"},"#
        + #"{"name":"password","value":"****"}]}"#
    private let token = #"{"access_token":"****","token_type":"bearer","expires_in":86399}"#

    @Test func anyCredentialsGetATokenThatIsMadeUp() async throws {
        try await ReplayStage.run([Line.planning(1, "POST", "token", body: password, Line.answer(token))]) { stage async throws in
            let first = try await stage.signIn("password=p%26&username=u%40acme.example&grant_type=password").json
            let second = try await stage.signIn("grant_type=password&username=other&password=other").json
            #expect(first["token_type"]?.text == "bearer" && first["expires_in"]?.integer == 86399)
            let tokens = [first, second].compactMap { $0["access_token"]?.text }
            #expect(Set(tokens).count == 2 && !tokens.contains("****"))
            #expect(stage.counts.exact == 2)
        }
    }

    @Test func anotherGrantIsAnotherRequest() async throws {
        let assertion = #"{"form":[{"name":"grant_type","value":"jwt"},{"name":"assertion","value":"****"}]}"#
        try await ReplayStage.run([
            Line.planning(1, "PUT", "token", body: assertion, Line.answer("{}", status: 405)),
            Line.planning(2, "POST", "token", body: password, Line.answer(#"{"error":"invalid_grant"}"#, status: 400)),
            Line.planning(3, "POST", "token", body: assertion, Line.answer(token)),
        ]) { stage async throws in
            #expect(try await stage.signIn("grant_type=jwt&assertion=abc").status == 200)
            #expect(try await stage.signIn("grant_type=password&username=a&password=b").status == 400)
            #expect(stage.counts.exact == 2)
        }
    }

    @Test func aCredentialInADocumentMayBeAnother() async throws {
        let sent = #"{"json":{"client":{"apiKey":"****","name":"text1"},"secret":null}}"#
        try await ReplayStage.run([Line.planning(1, "POST", "api/do", body: sent, Line.answer("1"))]) { stage async throws in
            _ = try await stage.planning("POST", "api/do", #"{"secret":null,"client":{"name":"text1","apiKey":"k"}}"#)
            #expect(stage.counts.exact == 1)
            _ = try await stage.planning("POST", "api/do", #"{"secret":null,"client":{"name":"text2","apiKey":"k"}}"#)
            #expect(stage.counts.looseByPath == 1)
        }
    }

    @Test func formsOfBothKindsAreMatchedByTheirFields() async throws {
        let form = #"{"form":[{"name":"name","value":"text1"},{"name":"date","value":"2026-12-01"}]}"#
        try await ReplayStage.run([
            Line.planning(1, "POST", "api/doc", body: #"{"form":[{"name":"name","value":"text9"}]}"#, Line.answer("1")),
            Line.planning(2, "POST", "api/doc", body: form, Line.answer("2")),
        ]) { stage async throws in
            let parts = [("date", "2026-12-01"), ("name", "text1")].map { name, value in
                "--b-1\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
            }
            let multipart = try await stage.planning(
                "POST", "api/doc", parts.joined() + "--b-1--\r\n", type: "multipart/form-data; boundary=b-1")
            #expect(multipart.text == "2")
            let type = "application/x-www-form-urlencoded"
            #expect(try await stage.planning("POST", "api/doc", "date=2026-12-01&name=text1", type: type).text == "2")
            #expect(stage.counts.exact == 2)
            #expect(try await stage.planning("POST", "api/doc", "date=2027-01-09&name=text1", type: type).text == "2")
            #expect(stage.counts.looseByDates == 1)
        }
    }

    @Test func aBodyThatIsNeitherIsMatchedByItsLength() async throws {
        try await ReplayStage.run([
            Line.planning(1, "POST", "api/do", body: #"{"bytes":5}"#, Line.answer("1")),
            Line.planning(2, "POST", "api/do", body: #"{"bytes":9}"#, Line.answer("2")),
        ]) { stage async throws in
            #expect(try await stage.planning("POST", "api/do", "abcdefghi", type: "text/plain").text == "2")
            // A secret may have any form.
            #expect(try await stage.planning("POST", "api/do", #"{"a"}"#).text == "1")
            #expect(stage.counts.exact == 2)
            _ = try await stage.planning("POST", "api/do", "", type: "text/plain")
            #expect(stage.counts.looseByPath == 1)
        }
    }

    @Test func answersKeepTheirForm() async throws {
        let headers = #"{"content-type":"text/html","retry-after":"30","date":"Sun, 29 Nov 2026 03:07:38 GMT"}"#
        let created = #"{"location":"/text7/api/do/7001?page=2"}"#
        try await ReplayStage.run([
            Line.planning(1, "GET", "api/config", Line.answer(body: #"{"bytes":300}"#, status: 503, headers: headers)),
            Line.planning(2, "POST", "api/do", Line.answer(body: "null", status: 201, headers: created)),
            Line.planning(3, "DELETE", "api/do/7001", Line.answer(body: "null", status: 204)),
            Line.planning(4, "GET", "api/do/7001", Line.answer(#""(unreadable)""#, status: 410)),
            Line.of(
                5, "lucca", "GET", "api/v3/users",
                Line.answer(body: "null", status: 302, headers: #"{"location":"/text8/api/login","content-type":"(other)"}"#)),
        ]) { stage async throws in
            let page = try await stage.planning("GET", "api/config")
            #expect(page.status == 503 && page.body.count == 300 && page.isComplete && JSONValue.parse(page.body) == nil)
            #expect(page.headers["content-type"] == "text/html" && page.headers["retry-after"] == "30")
            #expect(page.headers["date"] == "Sun, 29 Nov 2026 03:07:38 GMT")
            let made = try await stage.planning("POST", "api/do")
            #expect(made.status == 201 && made.body.isEmpty && made.headers["content-type"] == nil)
            // Under the brand's name in a replay.
            #expect(made.headers["location"] == "/account1/api/do/7001?page=2")
            let deleted = try await stage.planning("DELETE", "api/do/7001")
            #expect(deleted.status == 204 && deleted.body.isEmpty)
            let gone = try await stage.planning("GET", "api/do/7001")
            #expect(gone.status == 410 && gone.text == #""(unreadable)""#)
            let moved = try await stage.lucca("/api/v3/users")
            #expect(moved.headers["location"] == "/text8/api/login")
            #expect(moved.headers["content-type"] == "application/octet-stream")
        }
    }

    @Test func aFailureDropsTheConnection() async throws {
        try await ReplayStage.run([
            Line.of(1, "lucca", "GET", "api/v3/users", Line.failure),
            Line.of(2, "lucca", "GET", "api/v3/users", Line.answer("{}")),
        ]) { stage async throws in
            let dropped = try? await stage.lucca("/api/v3/users")
            #expect((dropped?.status ?? 0) == 0)
            #expect(try await stage.lucca("/api/v3/users").status == 200)
            #expect(stage.counts.exact == 2)
        }
    }
}
