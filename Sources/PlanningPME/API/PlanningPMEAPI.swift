import Foundation
import HTTPTransport
import JSONText
import SyncCore

/// PlanningPME's calls (`contracts/planningpme.md`): AppKey and token on each, JSON in both directions.
struct PlanningPMEAPI: Sendable {
    static let config = "api/config"
    /// How often in all a list that changes while it is read is read.
    private static let readings = 3
    /// How often a repeatable call is made if the answer is not JSON: a proxy's error page may be temporary.
    static let documentReadings = 2

    private let client: RemoteClient
    private let appKey: Secret
    private let tokens: AccessTokens
    let dialect: PlanningDialect
    let notes: DialectNotes

    init(client: RemoteClient, appKey: Secret, login: PlanningPMELogin, dialect: PlanningDialect) {
        self.client = client
        self.appKey = appKey
        self.dialect = dialect
        let notes = DialectNotes(client: client)
        self.notes = notes
        tokens = AccessTokens {
            try await TokenRequest(client: client, appKey: appKey, login: login, method: dialect.token, notes: notes).send()
        }
    }

    var requestCount: Int { client.requestCount }
    var landingSeconds: Double { client.landingSeconds }

    /// Fetches a token unless there is one.
    func signIn() async throws { _ = try await tokens.current() }

    /// Only needs the AppKey.
    func configuration() async throws -> PlanningAnswer {
        let request = RemoteRequest(
            .get, Self.config, headers: Self.headers, secretHeaders: [try Self.appKeyHeader(appKey)], answer: .page)
        return PlanningAnswer(request: request, response: try await client.send(request))
    }

    /// The brand's enumerations; nil if it has none.
    func enumerations() async throws -> Enumerations? {
        let answer = try await configuration()
        guard (200..<300).contains(answer.status) else { throw PlanningPMEFailure.refused(answer.status, .configuration) }
        return try await document(answer).flatMap(Enumerations.init)
    }

    /// Sends a call with the user's token, and repeats it with a new one if that has expired.
    /// - Parameter statuses: errors that the caller handles instead of a retry.
    /// - Returns: 2xx, or any 4xx that does not concern the token.
    func send(
        _ method: HTTPMethod, _ path: String, query: [(name: String, value: String)] = [], body: JSONValue? = nil,
        retry: RemoteRequest.Retry? = nil, answer: RemoteRequest.Answer = .thing, accepting statuses: Set<Int> = []
    ) async throws -> PlanningAnswer {
        let token = try await tokens.current()
        var request = try request(method, path, query: query, body: body, retry: retry, answer: answer)
        request.acceptedStatuses = statuses
        let response = try await client.send(try signed(request, token))
        guard response.status == 401 else { return PlanningAnswer(request: request, response: response) }
        let second = try await client.send(try signed(request, try await tokens.replacement(for: token)))
        return PlanningAnswer(request: request, response: second)
    }

    /// The answer's content; nil if it is not JSON.
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

    /// Sends a call of a survey or a probe and returns whatever the answer is.
    func perform(_ call: DialectCall) async throws -> DialectAnswer {
        let isList = call.path == PlanningPMEAssumptions.Path.eventList
        let answer =
            call.path == Self.config
            ? try await configuration()
            : try await send(
                call.method, call.path, query: call.query, body: call.body, retry: isList ? .safe : nil,
                answer: call.isPage ? .page : .thing, accepting: call.accepted)
        if answer.status == 429 { throw PlanningPMEFailure.throttled }
        return DialectAnswer(
            status: answer.status, isEmpty: answer.response.body.isEmpty, location: answer.response.header("Location"),
            document: answer.response.body.isEmpty ? nil : try await document(answer))
    }

    /// One complete thing.
    /// - Returns: nil if it does not exist.
    func thing(_ path: String, key: Int, _ what: PlanningSubject) async throws -> JSONObject? {
        for _ in 0..<Self.documentReadings {
            let answer = try await send(.get, "\(path)/\(key)")
            if isGone(answer.response) { return nil }
            guard (200..<300).contains(answer.status) else { throw PlanningPMEFailure.refused(answer.status, what) }
            if let members = try await document(answer)?.members { return members }
        }
        throw PlanningPMEFailure.unreadable(what)
    }

    /// Whether an answer means that the thing does not exist.
    func isGone(_ response: HTTPResponse) -> Bool {
        switch (response.status, dialect.gone) {
        case (404, _), (410, _): true
        case (200..<300, .emptySuccess), (400, .badRequest): response.body.isEmpty
        default: false
        }
    }

    /// A complete list that is read by GET, page by page.
    func list<Row: KeyedRow>(
        _ path: String, of row: Row.Type = ThingWire.self, pageSize: Int, _ what: PlanningSubject
    ) async throws -> [Row] {
        try await whole(what, pageSize: pageSize) { page in
            try await send(.get, path, query: Self.paging(page, pageSize), answer: .page, accepting: faults(of: page))
        }
    }

    /// All events that overlap a period.
    /// - Parameters:
    ///   - isByName: whether unavailabilities are requested by name; nil for the dialect's way.
    ///   - isEnough: once this is true for an event, no further page is requested.
    func events<Row: KeyedRow>(
        from: Instant, to: Instant, resources: [JSONValue], pageSize: Int, isByName: Bool? = nil, zone: TimeZone,
        _ what: PlanningSubject,
        until isEnough: @escaping @Sendable (Row) -> Bool = { _ in false }
    ) async throws -> [Row] {
        try await whole(what, pageSize: pageSize, until: isEnough) { page in
            try await eventPage(
                from: from, to: to, resources: resources, page: page, pageSize: pageSize, isByName: isByName, zone: zone)
        }
    }

    /// Repeats the request without the name of the kind if that is rejected, from then on.
    func eventPage(
        from: Instant, to: Instant, resources: [JSONValue], page: Int, pageSize: Int, isByName: Bool? = nil, zone: TimeZone
    ) async throws -> PlanningAnswer {
        let isByName = isByName ?? (dialect.list == .byName && !notes.isListFilteredHere)
        func ask(_ isByName: Bool) async throws -> PlanningAnswer {
            let body = EventListQuery(
                from: from, to: to, resources: resources, isByName: isByName, page: page, pageSize: pageSize
            ).body(dialect.time, zone)
            // It only reads, whatever its method.
            return try await send(
                .post, PlanningPMEAssumptions.Path.eventList, body: body, retry: .safe, answer: .page,
                accepting: faults(of: page))
        }
        let answer = try await ask(isByName)
        guard answer.status == 400, isByName else { return answer }
        let second = try await ask(false)
        guard (200..<300).contains(second.status) else { return answer }
        notes.isListFilteredHere = true
        notes.note([.list])
        return second
    }

    /// The errors of servers for a page that they do not know: if pages are counted differently than in the dialect, the number
    /// may be such a page.
    private func faults(of page: Int) -> Set<Int> {
        page == 0 && dialect.paging != .fromZero ? [500, 501, 502, 503] : []
    }

    /// Creates a thing. An answer that does not concern the thing itself (expired token, too many requests) allows a retry, but
    /// only after a search: no answer proves that nothing was created, and a retry could create a duplicate.
    /// - Parameter find: the key of what may have been created.
    /// - Returns: its key, and the answer's content.
    func create(
        _ path: String, _ body: JSONValue, _ what: PlanningSubject, find: () async throws -> Int?
    ) async throws -> (key: Int, answer: JSONValue?) {
        var request = try request(.post, path, body: body, retry: .never)
        var token = try await tokens.current()
        var isNewToken = false
        while true {
            let response = try await client.send(try signed(request, token))
            let isMade = (200..<300).contains(response.status)
            if isMade {
                let document = response.body.isEmpty ? nil : try await client.document(response, to: request)
                // If a probe found that keys in answers are wrong, none is used.
                if dialect.createdKey != .reference,
                    let (key, form) = CreatedKey.of(document, location: response.header("Location"))
                {
                    if form != dialect.createdKey { notes.note([.createdKey]) }
                    return (key, document)
                }
            } else {
                guard response.status == 429 || response.status == 401 && !isNewToken else {
                    throw PlanningPMEFailure.refused(
                        response.status, what, sent: body, answer: try await client.document(response, to: request))
                }
            }
            do {
                if response.status == 401 {
                    token = try await tokens.replacement(for: token)
                    isNewToken = true
                }
                if let key = try await find() {
                    if isMade, dialect.createdKey != .reference { notes.note([.createdKey]) }
                    return (key, nil)
                }
            } catch let error as SyncError {
                throw error.markedAmbiguous()
            }
            // It was created, and its key is unknown.
            if isMade { throw PlanningPMEFailure.unreadable(what, isAmbiguous: true) }
            request.attemptsBefore += 1
        }
    }

    /// The result of a write.
    enum Written: Sendable {
        /// - Parameter answer: the answer's content; nil if empty.
        case done(answer: JSONValue?)
        case gone
    }

    /// Changes a thing. If it is rejected, checks whether someone holds it.
    func change(_ path: String, key: Int, _ body: JSONValue, _ what: PlanningSubject, isHeld: Bool = false) async throws
        -> Written
    {
        try await write(.put, path, key, body: body, what, isHeld: isHeld)
    }

    func delete(_ path: String, key: Int, _ what: PlanningSubject) async throws -> Written {
        try await write(.delete, path, key, body: nil, what, isHeld: true)
    }

    /// An idempotent write. A success that is neither empty nor JSON comes from a proxy, and nothing was written.
    /// - Parameter isHeld: whether such a thing can be locked or open.
    private func write(
        _ method: HTTPMethod, _ path: String, _ key: Int, body: JSONValue?, _ what: PlanningSubject, isHeld: Bool
    ) async throws -> Written {
        for _ in 0..<Self.documentReadings {
            let answer = try await send(method, "\(path)/\(key)", body: body)
            let response = answer.response
            guard (200..<300).contains(response.status) else {
                let isGone = response.status == 404 || response.status == 410
                if isGone, !isHeld { return .gone }
                let refused = PlanningPMEFailure.refused(
                    response.status, what, sent: body ?? .object([:]), answer: try await document(answer))
                guard isHeld, isGone || Self.mayBeHeld.contains(response.status) else { throw refused }
                return try await whyRefused(path, key, what, refused)
            }
            if response.body.isEmpty { return .done(answer: nil) }
            if let document = try await document(answer) { return .done(answer: document) }
        }
        throw PlanningPMEFailure.unreadable(what, isAmbiguous: true)
    }

    /// Statuses that may mean that someone holds the thing.
    private static let mayBeHeld: Set<Int> = [400, 403, 405, 409, 422, 423]

    /// Reads what could not be written. A 404 may concern something that the body refers to: if the event counted as gone, it
    /// would be created again.
    private func whyRefused(_ path: String, _ key: Int, _ what: PlanningSubject, _ refused: SyncError) async throws -> Written {
        let read: JSONObject?
        do {
            read = try await thing(path, key: key, what)
        } catch let error as SyncError where error.failureClass != .cancelled && error.failureClass != .leaseLost {
            throw refused
        }
        guard let read else { return .gone }
        throw Self.isHeld(read) ? PlanningPMEFailure.locked(what) : refused
    }

    /// Locked, read-only for this user, or open in someone's window.
    private static func isHeld(_ event: JSONObject) -> Bool {
        event["readonly"]?.truth == true || event["isBlocked"]?.truth == true || event["editor"].map { !$0.isBlank } ?? false
    }

    static func paging(_ page: Int, _ size: Int) -> [(name: String, value: String)] {
        [
            (name: PlanningPMEAssumptions.Name.pageIndex, value: "\(page)"),
            (name: PlanningPMEAssumptions.Name.pageSize, value: "\(size)"),
        ]
    }

    /// Reads on the decoding threads, because answers may contain tens of thousands of rows. The last read counts pages from the
    /// other number: otherwise a brand that counts differently than its dialect could never be read completely.
    private func whole<Row: KeyedRow>(
        _ what: PlanningSubject, pageSize: Int, until isEnough: @escaping @Sendable (Row) -> Bool = { _ in false },
        ask: @escaping @Sendable (Int) async throws -> PlanningAnswer
    ) async throws -> [Row] {
        try await Decoding.run {
            for reading in 1...Self.readings {
                var walk = KeyedWalk<Row>(dialect.paging, pageSize: pageSize, isFromOther: reading == Self.readings)
                var step = KeyedWalkStep.more
                while step == .more {
                    let known = walk.rows.count
                    step = try await page(what, walk, ask).map { walk.take($0) } ?? walk.takeNoPage()
                    if walk.rows.dropFirst(known).contains(where: isEnough) { step = .done }
                }
                if step == .done {
                    if walk.isOtherwise, !walk.rows.isEmpty { notes.note([.paging]) }
                    return walk.rows
                }
                if step == .unreadable {
                    throw PlanningPMEFailure.unreadable(what, because: .keyMissing)
                }
            }
            throw PlanningPMEFailure.incomplete(what, readings: Self.readings)
        }
    }

    /// - Returns: nil if the page does not exist, where it is unknown whether pages are counted from it.
    private func page<Row>(
        _ what: PlanningSubject, _ walk: KeyedWalk<Row>, _ ask: @Sendable (Int) async throws -> PlanningAnswer
    ) async throws -> PlanningPage? {
        for _ in 0..<Self.documentReadings {
            let answer = try await ask(walk.page)
            let response = answer.response
            guard (200..<300).contains(response.status) else {
                if walk.page == 0, walk.isOtherwise { return nil }
                throw PlanningPMEFailure.refused(response.status, what)
            }
            guard let page = try await document(answer).flatMap(PlanningPage.init) else { continue }
            try client.keep(
                rows: page.items.count, of: response, to: answer.request, list: "\(what)", isFirst: walk.isAtFirst)
            return page
        }
        throw PlanningPMEFailure.unreadable(what)
    }

    static let headers = [(name: "Accept", value: "application/json")]

    static func appKeyHeader(_ appKey: Secret) throws -> (name: String, value: Secret) {
        let value = try appKey.reveal { text in
            let key = text.filter { !$0.isWhitespace }
            guard !key.isEmpty, key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw PlanningPMEFailure.appKeyMalformed
            }
            return Secret(key)
        }
        return (name: "X-APPKEY", value: value)
    }
}

/// An answer with its request, which decides the limits of reading it.
struct PlanningAnswer: Sendable {
    let request: RemoteRequest
    let response: HTTPResponse

    var status: Int { response.status }
}
