import Foundation
import SyncCore
import Testing

@testable import HTTPTransport

/// A canary is a text that must not occur in a file for a third party, in any encoding.
@Suite("A recording: what must not be in it")
struct RecordingLeakTests {
    private static let canary = "zqcanary"

    /// No trace of the canary: plain, in base64, percent-encoded, escaped.
    private func expectNone(_ bench: RecordingBench, exchanges: Int = 1, _ comment: Comment? = nil) {
        let text = bench.text.lowercased()
        #expect(bench.recording.count == exchanges && bench.lines.count == exchanges, "\(text)")
        #expect(!text.contains(Self.canary), comment)
        // The base64 alignment of a longer text is unknown: each of three shifts.
        for shift in 0..<3 {
            let bytes = Data((String(repeating: "x", count: shift) + Self.canary).utf8)
            let middle = String(bytes.base64EncodedString().dropFirst(4).prefix(6)).lowercased()
            #expect(!text.contains(middle), comment)
        }
        for name in ["acme", "acmebrand", "canary-appkey"] { #expect(!text.contains(name), comment) }
    }

    /// Wherever a value may occur in an answer. Member names that programs use stay: they are what a recording is for.
    @Test(arguments: [
        #""X""#, #"{"label": "X"}"#, #"{"items": [{"key": 1, "lastName": "X", "firstName": "Jean X", "email": "X@acme.fr"}]}"#,
        #"{"remark": "X [lucca:acme/7001/12/2026-12-24-AM] X\r\n X"}"#, #"{"remark": "[lucca:X/X/X/2026-12-24-AM]"}"#,
        #"{"remark": "[lucca:acme/7001/12/2026-12-24-AM X"}"#, #"{"remark": "X [passerelle-probe] X"}"#,
        #"{"type": "X"}"#, #"{"status": {"key": 2, "type": "X", "label": "X"}}"#, #"{"mode": "X", "unit": "X", "results": "X"}"#,
        #"{"id": "X"}"#, #"{"key": "X"}"#, #"{"departmentId": "X"}"#, #"{"hierarchy": "/1/X/"}"#,
        #"{"start": "2026-12-24T10:00:00 X"}"#, #"{"start": "X2026-12-24"}"#, #"{"end": "10:00 X"}"#,
        #"{"message": "X", "Message": "X", "error_description": "X", "ModelState": {"model.X Y": ["X"]}, "errors": {"X": ["X"]}}"#,
        #"{"ExceptionMessage": "X", "StackTrace": "at X.X() in c:\\X.cs:line 1"}"#, #"{"error": "X"}"#,
        #"{"fields": {"X": "X", "SALAIREX": 4217, "x": {"X": ["X", {"X": "X"}]}}}"#, #"{"fields": [{"key": 1, "value": "X"}]}"#,
        #"{"extendedData": {"e_X": {"id": 1, "value": "X"}}}"#, #"{"LeX": 1, "X-Y": 2, "X\u0301": 3, "X": "X"}"#,
        #"{"Le X": {"X Y": 1}}"#, #"{"X.Y.Z.A.B": 1}"#,
        #"{"tooltip": "<b>X</b>", "description": "&#88;X", "comment": "X", "details": "X"}"#,
        #"{"a": [[[{"b": {"c": ["X", 1, null, true, "X"]}}]]]}"#, #"{"next": "https://acme.ilucca.net/api/X?X=X&name=X#X"}"#,
        #"{"href": "X"}"#, #"{"prev": "//X"}"#, #"{"access_token": "X", "token_type": "X", "username": "X"}"#,
        ##"{"style": {"backgroundColor": "X", "color": "#X"}}"##, #"{"place": {"address": "X", "zip": "X", "city": "X"}}"#,
        #"{"label": "\u005aqcanary X", "\u005aQcanary": 1}"#, #"["X"]"#, #"{"zone": "Europe/X", "timeZone": "X Standard Time"}"#,
        #"{"items": "X", "total": "X"}"#,
        #"X"#, #"<html><body>X</body></html>"#, #"{"label": "X"#, #"{"label": "X"} X"#,
    ])
    func aTextOfAnAnswerIsReplaced(template: String) async throws {
        for spelling in [Self.canary, Self.canary.uppercased(), Self.canary.capitalized] {
            let bench = try RecordingBench()
            try await bench.exchange("api/do/12", answer: template.replacing("X", with: spelling))
            expectNone(bench, "\(template): \(bench.text)")
        }
    }

    @Test func theSameTextInBase64IsReplaced() async throws {
        let bench = try RecordingBench()
        let encoded = Data("x \(Self.canary) y".utf8).base64EncodedString()
        let padded = Data("\(Self.canary)".utf8).base64EncodedString()
        try await bench.exchange(
            "api/do/12", answer: #"{"photo": "\#(encoded)", "\#(padded)": "\#(padded)", "id": "\#(padded)"}"#)
        expectNone(bench)
    }

    @Test func aTokenLeavesNotEvenAPseudonym() async throws {
        let bench = try RecordingBench()
        let body = HTTPBody.form([
            (name: "grant_type", value: .clear("password")), (name: "username", value: .secret(Secret("\(Self.canary)@acme.fr"))),
            (name: "password", value: .secret(Secret("p&=\(Self.canary)"))), (name: Self.canary, value: .clear(Self.canary)),
        ])
        try await bench.exchange(
            "token", by: .post, headers: [("Content-Type", "application/x-www-form-urlencoded")], sent: body,
            answer:
                #"{"access_token": "zqcanary.eyJ.x", "refresh_token": "zqcanary", "token_type": "bearer", "expires_in": 86399}"#)
        expectNone(bench)
        #expect(
            bench.text.contains(
                #"{"name":"grant_type","value":"password"},{"name":"username","value":"****"},{"name":"password","value":"****"}"#
            ))
        #expect(bench.text.contains(#""access_token":"****","refresh_token":"****","token_type":"bearer","expires_in":86399"#))
    }

    @Test func aSecretBodyThatIsNoFormIsALength() async throws {
        let bench = try RecordingBench()
        try await bench.exchange(
            "token", by: .post, sent: .secret(Secret(Self.canary)), status: 400)
        expectNone(bench)
        #expect(bench.text.contains(#""body":{"bytes":8}"#))
    }

    @Test func whatIsSentIsRewrittenToo() async throws {
        let bench = try RecordingBench()
        try await bench.post(
            "api/do",
            #"{"label": "zqcanary", "remark": "zqcanary\n[lucca:acme/7001/12/2026-12-24-AM]", "fields": {"ZQCANARY": "zqcanary"}}"#
        )
        expectNone(bench)
    }

    @Test func headersPathsQueriesAndHostsAreRewritten() async throws {
        let bench = try RecordingBench()
        try await bench.exchange(
            "api/resource/zqcanary?name=zqcanary&zqcanary=1&fields=id,Zqcanary,zqcanary[id]&departmentId=3,zqcanary&orderBy=zqcanary%20x",
            headers: [("Authorization", "Bearer zqcanary"), ("X-Zqcanary", "zqcanary"), ("Content-Type", "zqcanary/zqcanary")],
            answerHeaders: [
                ("Set-Cookie", "zqcanary"), ("X-Zqcanary", "zqcanary"), ("Content-Type", "text/zqcanary; charset=zqcanary"),
                ("Location", "https://zqcanary.fr/acmebrand/api/do/zqcanary?zqcanary=zqcanary"), ("Retry-After", "zqcanary"),
                ("Date", "Zqc, 29 Nov 2026 03:07:38 GMT"), ("Server", "zqcanary"),
            ])
        try await bench.exchange("https://zqcanary.example/acmebrand/zqcanary")
        try await bench.exchange("https://zqcanary.ilucca.net/api/v3/users", system: .lucca)
        expectNone(bench, exchanges: 3)
    }

    @Test func aFailureShowsNoDetail() async throws {
        let bench = try RecordingBench()
        let failure = ExchangeFailure(.deadline, mayHaveBeenReceived: true, detail: Self.canary)
        let exchange = RecordedExchange(
            ScriptedExchange([.failure(failure)]), into: bench.recording, system: .lucca, address: bench.lucca)
        await #expect(throws: failure) {
            try await exchange.exchange(
                HTTPRequest(method: .get, url: "https://acme.ilucca.net/api/v3/users"),
                limits: ExchangeLimits(deadline: 1, bodyLimit: 1))
        }
        expectNone(bench)
        #expect(bench.text.contains(#""failure":{"code":"deadline","mayHaveBeenReceived":true}"#))
    }

    @Test(arguments: ["0612345678", "+33 6 12 34 56 78", "185057800608436", "06.12.34.56.78"]) func aTelephoneNumberIsReplaced(
        number: String
    ) async throws {
        let bench = try RecordingBench()
        let digits = number.filter(\.isNumber).drop { $0 == "0" }
        try await bench.exchange(
            "api/resource/1",
            answer: #"{"mobile": "\#(number)", "phone": \#(digits), "other": \#(digits), "registrationNumber": \#(digits)}"#)
        #expect(!bench.text.contains(number) && !bench.text.contains(digits), "\(bench.text)")
    }

    /// What stands in custom fields is a person's, whatever its form.
    @Test(arguments: ["fields", "Fields", "extendedData", "ExtendedData"]) func noValueOfACustomFieldStays(_ member: String)
        async throws
    {
        let bench = try RecordingBench()
        let values =
            #"{"e_a": true, "e_b": {"id": 77123, "value": true}, "e_c": [true, 48123, "2031-07-19T00:00:00", null], "#
            + #""e_d": {"value": {"e_e": {"value": "zqcanary"}, "e_f": {"value": 35.5}}}, "e_g": "19/07/2031"}"#
        let document = #"{"items": [{"id": 1, "\#(member)": \#(values)}]}"#
        try await bench.exchange("api/v3/users?fields=id,extendedData", system: .lucca, answer: document)
        try await bench.post("api/resource/8", #"{"\#(member)": \#(values)}"#, answer: document)
        expectNone(bench, exchanges: 2)
        for value in ["true", "77123", "48123", "2031", "35.5", "e_a", "e_g"] { #expect(!bench.text.contains(value), "\(value)") }
        let text = bench.text
        #expect(text.contains("false") && text.contains("0000-00-00T00:00:00") && text.contains("null"))
    }

    /// Generation 2 of Lucca has a row for each value.
    @Test func noValueOfAnAttributeStays() async throws {
        let values = [
            "true", "77123", "35.5", #""1987-03-29""#, #""1987-03-29T00:00:00""#, #""zqcanary""#, #"["1987-03-29", true, 48123]"#,
            #"{"e_a": "zqcanary", "e_b": 48123, "e_c": "1987-03-29", "e_d": [true]}"#,
            #"{"id": "4711", "type": "taxonomy-label"}"#,
        ]
        let rows = values.enumerated().map { number, value in
            #"{"id": "\#(number)", "definition": {"id": "e_zqcanary"}, "applicability": {"start": "2020-01-01"}, "#
                + #""value": \#(value)}"#
        }
        for path in ["lucca-api/employee-attributes?definition.id=e_zqcanary", "lucca-api/employee-attributes/12"] {
            let bench = try RecordingBench()
            let document = #"{"items": [\#(rows.joined(separator: ", "))], "value": "1987-03-29"}"#
            try await bench.exchange(path, system: .lucca, answer: document)
            expectNone(bench)
            for value in ["true", "77123", "48123", "4711", "35.5", "1987", "e_a"] {
                #expect(!bench.text.contains(value), "\(value) in \(bench.text)")
            }
            #expect(bench.text.contains("0000-00-00") && bench.text.contains("2020-01-01"))
        }
    }

    @Test(arguments: ["phone", "mobile", "directLine", "DirectLine", "professionalMobile", "phoneNumber"])
    func aPhonesShortNumberIsReplaced(_ member: String) async throws {
        let bench = try RecordingBench()
        try await bench.exchange("api/resource/1", answer: #"{"\#(member)": 4217, "x": {"\#(member)": "4217"}}"#)
        #expect(!bench.text.contains("4217") && bench.recording.count == 1)
    }

    @Test func labelsOfDefinitionsAreReplaced() async throws {
        let bench = try RecordingBench()
        try await bench.exchange(
            "api/v3/extensionuserdefinitions", system: .lucca,
            answer: #"{"data": {"items": [{"id": "e_zqcanary", "name": "zqcanary", "extensionUserPropertyListEntries": "#
                + #"[{"id": 12, "name": "zqcanary", "translation": "zqcanary"}]}]}}"#)
        expectNone(bench)
    }

    /// Enumerations belong to a brand, but people's names are no enumeration.
    @Test func aNameThatIsAnEnumerationsWordIsReplaced() async throws {
        let bench = try RecordingBench()
        try await bench.exchange("api/config", answer: #"{"enums": {"Access": {"Rose": 1, "Read": 82}}, "company": "zqcanary"}"#)
        try await bench.exchange(
            "api/resource/1", answer: #"{"lastName": "Read", "label": "Rose", "type": "Read", "firstName": "Task"}"#)
        expectNone(bench, exchanges: 2)
        let resource = try #require(bench.answered as? [String: Any])
        #expect(resource["type"] as? String == "Read")
        #expect(resource["lastName"] as? String != "Read" && resource["label"] as? String != "Rose")
        #expect(resource["firstName"] as? String != "Task")
    }

    @Test func aMembersNameThatWasSeenAsATextIsReplaced() async throws {
        let bench = try RecordingBench()
        try await bench.exchange("api/do/12", answer: #"[{"lastName": "Dupont"}, {"dupont": {"key": 1}}]"#)
        #expect(!bench.text.lowercased().contains("dupont"))
    }
}
