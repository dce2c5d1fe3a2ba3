import Simulators
import Testing

@Suite("PlanningPME: what planners do")
struct PlanningHandsTests {
    @Test(arguments: [403, 400])
    func aHeldEventIsNeitherChangedNorDeleted(_ status: Int) async throws {
        try await PlanningScene.run({ $0.lockedStatus = status }) { scene async throws in
            let event = try await scene.create(scene.body())
            let holds: [(PlanningChange, PlanningChange, String)] = [
                (.lockEvent(event: event.key, isLocked: true), .lockEvent(event: event.key, isLocked: false), "isBlocked"),
                (.openEvent(event: event.key, editor: "Paul"), .openEvent(event: event.key, editor: nil), "editor"),
                (
                    .protectEvent(event: event.key, isReadOnly: true), .protectEvent(event: event.key, isReadOnly: false),
                    "readonly"
                ),
            ]
            for (hold, release, member) in holds {
                let free = try await scene.get(event).json[member]
                try scene.apply(hold)
                #expect(try await scene.get(event).json[member] != free)
                #expect(try await scene.put(event, #"{"remark":"B"}"#).status == status)
                #expect(try await scene.send("DELETE", "api/do/\(event.key)").status == status)
                try scene.apply(release)
                #expect(try await scene.put(event, #"{"remark":"C"}"#).status == 200)
                #expect(try await scene.get(event).json[member] == free)
            }
            #expect(try await scene.send("DELETE", "api/do/\(event.key)").status == 204)
        }
    }

    @Test func anEventGetsASecondResourceOrAnother() async throws {
        try await PlanningScene.run { scene async throws in
            let other = try #require(scene.tenant.planning.resources.first { $0.key != scene.resource }).key
            let event = try await scene.create(scene.body())
            try scene.apply(.addEventResource(event: event.key, resource: other))
            #expect(scene.stored(event)?.resources == [scene.resource, other])
            #expect(try await scene.get(event).json["oneOrMoreResources"]?.text == "Several")
            try scene.apply(.assignEvent(event: event.key, resource: other))
            #expect(scene.stored(event)?.resources == [other])
            #expect(throws: SimulatorError.self) { try scene.apply(.assignEvent(event: event.key, resource: -1)) }
        }
    }

    @Test func anArchivedResourceIsReadableAndGetsNoEvents() async throws {
        try await PlanningScene.run { scene async throws in
            let event = try await scene.create(scene.body())
            try scene.apply(.archiveResource(resource: scene.resource, isArchived: true))
            let path = "api/resource/\(scene.resource)"
            #expect(try await scene.send("GET", path).json["notValid"] == .bool(true))
            #expect(try await scene.send("GET", "api/resource?pageSize=999").keys.contains(scene.resource))
            #expect(try await scene.send("POST", "api/do", scene.body()).status == 400)
            #expect(try await scene.put(event, #"{"remark":"B"}"#).status == 200)
            try scene.apply(.archiveResource(resource: scene.resource, isArchived: false))
            #expect(try await scene.send("POST", "api/do", scene.body()).status == 201)
        }
    }

    @Test func aMaskedResourceIsInNoList() async throws {
        try await PlanningScene.run { scene async throws in
            let event = try await scene.create(scene.body())
            try scene.apply(.maskResource(resource: scene.resource, isMasked: true))
            #expect(try await scene.send("GET", "api/resource?pageSize=999").keys.contains(scene.resource) == false)
            #expect(try await scene.send("GET", "api/resource/\(scene.resource)").status == 200)
            #expect(try await scene.list().keys.contains(event.key) == false)
            #expect(try await scene.get(event).status == 200)
            #expect(scene.tenant.planning.resources.contains { $0.key == scene.resource })
            try scene.apply(.maskResource(resource: scene.resource, isMasked: false))
            #expect(try await scene.list().keys.contains(event.key))
        }
    }

    @Test func aUsedUpAllowanceRefusesEvents() async throws {
        try await PlanningScene.run { scene async throws in
            let event = try await scene.create(scene.body())
            try scene.apply(.exhaustAllowance(resource: scene.resource, isExhausted: true))
            #expect(try await scene.send("POST", "api/do", scene.body()).status == 400)
            #expect(try await scene.put(event, #"{"remark":"B"}"#).status == 400)
            #expect(try await scene.send("DELETE", "api/do/\(event.key)").status == 204)
            try scene.apply(.exhaustAllowance(resource: scene.resource, isExhausted: false))
            #expect(try await scene.send("POST", "api/do", scene.body()).status == 201)
        }
    }

    @Test func aStatusIsSetByHand() async throws {
        try await PlanningScene.run(profile: "statuses") { scene async throws in
            let event = try await scene.create(scene.body())
            #expect(event.status == 21)
            try scene.apply(.setStatus(event: event.key, status: 22))
            #expect(try await scene.get(event).json["status"]?["type"]?.text == "Approved")
            #expect(throws: SimulatorError.self) { try scene.apply(.setStatus(event: event.key, status: 99)) }
        }
    }

    @Test func aRenamedTypeKeepsItsColours() async throws {
        try await PlanningScene.run { scene async throws in
            try scene.apply(.renameType(type: scene.type, label: "Stage"))
            let type = try await scene.send("GET", "api/unavailability/\(scene.type)").json
            #expect(type["label"]?.text == "Stage")
            #expect(type["style"]?["backgroundColor"]?.text == "#4F81BD")
        }
    }
}
