import Foundation
import HTTPTransport
import JSONText
import SyncCore
import SyncEngine

/// Looks at what a brand shows, and writes nothing.
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

    /// - Parameter tokenMethod: how the auth token was exchanged, once it was.
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
        // What nobody may read is no matter of forms.
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

    /// Asks for everything only where the name is refused, or finds nothing.
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

    /// An unavailability by its key: one of whole days, if there is one. What was asked for by name is one, whatever it looks like.
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
