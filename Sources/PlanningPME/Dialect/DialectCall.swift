import HTTPTransport
import JSONText
import SyncCore

/// One request of a survey or a probe.
struct DialectCall: Sendable {
    let method: HTTPMethod
    let path: String
    var query: [(name: String, value: String)] = []
    var body: JSONValue?
    var isPage = false
    /// Faults that tell something here, and are not tried again.
    var accepted: Set<Int> = []
}

/// What it was answered.
struct DialectAnswer: Sendable {
    let status: Int
    let isEmpty: Bool
    var location: String?
    /// nil when it is empty, or no JSON.
    let document: JSONValue?

    var isSuccess: Bool { (200..<300).contains(status) }
    var page: PlanningPage? { isSuccess ? document.flatMap(PlanningPage.init) : nil }
}

/// Sends a call. A probe is tested with one that asks no server.
typealias DialectAsk = @Sendable (DialectCall) async throws -> DialectAnswer

extension DialectCall {
    static let configuration = DialectCall(method: .get, path: PlanningPMEAPI.config)

    /// A page of a list that a GET pages through.
    static func page(_ path: String, _ index: Int, _ size: Int) -> DialectCall {
        DialectCall(
            method: .get, path: path, query: PlanningPMEAPI.paging(index, size), isPage: true, accepted: [500, 501, 502, 503])
    }

    static func list(_ query: EventListQuery, _ codec: EventCodec) -> DialectCall {
        DialectCall(
            method: .post, path: PlanningPMEAssumptions.Path.eventList, body: query.body(codec.dialect.time, codec.zone),
            isPage: true, accepted: [500, 501])
    }

    static func event(_ method: HTTPMethod, _ key: Int, _ body: JSONValue? = nil, accepted: Set<Int> = []) -> DialectCall {
        DialectCall(method: method, path: "\(PlanningPMEAssumptions.Path.events)/\(key)", body: body, accepted: accepted)
    }

    static func create(_ body: JSONValue) -> DialectCall {
        DialectCall(method: .post, path: PlanningPMEAssumptions.Path.events, body: body)
    }
}
