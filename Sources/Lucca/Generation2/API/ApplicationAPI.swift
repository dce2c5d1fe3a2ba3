import HTTPTransport
import SyncCore
import SyncEngine

/// A list of the Lucca API.
struct ApplicationList: Sendable {
    let path: String
    let subject: LuccaSubject
    let scopes: Set<LuccaScope>
    /// Without `limit`, `sort` and `include`.
    var query: [(name: String, value: String)] = []
    /// Distinguishes lists of one path.
    var name = ""
}

/// The endpoints of Lucca's second generation (`contracts/lucca.md`).
struct ApplicationAPI: Sendable {
    private static let folder = "lucca-api"
    private static let version = "2024-11-01"
    /// Rows of a page, at most.
    static let page = 100
    /// Ids of a filter, at most.
    static let ids = 100
    /// How often a document that is no JSON is asked for again: a proxy's page in between passes.
    private static let documentReadings = 2

    enum Answer: Sendable {
        case page(ApplicationPage)
        /// 408: the server would need more than its 5 seconds.
        case tooSlow
    }

    private let client: RemoteClient
    private let tokens: ApplicationTokens

    init(client: RemoteClient, tokens: ApplicationTokens) {
        self.client = client
        self.tokens = tokens
    }

    var requestCount: Int { client.requestCount }

    /// - Parameter link: of the page before; nil for the first page.
    func page(of list: ApplicationList, at link: RemoteLink?, limit: Int) async throws -> Answer {
        let first = RemoteRequest(
            .get, "\(Self.folder)/\(list.path)",
            query: list.query + [
                (name: "limit", value: "\(limit)"), (name: "sort", value: LuccaAssumptions.stableSort),
                (name: "include", value: "embedded,links,totalCount"),
            ], headers: [(name: "Accept", value: "application/json"), (name: "Api-Version", value: Self.version)], answer: .page,
            acceptedStatuses: [408])
        let request = link.map(first.following) ?? first
        for _ in 0..<Self.documentReadings {
            let response = try await send(request, list.scopes)
            if response.status == 408 { return .tooSlow }
            guard (200..<300).contains(response.status) else {
                throw ApplicationRefusal(status: response.status, subject: list.subject)
            }
            guard let page = try await client.document(response, to: request).flatMap(ApplicationPage.init) else { continue }
            try client.keep(
                rows: page.rows.count, of: response, to: request, list: "\(list.path) \(list.name)", isFirst: link == nil)
            return .page(page)
        }
        throw LuccaFailure.unreadable(list.subject)
    }

    /// The address of the next page; nil on the last one.
    /// - Throws: `lucca_unreadable` for one that is not within this account's API: nothing is sent there.
    func link(of page: ApplicationPage, _ list: ApplicationList) throws -> RemoteLink? {
        switch page.next {
        case .none: return nil
        case .unreadable: throw LuccaFailure.unreadable(list.subject)
        case .address(let text):
            guard let link = RemoteLink(text, at: client.address, below: Self.folder) else {
                throw LuccaFailure.unreadable(list.subject)
            }
            return link
        }
    }

    /// With a new token, once, if Lucca rejects the one there is.
    private func send(_ request: RemoteRequest, _ scopes: Set<LuccaScope>) async throws -> HTTPResponse {
        let token = try await tokens.current(for: scopes)
        let response = try await client.send(Self.signed(request, token))
        guard response.status == 401 else { return response }
        let second = try await client.send(Self.signed(request, try await tokens.replacement(for: token, scopes)))
        guard second.status != 401 else { throw LuccaFailure.application(.tokenRejected) }
        return second
    }

    private static func signed(_ request: RemoteRequest, _ token: Secret) -> RemoteRequest {
        var request = request
        request.secretHeaders = [(name: "Authorization", value: token.reveal { Secret("Bearer \($0)") })]
        return request
    }

    /// Counts values of an accepted list that this release does not know; never which.
    func note(unknown count: Int, of property: ApplicationProperty, in list: ApplicationList) {
        guard count > 0 else { return }
        client.notices.unknownValue(
            of: property, at: client.endpoint(of: RemoteRequest(.get, "\(Self.folder)/\(list.path)")), count: count)
    }
}

/// An answer of the Lucca API that says no. Inside the adapter only: what leaves it is the `SyncError`.
struct ApplicationRefusal: Error, Sendable, Equatable {
    let status: Int
    let subject: LuccaSubject

    var error: SyncError {
        switch (status, subject) {
        case (403, .leaves), (404, .leaves), (410, .leaves): LuccaFailure.application(.leavesNotOpened(status: status))
        case (403, _), (404, _), (410, _): LuccaFailure.application(.forbidden(subject: subject, status: status))
        default: LuccaFailure.refused(status, reading: subject)
        }
    }
}
