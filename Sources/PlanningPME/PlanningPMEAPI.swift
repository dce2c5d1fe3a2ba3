import Foundation
import HTTPTransport
import SyncCore

/// The endpoints of one brand: AppKey and token on every call, lists read whole, errors in our words.
actor PlanningPMEAPI {
    private typealias Name = PlanningPMEAssumptions.Name
    nonisolated let client: RemoteClient
    private let credentials: PlanningPMECredentials
    /// Being fetched or held: concurrent calls wait for the same one.
    private var token: Task<Secret, any Error>?
    /// Counts tokens, so that of several calls that met a 401 only the first asks for a new one.
    private var generation = 0

    init(client: RemoteClient, credentials: PlanningPMECredentials) {
        self.client = client
        self.credentials = credentials
    }

    // MARK: Calls

    /// Sends with AppKey and token. A 401 in mid-run means that the token ended: a new one is asked for once.
    /// - Throws: `SyncError` for anything but 2xx and `accepted`.
    func send(_ request: RemoteRequest, accepted: Set<Int> = []) async throws -> HTTPResponse {
        let (secret, used) = try await currentToken()
        var response = try await client.send(authorized(request, secret))
        if response.status == 401 {
            let (renewed, _) = try await currentToken(replacing: used)
            response = try await client.send(authorized(request, renewed))
        }
        guard (200..<300).contains(response.status) || accepted.contains(response.status) else {
            throw PlanningPMEFailure.of(response, request)
        }
        return response
    }

    func json(_ request: RemoteRequest) async throws -> JSONValue {
        let response = try await send(request)
        guard let value = JSONValue.parse(response.body) else {
            throw PlanningPMEFailure.unreadable(request, isAmbiguous: request.retry == .never)
        }
        return value
    }

    /// With the AppKey alone: the cheapest connection test.
    func config() async throws {
        let request = RemoteRequest(.get, PlanningPMEAssumptions.configPath, headers: [("Accept", "application/json")])
        let response = try await client.send(adding(request, [("X-APPKEY", credentials.appKey)]))
        guard response.status == 200 else { throw PlanningPMEFailure.of(response, request) }
    }

    /// Fetches the token now.
    func authenticate() async throws {
        _ = try await currentToken()
    }

    // MARK: Lists

    /// Every row of a list, each key once.
    /// - Throws: `planningpme_unreadable` when fewer rows came than were counted.
    func list(pageSize: Int, _ page: (_ index: Int, _ size: Int) throws -> RemoteRequest) async throws -> [JSONValue] {
        var rows: [JSONValue] = []
        var seen: Set<Int> = []
        var index = 1
        while true {
            let request = try page(index, pageSize)
            let value = try await json(request)
            guard let items = value["items"]?.list else { throw PlanningPMEFailure.unreadable(request, isAmbiguous: false) }
            var isNew = false
            for item in items {
                guard let key = item[Name.key]?.integer else { throw PlanningPMEFailure.unreadable(request, isAmbiguous: false) }
                if seen.insert(key).inserted {
                    rows.append(item)
                    isNew = true
                }
            }
            let total = value["total"]?.integer
            if let total, rows.count >= total { return rows }
            // A server that ignores paging sends the same page again: no new key means the end.
            guard isNew else {
                guard let total else { return rows }
                throw PlanningPMEFailure.incomplete(request, got: rows.count, total: total)
            }
            // Without a total, a page that is not full is the last one.
            if total == nil, items.count < pageSize { return rows }
            index += 1
        }
    }

    // MARK: Token

    private func currentToken(replacing used: Int? = nil) async throws -> (Secret, Int) {
        if let used, used == generation { token = nil }
        if let token { return (try await token.value, generation) }
        generation += 1
        let current = generation
        let fetch = Task { try await fetchToken() }
        token = fetch
        do {
            let secret = try await withTaskCancellationHandler {
                try await fetch.value
            } onCancel: {
                fetch.cancel()
            }
            return (secret, current)
        } catch {
            if generation == current { token = nil }
            throw error
        }
    }

    private func fetchToken() async throws -> Secret {
        let method: HTTPMethod
        let form: [(name: String, value: HTTPBody.FormValue)]
        switch credentials.user {
        case .password(let username, let password):
            method = .post
            form = [("grant_type", .clear("password")), ("username", .secret(username)), ("password", .secret(password))]
        case .authToken(let assertion):
            method = .put
            form = [("grant_type", .clear(PlanningPMEAssumptions.assertionGrant)), ("assertion", .secret(assertion))]
        }
        let request = RemoteRequest(
            method, PlanningPMEAssumptions.tokenPath,
            headers: [("Accept", "application/json"), ("Content-Type", "application/x-www-form-urlencoded")],
            secretHeaders: [("X-APPKEY", credentials.appKey)], body: .form(form), retry: .safe)
        let response = try await client.send(request)
        if [400, 401, 403].contains(response.status) { throw PlanningPMEFailure.loginRefused(response.status) }
        guard response.status == 200 else { throw PlanningPMEFailure.of(response, request) }
        guard let text = JSONValue.parse(response.body)?["access_token"]?.text, !text.isEmpty else {
            throw PlanningPMEFailure.unreadable(request, isAmbiguous: false)
        }
        return Secret(text)
    }

    private func authorized(_ request: RemoteRequest, _ token: Secret) -> RemoteRequest {
        adding(request, [("X-APPKEY", credentials.appKey), ("Authorization", token.reveal { Secret("Bearer " + $0) })])
    }

    private nonisolated func adding(_ request: RemoteRequest, _ secrets: [(name: String, value: Secret)]) -> RemoteRequest {
        var request = request
        request.secretHeaders += secrets
        return request
    }
}
