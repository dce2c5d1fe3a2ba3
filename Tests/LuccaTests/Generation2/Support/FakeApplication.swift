import Foundation
import HTTPTestKit
import HTTPTransport
import Synchronization

/// Lucca's generation 2 in memory: a token host, and lists whose pages are linked, as `contracts/lucca.md` says. What a test wants
/// otherwise, `override` answers first.
final class FakeApplication: Sendable {
    struct World: Sendable {
        var employees: [String] = []
        var departments: [String] = []
        var absences: [String] = []
        var attributes: [String] = []
        var definitions: [String] = []
        var establishments: [String] = []
        /// The members of `embedded`, as JSON.
        var embedded = ""
        var servesCount = true
        var tokenSeconds = 1800
        /// The scopes that the application has.
        var granted = Set(ApplicationJSON.scopes)
        /// How many tokens were given; the last one's text is `token-N`.
        var tokens = 0
        /// The tokens that Lucca accepts; nil for all.
        var accepted: Set<String>?
    }

    static let host = "https://accounts.world.luccasoftware.com"
    private let world: Mutex<World>
    private let override: @Sendable (_ request: HTTPRequest, _ number: Int, _ world: inout World) throws -> HTTPResponse?

    init(
        _ world: World, override: @escaping @Sendable (HTTPRequest, Int, inout World) throws -> HTTPResponse? = { _, _, _ in nil }
    ) {
        self.world = Mutex(world)
        self.override = override
    }

    func answer(_ request: HTTPRequest, _ number: Int) throws -> HTTPResponse {
        try world.withLock { world in
            if let answer = try override(request, number, &world) { return answer }
            if request.url == Self.host + "/connect/token" { return Self.token(request, &world) }
            guard let token = request.secretHeader("Authorization"), world.accepted?.contains(token) ?? true else {
                return .json(#"{"title":"Unauthorized"}"#, status: 401)
            }
            switch request.path {
            case "/lucca-api/employees": return Self.page(world.employees, request, world)
            case "/lucca-api/departments": return Self.page(world.departments, request, world)
            case "/lucca-api/leaves": return Self.page(world.absences, request, world)
            case "/lucca-api/employee-attributes": return Self.page(world.attributes, request, world)
            case "/lucca-api/employee-attribute-definitions": return Self.page(world.definitions, request, world)
            case "/lucca-api/business-establishments": return Self.page(world.establishments, request, world)
            default: return .json("{}", status: 404)
            }
        }
    }

    private static func token(_ request: HTTPRequest, _ world: inout World) -> HTTPResponse {
        let form = URLComponents(string: "?" + request.text)?.queryItems ?? []
        let scopes = form.first { $0.name == "scope" }?.value?.split(separator: " ").map(String.init) ?? []
        guard Set(scopes).isSubset(of: world.granted) else { return .json(#"{"error":"invalid_scope"}"#, status: 400) }
        world.tokens += 1
        return .json(
            #"{"access_token":"token-\#(world.tokens)","token_type":"Bearer","expires_in":\#(world.tokenSeconds)}"#)
    }

    static func page(_ all: [String], _ request: HTTPRequest, _ world: World) -> HTTPResponse {
        let limit = Int(request.query("limit") ?? "") ?? 25
        let offset = Int((request.query("page") ?? "!0").dropFirst()) ?? 0
        let page = all.dropFirst(offset).prefix(limit)
        let includes = Set((request.query("include") ?? "").split(separator: ","))
        var members = [#""type":"list""#, #""items":[\#(page.joined(separator: ","))]"#]
        if includes.contains("links") {
            let kept = request.url.split(separator: "&").filter { !$0.hasPrefix("page=") }.joined(separator: "&")
            let next = offset + limit < all.count ? #"{"href":"\#(kept)&page=!\#(offset + limit)"}"# : "null"
            members.append(#""links":{"prev":null,"next":\#(next)}"#)
        }
        if includes.contains("embedded") { members.append(#""embedded":{\#(world.embedded)}"#) }
        if includes.contains("totalCount"), world.servesCount { members.append(#""totalCount":\#(all.count)"#) }
        return .json("{" + members.joined(separator: ",") + "}")
    }
}

/// Rows as documented.
enum ApplicationJSON {
    static let scopes = [
        "employees.readonly", "employments.readonly", "job-positions.readonly", "departments.readonly", "leaves.readonly",
        "business-establishments.readonly", "employee-attributes.readonly", "employee-attribute-definitions.readonly",
    ]

    static func employee(_ id: Int, position: Int? = 74, employment: Int? = 90) -> String {
        func reference(_ id: Int?) -> String { id.map { #"{"id":"\#($0)","type":"x","url":"y"}"# } ?? "null" }
        return #"{"id":"\#(id)","givenName":"Zoé","familyName":"L’Hôte","employeeNumber":"00\#(id)","email":"zoe@acme.example","#
            + #""status":"active","phoneNumber":"+33 1","applicableEmployment":\#(reference(employment)),"#
            + #""applicableJobPosition":\#(reference(position))}"#
    }

    /// What the pages of employees embed.
    static func people(department: Int = 3, start: String = #"{"date":"2020-01-06"}"#, end: String = "null") -> String {
        #""job-position":{"74":{"id":"74","jobTitle":"Cariste","businessEstablishment":{"id":"5"},"department":{"id":"\#(department)"}}},"#
            + #""employment":{"90":{"id":"90","start":\#(start),"end":\#(end)}}"#
    }

    static func department(_ id: Int, parent: Int? = nil, archived: Bool = false) -> String {
        #"{"id":"\#(id)","name":"Atelier \#(id)","remoteId":"A","parent":\#(parent.map { #"{"id":"\#($0)"}"# } ?? "null"),"#
            + #""isArchived":\#(archived)}"#
    }

    static func day(_ date: String, _ range: String = "allDay", duration: String = #"{"iso":"P1D","value":1,"unit":"days"}"#)
        -> String
    {
        #"{"date":"\#(date)","range":"\#(range)","duration":\#(duration)}"#
    }

    static func absence(
        _ id: Int, of employee: Int = 1, status: String = "confirmed", days: [String] = [day("2026-12-24")], account: Int = 7
    ) -> String {
        #"{"id":"\#(id)","employee":{"id":"\#(employee)"},"leaveAccount":{"id":"\#(account)"},"status":"\#(status)","#
            + #""startsOn":"2026-12-24","startPosition":"firstHalfDay","endsOn":"2026-12-24","endPosition":"secondHalfDay","#
            + #""details":{"nature":"canary-of-an-illness"},"days":[\#(days.joined(separator: ","))]}"#
    }

    static let accounts = #""leave-account":{"7":{"id":"7","name":"Congés payés","unit":"workingDays"}}"#

    static func attribute(_ id: Int, _ definition: String, of employee: Int, _ value: String, applies: String = "null") -> String
    {
        #"{"id":"\#(id)","definition":{"id":"\#(definition)"},"employee":{"id":"\#(employee)"},"#
            + #""applicability":\#(applies),"value":\#(value)}"#
    }

    static func definition(_ id: String, _ schema: String, several: Bool = false, more: String = "") -> String {
        #"{"id":"\#(id)","name":"Nom de \#(id)","targetType":"employee","schema":\#(schema),"#
            + #""multipleValueHandling":\#(several ? #"{"sorting":"ascending"}"# : "null"),"isArchived":false\#(more)}"#
    }
}
