import Simulators
import Testing

@Suite("PlanningPME: updates")
struct EventUpdateTests {
    @Test func aMergingPutChangesWhatItNames() async throws {
        try await PlanningScene.run { scene async throws in
            let other = try #require(scene.tenant.planning.resources.first { $0.key != scene.resource }).key
            let event = try await scene.create(scene.body(rest: #","remark":"A","fields":{"lieu":"ici"}"#))
            try scene.apply(.editEvent(event: event.key, member: "color", text: "#123"))
            var expected = try #require(scene.stored(event))
            _ = try await scene.put(event, #"{"start":"2026-12-23T08:00:00","end":"2026-12-23T11:00:00"}"#)
            expected.start -= 86_400
            expected.end -= 86_400
            #expect(scene.stored(event) == expected)
            _ = try await scene.put(event, #"{"resources":[{"key":\#(other)}]}"#)
            expected.resources = [other]
            #expect(scene.stored(event) == expected)
            _ = try await scene.put(event, #"{"fields":{"km":3}}"#)
            expected.fields = #""km":3"#
            #expect(scene.stored(event) == expected)
            _ = try await scene.put(event, ##"{"remark":"B","color":"#456"}"##)
            expected.remark = "B"
            expected.otherMembers = ##""color":"#456""##
            #expect(scene.stored(event) == expected)
            #expect(try await scene.put(event, #"{"end":"2026-12-22T11:00:00"}"#).status == 400)
            #expect(try await scene.put(event, #"{"resources":[]}"#).status == 400)
            #expect(scene.stored(event) == expected)
        }
    }

    @Test func aReplacingPutForgetsWhatItDoesNotName() async throws {
        try await PlanningScene.run({ $0.updateForm = .replace }) { scene async throws in
            let event = try await scene.create(scene.body(rest: #","remark":"A","fields":{"lieu":"ici"}"#))
            try scene.apply(.editEvent(event: event.key, member: "color", text: "#123"))
            let standing = scene.stored(event)
            let read = try await scene.get(event)
            #expect(try await scene.put(event, read.text).text == read.text)
            #expect(scene.stored(event) == standing)
            #expect(try await scene.put(event, #"{"remark":"B"}"#).status == 400)
            #expect(try await scene.put(event, scene.body(kind: #""x":1"#)).status == 200)
            let poor = try #require(scene.stored(event))
            #expect(poor.kind == "Task" && poor.type == nil)
            #expect(poor.remark.isEmpty && poor.fields.isEmpty && poor.otherMembers.isEmpty)
        }
    }

    @Test(arguments: [PlanningBehaviour.UpdateForm.merge, .replace])
    func resourcesAreUpdatedLikeEvents(_ form: PlanningBehaviour.UpdateForm) async throws {
        try await PlanningScene.run({ $0.updateForm = form }) { scene async throws in
            let path = "api/resource/\(scene.resource)"
            let reply = try await scene.send("PUT", path, #"{"label":"X","mobile":"07","shoeSize":43}"#)
            #expect(reply.status == 200)
            #expect(reply.json["mobile"]?.text == "07")
            #expect(reply.json["shoeSize"] == nil)
            // Fields without a value are shown as well.
            #expect(reply.json["fields"]?.members?.contains { $0.value != .null } == (form == .merge))
            #expect((reply.json["departments"] != nil) == (form == .merge))
        }
    }

    @Test(arguments: PlanningBehaviour.CreateAnswer.allCases)
    func aCreateAnswersAsTheBrandDoes(_ form: PlanningBehaviour.CreateAnswer) async throws {
        try await PlanningScene.run({ $0.createAnswer = form }) { scene async throws in
            let reply = try await scene.send("POST", "api/do", scene.body(rest: #","remark":"A""#))
            let event = try #require(scene.tenant.planning.events.last)
            #expect(event.remark == "A")
            #expect(reply.status == 201)
            switch form {
            case .event: #expect(try await scene.get(event).text == reply.text)
            case .keyOnly: #expect(reply.text == #"{"key":\#(event.key)}"#)
            case .bareKey: #expect(reply.text == "\(event.key)")
            case .location, .empty: #expect(reply.body.isEmpty)
            }
            #expect((reply.headers["location"]?.hasSuffix("/api/do/\(event.key)") ?? false) == (form == .location))
            let department = try await scene.send("POST", "api/department", #"{"label":"Atelier"}"#)
            let key = try #require(scene.tenant.planning.departments.last).key
            #expect(department.json["key"]?.integer == (form == .event || form == .keyOnly ? key : nil))
            #expect((department.headers["location"] != nil) == (form == .location))
        }
    }

    @Test(arguments: [PlanningBehaviour.UpdateAnswer.event, .empty])
    func anUpdateAnswersAsTheBrandDoes(_ form: PlanningBehaviour.UpdateAnswer) async throws {
        try await PlanningScene.run({ $0.updateAnswer = form }) { scene async throws in
            let event = try await scene.create(scene.body())
            let reply = try await scene.put(event, #"{"remark":"A"}"#)
            #expect(reply.status == (form == .event ? 200 : 204))
            #expect(reply.body.isEmpty == (form == .empty))
            #expect(scene.stored(event)?.remark == "A")
            let thing = try await scene.send("PUT", "api/resource/\(scene.resource)", #"{"label":"X"}"#)
            #expect(thing.body.isEmpty == (form == .empty))
        }
    }

    @Test(arguments: PlanningBehaviour.GoneForm.allCases)
    func whatIsGoneIsSaidAsTheBrandDoes(_ form: PlanningBehaviour.GoneForm) async throws {
        try await PlanningScene.run({ $0.goneForm = form }) { scene async throws in
            let event = try await scene.create(scene.body())
            #expect(try await scene.send("DELETE", "api/do/\(event.key)").status == 204)
            #expect(scene.stored(event) == nil)
            for (method, path) in [
                ("GET", "api/do/\(event.key)"), ("PUT", "api/do/\(event.key)"), ("DELETE", "api/do/\(event.key)"),
                ("GET", "api/resource/9"), ("DELETE", "api/department/9"),
            ] {
                let reply = try await scene.send(method, path, method == "PUT" ? scene.body() : nil)
                switch form {
                case .notFound: #expect(reply.status == 404)
                case .gone: #expect(reply.status == 410)
                case .empty200: #expect(reply.status == 200)
                case .empty204: #expect(reply.status == 204)
                case .bad400: #expect(reply.status == 400)
                }
                #expect(reply.body.isEmpty == (form != .notFound && form != .gone))
            }
        }
    }

    @Test(arguments: [403, 405])
    func deletionsMayBeRefused(_ status: Int) async throws {
        try await PlanningScene.run({ $0.deletionStatus = status }) { scene async throws in
            let event = try await scene.create(scene.body())
            #expect(try await scene.send("DELETE", "api/do/\(event.key)").status == status)
            #expect(scene.stored(event) != nil)
        }
    }

    @Test(arguments: PlanningBehaviour.ErrorForm.allCases)
    func errorsLookAsTheBrandHasThem(_ form: PlanningBehaviour.ErrorForm) async throws {
        try await PlanningScene.run({ $0.errorForm = form }) { scene async throws in
            let reply = try await scene.send("POST", "api/do", "{}")
            #expect(reply.status == 400)
            let names = try #require(reply.json.members).map(\.name)
            switch form {
            case .message: #expect(names == ["message", "errors"])
            case .modelState: #expect(names == ["Message", "ModelState"])
            case .errorDescription: #expect(names == ["error", "error_description"])
            }
            scene.stage.world.faults.add(Fault(.status(code: 503, afterWork: false, retryAfter: nil)))
            #expect(try await scene.send("GET", "api/department").json.members?.first?.name == names.first)
        }
    }
}
