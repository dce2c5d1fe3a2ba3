import HTTPTransport
import SyncCore
import SyncEngine

/// The endpoints of Lucca's first generation (`contracts/lucca.md`).
struct LuccaAPI: Sendable {
    private static let users = "api/v3/users"
    private static let leaves = "api/v3/leaves"
    private static let departments = "organization/structure/api/departments"
    private static let definitions = "api/v3/extensionuserdefinitions"

    /// Rows of a page, at most.
    static let userPage = 1000
    static let departmentPage = 100

    /// How often a document that is no JSON is asked for again: a proxy's page in between passes.
    private static let documentReadings = 2

    enum Answer: Sendable {
        case page(LuccaPage)
        /// 408: the server would need more than its 5 seconds.
        case tooSlow
    }

    private let client: RemoteClient
    private let key: Secret

    init(client: RemoteClient, key: Secret) {
        self.client = client
        self.key = key
    }

    var requestCount: Int { client.requestCount }
    var notices: APINotices { client.notices }

    /// Counts what the rows of an accepted list hold and this release does not know.
    func note(_ unknown: UnknownTally, _ subject: LuccaSubject) {
        unknown.note(in: notices, at: APIEndpoint(.lucca, HTTPMethod.get.rawValue, path: Self.path(of: subject)))
    }

    func note(_ rows: [some LuccaRow], _ subject: LuccaSubject) {
        var unknown = UnknownTally()
        unknown.add(rows)
        note(unknown, subject)
    }

    private static func path(of subject: LuccaSubject) -> String {
        switch subject {
        case .employees: users
        case .leaves: leaves
        case .departments: departments
        case .attributes, .establishments: definitions
        }
    }

    /// - Parameters:
    ///   - departments: nil for everyone.
    ///   - withFormer: those who left too.
    ///   - order: the parameter and its value.
    func users(
        in departments: [String]?, withFormer: Bool = false, fields: String = EmployeeWire.fields, offset: Int, limit: Int,
        order: (String, String) = LuccaAssumptions.stableOrder
    ) async throws -> Answer {
        var query = Self.query(fields: fields, offset: offset, limit: limit, order: order)
        if let departments { query.append(("departmentId", departments.joined(separator: ","))) }
        if withFormer { query.append(("formerEmployees", "true")) }
        return try await get(Self.users, query, .employees, isFirst: offset == 0, accepting: [408])
    }

    /// - Parameters:
    ///   - filter: of the owner, as in `leavePeriod.owner.departmentId`; Lucca demands one.
    ///   - ids: what the filter lets through.
    func leaves(
        _ filter: LeaveFilter, from: CalendarDay, through: CalendarDay, fields: String = LeaveWire.fields, offset: Int, limit: Int
    ) async throws -> Answer {
        var query = Self.query(fields: fields, offset: offset, limit: limit, order: LuccaAssumptions.stableOrder)
        query.append(("date", "between,\(from),\(through)"))
        query.append((filter.parameter, filter.ids.joined(separator: ",")))
        return try await get(
            Self.leaves, query, .leaves, list: "\(filter.ids.first ?? "") \(fields.utf8.count)", isFirst: offset == 0,
            accepting: [408])
    }

    /// v4: `page` counts from 1.
    func departments(page: Int) async throws -> Answer {
        let query = [("page", "\(page)"), ("limit", "\(Self.departmentPage)"), ("fields.root", "count")]
        return try await get(Self.departments, query, .departments, isFirst: page == 1, accepting: [])
    }

    /// Definitions of custom fields, in one page. `employees` is what a refusal is about: these are their fields.
    func definitions() async throws -> Answer {
        let query = [("fields", FieldDefinition.fields), ("paging", "0,\(LuccaAssumptions.definitionPage)")]
        return try await get(Self.definitions, query, .employees, list: "definitions", isFirst: true, accepting: [408])
    }

    private static func query(
        fields: String, offset: Int, limit: Int, order: (String, String)
    ) -> [(String, String)] {
        [("fields", "\(fields),collection.count"), ("paging", "\(offset),\(limit)"), order]
    }

    private func get(
        _ path: String, _ query: [(String, String)], _ subject: LuccaSubject, list: String = "", isFirst: Bool,
        accepting accepted: Set<Int>
    ) async throws -> Answer {
        let request = RemoteRequest(
            .get, path, query: query.map { (name: $0.0, value: $0.1) }, headers: [(name: "Accept", value: "application/json")],
            secretHeaders: [(name: "Authorization", value: try authorization())], answer: .page, acceptedStatuses: accepted)
        var isAnotherDocument = false
        for _ in 0..<Self.documentReadings {
            let response = try await client.send(request)
            if response.status == 408 { return .tooSlow }
            guard (200..<300).contains(response.status) else { throw LuccaRefusal(status: response.status, subject: subject) }
            guard let document = try await client.document(response, to: request) else { continue }
            guard let page = LuccaPage(document) else {
                isAnotherDocument = true
                continue
            }
            try client.keep(
                rows: page.rows.count, of: response, to: request, list: "\(subject.rawValue) \(list)", isFirst: isFirst)
            return .page(page)
        }
        // A page of a proxy is no JSON: then nothing is said about Lucca.
        if isAnotherDocument { notices.unknownShape(of: LuccaProperty.items, at: client.endpoint(of: request)) }
        throw LuccaFailure.unreadable(subject)
    }

    private func authorization() throws -> Secret {
        try key.reveal { text in
            let key = text.filter { !$0.isWhitespace }
            guard !key.isEmpty, key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw LuccaFailure.keyMalformed
            }
            return Secret("lucca application=\(key)")
        }
    }
}

/// Whose half-days are asked for.
enum LeaveFilter: Sendable, Equatable {
    /// Of employees who are in these departments now.
    case departments([String])
    case owners([String])

    var parameter: String {
        switch self {
        case .departments: "leavePeriod.owner.departmentId"
        case .owners: "leavePeriod.ownerId"
        }
    }

    var ids: [String] {
        switch self {
        case .departments(let ids), .owners(let ids): ids
        }
    }
}

/// Lists of ids for a filter, each short enough that the request's address and headers stay well under Lucca's 8 KB.
enum IdentifierChunks {
    /// Of the 8 KB; the rest is for the host, the other parameters and the headers.
    static let longest = 4000

    static func lists(_ ids: [String], longest: Int = longest) -> [[String]] {
        var lists: [[String]] = []
        var current: [String] = []
        var length = 0
        for id in ids {
            // What is no digit or letter takes three characters in an address.
            let width = id.utf8.reduce(1) { $0 + (isPlain($1) ? 1 : 3) }
            if !current.isEmpty, length + width > longest {
                lists.append(current)
                current = []
                length = 0
            }
            current.append(id)
            length += width
        }
        if !current.isEmpty { lists.append(current) }
        return lists
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}
