import Simulators
import Testing

@Suite("PlanningPME: kind and reason of an event")
struct EventKindTests {
    private static let kinds: [(PlanningBehaviour.KindForm, String)] = [
        (.flag, #""isUnavailability":true"#), (.typeName, #""type":"Unavailability""#), (.typeNumber, #""type":85"#),
    ]

    @Test(arguments: PlanningBehaviour.KindForm.allCases)
    func aKindInAnotherFormBecomesATaskWithoutAnError(_ form: PlanningBehaviour.KindForm) async throws {
        try await PlanningScene.run({ $0.kindForm = form }) { scene async throws in
            for (other, text) in Self.kinds {
                let event = try await scene.create(scene.body(kind: text + #","_label":{"key":\#(scene.type)}"#))
                #expect(event.kind == (other == form ? "Unavailability" : "Task"))
                #expect(event.type == (other == form ? scene.type : nil))
                let read = try await scene.get(event).json
                switch form {
                case .flag:
                    #expect(read["isUnavailability"] == .bool(other == form))
                    #expect(read["type"] == nil)
                case .typeName: #expect(read["type"]?.text == event.kind)
                case .typeNumber: #expect(read["type"]?.integer == (other == form ? 85 : 84))
                }
                if form != .flag { #expect(read["isUnavailability"] == nil) }
            }
        }
    }

    @Test(arguments: PlanningBehaviour.ReasonForm.allCases)
    func aReasonInAnotherFormIsNone(_ form: PlanningBehaviour.ReasonForm) async throws {
        try await PlanningScene.run({ $0.reasonForm = form }) { scene async throws in
            for other in PlanningBehaviour.ReasonForm.allCases {
                let kind = #""isUnavailability":true,"\#(other.rawValue)":{"key":\#(scene.type)}"#
                let event = try await scene.create(scene.body(kind: kind))
                #expect(event.type == (other == form ? scene.type : nil))
                #expect(event.kind == "Unavailability")
                let read = try await scene.get(event).json
                let reason = try #require(read[form.rawValue])
                guard other == form else {
                    #expect(reason == .null)
                    continue
                }
                #expect(reason["key"]?.integer == scene.type)
                #expect(reason["label"]?.text == "Formation")
                #expect(reason["style"]?["backgroundColor"] != nil && reason["style"]?["color"] != nil)
                let listed = try #require(try await scene.list().items.first { $0["key"]?.integer == event.key })
                #expect(listed[form.rawValue] == reason)
            }
        }
    }

    @Test func aTextLabelIsBesideTheLabelObject() async throws {
        try await PlanningScene.run { scene async throws in
            let event = try await scene.create(scene.body())
            #expect(try await scene.get(event).json["label"]?.text == "Formation")
            scene.tenant.planning.behaviour.reasonForm = .label
            #expect(try await scene.get(event).json["label"]?["key"]?.integer == scene.type)
            #expect(try await scene.get(event).json["_label"] == nil)
        }
    }

    @Test func theConfigurationNumbersEveryEnumeration() async throws {
        try await PlanningScene.run({ $0.unavailabilityNumber = 2 }) { scene async throws in
            let enums = try #require(try await scene.send("GET", "api/config").json["enums"])
            #expect(enums["doType"]?.members?.map(\.name) == ["Task", "Unavailability"])
            #expect(enums["doType"]?["Unavailability"]?.integer == 2)
            #expect(enums["results"]?["All"]?.integer == 0)
            #expect(enums["resourceType"]?["Human"]?.integer == 72)
            #expect(enums["statusType"]?.members?.map(\.name) == ["Approved", "Refused", "Requested"])
            scene.tenant.planning.behaviour.kindForm = .typeNumber
            let kind = #""type":2,"_label":{"key":\#(scene.type)}"#
            #expect(try await scene.create(scene.body(kind: kind)).kind == "Unavailability")
            let task = try await scene.create(scene.body(kind: #""type":85"#))
            #expect(task.kind == "Task")
        }
    }

    @Test func anUnknownReasonIsRefused() async throws {
        try await PlanningScene.run { scene async throws in
            let body = scene.body(kind: #""isUnavailability":true,"_label":{"key":9999}"#)
            let reply = try await scene.send("POST", "api/do", body)
            #expect(reply.status == 400)
            #expect(reply.json["errors"]?["_label"] != nil)
            scene.tenant.planning.behaviour.missingThingStatus = 404
            #expect(try await scene.send("POST", "api/do", body).status == 404)
        }
    }

    @Test(arguments: [false, true])
    func aKindAndAReasonMayBeRequired(_ areRequired: Bool) async throws {
        try await PlanningScene.run({ $0.requiresKindAndReason = areRequired }) { scene async throws in
            for kind in [#""kind":"x""#, #""isUnavailability":true"#] {
                let status = try await scene.send("POST", "api/do", scene.body(kind: kind)).status
                #expect(status == (areRequired ? 400 : 201))
            }
            let event = try await scene.create(scene.body())
            #expect(try await scene.put(event, #"{"remark":"x"}"#).status == 200)
            #expect(scene.stored(event)?.type == scene.type)
        }
    }

    @Test func membersThatNobodyKnowsAreIgnored() async throws {
        try await PlanningScene.run { scene async throws in
            let body = scene.body(rest: ##","colour":"#123","category":{"key":3},"tooltip":"x""##)
            let event = try await scene.create(body)
            let read = try await scene.get(event).json
            #expect(read["colour"] == nil)
            #expect(read["category"]?["key"]?.integer == 3)
            #expect(read["tooltip"]?.text == "Formation")
            #expect(event.otherMembers == #""category":{"key":3}"#)
            scene.tenant.planning.behaviour.keepsUnknownMembers = true
            #expect(try await scene.create(body).otherMembers.contains("#123"))
        }
    }
}
