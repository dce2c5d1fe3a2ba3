import Foundation
import JSONText
import SyncCore
import SyncEngine

/// The data read by a survey.
struct SurveyFacts {
    var configuration: JSONValue?
    var types: [Int] = []
    /// Pages 1 and 0 of one department each; nil if it was not requested, or the answer was no page.
    var pageOne: PlanningPage?
    var pageZero: PlanningPage?
    var isPageZeroRefused = false
    /// The unavailabilities requested by name; nil if that was rejected.
    var named: [JSONValue]?
    var namedStatus = 0
    /// Events of every kind; nil if they were not requested.
    var every: [JSONValue]?
    /// The facts of a list's unexpected answer.
    var oddList: DialectEvidence?
    /// An existing unavailability, read by its key.
    var single: JSONObject?
    var resources: [JSONValue] = []
    /// Lists show an event far ahead.
    var isFarShown = false
    var tokenMethod: PlanningDialect.Token?

    var enumerations: Enumerations? { configuration.flatMap(Enumerations.init) }
}

/// Draws a survey's conclusions, without I/O.
struct SurveyConclusions {
    private let facts: SurveyFacts
    private let codec: EventCodec
    private let tenantZone: TimeZone
    private let now: Instant
    private(set) var survey = DialectSurvey()

    init(_ facts: SurveyFacts, _ codec: EventCodec, tenantZone: TimeZone, at now: Instant) {
        self.facts = facts
        self.codec = codec
        self.tenantZone = tenantZone
        self.now = now
        concludePaging()
        concludeList()
        concludeZone()
        concludeEvent()
        concludeStatus()
        concludeDepartment()
        if facts.isFarShown { find(.view, PlanningDialect.View.whole.rawValue, [.farEvents: .word(.inList)]) }
        if let token = facts.tokenMethod { find(.token, token.rawValue, [.signIn: .text(token.rawValue.uppercased())]) }
        survey.open = DialectPoint.allCases.filter { point in
            survey.findings[point] == nil && survey.unforeseen[point] == nil && (point != .token || facts.tokenMethod != nil)
        }
    }

    private mutating func find(_ point: DialectPoint, _ value: String, _ evidence: [EvidenceFact: EvidenceValue]) {
        find(point, value, DialectEvidence(evidence))
    }

    private mutating func find(_ point: DialectPoint, _ value: String, _ evidence: DialectEvidence) {
        survey.findings[point] = TenantDialect.Finding(value: value, origin: .surveyed, foundAt: now, evidence: evidence)
    }

    // MARK: lists

    private mutating func concludePaging() {
        guard let one = facts.pageOne else { return }
        var evidence: DialectEvidence = [.page(1): .number(one.items.count), .fact(.total): .number(one.total)]
        if let zero = facts.pageZero { evidence[.page(0)] = .number(zero.items.count) }
        if facts.isPageZeroRefused { evidence[.page(0)] = .word(.refused) }
        guard let paging = Self.paging(facts) else { return }
        find(.paging, paging.rawValue, evidence)
    }

    /// nil if undecided: a single department looks the same on every page.
    static func paging(_ facts: SurveyFacts) -> PlanningDialect.Paging? {
        guard let one = facts.pageOne else { return nil }
        if one.items.count > 1 { return .ignored }
        if facts.isPageZeroRefused { return one.items.isEmpty ? nil : .fromOne }
        guard let zero = facts.pageZero else { return nil }
        let first = zero.items.first?["key"]?.whole
        let second = one.items.first?["key"]?.whole
        if one.items.isEmpty { return zero.items.isEmpty ? nil : .fromZero }
        if zero.items.isEmpty { return .fromOne }
        if first != second { return .fromZero }
        // Page 0 is treated as page 1.
        return one.total == 1 ? nil : .fromOne
    }

    private mutating func concludeList() {
        if let odd = facts.oddList { survey.unforeseen[.list] = odd }
        let named = facts.named?.filter(isUnavailability) ?? []
        let every = facts.every?.filter(isUnavailability) ?? []
        let evidence: [EvidenceFact: EvidenceValue] = [
            .byName: facts.named.map { .number($0.count) } ?? .refused(status: facts.namedStatus),
            .unnamed: facts.every.map { .number($0.count) } ?? .word(.notAsked),
        ]
        if facts.named == nil, facts.every != nil || facts.namedStatus == 400 {
            find(.list, PlanningDialect.List.filteredHere.rawValue, evidence)
        } else if !named.isEmpty {
            find(.list, PlanningDialect.List.byName.rawValue, evidence)
        } else if !every.isEmpty {
            find(.list, PlanningDialect.List.filteredHere.rawValue, evidence)
        }
    }

    /// Whether its kind shows it, or a type that only unavailabilities have.
    func isUnavailability(_ row: JSONValue) -> Bool { Self.isUnavailability(row, codec, facts.types) }

    static func isUnavailability(_ row: JSONValue, _ codec: EventCodec, _ types: [Int]) -> Bool {
        let wire = EventWire(row)
        switch codec.kind(of: wire) {
        case .unavailability: return true
        case .other: return false
        case .unsaid: return wire.reason(codec.dialect.reason).map { types.contains($0.key) } ?? false
        }
    }

    // MARK: zone

    private mutating func concludeZone() {
        guard let named = facts.configuration.flatMap(BrandZone.named) else { return }
        let isProducts = Evidence.isProducts(named.member)
        guard let identifier = named.identifier else {
            survey.unforeseen[.zone] = [(isProducts ? .member(named.member) : .fact(.member)): .word(.text)]
            return
        }
        find(
            .zone, identifier == tenantZone.identifier ? PlanningDialect()[.zone] : identifier,
            [.configuration: isProducts ? .text(named.member) : .word(.aMember), .zone: .text(identifier)])
    }

    // MARK: an existing unavailability

    private mutating func concludeEvent() {
        guard let event = facts.single else { return }
        concludeKind(event)
        concludeReason(event)
        if let start = event[EventName.start]?.string {
            if let digits = PlanningDateTime.digits(start) {
                let time: PlanningDialect.Time = digits.offset == nil ? .local : .utc
                find(.time, time.rawValue, [.start: .word(digits.offset == nil ? .withoutZone : .withZone)])
            } else {
                survey.unforeseen[.time] = [.member(EventName.start): .word(.noDateTime)]
            }
        } else {
            survey.unforeseen[.time] = Evidence.shape(of: event)
        }
        concludeWholeDay(event)
    }

    private mutating func concludeKind(_ event: JSONObject) {
        let wire = EventWire(.object(event))
        var dialect = PlanningDialect()
        switch wire.kind {
        case .flag(true): dialect.kind = .flag
        case .name(let name) where codec.kind(of: wire) == .unavailability: dialect.kind = .type(.name(name))
        case .number(let number) where codec.kind(of: wire) == .unavailability: dialect.kind = .type(.number(number))
        case nil, .flag, .name, .number:
            survey.unforeseen[.kind] = Evidence.shape(of: event)
            return
        }
        var evidence: [EvidenceFact: EvidenceValue] = [.found: .text(dialect[.kind])]
        if let value = facts.enumerations?.unavailability {
            evidence[.name] = .text(value.name)
            evidence[.number] = value.number.map { .number($0) }
        }
        find(.kind, dialect[.kind], evidence)
    }

    private mutating func concludeReason(_ event: JSONObject) {
        guard !facts.types.isEmpty else { return }
        let types = Set(facts.types)
        func holdsType(_ name: String) -> Int? { event[name]?["key"]?.whole.flatMap { types.contains($0) ? $0 : nil } }
        for form in PlanningDialect.Reason.allCases {
            if let key = holdsType(form.rawValue) {
                return find(
                    .reason, form.rawValue, [.member: .text(form.rawValue), .key: .number(key), .types: .number(facts.types[0])])
            }
        }
        // One without a type shows nothing; one with the type in a member of another name shows that form.
        let others = event.members.filter { holdsType($0.name) != nil && Evidence.isProducts($0.name) }
        guard !others.isEmpty else { return }
        survey.unforeseen[.reason] = DialectEvidence(others.map { (.member($0.name), .word(.typeKeyObject)) }) { first, _ in first
        }
    }

    private mutating func concludeWholeDay(_ event: JSONObject) {
        let events = [JSONValue.object(event)] + (facts.named ?? []).filter(isUnavailability)
        for event in events {
            let wire = EventWire(event)
            guard !wire.isRecurring, let bounds = codec.bounds(of: wire), codec.isWholeDays(bounds.start, bounds.end) else {
                continue
            }
            let isShort = wire.end.flatMap { PlanningDateTime.read($0, in: codec.zone) } != bounds.end
            let value: PlanningDialect.WholeDay =
                wire.isAllDay != true ? .bounds : isShort ? .allDayUntilLastMinute : .allDay
            return find(
                .wholeDay, value.rawValue,
                [.allDay: .flag(wire.isAllDay), .end: .text(isShort ? "23:59" : "00:00")])
        }
    }

    private mutating func concludeStatus() {
        // Our own events show nothing about what planners do.
        let events = ((facts.named ?? []) + (facts.every ?? [])).filter { row in
            isUnavailability(row) && EventReference.all(in: codec.texts(of: EventWire(row))).isEmpty
        }.compactMap(\.members)
        let statuses = events.map { EventStatus($0, facts.enumerations) }
        let counts = Dictionary(grouping: statuses.compactMap { $0?.key }) { $0 }.mapValues(\.count)
        var evidence: DialectEvidence = [.fact(.events): .number(events.count)]
        for (key, count) in counts.sorted(by: { $0.value > $1.value }).prefix(5) { evidence[.status(key)] = .number(count) }
        var dialect = PlanningDialect()
        switch StatusConclusion(statuses) {
        case .none: break
        case .give(let key): dialect.status = key
        case .open: return
        }
        find(.status, dialect[.status], evidence)
    }

    private mutating func concludeDepartment() {
        guard let form = facts.resources.lazy.compactMap({ ThingWire($0).departmentForm }).first else { return }
        find(.department, form.rawValue, [.member: .text(DepartmentName.of(form))])
    }
}
