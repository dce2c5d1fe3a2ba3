import Foundation
import HTTPTestKit
import HTTPTransport
import JSONText
import SyncCore
import SyncEngine
import Synchronization

@testable import PlanningPME

/// One resource, key 8, of a brand that stores it. What a test wants otherwise, its closures decide.
final class FakeResource: Sendable {
    struct Habits: Sendable {
        var update = PlanningDialect.Update.merge
        /// What is stored of a member that was sent; nil: it is ignored.
        var store: @Sendable (_ name: String, _ value: JSONValue) -> JSONValue? = { $1 }
        /// What is stored of one custom field; nil: it is ignored.
        var storeField: @Sendable (_ name: String, _ value: JSONValue) -> JSONValue? = { $1 }
        /// The status of a PUT with this body, where it is refused.
        var refusal: @Sendable (JSONObject) -> Int? = { _ in nil }
        var answersWhole = false
        var readsAfterWrite = true
    }

    private let state: Mutex<(resource: JSONObject, isWritten: Bool)>
    private let habits: Habits
    /// As it is sent before the first write.
    private let json: String

    init(_ json: String, _ habits: Habits = Habits()) {
        self.json = json
        state = Mutex((JSONValue.read(json)?.members ?? JSONObject(), false))
        self.habits = habits
    }

    var resource: JSONObject { state.withLock { $0.resource } }
    var fields: JSONObject { resource["fields"]?.members ?? JSONObject() }

    func answer(_ request: HTTPRequest) -> HTTPResponse {
        state.withLock { state in
            guard request.method == .put else {
                if !state.isWritten { return .json(json) }
                if !habits.readsAfterWrite { return .json("{}", status: 403) }
                return HTTPResponse(status: 200, body: JSONValue.object(state.resource).written())
            }
            guard let body = JSONValue.read(request.text)?.members else { return .json("{}", status: 400) }
            if let status = habits.refusal(body) { return .json(#"{"Message":"zqcanary"}"#, status: status) }
            var resource = habits.update == .merge ? state.resource : ["key": .integer(8)]
            for member in body.members {
                guard let value = habits.store(member.name, member.value) else { continue }
                guard member.name == "fields", let fields = value.members else {
                    resource[member.name] = value
                    continue
                }
                resource["fields"] = .object(
                    JSONObject(
                        fields.members.compactMap { field in
                            habits.storeField(field.name, field.value).map { JSONObject.Member(field.name, $0) }
                        }))
            }
            state = (resource, true)
            return habits.answersWhole
                ? HTTPResponse(status: 200, body: JSONValue.object(resource).written()) : HTTPResponse(status: 204)
        }
    }

    func fixture() throws -> PlanningFixture {
        var dialect = PlanningDialect()
        dialect.update = habits.update
        return try PlanningFixture(dialect: dialect) { request, _ in self.answer(request) }
    }
}

extension FieldWrite {
    /// - Parameter ours: the texts that Passerelle wrote.
    static func to(
        _ target: String, _ text: String, _ form: FieldRule.Form = .text, replaces: Bool = false, ours: Set<String> = []
    ) -> FieldWrite {
        FieldWrite(target: FieldTarget(target), text: FieldText(text), form: form, replaces: replaces) { standing in
            standing.reveal { ours.contains($0) }
        }
    }
}
