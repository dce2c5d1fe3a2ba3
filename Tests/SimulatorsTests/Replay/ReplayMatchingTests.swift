import Simulators
import Testing

@Suite("Replay: which exchange answers")
struct ReplayMatchingTests {
    private func list(_ from: String, page: Int = 1) -> String {
        #"{"dateFrom":"\#(from)T00:00:00","resources":[],"pageIndex":\#(page)}"#
    }

    @Test func bothSystemsAnswerAsRecorded() async throws {
        let users = [("fields", "id,leavePeriod[id,ownerId]"), ("date", "between,2026-12-01,2027-05-31"), ("paging", "0,1000")]
        try await ReplayStage.run([
            Line.of(1, "lucca", "GET", "api/v3/leaves", query: users, Line.answer(#"{"data":{"items":[{"id":7}],"count":1}}"#)),
            Line.of(
                2, "planningpme", "GET", "api/resource", query: [("pageIndex", "1"), ("pageSize", "200")],
                Line.answer(#"{"items":[],"total":0}"#)),
            Line.planning(3, "POST", "api/do/list", body: #"{"json":\#(list("2026-12-01"))}"#, Line.answer(#"{"items":[]}"#)),
        ]) { stage async throws in
            let leaves = try await stage.lucca(
                "/api/v3/leaves?paging=0,1000&date=between%2C2026-12-01,2027-05-31&fields=id,leavePeriod%5Bid,ownerId%5D")
            #expect(leaves.status == 200 && leaves.ids == [7])
            #expect(leaves.headers["content-type"] == "application/json")
            let resources = try await stage.planning("GET", "api/resource?pageIndex=1&pageSize=200")
            #expect(resources.text == #"{"items":[],"total":0}"#)
            // The order of members, the spelling of numbers and the letter case of the brand do not matter.
            let events = try await stage.wire.send(
                "POST", "/ACCOUNT1/api/do/list", headers: [("Content-Type", "application/json; charset=utf-8")],
                body: #"{"pageIndex": 1.0, "resources": [], "dateFrom": "2026-12-01T00:00:00"}"#)
            #expect(events.text == #"{"items":[]}"#)
            #expect(stage.counts.exact == 3 && stage.counts.loose == 0 && stage.counts.neverAsked == 0)
            #expect(stage.notes.isEmpty)
        }
    }

    @Test func anEqualRequestGetsTheNextAnswerAndTheLastOneAgain() async throws {
        let item = "api/do/12"
        try await ReplayStage.run([
            Line.planning(1, "GET", item, Line.answer(#"{"key":1}"#)), Line.planning(2, "GET", "api/do/13", Line.answer("{}")),
            Line.planning(3, "GET", item, Line.answer(#"{"key":2}"#)),
            Line.planning(4, "GET", item, Line.answer(#"{"message":"text1"}"#, status: 404)),
        ]) { stage async throws in
            #expect(try await stage.planning("GET", item).json["key"]?.integer == 1)
            #expect(try await stage.planning("GET", item).json["key"]?.integer == 2)
            #expect(try await stage.planning("GET", item).status == 404)
            #expect(try await stage.planning("GET", item).status == 404)
            #expect(stage.counts.exact == 4 && stage.counts.neverAsked == 1)
        }
    }

    /// A run requests days around today.
    @Test func datesMayMove() async throws {
        let query = [("date", "between,2026-12-01,2027-05-31")]
        let remark = "[lucca:account1/7001/12/2026-12-24-AM]"
        try await ReplayStage.run([
            Line.of(1, "lucca", "GET", "api/v3/leaves", query: query, Line.answer("{}")),
            Line.planning(
                2, "POST", "api/do", body: #"{"json":{"start":"2026-12-24T10:00:00","remark":"\#(remark)"}}"#, Line.answer("12")),
        ]) { stage async throws in
            #expect(try await stage.lucca("/api/v3/leaves?date=between,2027-01-15,2027-06-30").text == "{}")
            let moved = remark.replacing("2026-12-24", with: "2027-02-03")
            let created = try await stage.planning("POST", "api/do", #"{"start":"2027-02-03T09:30:00","remark":"\#(moved)"}"#)
            #expect(created.text == "12")
            #expect(stage.counts.looseByDates == 2 && stage.counts.exact == 0)
            #expect(stage.notes.count == 2 && stage.notes.allSatisfy { $0.contains("other dates") })
            #expect(stage.notes.first?.hasPrefix("GET /api/v3/leaves: answered by line 1,") == true)
        }
    }

    /// A probe recognizes its own events by that number.
    @Test func whatTheProgramTookFromItsClockComesBackAsItWasSent() async throws {
        func event(_ number: String) -> String {
            #"{"remark":"[passerelle-probe] \#(number)-1\n[lucca:account1/\#(number)177777/1/2028-05-29-AM]"}"#
        }
        try await ReplayStage.run([
            Line.planning(
                1, "POST", "api/do", body: #"{"json":\#(event("1795925133256"))}"#, Line.answer(event("1795925133256"))),
            Line.planning(2, "GET", "api/do/12", Line.answer(#"{"remark":"1795925133256","other":"1795925133257"}"#)),
        ]) { stage async throws in
            let created = try await stage.planning("POST", "api/do", event("1812345678901"))
            #expect(created.text == event("1812345678901"))
            let read = try await stage.planning("GET", "api/do/12").json
            #expect(read["remark"]?.text == "1812345678901" && read["other"]?.text == "1795925133257")
            #expect(stage.counts.looseByDates == 1 && stage.counts.exact == 1)
        }
    }

    @Test func theFormOfADateIsNoDate() async throws {
        try await ReplayStage.run([
            Line.planning(1, "POST", "api/do", body: #"{"json":{"start":"2026-12-24T10:00:00Z"}}"#, Line.answer("1")),
            Line.planning(2, "POST", "api/do", body: #"{"json":{"start":"2026-12-24T10:00:00"}}"#, Line.answer("2")),
        ]) { stage async throws in
            #expect(try await stage.planning("POST", "api/do", #"{"start":"2027-02-03T09:30:00"}"#).text == "2")
            #expect(try await stage.planning("POST", "api/do", #"{"start":"2027-02-03T09:30:00Z"}"#).text == "1")
            #expect(stage.counts.looseByDates == 2)
        }
    }

    /// A near and a far window, requested by two commands in turn.
    @Test func windowsThatBothMovedAreNotMixedUp() async throws {
        func recorded(_ number: Int, _ from: String) -> String {
            Line.planning(number, "POST", "api/do/list", body: #"{"json":\#(list(from))}"#, Line.answer(#"{"n":\#(number)}"#))
        }
        try await ReplayStage.run([recorded(1, "2026-12-01"), recorded(2, "2028-06-01"), recorded(3, "2026-12-01")]) {
            stage async throws in
            func ask(_ from: String) async throws -> Int? {
                try await stage.planning("POST", "api/do/list", list(from)).json["n"]?.integer
            }
            #expect(try await ask("2027-01-15") == 1)
            #expect(try await ask("2028-07-15") == 2)
            #expect(try await ask("2027-01-15") == 3)
            #expect(try await ask("2028-07-15") == 2)
            #expect(try await ask("2027-01-15") == 3)
        }
    }

    @Test func theNearestOfTheSamePathComesFirst() async throws {
        func recorded(_ number: Int, _ label: String, _ key: Int) -> String {
            let body = #"{"json":{"label":"\#(label)","department":{"key":\#(key)}}}"#
            return Line.planning(number, "POST", "api/resource", body: body, Line.answer(#"{"key":\#(number)}"#))
        }
        try await ReplayStage.run([recorded(1, "text1", 14), recorded(2, "text2", 15)]) { stage async throws in
            func create(_ label: String, _ key: Int) async throws -> Int? {
                let body = #"{"label":"\#(label)","department":{"key":\#(key)}}"#
                return try await stage.planning("POST", "api/resource", body).json["key"]?.integer
            }
            #expect(try await create("Durand", 15) == 2)
            // A second create never gets the first one's key while another is left.
            #expect(try await create("Dupont", 15) == 1)
            #expect(try await create("Martin", 14) == 1)
            #expect(stage.counts.looseByPath == 3 && stage.counts.loose == 3)
            #expect(stage.notes.allSatisfy { $0.contains("method and path alone") })
        }
    }

    @Test func whatFitsNothingIsSaidAndCounted() async throws {
        try await ReplayStage.run([
            Line.planning(1, "GET", "api/do/12", Line.answer("{}")),
            Line.of(2, "lucca", "GET", "api/v3/users", Line.answer("{}")),
        ]) { stage async throws in
            let gone = try await stage.planning("DELETE", "api/do/12")
            #expect(gone.status == 501)
            #expect(gone.json["message"]?.text == "The recording holds no DELETE /account1/api/do/12.")
            // Neither system answers for the other, nor one brand for another.
            #expect(try await stage.planning("GET", "api/v3/users").status == 501)
            #expect(try await stage.lucca("/api/do/12").status == 501)
            #expect(try await stage.wire.send("GET", "/acme/api/do/12").status == 501)
            #expect(stage.notes.count == 4)
            let counts = try await stage.wire.send("GET", "/_control/replay").json
            #expect(counts["unanswered"]?.integer == 4 && counts["exact"]?.integer == 0 && counts["loose"]?.integer == 0)
            #expect(counts["neverAsked"]?.integer == 2 && counts["recorded"]?.integer == 2)
            #expect(stage.counts.text.contains("0 exactly, 0 loosely"))
            #expect(stage.counts.text.contains("4 not at all"))
            #expect(try await stage.wire.send("GET", "/_control/tenants").status == 404)
        }
    }
}
