import Simulators
import Testing

@Suite("PlanningPME: statuses, remarks, fields and shapes")
struct EventContentTests {
    private static let statuses = [
        SimulatedStatus(key: 21, type: "Requested", label: "Demandé", isDefault: true),
        SimulatedStatus(key: 22, type: "Approved", label: "Validé"),
    ]

    @Test func eventsHaveNoStatusUnlessTheBrandHasSome() async throws {
        try await PlanningScene.run { scene async throws in
            let event = try await scene.create(scene.body(rest: #","status":{"key":22}"#))
            #expect(event.status == nil)
            #expect(try await scene.get(event).json["status"] == nil)
        }
    }

    @Test func aCreatedEventGetsTheDefaultStatus() async throws {
        try await PlanningScene.run({ $0.statuses = Self.statuses }) { scene async throws in
            let event = try await scene.create(scene.body())
            let status = try #require(try await scene.get(event).json["status"])
            #expect(status["key"]?.integer == 21 && status["type"]?.text == "Requested")
            #expect(status["label"]?.text == "Demandé" && status["isDefault"] == .bool(true))
            _ = try await scene.put(event, #"{"status":{"key":22}}"#)
            #expect(try await scene.get(event).json["status"]?["type"]?.text == "Approved")
            _ = try await scene.put(event, #"{"remark":""}"#)
            #expect(scene.stored(event)?.status == 22)
            #expect(try await scene.put(event, #"{"status":{"key":99}}"#).status == 400)
            #expect(try await scene.create(scene.body(rest: #","status":{"key":22}"#)).status == 22)
            scene.tenant.planning.behaviour.kindForm = .typeNumber
            #expect(try await scene.get(event).json["status"]?["type"]?.integer == 65)
            scene.tenant.planning.behaviour.updateForm = .replace
            _ = try await scene.put(event, scene.body())
            #expect(scene.stored(event)?.status == 21)
        }
    }

    @Test func plannersApprovedMostOfTheirAbsences() async throws {
        try await PlanningScene.run({ $0.statuses = Self.statuses }) { scene async throws in
            let rows = try await scene.list().items.filter { $0["isUnavailability"] == .bool(true) }
            let approved = rows.count { $0["status"]?["key"]?.integer == 22 }
            #expect(!rows.isEmpty && approved * 2 > rows.count)
        }
    }

    @Test(arguments: [
        (PlanningBehaviour.RemarkForm.kept, #" é & "Paul"\r\n[lucca:acme/12345/67/2026-12-24-AM] "#, nil as String?),
        (.trimmed, #" é & "Paul"\r\n[lucca:acme/1] \n"#, "é & \"Paul\"\n[lucca:acme/1]"),
        (.escaped, #"é <b> & "Paul's" [lucca:acme/1]"#, "&#233; &lt;b&gt; &amp; &quot;Paul&#39;s&quot; [lucca:acme/1]"),
        (.cut, "[lucca:boulangerie-martin/12345/67/2026-12-24-AM]", "[lucca:boulangerie-martin/12345/67/2026-"),
    ])
    func remarksComeBackAsTheBrandHasThem(
        _ form: PlanningBehaviour.RemarkForm, _ sent: String, _ expected: String?
    ) async throws {
        try await PlanningScene.run({ $0.remarkForm = form }) { scene async throws in
            let text = sent.replacing("\\r", with: "\r").replacing("\\n", with: "\n")
            let json = JSONValue.string(text).serialized
            let event = try await scene.create(scene.body(rest: ",\"remark\":\(json)"))
            #expect(try await scene.get(event).json["remark"]?.text == expected ?? text)
            let row = try await scene.list().items.first { $0["key"]?.integer == event.key }
            #expect(row?["remark"]?.text == expected ?? text)
        }
    }

    @Test func fieldsThatTheBrandDoesNotHaveAreIgnored() async throws {
        try await PlanningScene.run({ $0.knowsFields = ["REFERENCE"] }) { scene async throws in
            let body = scene.body(rest: #","fields":{"Reference":"[lucca:acme/1/2/2026-12-24-AM]","lieu":"ici"}"#)
            let event = try await scene.create(body)
            #expect(event.reference == "[lucca:acme/1/2/2026-12-24-AM]")
            #expect(try await scene.get(event).json["fields"]?.members?.map(\.name) == ["Reference"])
            scene.tenant.planning.behaviour.knowsFields = []
            #expect(try await scene.create(body).fields.isEmpty)
        }
    }

    @Test func aSingleEventAndARowHaveDifferentShapes() async throws {
        try await PlanningScene.run { scene async throws in
            let event = try await scene.create(scene.body())
            let single = try await scene.get(event).json
            for name in [
                "duration", "recurrence", "category", "customers", "project", "readonly", "editor", "isBlocked", "description",
                "tooltip", "fields", "oneOrMoreResources", "openMaps", "callCustomer", "categoryIndex",
            ] {
                #expect(single[name] != nil, "\(name) is missing")
            }
            #expect(single["duration"]?["time"]?["hour"]?.integer == 3)
            let shown = try #require(single["resources"]?.elements?.first)
            #expect(shown.members?.map(\.name) == ["key", "label", "fix", "schedule", "readonly"])
            let row = try #require(try await scene.list().items.first { $0["key"]?.integer == event.key })
            for name in ["duration", "category", "editor", "isBlocked", "tooltip"] { #expect(row[name] == nil) }
            for name in ["remark", "fields", "allDay", "recurrence"] { #expect(row[name] != nil) }
            #expect(row["resources"]?.elements?.first?["registrationNumber"] != nil)
            #expect(row["resources"]?.elements?.first?["fix"] == nil)
        }
    }

    @Test func everyNameOfAnAnswerComesOnce() async throws {
        for profile in PlanningBehaviour.profileNames {
            try await PlanningScene.run(profile: profile) { scene async throws in
                let event = try #require(scene.tenant.planning.events.first { $0.kind == "Unavailability" })
                try scene.apply(.editEvent(event: event.key, member: "recurrence", text: "weekly"))
                try scene.apply(.openEvent(event: event.key, editor: "Paul"))
                let row = try await scene.list().items.first { $0["key"]?.integer == event.key }
                for answer in [try await scene.get(event).json, row ?? .null] {
                    let names = (answer.members ?? []).map(\.name)
                    #expect(Set(names).count == names.count, "\(profile): \(names)")
                    #expect(answer["recurrence"]?.text == "weekly" || answer == .null)
                }
            }
        }
    }

    @Test(arguments: [true, false])
    func readsMayBeBare(_ areRich: Bool) async throws {
        try await PlanningScene.run({ $0.readsAreRich = areRich }) { scene async throws in
            let event = try await scene.create(scene.body())
            #expect((try await scene.get(event).json["tooltip"] != nil) == areRich)
            let row = try #require(try await scene.list().items.first { $0["key"]?.integer == event.key })
            #expect((row["allDay"] != nil) == areRich)
        }
    }
}
