import Foundation
import HTTPTransport
import JSONText
import SyncCore
import SyncEngine

/// Finds a brand's dialect by writing: marked events on one resource, each in the forms that are still possible. The points are
/// tried in order until what was sent is read back correctly. The events are always deleted.
struct DialectProbe {
    /// `contracts/planningpme.md`, The dialect.
    static let mostRequests = ProbeRequests.most

    /// Ends the experiments: the obstacles are known.
    struct Stop: Error {}
    /// The remaining requests are needed to clean up.
    struct OutOfRequests: Error {}

    let plan: ProbePlan
    let tenantZone: TimeZone
    let now: Instant
    /// Includes the requests for an earlier probe's events.
    let counter: ProbeRequests
    let ask: DialectAsk
    let recording: @Sendable (TenantDialect.OpenProbe.Step) async throws -> Void

    /// The forms to try next.
    var dialect: PlanningDialect
    var configuration: JSONValue?
    var type = 0
    var report = ProbeReport()
    /// Points whose value was read back correctly, with the facts.
    var resolved: [DialectPoint: DialectEvidence] = [:]
    /// Points that are not tried further.
    var closed: Set<DialectPoint> = []

    /// Existing events of this probe.
    var live: [Int] = []
    /// Keys from answers that were not read yet.
    var unseen: [Int] = []
    /// An event that was sent and whose key is unknown.
    var lost: LostProbeCreate?
    /// Marked events of another probe.
    var strays: Set<Int> = []
    var isDeletionRefused = false
    /// An event that existed and was deleted.
    var deleted: Int?
    private var count = 0

    var triedKinds: [PlanningDialect.Kind] = []
    var triedReasons: [PlanningDialect.Reason] = []
    var triedWholeDays: [PlanningDialect.WholeDay] = []
    var refusedForms: Set<RefusedForm> = []
    var isResourceKnown = false
    /// Unavailabilities cannot be requested by name.
    var isNameRefused = false
    var hasLookedForStatuses = false
    var times = ProbeTimes()

    init(
        _ plan: ProbePlan, tenantZone: TimeZone, at now: Instant, counter: ProbeRequests = ProbeRequests(),
        ask: @escaping DialectAsk, recording: @escaping @Sendable (TenantDialect.OpenProbe.Step) async throws -> Void
    ) {
        self.plan = plan
        self.tenantZone = tenantZone
        self.now = now
        self.counter = counter
        self.ask = ask
        self.recording = recording
        dialect = plan.known.dialect
    }

    /// For the forms to try next.
    var codec: EventCodec {
        var codec = EventCodec(
            dialect: dialect, zone: tenantZone, referenceField: plan.referenceField, accounts: [ProbeMark.account])
        codec.enumerations = enumerations
        return codec
    }

    var enumerations: Enumerations? { configuration.flatMap(Enumerations.init) }

    mutating func run() async throws -> ProbeReport {
        var failure: (any Error)?
        do {
            try await experiments()
        } catch is Stop {
        } catch is OutOfRequests {
            let open = Self.points.filter { resolved[$0] == nil && !closed.contains($0) }
            if !open.isEmpty { report.obstacles.append(.outOfRequests(open)) }
        } catch {
            failure = error
        }
        let cleanup = ProbeCleanup(
            seen: (isDeletionRefused ? [] : live) + strays.sorted(), unseen: unseen, lost: lost, plan: plan, codec: codec,
            requests: counter, ask: ask)
        // Not in this task, which may be cancelled.
        let end = await Task { await cleanup.run() }.value
        let remaining = (isDeletionRefused ? live : []) + end.left
        let isHidden = end.search == .hidden || end.search == .absent && lost?.isMade == true
        let days = [lost?.day].compactMap { $0 }
        let lostOn = isHidden ? days : []
        counter.end = ProbeRequests.End(
            startedAt: now, left: remaining, lostOn: lostOn, unsearched: end.search == .failed ? days : [])
        report.remains = ProbeRemains(keys: remaining.map { EventKey($0) }, lostOn: lostOn)
        if let failure = failure ?? end.failure { throw failure }
        for (point, evidence) in resolved {
            report.findings[point] = TenantDialect.Finding(
                value: dialect[point], origin: origin(of: point), foundAt: now, evidence: evidence)
        }
        report.requests = counter.used
        return report
    }

    /// A zone that no returned time confirmed was only surveyed, so that a later survey may replace it. It still replaces an
    /// earlier probe's finding.
    private func origin(of point: DialectPoint) -> TenantDialect.Origin {
        guard point == .zone, !times.showsZone else { return .probed }
        guard let known = plan.known.findings[.zone], known.origin != .surveyed else { return .surveyed }
        return known.value == dialect[.zone] ? .surveyed : .probed
    }

    /// The points that must be found before a tenant may be written to.
    private static let points: [DialectPoint] = [
        .kind, .reason, .update, .time, .status, .wholeDay, .createdKey, .gone, .deletion, .remark,
    ]

    private mutating func experiments() async throws {
        try await prepare()
        let first = try await place(event(.first, 10..<11))
        try await judge(first)
        judgeRemark(first)
        try await tryDeletion(of: first)
        var second = try await place(event(.other, 10..<11))
        try await judge(second)
        var third = try await place(event(.first, nil))
        try await judge(third)
        judgeWholeDay(third)
        while isAnythingOpen {
            third = try await put(third.key, third.sent.event)
            try await judge(third)
            judgeWholeDay(third)
        }
        judgeField(third)
        // A whole day may stay one if only its hours change.
        if second.key == third.key { second = try await put(third.key, second.sent.event) }
        try await tryUpdate(of: second)
        // An event that stays must be found again by its mark.
        if isDeletionRefused, dialect.update == .replace { _ = try await put(third.key, second.sent.event) }
        times.conclude(&self)
        try await tryList(third.key)
        try await lookAtDepartments()
        try await deleteAgain()
    }

    /// Reads the form of the resource's departments, if there is a request left: a run may have found that the survey was wrong.
    private mutating func lookAtDepartments() async throws {
        guard counter.used + 1 + reserve <= Self.mostRequests else { return }
        let path = "\(PlanningPMEAssumptions.Path.resources)/\(plan.resource)"
        let answer = try await asked(DialectCall(method: .get, path: path, accepted: [500, 501]))
        guard answer.isSuccess, let form = answer.document.flatMap({ ThingWire($0).departmentForm }) else { return }
        dialect.department = form
        resolve(.department, [.member: .text(DepartmentName.of(form))])
    }

    /// Finds the answer to deleting a deleted event, if there is a request left.
    private mutating func deleteAgain() async throws {
        guard let deleted, counter.used + 1 + reserve <= Self.mostRequests else { return }
        let answer = try await asked(.event(.delete, deleted, accepted: [500, 501]))
        if resolved[.gone] != nil { resolve(.gone, [.deleteAgain: .number(answer.status)]) }
    }

    func event(_ half: ProbeEvent.Half, _ hours: Range<Int>?) -> ProbeEvent {
        ProbeEvent(half: half, day: half == .first ? plan.day : plan.otherDay, hours: hours)
    }

    /// Whether a point needs another try.
    private var isAnythingOpen: Bool {
        [.kind, .reason, .wholeDay, .status].contains { resolved[$0] == nil && !closed.contains($0) }
    }

    /// Reads what has to be known before writing.
    private mutating func prepare() async throws {
        if plan.known.findings[.zone]?.origin != .person { try await loadConfiguration() }
        if let types = plan.known.findings[.reason]?.evidence[.fact(.types)].flatMap({ Int($0.rawValue) }) {
            type = types
            return
        }
        let first = dialect.paging == .fromZero ? 0 : 1
        for index in [first, 1 - first] {
            let answer = try await asked(.page(PlanningPMEAssumptions.Path.types, index, PlanningPMEAssumptions.labelPage))
            if answer.status == 403 { throw PlanningPMEFailure.refused(403, .types) }
            if let key = answer.page?.items.lazy.compactMap({ $0["key"]?.whole }).first {
                type = key
                if index != first {
                    dialect.paging = index == 0 ? .fromZero : .fromOne
                    resolve(.paging, [EvidenceName.page(first): .word(.empty), .page(index): .word(.notEmpty)])
                }
                return
            }
            if answer.page?.total == 0 || plan.known.findings[.paging] != nil { break }
        }
        stop(.noType)
        throw Stop()
    }

    mutating func loadConfiguration() async throws {
        guard configuration == nil else { return }
        configuration = try await asked(.configuration).document ?? .object([:])
        // The brand's zone may have changed since it was found, which times without a zone do not show.
        if plan.known.findings[.zone]?.origin != .person, let zone = configuration.flatMap(BrandZone.named)?.identifier {
            dialect.zone = zone == tenantZone.identifier ? nil : zone
        }
    }

    // MARK: findings and obstacles

    mutating func resolve(_ point: DialectPoint, _ facts: [EvidenceFact: EvidenceValue]) {
        resolve(point, DialectEvidence(facts))
    }

    mutating func resolve(_ point: DialectPoint, _ evidence: DialectEvidence) {
        resolved[point] = (resolved[point] ?? [:]).merging(evidence) { _, new in new }
    }

    /// Adds an obstacle, and stops trying that point.
    mutating func close(_ point: DialectPoint, _ obstacle: ProbeObstacle) {
        resolved[point] = nil
        guard closed.insert(point).inserted else { return }
        report.obstacles.append(obstacle)
    }

    mutating func stop(_ obstacle: ProbeObstacle) { report.obstacles.append(obstacle) }

    // MARK: requests

    /// The requests that may be needed to delete the existing events.
    var reserve: Int {
        (isDeletionRefused ? 0 : live.count) + strays.count + 2 * unseen.count
            + (lost == nil ? 0 : ProbeRemoval.searchCost(dialect))
    }

    /// Sends a call, unless the remaining requests are needed to delete the existing events.
    mutating func asked(_ call: DialectCall) async throws -> DialectAnswer {
        let isCreate = call.method == .post && call.path == PlanningPMEAssumptions.Path.events
        let search = isCreate && lost == nil ? ProbeRemoval.searchCost(dialect) : 0
        guard counter.take(reserving: reserve + search - (call.method == .delete ? 1 : 0)) else { throw OutOfRequests() }
        let answer = try await ask(call)
        if answer.status == 401 { throw PlanningPMEFailure.refused(401, .probe) }
        return answer
    }

    mutating func nextMark(_ event: ProbeEvent) -> ProbeMark {
        count += 1
        return ProbeMark(at: now, number: count, day: event.day, hasField: plan.referenceField != nil)
    }
}

extension DialectProbe {
    static let day = 86_400

    /// The forms of list requests: the dialect's first. Earlier findings are tried again, because a brand may change.
    var listForms: [(isByName: Bool, page: Int)] {
        let first = dialect.paging == .fromZero ? 0 : 1
        let isByName = dialect.list == .byName
        var forms = [isByName, !isByName].filter { !$0 || !isNameRefused }.map { (isByName: $0, page: first) }
        // If it is unknown how pages are counted, an empty list may be the page after the last.
        if plan.known.findings[.paging] == nil { forms.append((isByName: isByName, page: 1 - first)) }
        return forms
    }

    /// Checks whether an event is in a list, and whether lists can be requested by name.
    mutating func tryList(_ key: Int) async throws {
        guard resolved[.list] == nil else { return }
        let isVisible = resolved[.view] != nil
        var fruitless: Set<Int> = []
        for form in listForms.sorted(by: { $0.isByName && !$1.isByName }) where form.isByName || !isVisible {
            let isFound = try await row(in: form, around: plan.day, where: { $0.key == key }) != nil
            if form.isByName, !isFound { fruitless.insert(form.page) }
            // It is in the list of all events, and not in the one by name.
            if isVisible ? form.isByName && !isFound : isFound && !form.isByName && fruitless.contains(form.page),
                resolved[.list] == nil, !closed.contains(.list)
            {
                dialect.list = .filteredHere
                return resolve(.list, [.byName: .word(.notFound), .day: .text("\(plan.day)")])
            }
            if isFound { return }
        }
        guard resolved[.view] == nil else { return }
        dialect.view = .limited
        resolve(.view, [.day: .text("\(plan.day)"), .list: .word(.notInList), .key: .word(.readable)])
    }

    /// An event of our resource around a day: among all events, as it may have become a task; otherwise by name.
    mutating func search(around day: CalendarDay, where isWanted: (EventWire) -> Bool) async throws -> EventWire? {
        for form in listForms.sorted(by: { !$0.isByName && $1.isByName }) {
            if let found = try await row(in: form, around: day, where: isWanted) { return found }
        }
        return nil
    }

    private mutating func row(
        in form: (isByName: Bool, page: Int), around day: CalendarDay, where isWanted: (EventWire) -> Bool
    ) async throws -> EventWire? {
        if form.isByName, isNameRefused { return nil }
        let answer = try await asked(.list(query(day, form.isByName, form.page), codec))
        guard answer.isSuccess else {
            if form.isByName, answer.status == 400 {
                isNameRefused = true
                dialect.list = .filteredHere
                resolve(.list, [.byName: .word(.refused), .day: .text("\(day)")])
            }
            return nil
        }
        guard let page = answer.page else {
            close(.list, .unforeseen(.list, Evidence.shape(of: answer.document?.members)))
            return nil
        }
        let wires = page.items.map(EventWire.init)
        noteStrays(wires)
        guard let found = wires.first(where: isWanted) else { return nil }
        dialect.view = .whole
        resolve(.view, [.day: .text("\(day)"), .list: .word(.inList)])
        if form.isByName, !closed.contains(.list) {
            dialect.list = .byName
            resolve(.list, [.byName: .word(.found), .day: .text("\(day)")])
        }
        return found
    }

    private func query(_ day: CalendarDay, _ isByName: Bool, _ page: Int) -> EventListQuery {
        let bounds = ProbeEvent(half: .first, day: day, hours: nil).bounds(in: codec.zone)
        return EventListQuery(
            from: bounds.start.adding(seconds: -Self.day), to: bounds.end.adding(seconds: Self.day),
            resources: [.integer(plan.resource.value)], isByName: isByName, page: page,
            pageSize: PlanningPMEAssumptions.resourcePage)
    }

    /// An earlier probe's events are deleted with the others, as far as requests remain.
    private mutating func noteStrays(_ wires: [EventWire]) {
        let own = "\(now.millisecondsSince1970)-"
        for wire in wires where ProbeMark.isMarked(wire) && !HTMLEntities.decode(wire.remarkTexts).contains(own) {
            guard let key = wire.key, !live.contains(key), counter.used + reserve + 1 <= Self.mostRequests else { continue }
            strays.insert(key)
        }
    }
}
