import Foundation
import HTTPTestKit
import HTTPTransport
import JSONText
import SyncCore
import SyncTestKit
import Synchronization

@testable import PlanningPME

/// The dialect of a `FakeBrand`.
struct BrandForms: Sendable {
    enum TimeInput: String, Sendable, CaseIterable {
        /// Digits are local ones, whatever zone comes with them.
        case local
        /// In UTC; digits without a zone too.
        case utc
        case both
    }

    enum CreateAnswer: String, Sendable, CaseIterable {
        case event, keyOnly, bareKey, location, empty
    }

    enum List: String, Sendable, CaseIterable {
        case byName, refused, ignored, findsNothing
    }

    enum GoneForm: String, Sendable, CaseIterable {
        case notFound, gone, empty200, empty204, bad400
    }

    var kind = PlanningDialect.Kind.flag
    /// Refuses an event of another kind form instead of making it a task.
    var refusesOtherKinds = false
    var reason = PlanningDialect.Reason.underscoredLabel
    var update = PlanningDialect.Update.merge
    var timeInput = TimeInput.local
    var showsUTC = false
    /// Whether `api/config` names the zone.
    var tellsZone = false
    var zone = "Europe/Paris"
    var wholeDay = PlanningDialect.WholeDay.bounds
    /// The statuses of created events, and the approved one; nil: none is shown.
    var statuses: (created: Int, approved: Int)?
    /// The statuses that it keeps; nil for any.
    var knownStatuses: Set<Int>?
    /// Whether statuses say what they mean.
    var namesStatuses = true
    var remark = PlanningDialect.Remark.kept
    var knownFields: Set<String> = []
    var create = CreateAnswer.event
    var answersUpdates = true
    var gone = GoneForm.notFound
    var deletionStatus: Int?
    var list = List.byName
    var paging = PlanningDialect.Paging.fromOne
    var hasTotal = true
    /// The last day that lists show.
    var lastDay: CalendarDay?
    var department = PlanningDialect.Department.list
    var token = PlanningDialect.Token.put
    var unavailabilityNumber = 85
    var types = [5, 6, 7]
    /// Members of every answered event that no real brand has.
    var oddMembers: [JSONObject.Member] = []
    /// Members that this brand's events never show.
    var hidden: Set<String> = []
}

/// A small planning that keeps events as the product would, and shows them in its own forms.
final class FakeBrand: Sendable {
    struct Event: Sendable {
        var key: Int
        var isUnavailability: Bool
        var type: Int?
        var resources: [Int]
        var start: Instant
        var end: Instant
        var isAllDay: Bool
        var status: Int?
        var remark: String
        var fields: JSONObject
        var others: JSONObject
    }

    private struct State {
        var forms: BrandForms
        var events: [Event] = []
        var next = 100
        var requests: [String] = []
        var resources = [31, 32, 33]
    }

    private let state: Mutex<State>

    init(_ forms: BrandForms = BrandForms()) {
        state = Mutex(State(forms: forms))
    }

    var events: [Event] { state.withLock { $0.events } }
    var forms: BrandForms {
        get { state.withLock { $0.forms } }
        set { state.withLock { $0.forms = newValue } }
    }
    /// Such as `GET api/do/101`, sign-in aside.
    var requests: [String] { state.withLock { $0.requests } }

    /// Adds an event as a planner would.
    @discardableResult
    func add(_ edit: (inout Event) -> Void) -> Int {
        state.withLock { state in
            state.next += 1
            var event = Event(
                key: state.next, isUnavailability: true, type: state.forms.types.first, resources: [31],
                start: Sample.instant("2026-12-24T08:00:00Z"), end: Sample.instant("2026-12-24T16:00:00Z"), isAllDay: false,
                status: nil, remark: "", fields: [:], others: [:])
            edit(&event)
            state.events.append(event)
            return event.key
        }
    }

    func edit(_ key: Int, _ edit: (inout Event) -> Void) {
        state.withLock { state in
            guard let place = state.events.firstIndex(where: { $0.key == key }) else { return }
            edit(&state.events[place])
        }
    }

    func answer(_ request: HTTPRequest) -> HTTPResponse {
        let path = request.path.replacing("/acme/", with: "")
        if path == "token" { return token(request) }
        let body = JSONValue.read(request.text)
        return state.withLock { state in
            state.requests.append("\(request.method.rawValue) \(path)")
            let parts = path.split(separator: "/").map(String.init)
            switch (request.method, parts.dropFirst().first ?? "") {
            case (.get, "config"): return Self.config(state.forms)
            case (.get, "unavailability"):
                return Self.page(
                    state.forms.types.map { .object(["key": .integer($0), "label": .text("T\($0)")]) }, request, state.forms)
            case (.get, "department"):
                return Self.page(
                    [3, 4, 5].map { .object(["key": .integer($0), "label": .text("D\($0)")]) }, request, state.forms)
            case (.get, "resource"): return Self.resources(parts.dropFirst(2).first.flatMap { Int($0) }, request, state)
            case (.get, "category"): return .json(#"{"items":[]}"#)
            case (.post, "do") where parts.last == "list": return Self.list(body ?? .null, state)
            case (.post, "do"): return Self.create(body?.members ?? [:], &state)
            case (let method, "do"):
                guard let key = parts.last.flatMap({ Int($0) }) else { return .json("{}", status: 404) }
                return Self.one(method, key, body?.members ?? [:], &state)
            default: return .json("{}", status: 404)
            }
        }
    }

    private func token(_ request: HTTPRequest) -> HTTPResponse {
        let isExchange = request.text.contains("jwt-bearer")
        let expected: HTTPMethod = forms.token == .put ? .put : .post
        guard !isExchange || request.method == expected else { return .json("{}", status: 405) }
        return .json(#"{"access_token":"t"}"#)
    }

    private static func config(_ forms: BrandForms) -> HTTPResponse {
        .json(
            #"{"enums":{"doType":{"Task":84,"Unavailability":\#(forms.unavailabilityNumber)},"results":{"Task":84,"All":0},"#
                + #""statusType":{"Requested":1,"Approved":2,"Refused":3}}"#
                + (forms.tellsZone ? #","settings":{"timeZone":"\#(forms.zone)"}}"# : "}"))
    }

    private static func page(_ items: [JSONValue], _ request: HTTPRequest, _ forms: BrandForms) -> HTTPResponse {
        page(items, Int(request.query("pageIndex") ?? ""), Int(request.query("pageSize") ?? "") ?? 50, forms)
    }

    private static func page(_ items: [JSONValue], _ index: Int?, _ size: Int, _ forms: BrandForms) -> HTTPResponse {
        var shown = items
        switch forms.paging {
        case .ignored: break
        case .fromOne: shown = Array(items.dropFirst((max(1, index ?? 1) - 1) * size).prefix(size))
        case .fromZero: shown = Array(items.dropFirst((index ?? 0) * size).prefix(size))
        }
        var answer: JSONObject = ["items": .list(JSONList(shown))]
        if forms.hasTotal { answer["total"] = .integer(items.count) }
        return HTTPResponse(status: 200, body: JSONValue.object(answer).written())
    }

    private static func resources(_ key: Int?, _ request: HTTPRequest, _ state: State) -> HTTPResponse {
        func resource(_ key: Int) -> JSONValue {
            let departments: JSONObject =
                state.forms.department == .list ? ["departments": .list([.named(3)])] : ["department": .named(3)]
            return .object(JSONObject([.init("key", .integer(key)), .init("label", .text("R"))] + departments.members))
        }
        guard let key else { return page(state.resources.map(resource), request, state.forms) }
        guard state.resources.contains(key) else { return gone(state.forms) }
        return HTTPResponse(status: 200, body: resource(key).written())
    }

    // MARK: events

    private static func gone(_ forms: BrandForms) -> HTTPResponse {
        switch forms.gone {
        case .notFound: .json("{}", status: 404)
        case .gone: .json("", status: 410)
        case .empty200: .json("", status: 200)
        case .empty204: .json("", status: 204)
        case .bad400: .json("", status: 400)
        }
    }

    private static func create(_ body: JSONObject, _ state: inout State) -> HTTPResponse {
        var event = Event(
            key: state.next + 1, isUnavailability: false, type: nil, resources: [], start: Instant(secondsSince1970: 0),
            end: Instant(secondsSince1970: 0), isAllDay: false, status: state.forms.statuses?.created, remark: "", fields: [:],
            others: [:])
        if let refusal = take(body, into: &event, state) { return refusal }
        state.next += 1
        state.events.append(event)
        switch state.forms.create {
        case .event: return show(event, state.forms, status: 201)
        case .keyOnly: return .json(#"{"key":\#(event.key)}"#, status: 201)
        case .bareKey: return .json("\(event.key)", status: 201)
        case .location:
            return HTTPResponse(status: 201, headers: [("Location", "https://api.planningpme.com/acme/api/do/\(event.key)?x=1")])
        case .empty: return HTTPResponse(status: 204)
        }
    }

    private static func one(_ method: HTTPMethod, _ key: Int, _ body: JSONObject, _ state: inout State) -> HTTPResponse {
        guard let place = state.events.firstIndex(where: { $0.key == key }) else { return gone(state.forms) }
        switch method {
        case .get: return show(state.events[place], state.forms, status: 200)
        case .delete:
            if let status = state.forms.deletionStatus { return .json("{}", status: status) }
            if isHeld(state.events[place]) { return .json("{}", status: 403) }
            state.events.remove(at: place)
            return HTTPResponse(status: 204)
        default:
            if isHeld(state.events[place]) { return .json("{}", status: 400) }
            var event = state.events[place]
            if state.forms.update == .replace {
                event = Event(
                    key: key, isUnavailability: false, type: nil, resources: [], start: event.start, end: event.end,
                    isAllDay: false, status: event.status, remark: "", fields: [:], others: [:])
            }
            if let refusal = take(body, into: &event, state) { return refusal }
            state.events[place] = event
            return state.forms.answersUpdates ? show(event, state.forms, status: 200) : HTTPResponse(status: 204)
        }
    }

    private static func isHeld(_ event: Event) -> Bool {
        ["isBlocked", "readonly", "editor"].contains { event.others[$0].map { !$0.isBlank } ?? false }
    }

    /// The body's content, in the brand's forms; the rest is ignored silently.
    private static func take(_ body: JSONObject, into event: inout Event, _ state: State) -> HTTPResponse? {
        let forms = state.forms
        var isSaid = false
        switch forms.kind {
        case .flag:
            if let flag = body["isUnavailability"]?.truth { (event.isUnavailability, isSaid) = (flag, true) }
        case .type(.name(let name)):
            if let type = body["type"]?.string { (event.isUnavailability, isSaid) = (type == name, true) }
        case .type(.number(let number)):
            if let type = body["type"]?.whole { (event.isUnavailability, isSaid) = (type == number, true) }
        }
        if forms.refusesOtherKinds, !isSaid, !event.isUnavailability {
            return .json(#"{"errors":{"type":["required"]}}"#, status: 400)
        }
        if let type = body[forms.reason.rawValue]?["key"]?.whole { event.type = forms.types.contains(type) ? type : nil }
        if let resources = body["resources"]?.elements { event.resources = resources.compactMap { $0["key"]?.whole } }
        if event.resources.contains(where: { !state.resources.contains($0) }) { return .json("{}", status: 400) }
        let zone = Sample.zone(forms.zone)
        func instant(_ name: String) -> Instant? {
            guard let digits = body[name]?.string.flatMap(PlanningDateTime.digits) else { return nil }
            switch (forms.timeInput, digits.offset) {
            case (.utc, let offset): return Instant(secondsSince1970: digits.seconds - (offset ?? 0))
            case (.both, let offset?): return Instant(secondsSince1970: digits.seconds - offset)
            case (.local, _), (.both, nil): return PlanningDateTime.instant(ofLocal: digits.seconds, in: zone)
            }
        }
        let isMoved = body["start"] != nil || body["end"] != nil
        event.start = instant("start") ?? event.start
        event.end = instant("end") ?? event.end
        event.isAllDay = body["allDay"]?.truth ?? (isMoved ? false : event.isAllDay)
        if isMoved, forms.wholeDay != .bounds { fitToDays(&event, zone) }
        if let status = body["status"]?["key"]?.whole, forms.knownStatuses?.contains(status) ?? true { event.status = status }
        if let remark = body["remark"]?.string { event.remark = kept(remark, forms) }
        if let fields = body["fields"]?.members {
            event.fields = JSONObject(fields.members.filter { forms.knownFields.contains($0.name) })
        }
        for member in body.members where member.name.hasPrefix("x") { event.others[member.name] = member.value }
        return nil
    }

    /// Whole days not marked as such are cut to working hours; marked ones stay whole.
    private static func fitToDays(_ event: inout Event, _ zone: TimeZone) {
        let start = PlanningDateTime.local(event.start, in: zone)
        var end = PlanningDateTime.local(event.end, in: zone)
        if event.isAllDay {
            if end % 86_400 >= 86_340 { end = (end / 86_400 + 1) * 86_400 }
            event.start = PlanningDateTime.instant(ofLocal: start / 86_400 * 86_400, in: zone)
            event.end = PlanningDateTime.instant(ofLocal: (end + 86_399) / 86_400 * 86_400, in: zone)
        } else if start % 86_400 == 0, end % 86_400 == 0 {
            event.start = PlanningDateTime.instant(ofLocal: start + 9 * 3600, in: zone)
            event.end = PlanningDateTime.instant(ofLocal: end - 6 * 3600, in: zone)
        }
    }

    private static func kept(_ remark: String, _ forms: BrandForms) -> String {
        switch forms.remark {
        case .kept, .escaped: remark
        case .trimmed: remark.replacing("\n", with: "\r\n").trimmingCharacters(in: .whitespacesAndNewlines)
        case .cut: String(remark.prefix(40))
        }
    }

    private static func shown(_ remark: String, _ forms: BrandForms) -> String {
        guard forms.remark == .escaped else { return remark }
        return remark.unicodeScalars.map { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case "é": "&eacute;"
            default: scalar.value > 127 || scalar == "[" ? "&#\(scalar.value);" : String(Character(scalar))
            }
        }.joined()
    }

    private static func members(_ event: Event, _ forms: BrandForms) -> JSONObject {
        let zone = Sample.zone(forms.zone)
        func time(_ instant: Instant) -> JSONValue {
            .text(PlanningDateTime.write(instant, as: forms.showsUTC ? .utc : .local, in: zone))
        }
        var members: JSONObject = ["key": .integer(event.key)]
        switch forms.kind {
        case .flag: members["isUnavailability"] = .bool(event.isUnavailability)
        case .type(.name(let name)): members["type"] = .text(event.isUnavailability ? name : "Task")
        case .type(.number(let number)): members["type"] = .integer(event.isUnavailability ? number : 84)
        }
        if let type = event.type {
            members[forms.reason.rawValue] = .object(["key": .integer(type), "label": .text("T"), "type": .text("x")])
        }
        var end = event.end
        if event.isAllDay, forms.wholeDay == .allDayUntilLastMinute { end = end.adding(seconds: -60) }
        members["start"] = time(event.start)
        members["end"] = time(end)
        members["allDay"] = .bool(event.isAllDay)
        members["resources"] = .list(JSONList(event.resources.map { .object(["key": .integer($0), "label": .text("R")]) }))
        members["remark"] = .text(shown(event.remark, forms))
        members["fields"] = .object(event.fields)
        members["recurrence"] = .null
        members["duration"] = .object(["unit": .text("h")])
        if let statuses = forms.statuses, let key = event.status {
            var status: JSONObject = ["key": .integer(key), "isDefault": .bool(key == statuses.created)]
            if forms.namesStatuses {
                status["type"] = .integer(key == statuses.approved ? 2 : key == statuses.created ? 1 : 3)
            }
            members["status"] = .object(status)
        }
        for member in event.others.members + forms.oddMembers { members[member.name] = member.value }
        return JSONObject(members.members.filter { !forms.hidden.contains($0.name) })
    }

    private static func show(_ event: Event, _ forms: BrandForms, status: Int) -> HTTPResponse {
        HTTPResponse(status: status, body: JSONValue.object(members(event, forms)).written())
    }

    private static func list(_ body: JSONValue, _ state: State) -> HTTPResponse {
        let forms = state.forms
        let isByName = body["results"] != nil
        if isByName, forms.list == .refused { return .json("{}", status: 400) }
        let zone = Sample.zone(forms.zone)
        guard let from = body["dateFrom"]?.string.flatMap({ PlanningDateTime.read($0, in: zone) }),
            let to = body["dateTo"]?.string.flatMap({ PlanningDateTime.read($0, in: zone) })
        else { return .json("{}", status: 400) }
        let wanted = Set(body["resources"]?.elements?.compactMap(\.whole) ?? [])
        let found = state.events.filter { event in
            if isByName, forms.list == .findsNothing { return false }
            if isByName, forms.list == .byName, !event.isUnavailability { return false }
            if let last = forms.lastDay, event.start.day(in: zone) > last { return false }
            return event.start < to && event.end > from && (wanted.isEmpty || event.resources.contains { wanted.contains($0) })
        }
        return page(
            found.map { .object(members($0, forms)) }, body["pageIndex"]?.whole, body["pageSize"]?.whole ?? 50, forms)
    }
}

extension PlanningFixture {
    /// Over a brand.
    init(
        _ brand: FakeBrand, dialect: PlanningDialect = PlanningDialect(), referenceField: String? = nil,
        login: PlanningPMELogin = .authToken(Secret("assertion"))
    ) throws {
        try self.init(
            rawAppKey: PlanningFixture.appKey, login: login, dialect: dialect, referenceField: referenceField
        ) { request, _ in brand.answer(request) }
    }
}
