import Simulators
import Testing

@Suite("Faults")
struct FaultTests {
    private let users = "/api/v3/users?fields=id,lastName,collection.count&orderBy=id,asc&paging=0,20"
    private let type = #"{"label":"Congé de naissance"}"#

    /// One faulted creation of a type: the answer, and how many types it created.
    private func create(_ kind: FaultKind) async throws -> (reply: Reply, made: Int, entry: JournalEntry) {
        var result: (Reply, Int, JournalEntry)?
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.logIn(tenant)
            let before = tenant.planning.types.count
            stage.world.faults.add(
                Fault(kind, remote: .planningpme, tenant: tenant.slug, method: "POST", route: "/api/unavailability"))
            let reply = try await stage.planning("POST", "api/unavailability", as: tenant, token: token, body: type)
            let entry = try #require(stage.world.journal.entries().last)
            result = (reply, tenant.planning.types.count - before, entry)
            let after = try await stage.planning("POST", "api/unavailability", as: tenant, token: token, body: type)
            #expect(after.status == 201)
        }
        return try #require(result)
    }

    @Test(arguments: [400, 500, 502, 503], [false, true])
    func aStatusComesWithOrWithoutTheWorkDone(_ code: Int, _ afterWork: Bool) async throws {
        let (reply, made, entry) = try await create(.status(code: code, afterWork: afterWork, retryAfter: nil))
        #expect(reply.status == code)
        #expect(made == (afterWork ? 1 : 0))
        #expect(entry.didWork == afterWork)
        #expect(entry.status == code)
    }

    @Test func tooManyRequestsMaySayWhenToComeBack() async throws {
        let (reply, made, _) = try await create(.status(code: 429, afterWork: false, retryAfter: 7))
        #expect(reply.headers["retry-after"] == "7")
        #expect(made == 0)
    }

    @Test(arguments: [false, true])
    func aConnectionDropsBeforeOrAfterTheWork(_ afterWork: Bool) async throws {
        let (reply, made, entry) = try await create(.drop(afterWork: afterWork))
        #expect(reply.status == 0)
        #expect(made == (afterWork ? 1 : 0))
        #expect(entry.status == 0)
        #expect(entry.didWork == afterWork)
    }

    @Test(arguments: [false, true])
    func aDelayedAnswerIsWhole(_ afterWork: Bool) async throws {
        let (reply, made, _) = try await create(.delay(milliseconds: 5, afterWork: afterWork))
        #expect(reply.status == 201)
        #expect(made == 1)
    }

    @Test func aBodyIsCutMidway() async throws {
        let (reply, made, _) = try await create(.cutBody)
        #expect(reply.status == 201)
        #expect(!reply.isComplete)
        #expect(!reply.body.isEmpty)
        #expect(made == 1)
    }

    @Test func jsonIsTruncatedInAWholeBody() async throws {
        let (reply, made, _) = try await create(.truncatedJSON)
        #expect(reply.isComplete)
        #expect(JSONValue.parse(reply.body) == nil)
        #expect(made == 1)
    }

    @Test func aMemberHasAnotherTypeOrIsNull() async throws {
        let (wrong, _, _) = try await create(.wrongType(member: nil, everywhere: nil))
        #expect(wrong.json["key"]?.text == "n/a")
        let (null, _, _) = try await create(.null(member: "label", everywhere: nil))
        #expect(null.json["label"] == .null)
        #expect(null.json["key"]?.integer != nil)
    }

    @Test func oneRowOrEveryRowIsWrong() async throws {
        try await Stage.run { stage, tenant async throws in
            stage.world.faults.add(Fault(.null(member: "lastName", everywhere: nil), route: "/api/v3/users"))
            let one = try await stage.lucca(users, as: tenant)
            #expect(one.items.filter { $0["lastName"] == .null }.count == 1)
            stage.world.faults.add(Fault(.wrongType(member: "id", everywhere: true), route: "/api/v3/users"))
            let all = try await stage.lucca(users, as: tenant)
            #expect(all.items.allSatisfy { $0["id"]?.text == "n/a" })
            #expect(all.items.count == 20)
        }
    }

    @Test func aPageOfHTMLComesInstead() async throws {
        let (reply, made, _) = try await create(.html(status: 502))
        #expect(reply.status == 502)
        #expect(reply.headers["content-type"]?.hasPrefix("text/html") == true)
        #expect(made == 0)
    }

    @Test func bytesAreNotUTF8() async throws {
        let (reply, made, _) = try await create(.invalidUTF8)
        #expect(String(validating: reply.body, as: UTF8.self) == nil)
        #expect(made == 1)
    }

    @Test func theContentTypeIsWrong() async throws {
        let (reply, _, _) = try await create(.wrongContentType)
        #expect(reply.headers["content-type"] == "text/plain")
        #expect(reply.json["label"] != nil)
    }

    @Test func headersAreAddedToWhateverIsAnswered() async throws {
        try await Stage.run { stage, tenant async throws in
            stage.world.faults.add(Fault(.headers(["X-Trace": "1", "Content-Type": "text/x"]), route: "/api/v3/users", times: 2))
            stage.world.faults.add(Fault(.status(code: 503, afterWork: false, retryAfter: nil), route: "/api/v3/users"))
            for status in [503, 200] {
                let reply = try await stage.lucca(users, as: tenant)
                #expect(reply.status == status)
                #expect(reply.headers["x-trace"] == "1" && reply.headers["content-type"] == "text/x")
            }
        }
    }

    @Test func refusalsOfAnyKindGossip() async throws {
        try await Stage.run { stage, tenant async throws in
            let text = "Dupont a la \"grippe\""
            stage.world.faults.add(Fault(.gossip(text), times: nil))
            let served = try await stage.lucca(users, as: tenant)
            #expect(served.status == 200 && !served.text.contains("grippe"))
            stage.world.faults.add(Fault(.status(code: 400, afterWork: false, retryAfter: nil), route: "/api/v3/users"))
            let planned = try await stage.lucca(users, as: tenant)
            #expect(planned.status == 400)
            // Refused by the simulator itself.
            let own = try await stage.send("GET", "/nobody/api/config")
            #expect(own.status == 404)
            for reply in [planned, own] {
                #expect(reply.isComplete && reply.json["message"]?.text == text && reply.json["detail"]?.text == text)
                for field in ["label", "remark", text] {
                    #expect(reply.json["errors"]?[field]?.elements == [JSONValue.string(text)], "\(field): \(reply.text)")
                }
            }
            stage.world.faults.add(Fault(.html(status: 502), route: "/api/v3/users"))
            let page = try await stage.lucca(users, as: tenant)
            #expect(page.status == 502 && page.text.hasSuffix(text))
        }
    }

    @Test func aHugeBodyIsStreamed() async throws {
        let (reply, made, _) = try await create(.hugeBody(bytes: 3_000_000))
        #expect(reply.body.count > 3_000_000)
        #expect(reply.headers["content-length"] == nil)
        #expect(JSONValue.parse(reply.body) != nil)
        #expect(made == 0)
    }

    @Test func theCallerIsSentElsewhere() async throws {
        let (reply, made, _) = try await create(.redirect(to: "http://evil.example"))
        #expect(reply.status == 307)
        #expect(reply.headers["location"] == "http://evil.example/acme/api/unavailability")
        #expect(made == 0)
    }

    @Test func aTokenEndsInMidRun() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.logIn(tenant)
            stage.world.faults.add(Fault(.tokenEnded, route: "/api/department"))
            #expect(try await stage.planning("GET", "api/department", as: tenant, token: token).status == 401)
            #expect(try await stage.planning("GET", "api/department", as: tenant, token: token).status == 401)
            let next = try await stage.logIn(tenant)
            #expect(try await stage.planning("GET", "api/department", as: tenant, token: next).status == 200)
        }
    }

    @Test func aPageRepeatsOrShifts() async throws {
        try await Stage.run { stage, tenant async throws in
            let first = try await stage.lucca(users, as: tenant).ids
            let later = users.replacing("paging=0,20", with: "paging=20,20")
            let second = try await stage.lucca(later, as: tenant).ids
            stage.world.faults.add(Fault(.pageRepeated, route: "/api/v3/*", times: 2))
            #expect(try await stage.lucca(users, as: tenant).ids == first)
            #expect(try await stage.lucca(later, as: tenant).ids == first)
            stage.world.faults.add(Fault(.pageShifted(rows: 2), route: "/api/v3/*"))
            #expect(try await stage.lucca(later, as: tenant).ids.first == second[2])
            stage.world.faults.add(Fault(.pageShifted(rows: -2), route: "/api/v3/*"))
            #expect(try await stage.lucca(later, as: tenant).ids.first == first[18])
        }
    }

    @Test func faultsChooseTheirRequests() async throws {
        try await Stage.run { stage, tenant async throws in
            let other = stage.world.tenants[1]
            stage.world.faults.add(
                Fault(
                    .status(code: 500, afterWork: false, retryAfter: nil), remote: .lucca, tenant: tenant.slug, method: "GET",
                    route: "/api/*/users", skipping: 1, times: 2))
            #expect(try await stage.lucca(users, as: other).status == 200)
            var statuses: [Int] = []
            for _ in 0..<4 { statuses.append(try await stage.lucca(users, as: tenant).status) }
            #expect(statuses == [200, 500, 500, 200])
            let standing = try #require(stage.world.faults.standings.first)
            #expect(standing.seen == 4)
            #expect(standing.hits == 2)
            stage.world.faults.removeAll()
            #expect(stage.world.faults.standings.isEmpty)
        }
    }

    @Test func chanceIsDrawnFromTheSeed() async throws {
        var runs: [[Int]] = []
        for _ in 0..<2 {
            var statuses: [Int] = []
            try await Stage.run { stage, tenant async throws in
                stage.world.faults.add(
                    Fault(
                        .status(code: 503, afterWork: false, retryAfter: nil), route: "/api/v3/users", times: nil,
                        perThousand: 300))
                for _ in 0..<40 { statuses.append(try await stage.lucca(users, as: tenant).status) }
            }
            runs.append(statuses)
        }
        #expect(runs[0] == runs[1])
        #expect(Set(runs[0]) == [200, 503])
    }
}
