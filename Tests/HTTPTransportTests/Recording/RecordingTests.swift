import Foundation
import SyncCore
import Testing

@testable import HTTPTransport

@Suite("A recording: what it keeps")
struct RecordingTests {
    @Test func aLineHoldsOneExchange() async throws {
        let bench = try RecordingBench()
        try await bench.post(
            "api/do/list?pageIndex=1", #"{"dateFrom": "2026-12-01T00:00:00", "resources": [7], "results": "Unavailability"}"#,
            answer: #"{"items": [{"key": 12, "allDay": true, "project": null}], "total": 1}"#)
        let line = try #require(bench.lines.first)
        #expect(line["format"] as? Int == 1 && line["number"] as? Int == 1 && line["system"] as? String == "planningpme")
        let request = try #require(line["request"] as? [String: Any])
        #expect(request["method"] as? String == "POST" && request["path"] as? String == "api/do/list")
        #expect(request["host"] as? String == "api.planningpme.com" && request["contentType"] as? String == "application/json")
        #expect(request["query"] as? [[String: String]] == [["name": "pageIndex", "value": "1"]])
        #expect(
            bench.sent as? NSDictionary == ["dateFrom": "2026-12-01T00:00:00", "resources": [7], "results": "Unavailability"])
        let response = try #require(line["response"] as? [String: Any])
        #expect(response["status"] as? Int == 200)
        #expect(response["headers"] as? [String: String] == ["content-type": "application/json"])
        #expect(
            bench.answered as? NSDictionary
                == ["items": [["key": 12, "allDay": true, "project": NSNull()] as [String: Any]], "total": 1])
    }

    @Test(arguments: [
        "2026-12-24", "2026-12-24T10:00", "2026-12-24T10:00:00", "2026-12-24T10:00:00.000Z", "2026-12-24T10:00:00+01:00",
        "10:00", "02:30:00", "Europe/Paris", "Romance Standard Time", "#a0B1c2", "",
    ])
    func whatSaysNothingOfAnybodyStays(text: String) async throws {
        let bench = try RecordingBench()
        try await bench.exchange("api/do/12", answer: #"{"start": "\#(text)"}"#)
        #expect(bench.answered as? NSDictionary == ["start": text])
    }

    @Test func theSameTextHasTheSamePseudonymThroughoutARecordingAndNoOther() async throws {
        let bench = try RecordingBench()
        try await bench.exchange("api/v3/users", system: .lucca, answer: #"[{"lastName": "Dupont"}, {"lastName": "Durand"}]"#)
        let users = try #require(bench.answered as? [[String: String]])
        try await bench.exchange("api/resource", answer: #"{"items": [{"lastName": "Durand", "label": "Dupont Durand"}]}"#)
        let resource = try #require(((bench.answered as? [String: Any])?["items"] as? [[String: String]])?.first)
        #expect(users[0] != users[1] && resource["lastName"] == users[1]["lastName"])
        #expect(resource["label"] != users[0]["lastName"] && resource["label"] != users[1]["lastName"])
    }

    /// Labels are compared without case and accents: a recording must preserve that.
    @Test func labelsThatFoldAlikeHavePseudonymsThatFoldAlike() async throws {
        let bench = try RecordingBench()
        try await bench.exchange(
            "api/department", answer: #"["Congés payés", "CONGES PAYES", "Congés  payés", "RTT", "Congés payés"]"#)
        let labels = try #require(bench.answered as? [String])
        #expect(Set(labels).count == 4 && labels[0] == labels[4])
        #expect(Set(labels.prefix(3).map(LabelFolding.fold)).count == 1)
        #expect(LabelFolding.fold(labels[0]) != LabelFolding.fold(labels[3]))
    }

    @Test func identifiersOfDigitsKeepTheirZeroesAndAgreeWithNumbers() async throws {
        let bench = try RecordingBench()
        try await bench.exchange("api/resource", answer: #"["00042", "42", "042", "43"]"#)
        let texts = try #require(bench.answered as? [String])
        #expect(texts[0] == "000" + texts[1] && texts[2] == "0" + texts[1] && texts[3] != texts[1])
        try await bench.exchange("api/v3/users", system: .lucca, answer: #"{"employeeNumber": 42}"#)
        #expect((bench.answered as? [String: Int])?["employeeNumber"].map(String.init) == texts[1])
    }

    @Test func addressesStayAddressesWhateverTheirLetterCase() async throws {
        let bench = try RecordingBench()
        try await bench.exchange("api/resource", answer: #"["Marie@acme.fr", "marie@acme.fr", "paul@acme.fr"]"#)
        #expect(
            bench.answered as? [String] == ["address1@example.invalid", "address1@example.invalid", "address2@example.invalid"])
    }

    @Test func ourReferencesStayWithTheBlanksAroundThem() async throws {
        let bench = try RecordingBench()
        try await bench.exchange(
            "api/do/12",
            answer:
                #"{"remark": "  à voir \r\nmerci\r\n[LUCCA:Acme/7001/12/2026-12-24-AM] ", "id": "7001", "leavePeriodId": "P-1"}"#)
        let event = try #require(bench.answered as? [String: String])
        #expect(event["remark"] == "  text1 \r\ntext2\r\n[lucca:account1/7001/12/2026-12-24-AM] ")
        #expect(event["id"] == "7001")
        // An id that is not numeric is spelled the same in a reference.
        try await bench.exchange("api/do/13", answer: #"{"remark": "[lucca:acme/P-1/12/2026-12-24-AM]"}"#)
        #expect(
            bench.answered as? [String: String] == ["remark": "[lucca:account1/\(event["leavePeriodId"] ?? "")/12/2026-12-24-AM]"]
        )
        // Behind the mark of Lucca's second generation too.
        for (id, recorded) in [("7001", "7001"), ("P-1", event["leavePeriodId"] ?? "")] {
            try await bench.exchange("api/do/14", answer: #"{"remark": "[lucca:acme/v2-\#(id)/12/2026-12-24-AM]"}"#)
            #expect(
                bench.answered as? [String: String] == ["remark": "[lucca:account1/v2-\(recorded)/12/2026-12-24-AM]"])
        }
    }

    @Test func enumerationsStayWithNamesAndNumbers() async throws {
        let bench = try RecordingBench()
        let enums = #"{"Access": {"All": 0, "Read": 82}, "doType": ["Task", "Absence"], "Odd Names": {"To plan": 1}}"#
        try await bench.exchange("api/config", answer: #"{"enums": \#(enums), "version": "4.1"}"#)
        let kept = try #require((bench.answered as? [String: Any])?["enums"] as? NSDictionary)
        #expect(
            kept == ["Access": ["All": 0, "Read": 82], "doType": ["Task", "Absence"], "Odd Names": ["To plan": 1]] as NSDictionary
        )
        try await bench.exchange("api/do/12", answer: #"{"doType": "absence", "type": "Absence", "label": "Absence"}"#)
        let event = try #require(bench.answered as? [String: String])
        #expect(event["doType"] == "absence" && event["type"] == "Absence" && event["label"] != "Absence")
    }

    @Test func membersOfAnUnknownFormKeepTheirNames() async throws {
        let bench = try RecordingBench()
        try await bench.exchange(
            "api/do/12", answer: #"{"_absenceLabel": {"key": 3}, "isAway2": true, "Key": 12, "ModelState": {"model.start": []}}"#)
        #expect(
            bench.answered as? NSDictionary == [
                "_absenceLabel": ["key": 3], "isAway2": true, "Key": 12, "ModelState": ["model.start": [] as [Any]],
            ])
    }

    @Test func customFieldsKeepTheirShapeAlone() async throws {
        let bench = try RecordingBench()
        let reference = "[lucca:acme/7001/12/2026-12-24-AM]"
        try await bench.exchange(
            "api/do/12",
            answer:
                #"{"fields": {"REF": "\#(reference)", "salary": 4217.5, "born": "1985-05-12T00:00:00", "paid": true, "none": null}}"#
        )
        let fields = try #require((bench.answered as? [String: Any])?["fields"] as? NSDictionary)
        #expect(
            fields == [
                "member1": "[lucca:account1/7001/12/2026-12-24-AM]", "member2": 0, "member3": "0000-00-00T00:00:00",
                "member4": false,
                "member5": NSNull(),
            ])
        #expect(RecordedWords.custom.allSatisfy { $0 == $0.lowercased() })
    }

    /// A probe finds out what a brand does with a remark; the text is the connector's own.
    @Test(arguments: [
        ("[passerelle-probe] é & <b>\\n[lucca:acme/1/2/2026-12-24-AM]", true),
        ("[passerelle-probe] &eacute; &amp; &lt;b&gt;\\r\\n[lucca:acme/1/2/2026-12-24-AM]", true),
        ("[passerelle-probe] e & b [lucca:acme/1/2/2026-12-24-AM]", true), ("[passerelle-probe] é & <b>", true),
        ("[passerelle-probe] Dupont", false), ("Dupont [passerelle-probe] é & <b>\\n[lucca:acme/1/2/2026-12-24-AM]", false),
        ("[passerelle-probe] Дюпон", false),
    ])
    func theTextOfAProbeStaysAsItCameBack(remark: String, isOurs: Bool) async throws {
        let bench = try RecordingBench()
        let text = #"{"remark": "[passerelle-probe] é & <b>\n[lucca:acme/1/2/2026-12-24-AM]"}"#
        try await bench.post("api/do", text, answer: #"{"key": 1}"#)
        #expect(bench.sent as? [String: String] == ["remark": "[passerelle-probe] é & <b>\n[lucca:account1/1/2/2026-12-24-AM]"])
        try await bench.exchange("api/do/1", answer: #"{"remark": "\#(remark)"}"#)
        let read = try #require((bench.answered as? [String: String])?["remark"])
        #expect(read.contains("[passerelle-probe]"))
        let whole = remark.replacing("\\r", with: "\r").replacing("\\n", with: "\n").replacing("acme", with: "account1")
        #expect((read == whole) == isOurs, "\(read)")
        if !isOurs { #expect(!read.contains("Dupont") && !read.contains("Дюпон")) }
    }

    /// A probe tests its length.
    @Test func theReferenceOfAProbeStaysWhole() async throws {
        let bench = try RecordingBench()
        let ids = String(repeating: "7", count: 19)
        let reference = "[lucca:passerelle-probe-xxxx/\(ids)/\(ids)/2028-06-14-AM]"
        let other = "[lucca:passerelle-probe-dupont/\(ids)/\(ids)/2028-06-14-AM]"
        try await bench.exchange(
            "api/do/12", answer: #"{"remark": "\#(reference)\n\#(other)", "fields": {"REF": "\#(reference)"}}"#)
        let event = try #require(bench.answered as? [String: Any])
        let remark = try #require(event["remark"] as? String)
        #expect(remark.hasPrefix(reference + "\n[lucca:account1/") && !remark.contains("dupont"))
        #expect(event["fields"] as? [String: String] == ["member1": reference])
    }

    @Test func aKeyAloneAnEmptyAnswerAndAPageStayDistinct() async throws {
        let bench = try RecordingBench()
        try await bench.post("api/do", "{}", answer: "12", status: 201)
        #expect(bench.text.contains(#""body":{"json":12}}}"#))
        try await bench.exchange(
            "api/do/12", by: .delete, status: 204, answerHeaders: [])
        #expect(bench.text.contains(#""status":204,"headers":{},"body":null}}"#))
        try await bench.exchange("api/do/12", answerHeaders: [("Content-Type", "text/html; charset=utf-8")], answer: "<html>")
        #expect(bench.text.contains(#""headers":{"content-type":"text/html"},"body":{"bytes":6}}}"#))
    }

    @Test func aLinkAndALocationKeepPathAndQuery() async throws {
        let bench = try RecordingBench()
        try await bench.exchange(
            "api/do", status: 201, answerHeaders: [("Location", "https://api.planningpme.com/acmebrand/api/do/12?page=2")],
            answer: #"{"links": {"next": {"href": "/lucca-api/employees?limit=100&page=2"}}}"#)
        let response = try #require(bench.lines.last?["response"] as? [String: Any])
        #expect(response["headers"] as? [String: String] == ["location": "api/do/12?page=2"])
        #expect(bench.text.contains("/lucca-api/employees?limit=100&page=2"))
    }

    @Test func aQueryOfLuccaKeepsItsFieldsDaysAndIds() async throws {
        let bench = try RecordingBench()
        let query =
            "fields=id,leavePeriod%5Bid,ownerId%5D,collection.count&date=between,2026-12-01,2027-05-31&leavePeriod.owner.departmentId=3,4&paging=0,4000&orderBy=id,asc"
        try await bench.exchange("api/v3/leaves?\(query)", system: .lucca)
        let request = try #require(bench.lines.last?["request"] as? [String: Any])
        let values = (request["query"] as? [[String: String]])?.map { $0["value"] ?? "" }
        #expect(
            values == ["id,leavePeriod[id,ownerId],collection.count", "between,2026-12-01,2027-05-31", "3,4", "0,4000", "id,asc"])
        #expect(request["host"] as? String == "account1.ilucca.net")
    }

    @Test func theFileIsItsOwnersAloneAndNoOtherIsOverwritten() throws {
        let bench = try RecordingBench()
        let mode = try FileManager.default.attributesOfItem(atPath: bench.file.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let refusal = #expect(throws: ExchangeRecording.Refusal.self) { try ExchangeRecording(path: bench.file.path) }
        #expect(refusal?.exists == true)
        // Nor through a dangling link.
        let link = bench.folder.appending(path: "link").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: bench.folder.appending(path: "other").path)
        #expect(throws: ExchangeRecording.Refusal.self) { try ExchangeRecording(path: link) }
        let nowhere = #expect(throws: ExchangeRecording.Refusal.self) { try ExchangeRecording(path: "/nowhere/at/all") }
        #expect(nowhere?.exists == false && nowhere?.cause.isEmpty == false)
    }

    @Test func whatIsExchangedAfterTheEndIsNotRecorded() async throws {
        let bench = try RecordingBench()
        try await bench.exchange("api/do/1")
        bench.recording.close()
        let response = try await bench.exchange("api/do/2", answer: "12")
        #expect(response.body == Data("12".utf8) && bench.recording.count == 1 && bench.lines.count == 1)
    }

    @Test func manyExchangesAtOnceAreWholeLines() async throws {
        let bench = try RecordingBench()
        let (recording, address) = (bench.recording, bench.planning)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...50 {
                group.addTask {
                    let base = ScriptedExchange([.answer(HTTPResponse(status: 200, body: Data(#"{"key": \#(number)}"#.utf8)))])
                    let request = HTTPRequest(method: .get, url: address.baseURL + "api/do/\(number)")
                    _ = try await RecordedExchange(base, into: recording, system: .planningPME, address: address)
                        .exchange(request, limits: ExchangeLimits(deadline: 1, bodyLimit: 1000))
                }
            }
            try await group.waitForAll()
        }
        #expect(bench.lines.compactMap { $0["number"] as? Int } == Array(1...50))
    }
}
