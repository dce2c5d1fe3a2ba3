import HTTPTransport
import JSONText
import SyncCore

/// PlanningPME's calls (`contracts/planningpme.md`): AppKey and token on each, JSON both ways.
struct PlanningPMEAPI: Sendable {
    private static let config = "api/config"
    /// Lists that change while they are read are read again, up to this often in all.
    private static let readings = 3
    /// How often what may be asked twice is, when the answer is no JSON: a proxy's page in between passes.
    static let documentReadings = 2

    private let client: RemoteClient
    private let appKey: Secret
    private let tokens: AccessTokens

    init(client: RemoteClient, appKey: Secret, login: PlanningPMELogin) {
        self.client = client
        self.appKey = appKey
        tokens = AccessTokens { try await TokenRequest(client: client, appKey: appKey, login: login).send() }
    }

    var requestCount: Int { client.requestCount }
    var landingSeconds: Double { client.landingSeconds }

    /// A token, fetched unless there is one.
    func signIn() async throws { _ = try await tokens.current() }

    /// Needs the AppKey alone.
    func configuration() async throws -> PlanningAnswer {
        let request = RemoteRequest(
            .get, Self.config, headers: Self.headers, secretHeaders: [try Self.appKeyHeader(appKey)], answer: .page)
        return PlanningAnswer(request: request, response: try await client.send(request))
    }

    /// Sends a call with the user's token, again with a new one when that has ended.
    /// - Returns: 2xx, or any 4xx that is not about the token.
    func send(
        _ method: HTTPMethod, _ path: String, query: [(name: String, value: String)] = [], body: JSONValue? = nil,
        retry: RemoteRequest.Retry? = nil, answer: RemoteRequest.Answer = .thing
    ) async throws -> PlanningAnswer {
        let token = try await tokens.current()
        let request = try request(method, path, query: query, body: body, retry: retry, answer: answer)
        let response = try await client.send(try signed(request, token))
        guard response.status == 401 else { return PlanningAnswer(request: request, response: response) }
        let second = try await client.send(try signed(request, try await tokens.replacement(for: token)))
        return PlanningAnswer(request: request, response: second)
    }

    /// What an answer holds; nil when it is not JSON.
    func document(_ answer: PlanningAnswer) async throws -> JSONValue? {
        try await client.document(answer.response, to: answer.request)
    }

    private func request(
        _ method: HTTPMethod, _ path: String, query: [(name: String, value: String)] = [], body: JSONValue?,
        retry: RemoteRequest.Retry?, answer: RemoteRequest.Answer = .thing
    ) throws -> RemoteRequest {
        var headers = Self.headers
        var content: HTTPBody?
        if let body {
            headers.append((name: "Content-Type", value: "application/json"))
            content = .clear(body.written())
        }
        return RemoteRequest(method, path, query: query, headers: headers, body: content, retry: retry, answer: answer)
    }

    private func signed(_ request: RemoteRequest, _ token: Secret) throws -> RemoteRequest {
        var request = request
        request.secretHeaders = [
            try Self.appKeyHeader(appKey), (name: "Authorization", value: token.reveal { Secret("Bearer \($0)") }),
        ]
        return request
    }

    /// One thing, whole.
    /// - Returns: nil when it is not there.
    func thing(_ path: String, key: Int, _ what: String) async throws -> JSONObject? {
        for _ in 0..<Self.documentReadings {
            let answer = try await send(.get, "\(path)/\(key)")
            let response = answer.response
            if response.status == 404 || response.status == 410 { return nil }
            guard (200..<300).contains(response.status) else { throw PlanningPMEFailure.refused(response.status, what) }
            if let members = try await document(answer)?.members { return members }
        }
        throw PlanningPMEFailure.unreadable(what)
    }

    /// A list that a GET pages through, whole.
    func list(_ path: String, pageSize: Int, _ what: String) async throws -> [ThingWire] {
        try await whole(what) { page in
            try await send(.get, path, query: Self.paging(page, pageSize), answer: .page)
        }
    }

    /// The events that touch a period, whole.
    func events(from: Instant, to: Instant, resources: [JSONValue], pageSize: Int, _ what: String) async throws -> [EventWire] {
        try await whole(what) { page in
            try await eventPage(from: from, to: to, resources: resources, page: page, pageSize: pageSize)
        }
    }

    func eventPage(
        from: Instant, to: Instant, resources: [JSONValue], page: Int, pageSize: Int
    ) async throws -> PlanningAnswer {
        let body = JSONValue.object([
            "dateFrom": .text(PlanningDateTime.write(from)),
            "dateTo": .text(PlanningDateTime.write(to)),
            "resources": .list(JSONList(resources)),
            "results": .text(PlanningPMEAssumptions.unavailability),
            PlanningPMEAssumptions.Name.pageIndex: .integer(page),
            PlanningPMEAssumptions.Name.pageSize: .integer(pageSize),
        ])
        // Only reads, whatever its method.
        return try await send(.post, PlanningPMEAssumptions.Path.eventList, body: body, retry: .safe, answer: .page)
    }

    /// Creates a thing. An answer that says nothing of the thing itself (the token ended, too many requests) lets it be sent again,
    /// but not before it was looked for: no answer proves that nothing was made, and a second one would stand there twice.
    /// - Parameter find: the key of what may have been made.
    /// - Returns: its key.
    func create(_ path: String, _ body: JSONValue, _ what: String, find: () async throws -> Int?) async throws -> Int {
        var request = try request(.post, path, body: body, retry: .never)
        var token = try await tokens.current()
        var isNewToken = false
        while true {
            let response = try await client.send(try signed(request, token))
            if (200..<300).contains(response.status) {
                if let key = try await client.document(response, to: request)?["key"]?.whole { return key }
                // It was made, and nobody knows under which key.
                throw PlanningPMEFailure.unreadable(what, isAmbiguous: true)
            }
            guard response.status == 429 || response.status == 401 && !isNewToken else {
                throw PlanningPMEFailure.refused(
                    response.status, what, sent: body, answer: try await client.document(response, to: request))
            }
            do {
                if response.status == 401 {
                    token = try await tokens.replacement(for: token)
                    isNewToken = true
                }
                if let key = try await find() { return key }
            } catch let error as SyncError {
                throw error.markedAmbiguous()
            }
            request.attemptsBefore += 1
        }
    }

    /// Replaces a thing.
    /// - Returns: false when it is not there.
    func replace(_ path: String, key: Int, with body: JSONValue, _ what: String) async throws -> Bool {
        try await write(.put, "\(path)/\(key)", body: body, what)
    }

    /// Deletes a thing.
    /// - Returns: false when it was not there.
    func delete(_ path: String, key: Int, _ what: String) async throws -> Bool {
        try await write(.delete, "\(path)/\(key)", body: nil, what)
    }

    /// A write that is the same done twice. A success that is neither empty nor JSON is the page of somebody in between, who did
    /// nothing.
    private func write(_ method: HTTPMethod, _ path: String, body: JSONValue?, _ what: String) async throws -> Bool {
        for _ in 0..<Self.documentReadings {
            let answer = try await send(method, path, body: body)
            let response = answer.response
            if response.status == 404 || response.status == 410 { return false }
            guard (200..<300).contains(response.status) else {
                throw PlanningPMEFailure.refused(response.status, what, sent: body, answer: try await document(answer))
            }
            if response.body.isEmpty { return true }
            if try await document(answer) != nil { return true }
        }
        throw PlanningPMEFailure.unreadable(what, isAmbiguous: true)
    }

    static func paging(_ page: Int, _ size: Int) -> [(name: String, value: String)] {
        [
            (name: PlanningPMEAssumptions.Name.pageIndex, value: "\(page)"),
            (name: PlanningPMEAssumptions.Name.pageSize, value: "\(size)"),
        ]
    }

    /// Reads on the threads for that: rows by the ten thousand are made of answers here.
    private func whole<Row: KeyedRow>(
        _ what: String, ask: @escaping @Sendable (Int) async throws -> PlanningAnswer
    ) async throws -> [Row] {
        try await Decoding.run {
            for _ in 0..<Self.readings {
                var walk = KeyedWalk<Row>()
                var step = KeyedWalkStep.more
                while step == .more { step = walk.take(try await page(what, walk.page, ask)) }
                if step == .done { return walk.rows }
                if step == .unreadable {
                    throw PlanningPMEFailure.unreadable(
                        what, because: "one of them has no key that can be read, so none of them can be relied on")
                }
            }
            throw PlanningPMEFailure.incomplete(what, readings: Self.readings)
        }
    }

    private func page(
        _ what: String, _ number: Int, _ ask: @Sendable (Int) async throws -> PlanningAnswer
    ) async throws -> PlanningPage {
        for _ in 0..<Self.documentReadings {
            let answer = try await ask(number)
            let response = answer.response
            guard (200..<300).contains(response.status) else { throw PlanningPMEFailure.refused(response.status, what) }
            guard let page = try await document(answer).flatMap(PlanningPage.init) else { continue }
            try client.keep(
                rows: page.items.count, of: response, to: answer.request, list: what, isFirst: number == 1)
            return page
        }
        throw PlanningPMEFailure.unreadable(what)
    }

    static let headers = [(name: "Accept", value: "application/json")]

    static func appKeyHeader(_ appKey: Secret) throws -> (name: String, value: Secret) {
        let value = try appKey.reveal { text in
            let key = text.filter { !$0.isWhitespace }
            guard !key.isEmpty, key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw PlanningPMEFailure.unauthorized("What is stored as the PlanningPME AppKey does not look like one.")
            }
            return Secret(key)
        }
        return (name: "X-APPKEY", value: value)
    }
}
