import Foundation
import HTTPTransport
import JSONText
import SyncCore
import SyncEngine
import Synchronization

/// Surveys what a brand shows, without writing.
struct DialectSurveyor {
    /// `contracts/planningpme.md`, The dialect.
    static let mostRequests = 8
    private static let day = 86_400

    let codec: EventCodec
    let tenantZone: TimeZone
    let ask: DialectAsk
    private(set) var requests = 0
    private var facts = SurveyFacts()
    private var first = 1
    private var reading: EventCodec

    init(_ codec: EventCodec, tenantZone: TimeZone, ask: @escaping DialectAsk) {
        self.codec = codec
        self.tenantZone = tenantZone
        self.ask = ask
        reading = codec
    }

    /// - Parameter tokenMethod: how the auth token was exchanged, if it was.
    mutating func survey(at now: Instant, tokenMethod: () -> PlanningDialect.Token?) async throws -> DialectSurvey {
        facts.configuration = try await asked(.configuration).document
        reading.enumerations = facts.enumerations ?? Enumerations()
        try await lookAtPages()
        facts.types =
            try await asked(
                .page(PlanningPMEAssumptions.Path.types, first, PlanningPMEAssumptions.labelPage)
            ).page?.items.compactMap { $0["key"]?.whole } ?? []
        try await lookAtEvents(around: now)
        try await lookAtOne()
        facts.resources = try await asked(.page(PlanningPMEAssumptions.Path.resources, first, 20)).page?.items ?? []
        if requests < Self.mostRequests {
            let far = try await list(now.adding(seconds: 300 * Self.day), now.adding(seconds: 730 * Self.day), size: 20)
            facts.isFarShown = far.page?.items.isEmpty == false
        }
        facts.tokenMethod = tokenMethod()
        var survey = SurveyConclusions(facts, reading, tenantZone: tenantZone, at: now).survey
        survey.requests = requests
        return survey
    }

    private mutating func asked(_ call: DialectCall) async throws -> DialectAnswer {
        requests += 1
        let answer = try await ask(call)
        // A missing right does not concern forms.
        if answer.status == 401 { throw PlanningPMEFailure.refused(401, .survey) }
        return answer
    }

    private mutating func lookAtPages() async throws {
        let path = PlanningPMEAssumptions.Path.departments
        facts.pageOne = try await asked(.page(path, 1, 1)).page
        guard let one = facts.pageOne, one.items.count < 2 else { return }
        let zero = try await asked(.page(path, 0, 1))
        facts.pageZero = zero.page
        facts.isPageZeroRefused = !zero.isSuccess
        if SurveyConclusions.paging(facts) == .fromZero { first = 0 }
    }

    /// Requests everything only if the name is rejected, or finds nothing.
    private mutating func lookAtEvents(around now: Instant) async throws {
        let from = now.adding(seconds: -45 * Self.day)
        let to = now.adding(seconds: 90 * Self.day)
        let named = try await list(from, to, size: PlanningPMEAssumptions.resourcePage, isByName: true)
        facts.namedStatus = named.status
        facts.named = named.page?.items
        if named.isSuccess, named.page == nil { facts.oddList = Evidence.shape(of: named.document?.members) }
        let hasOne = (facts.named ?? []).contains { SurveyConclusions.isUnavailability($0, reading, facts.types) }
        guard !hasOne, facts.oddList == nil, named.status != 403 else { return }
        facts.every = try await list(from, to, size: PlanningPMEAssumptions.resourcePage, isByName: false).page?.items
    }

    private mutating func list(_ from: Instant, _ to: Instant, size: Int, isByName: Bool? = nil) async throws -> DialectAnswer {
        let query = EventListQuery(
            from: from, to: to, resources: PlanningPMEAssumptions.allResources,
            isByName: isByName ?? (facts.named != nil && facts.every == nil), page: first, pageSize: size)
        return try await asked(.list(query, reading))
    }

    /// Reads an unavailability by key, preferably one of whole days. Anything returned by name is one, whatever its form.
    private mutating func lookAtOne() async throws {
        let rows = (facts.named ?? []) + (facts.every ?? [])
        let known = rows.filter { SurveyConclusions.isUnavailability($0, reading, facts.types) }
        let unknown = (facts.named ?? []).filter { reading.kind(of: EventWire($0)) == .unsaid }
        let wires = (known.isEmpty ? unknown : known).map(EventWire.init).filter { !$0.isRecurring && $0.key != nil }
        let whole = wires.first { wire in
            reading.bounds(of: wire).map { reading.isWholeDays($0.start, $0.end) } ?? false
        }
        guard let key = (whole ?? wires.first)?.key else { return }
        facts.single = try await asked(.event(.get, key)).document?.members
    }
}

/// One request of a survey or a probe.
struct DialectCall: Sendable {
    let method: HTTPMethod
    let path: String
    var query: [(name: String, value: String)] = []
    var body: JSONValue?
    var isPage = false
    /// Error statuses that are informative here, and not retried.
    var accepted: Set<Int> = []
}

struct DialectAnswer: Sendable {
    let status: Int
    let isEmpty: Bool
    var location: String?
    /// nil if empty, or not JSON.
    let document: JSONValue?

    var isSuccess: Bool { (200..<300).contains(status) }
    var page: PlanningPage? { isSuccess ? document.flatMap(PlanningPage.init) : nil }
}

/// Sends a call. Tests of the probe replace it.
typealias DialectAsk = @Sendable (DialectCall) async throws -> DialectAnswer

extension DialectCall {
    static let configuration = DialectCall(method: .get, path: PlanningPMEAPI.config)

    /// A page of a list that is read by GET.
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

/// What one target learned about its brand, in addition to its dialect.
final class DialectNotes: Sendable {
    private struct State {
        var noted: Set<DialectPoint> = []
        var tokenMethod: PlanningDialect.Token?
        var isListFilteredHere = false
        var enumerations: Enumerations?
    }

    private let client: RemoteClient
    private let state = Mutex(State())

    init(client: RemoteClient) {
        self.client = client
    }

    /// Logs once per point that answers had another form than the dialect's.
    func note(_ points: some Sequence<DialectPoint>) {
        for point in points where state.withLock({ $0.noted.insert(point).inserted }) {
            client.remark(
                "PlanningPME's answers have another form than the tenant's dialect says; they were understood",
                ["point": point.rawValue])
        }
    }

    var noted: Set<DialectPoint> { state.withLock { $0.noted } }

    /// The method of the auth token exchange; nil before it.
    var tokenMethod: PlanningDialect.Token? {
        get { state.withLock { $0.tokenMethod } }
        set { state.withLock { $0.tokenMethod = newValue } }
    }

    /// The brand rejected requesting unavailabilities by name.
    var isListFilteredHere: Bool {
        get { state.withLock { $0.isListFilteredHere } }
        set { state.withLock { $0.isListFilteredHere = newValue } }
    }

    /// The brand's; nil if they were not read.
    var enumerations: Enumerations? {
        get { state.withLock { $0.enumerations } }
        set { state.withLock { $0.enumerations = newValue } }
    }
}

/// Evidence for findings: never customer text.
enum Evidence {
    /// The limit of members in an evidence.
    private static let most = 40

    /// The names and JSON types of an object's members. Names that a customer may have chosen are omitted.
    static func shape(of object: JSONObject?) -> DialectEvidence {
        var shape: DialectEvidence = [:]
        for member in object?.members ?? [] where shape.count < most && isProducts(member.name) {
            shape[.member(member.name)] = .word(member.value.typeWord)
        }
        return shape
    }

    /// A returned time; text that is no date-time may be anyone's.
    static func time(_ text: String?) -> EvidenceValue {
        guard let text, text.utf8.count <= 40, PlanningDateTime.digits(text) != nil else { return .word(.noTime) }
        return .text(text)
    }

    /// `2028-06-14T00:00/2028-06-15T00:00`.
    static func bounds(_ start: String?, _ end: String?) -> EvidenceValue {
        guard case (.text(let start), .text(let end)) = (time(start), time(end)) else { return .word(.noTime) }
        return .text("\(start)/\(end)")
    }

    /// Whether a member's name is the product's, and not one that a customer may have chosen.
    static func isProducts(_ name: String) -> Bool {
        (1...40).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95
            }
    }
}
