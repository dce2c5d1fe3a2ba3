import Foundation

/// Both systems according to a recording, on 127.0.0.1. Any credentials are accepted.
package actor ReplayServer {
    private let replay: Replay
    private let exchange: ReplayExchange
    private let recording: Recording
    private let wantedPorts: [Int]
    private let listeners = Listeners()

    /// - Parameters:
    ///   - ports: one listener each; 0 for a free one.
    ///   - note: gets a line about each request that was not answered as recorded.
    package init(_ recording: Recording, ports: [Int] = [0], note: @escaping @Sendable (String) -> Void = { _ in }) {
        replay = Replay(recording)
        exchange = ReplayExchange(replay: replay, account: recording.account, note: note)
        self.recording = recording
        wantedPorts = ports
    }

    /// Listens, and returns when requests are accepted.
    /// - Returns: the addresses.
    /// - Throws: `SimulatorError.notStarted`, with nothing left open, if a port is taken or this server is already running.
    @discardableResult
    package func start() async throws -> ReplayReadyLine {
        let ports = try await listeners.open(wantedPorts) { [exchange] request in try exchange.perform(request) }
        return ReplayReadyLine(ports: ports, recording: recording)
    }

    /// Closes the ports and every connection.
    package func stop() async {
        await listeners.close()
    }

    package nonisolated var counts: ReplayCounts { replay.counts }
}

/// One request and its answer from a recording.
struct ReplayExchange: Sendable {
    let replay: Replay
    /// The account's pseudonym, also used as the brand's name.
    let account: String
    /// Gets a line for the operator.
    let note: @Sendable (String) -> Void

    func perform(_ request: SimulatedRequest) throws -> Delivery {
        if request.path.hasPrefix("/_control/") { return .whole(try control(request)) }
        let place = place(of: request)
        let call = "\(request.method) \(request.path)"
        guard let match = replay.match(Self.readings(of: request, at: place)) else {
            note("\(call): the recording holds no such request (501).")
            return .whole(.message(501, "The recording holds no \(call)."))
        }
        switch match.rule {
        case .exact: break
        case .moments: note("\(call): answered by line \(match.exchange.line), recorded with other dates.")
        case .place: note("\(call): answered by line \(match.exchange.line), which has the same method and path alone.")
        }
        switch match.exchange.ending {
        case .failure: return .dropped
        case .answer(let answer):
            let brand = place.remote == .planningpme ? account : nil
            return .whole(answer.answer(brand: brand, clock: match.clock, token: replay.makeToken))
        }
    }

    private func control(_ request: SimulatedRequest) throws -> SimulatedAnswer {
        switch (request.method, request.path) {
        case ("GET", "/_control/replay"): .done(try JSONValue.encoding(replay.counts).bytes)
        case ("GET", "/_control/health"): .done(try JSONValue.encoding(["status": "ok"]).bytes)
        default: .message(404, "There is no \(request.method) \(request.path) in a replay.")
        }
    }

    /// PlanningPME below the brand, and Lucca everywhere else.
    private func place(of request: SimulatedRequest) -> RequestPlace {
        let brand = request.path.dropFirst().prefix { $0 != "/" }
        let isPlanning = (brand.removingPercentEncoding ?? "").lowercased() == account
        return RequestPlace(
            remote: isPlanning ? .planningpme : .lucca, method: request.method,
            path: RequestPlace.path(isPlanning ? request.path.dropFirst(1 + brand.count) : request.path))
    }

    /// The recorder keeps documents and forms, and only the length of other content and of assumed secrets.
    private static func readings(of request: SimulatedRequest, at place: RequestPlace) -> [RequestShape] {
        guard !request.body.isEmpty else { return [RequestShape(place, query: request.query, body: .empty)] }
        var bodies: [RecordedBody] = []
        switch request.contentType.prefix(while: { $0 != ";" && $0 != " " }).lowercased() {
        case "application/x-www-form-urlencoded":
            bodies.append(.form(QueryItem.parse(Substring(String(decoding: request.body, as: UTF8.self)))))
        case "multipart/form-data":
            if let fields = MultipartForm.fields(request.body, contentType: request.contentType) { bodies.append(.form(fields)) }
        default: if let value = JSONValue.parse(request.body) { bodies.append(.json(value)) }
        }
        bodies.append(.bytes(request.body.count))
        return bodies.map { RequestShape(place, query: request.query, body: $0) }
    }
}

/// The line that the executable prints when it accepts requests to a recording: in the format of `ReadyLine`, as far as known.
package struct ReplayReadyLine: Codable, Sendable {
    /// Scheme, host and port of each listener.
    package let baseURLs: [String]
    /// The day of the recording, if known: a run as of that day requests the recorded days.
    package let today: SimulatedDay?
    /// The tenant under its pseudonym. The credentials are arbitrary, because any are accepted.
    package let tenants: [TenantCard]

    init(ports: [Int], recording: Recording) {
        let account = recording.account
        let port = ports.first ?? 0
        baseURLs = ports.map { "http://127.0.0.1:\($0)" }
        today = recording.day
        // The first label of Lucca's host is the account in events' references.
        tenants = [
            TenantCard(
                tenant: account, luccaURL: "http://\(account).localhost:\(port)",
                luccaTokenURL: "http://127.0.0.1:\(port)\(LuccaTokenRoute.path)",
                planningPMEURL: "http://127.0.0.1:\(port)/\(account)/",
                credentials: TenantCredentials(seed: 0, index: 0, slug: account))
        ]
    }

    /// One line of JSON without its newline.
    package func text() throws -> String {
        try JSONValue.encoding(self).serialized
    }
}
