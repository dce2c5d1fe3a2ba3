import Foundation
import HTTPTestKit
import HTTPTransport
import Synchronization

/// Lucca's lists in memory, paged as `contracts/lucca.md` says. What a test wants otherwise, `override` answers first.
final class FakeLucca: Sendable {
    struct Rows: Sendable {
        var users: [String] = []
        var leaves: [String] = []
        var departments: [String] = []
        /// Of extra data; nil: they can't be read.
        var definitions: [String]?
        var servesCount = true
    }

    private let rows: Mutex<Rows>
    private let override: @Sendable (_ request: HTTPRequest, _ number: Int, _ rows: inout Rows) throws -> HTTPResponse?

    init(
        _ rows: Rows,
        override: @escaping @Sendable (HTTPRequest, Int, inout Rows) throws -> HTTPResponse? = { _, _, _ in nil }
    ) {
        self.rows = Mutex(rows)
        self.override = override
    }

    func answer(_ request: HTTPRequest, _ number: Int) throws -> HTTPResponse {
        try rows.withLock { rows in
            if let answer = try override(request, number, &rows) { return answer }
            switch request.path {
            case "/api/v3/users": return Self.page(rows.users, request, rows.servesCount)
            case "/api/v3/leaves": return Self.page(rows.leaves, request, rows.servesCount)
            case "/organization/structure/api/departments": return Self.numbered(rows.departments, request)
            case "/api/v3/extensionuserdefinitions":
                return rows.definitions.map { Self.page($0, request, rows.servesCount) } ?? .json("{}", status: 403)
            default: return .json("{}", status: 404)
            }
        }
    }

    private static func page(_ all: [String], _ request: HTTPRequest, _ servesCount: Bool) -> HTTPResponse {
        let paging = (request.query("paging") ?? "0,1000").split(separator: ",").compactMap { Int($0) }
        let page = all.dropFirst(paging.first ?? 0).prefix(paging.last ?? 1000)
        let asksCount = servesCount && (request.query("fields") ?? "").contains("collection.count")
        return .json(
            #"{"data":{"items":["# + page.joined(separator: ",") + "]" + (asksCount ? #","count":\#(all.count)}}"# : "}}"))
    }

    private static func numbered(_ all: [String], _ request: HTTPRequest) -> HTTPResponse {
        let limit = Int(request.query("limit") ?? "") ?? 10
        let number = Int(request.query("page") ?? "") ?? 1
        let page = all.dropFirst((number - 1) * limit).prefix(limit)
        let next = number * limit < all.count ? #""/departments?page=\#(number + 1)""# : "null"
        return .json(#"{"items":[\#(page.joined(separator: ","))],"count":\#(all.count),"prev":null,"next":\#(next)}"#)
    }
}

/// Rows as documented.
enum Row {
    static func user(_ id: Int, department: Int = 3, start: String = "2020-01-06T00:00:00", end: String = "null") -> String {
        #"{"id":\#(id),"firstName":"Zoé","lastName":"L’Hôte","mail":"zoe@acme.example","login":"zoe","employeeNumber":"00\#(id)","#
            + #""departmentId":\#(department),"dtContractStart":"\#(start)","dtContractEnd":\#(end)}"#
    }

    /// With more properties, such as `"jobTitle":"x"`.
    static func user(_ id: Int, with properties: String) -> String { "\(user(id).dropLast()),\(properties)}" }

    static func user(_ id: Int, data: String) -> String { user(id, with: #""extendedData":{\#(data)}"#) }

    static func definition(_ id: String, name: String = "Champ", _ more: String = "") -> String {
        #"{"id":"\#(id)","name":"\#(name)"\#(more.isEmpty ? "" : ",\(more)")}"#
    }

    static func entries(_ entries: (Int, String)...) -> String {
        let rows = entries.map { #"{"id":\#($0.0),"name":"\#($0.1)","translation":null}"# }
        return #""extensionUserPropertyListEntries":[\#(rows.joined(separator: ","))]"#
    }

    static func department(_ id: Int, _ hierarchy: String, name: String = "Atelier") -> String {
        #"{"id":\#(id),"name":"\#(name)","code":null,"parentId":null,"hierarchy":"\#(hierarchy)","isActive":true,"headId":null}"#
    }

    static func leave(_ id: Int, owner: Int = 42, date: String = "2026-12-24", account: Int = 7) -> String {
        #"{"id":"\#(id)","date":"\#(date)","isAm":true,"value":null,"isActive":true,"cancellationDate":null,"#
            + #""leavePeriodId":9,"leaveAccountId":\#(account),"leavePeriod":{"id":9,"ownerId":\#(owner),"isConfirmed":true},"#
            + #""leaveAccount":{"id":\#(account),"name":"Congés payés","isRemoteWork":false}}"#
    }

    static func leaves(_ ids: Range<Int>) -> [String] { ids.map { leave($0, owner: $0 % 50) } }
}
