import Simulators
import Testing

@Suite("PlanningPME events as first assumed")
struct PlanningEventsTests {
    private func body(
        _ tenant: SimulatedTenant, start: String = "2026-12-24T08:00:00Z", end: String = "2026-12-24T11:00:00Z",
        remark: String = "[lucca:acme/12/3/2026-12-24-AM]", extra: String = ""
    ) throws -> String {
        let resource = try #require(tenant.planning.resources.first).key
        let type = try #require(tenant.planning.types.first).key
        return """
            {"type":"Unavailability","start":"\(start)","end":"\(end)","resources":[{"key":\(resource)}],\
            "unavailability":{"key":\(type)},"remark":"\(remark)"\(extra)}
            """
    }

    @Test func anEventIsCreatedReadReplacedAndDeleted() async throws {
        try await Stage.run(Stage.configuration(profile: "assumed-1")) { stage, tenant async throws in
            let token = try await stage.logIn(tenant)
            let made = try await stage.planning(
                "POST", "api/do", as: tenant, token: token,
                body: try body(tenant, extra: ##","color":"#123","fields":{"note":"à voir"}"##))
            #expect(made.status == 201)
            let key = try #require(made.json["key"]?.integer)
            let stored = try #require(tenant.planning.events.last)
            #expect(stored.key == key)
            #expect(stored.reference == "[lucca:acme/12/3/2026-12-24-AM]")
            #expect(stored.start == InstantText.parse("2026-12-24T08:00:00Z"))
            let read = try await stage.planning("GET", "api/do/\(key)", as: tenant, token: token)
            #expect(read.json["fields"]?["note"]?.text == "à voir")
            let same = try await stage.planning("PUT", "api/do/\(key)", as: tenant, token: token, body: read.text)
            #expect(same.text == read.text)
            let poor = try await stage.planning(
                "PUT", "api/do/\(key)", as: tenant, token: token, body: try body(tenant, remark: ""))
            #expect(poor.json["fields"] == nil)
            #expect(tenant.planning.events.last?.reference == nil)
            #expect(try await stage.planning("DELETE", "api/do/\(key)", as: tenant, token: token).status == 204)
            #expect(try await stage.planning("DELETE", "api/do/\(key)", as: tenant, token: token).status == 404)
            #expect(try await stage.planning("GET", "api/do/\(key)", as: tenant, token: token).status == 404)
        }
    }

    @Test func createdMayAlsoBeOK() async throws {
        try await Stage.run(Stage.configuration(profile: "assumed-1")) { stage, tenant async throws in
            let token = try await stage.logIn(tenant)
            tenant.planning.behaviour.createdStatus = 200
            #expect(try await stage.planning("POST", "api/do", as: tenant, token: token, body: try body(tenant)).status == 200)
        }
    }

    @Test func overlapsAreRefusedWhereABrandRefusesThem() async throws {
        try await Stage.run(Stage.configuration(profile: "assumed-1")) { stage, tenant async throws in
            let token = try await stage.logIn(tenant)
            let day = "2028-12-24"
            func send(_ method: String, _ path: String, from start: String, to end: String) async throws -> Int {
                try await stage.planning(
                    method, path, as: tenant, token: token,
                    body: try body(tenant, start: "\(day)T\(start):00Z", end: "\(day)T\(end):00Z")
                ).status
            }
            for status in [400, 409] {
                tenant.planning.behaviour.overlapStatus = status
                #expect(try await send("POST", "api/do", from: "08:00", to: "10:00") == 201)
                let first = try #require(tenant.planning.events.last).key
                #expect(try await send("POST", "api/do", from: "09:00", to: "11:00") == status)
                #expect(try await send("POST", "api/do", from: "10:00", to: "11:00") == 201)
                let second = try #require(tenant.planning.events.last).key
                #expect(try await send("PUT", "api/do/\(second)", from: "09:30", to: "11:00") == status)
                #expect(try await send("PUT", "api/do/\(first)", from: "08:30", to: "10:00") == 200)
                for key in [first, second] { try tenant.planning.apply(.deleteEvent(event: key)) }
            }
        }
    }

    @Test func anEventThatNamesWhatIsNotThereMayGetA404() async throws {
        try await Stage.run(Stage.configuration(profile: "assumed-1")) { stage, tenant async throws in
            let token = try await stage.logIn(tenant)
            let right = try body(tenant)
            let type = try #require(tenant.planning.types.first).key
            #expect(try await stage.planning("POST", "api/do", as: tenant, token: token, body: right).status == 201)
            let key = try #require(tenant.planning.events.last).key
            try tenant.planning.apply(.deleteType(type: type))
            for status in [400, 404] {
                tenant.planning.behaviour.missingThingStatus = status
                #expect(try await stage.planning("POST", "api/do", as: tenant, token: token, body: right).status == status)
                #expect(try await stage.planning("PUT", "api/do/\(key)", as: tenant, token: token, body: right).status == status)
            }
        }
    }

    @Test func aBrandMayKeepTheEventsOfADeletedResource() async throws {
        try await Stage.run(Stage.configuration(profile: "assumed-1")) { stage, tenant async throws in
            let token = try await stage.logIn(tenant)
            for keeps in [false, true] {
                tenant.planning.behaviour.keepsEventsOfDeletedResources = keeps
                let resource = try #require(tenant.planning.resources.first).key
                #expect(
                    try await stage.planning("POST", "api/do", as: tenant, token: token, body: try body(tenant)).status == 201)
                let key = try #require(tenant.planning.events.last).key
                try tenant.planning.apply(.deleteResource(resource: resource))
                #expect(tenant.planning.events.contains { $0.key == key } == keeps)
            }
        }
    }

    @Test func wrongEventsAreRefused() async throws {
        try await Stage.run(Stage.configuration(profile: "assumed-1")) { stage, tenant async throws in
            let token = try await stage.logIn(tenant)
            let right = try body(tenant)
            for (from, to, member) in [
                ("T11:00", "T08:00", "end"), ("\"Unavailability\"", "\"Holiday\"", "type"),
                ("\"type\":\"Unavailability\",", "", "type"),
                ("\"unavailability\":{\"key\":", "\"unavailability\":{\"key\":9", "unavailability"),
                ("[{\"key\":", "[{\"key\":77", "resources"), ("2026-12-24T08:00:00Z", "hier", "start"),
            ] {
                let wrong = right.replacing(from, with: to, maxReplacements: 1)
                #expect(wrong != right)
                let reply = try await stage.planning("POST", "api/do", as: tenant, token: token, body: wrong)
                #expect(reply.status == 400)
                #expect(reply.json["errors"]?[member] != nil)
            }
            #expect(!tenant.planning.events.contains { $0.reference == "[lucca:acme/12/3/2026-12-24-AM]" })
        }
    }

    @Test func theListHoldsWhatTouchesThePeriod() async throws {
        try await Stage.run(Stage.configuration(profile: "assumed-1")) { stage, tenant async throws in
            let token = try await stage.logIn(tenant)
            let key = try #require(
                try await stage.planning("POST", "api/do", as: tenant, token: token, body: try body(tenant)).json["key"]?.integer)
            func isListed(_ from: String, _ to: String, _ rest: String = "") async throws -> Bool {
                let reply = try await stage.planning(
                    "POST", "api/do/list", as: tenant, token: token,
                    body: #"{"dateFrom":"\#(from)","dateTo":"\#(to)","pageSize":1000\#(rest)}"#)
                return reply.keys.contains(key)
            }
            #expect(try await isListed("2026-12-24T10:59:59Z", "2027-01-01T00:00:00Z"))
            #expect(try await !isListed("2026-12-24T11:00:00Z", "2027-01-01T00:00:00Z"))
            #expect(try await !isListed("2026-12-01T00:00:00Z", "2026-12-24T08:00:00Z"))
            #expect(try await isListed("2026-12-01T00:00:00Z", "2026-12-24T08:00:01Z", #","results":"Unavailability""#))
            #expect(try await !isListed("2026-12-01T00:00:00Z", "2027-12-24T08:00:01Z", #","results":"Task""#))
            #expect(try await !isListed("2026-12-01T00:00:00Z", "2027-12-24T08:00:01Z", #","resources":[-1]"#))
            #expect(try await stage.planning("POST", "api/do/list", as: tenant, token: token, body: "{}").status == 400)
        }
    }

    @Test func theListComesInPages() async throws {
        try await Stage.run(Stage.configuration(profile: "assumed-1")) { stage, tenant async throws in
            let token = try await stage.logIn(tenant)
            var seen: [Int] = []
            var index = 1
            while true {
                let page = try await stage.planning(
                    "POST", "api/do/list", as: tenant, token: token,
                    body: #"{"dateFrom":"2000-01-01","dateTo":"2100-01-01","results":"All","pageIndex":\#(index),"pageSize":7}"#)
                if page.keys.isEmpty { break }
                seen += page.keys
                index += 1
            }
            #expect(seen == tenant.planning.events.map(\.key))
            #expect(index > 2)
        }
    }

    @Test func someAnswersCarryLocalTimes() async throws {
        try await Stage.run(Stage.configuration(profile: "assumed-1")) { stage, tenant async throws in
            let token = try await stage.logIn(tenant)
            let made = try await stage.planning(
                "POST", "api/do", as: tenant, token: token,
                body: try body(tenant, start: "2026-07-01T06:00:00Z", end: "2026-12-01T07:00:00Z"))
            #expect(made.json["start"]?.text == "2026-07-01T06:00:00Z")
            let key = try #require(made.json["key"]?.integer)
            tenant.planning.behaviour.timeForm = .localInLists
            let list = try await stage.planning(
                "POST", "api/do/list", as: tenant, token: token,
                body: #"{"dateFrom":"2026-01-01","dateTo":"2027-01-01","pageSize":999}"#)
            let listed = try #require(list.items.first { $0["key"]?.integer == key })
            #expect(listed["start"]?.text == "2026-07-01T08:00:00")
            #expect(listed["end"]?.text == "2026-12-01T08:00:00")
            #expect(
                try await stage.planning("GET", "api/do/\(key)", as: tenant, token: token).json["start"]?.text
                    == "2026-07-01T06:00:00Z")
            tenant.planning.behaviour.timeForm = .local
            let local = try await stage.planning("GET", "api/do/\(key)", as: tenant, token: token)
            #expect(local.json["start"]?.text == "2026-07-01T08:00:00")
            _ = try await stage.planning("PUT", "api/do/\(key)", as: tenant, token: token, body: local.text)
            #expect(tenant.planning.events.last?.start == InstantText.parse("2026-07-01T06:00:00Z"))
        }
    }

    @Test func plannersWorkByHand() async throws {
        try await Stage.run(Stage.configuration(profile: "assumed-1")) { stage, tenant async throws in
            let resource = try #require(tenant.planning.resources.first).key
            let event = try tenant.planning.apply(
                .addEvent(resource: resource, start: 1_796_000_000, end: 1_796_003_600, type: nil, remark: "RDV"))
            try tenant.planning.apply(.editRemark(event: event, remark: "RDV déplacé"))
            try tenant.planning.apply(.moveEvent(event: event, start: 1_796_010_000, end: 1_796_020_000))
            try tenant.planning.apply(.editEvent(event: event, member: "color", text: "#000"))
            try tenant.planning.apply(.editResource(resource: resource, member: "mobile", text: "07 00"))
            let found = try #require(tenant.planning.events.last)
            #expect(found.key == event)
            #expect(found.remark == "RDV déplacé")
            #expect(found.start == 1_796_010_000)
            #expect(found.otherMembers.contains("\"#000\""))
            #expect(tenant.planning.resources.first?.text("mobile") == "07 00")
            try tenant.planning.apply(.deleteEvent(event: event))
            #expect(throws: SimulatorError.self) { try tenant.planning.apply(.deleteEvent(event: event)) }
            try tenant.planning.apply(.reset)
            #expect(tenant.planning.resources.first?.text("mobile") != "07 00")
        }
    }
}
