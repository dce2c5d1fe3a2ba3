import HTTPTransport
import JSONText
import SyncCore
import SyncEngine

/// Deletes a probe's events.
struct ProbeCleanup: Sendable {
    /// Read back as the probe's own, or with a probe's mark.
    let seen: [Int]
    /// From answers: they are read first.
    let unseen: [Int]
    /// One more that was sent and whose key is unknown.
    let lost: LostProbeCreate?
    let plan: ProbePlan
    let codec: EventCodec
    let requests: ProbeRequests
    let ask: DialectAsk

    struct End {
        /// The keys of events that may still exist.
        let left: [Int]
        /// The result of the search for the lost one; nil if there was none.
        let search: ProbeRemoval.Search?
        /// Why the search failed.
        let failure: (any Error)?
    }

    func run() async -> End {
        var removal = ProbeRemoval(
            resource: plan.resource, days: [plan.day, plan.otherDay], codec: codec, requests: requests, ask: ask)
        for key in seen { await removal.delete(key) }
        for key in unseen { await removal.deleteIfOurs(key) }
        guard let lost else { return End(left: removal.left, search: nil, failure: nil) }
        let search = await removal.deleteMarked(on: lost.day)
        return End(left: removal.left, search: search, failure: search == .failed ? removal.failure : nil)
    }
}

/// A create of a probe whose key is unknown.
struct LostProbeCreate {
    let day: CalendarDay
    /// The answer was a success.
    var isMade = false
}

/// Removes marked events one by one; after an error it continues with the next one.
struct ProbeRemoval {
    private static let day = 86_400

    let resource: ResourceKey
    let days: [CalendarDay]
    let codec: EventCodec
    let requests: ProbeRequests
    let ask: DialectAsk
    private(set) var left: [Int] = []
    /// Keys that were read.
    private var looked: Set<Int> = []
    private(set) var failure: (any Error)?

    init(resource: ResourceKey, days: [CalendarDay], codec: EventCodec, requests: ProbeRequests, ask: @escaping DialectAsk) {
        self.resource = resource
        self.days = days
        self.codec = codec
        self.requests = requests
        self.ask = ask
    }

    /// The requests needed to search for an event on one day and to delete it.
    static func searchCost(_ dialect: PlanningDialect) -> Int { lists(dialect).count + 1 }

    /// All events first: the event may have become a task. Whether lists without a name show unavailabilities is unknown.
    private static func lists(_ dialect: PlanningDialect) -> [Bool] { dialect.list == .byName ? [false, true] : [false] }

    /// - Parameter reserve: the requests that a deletion needs afterwards.
    private mutating func asked(_ call: DialectCall, reserving reserve: Int = 0) async -> DialectAnswer? {
        guard requests.take(reserving: reserve) else {
            failure = failure ?? PlanningPMEFailure.probeOutOfRequests
            return nil
        }
        do {
            return try await ask(call)
        } catch {
            failure = error
            return nil
        }
    }

    mutating func delete(_ key: Int) async {
        guard let answer = await asked(.event(.delete, key)), answer.isSuccess || isGone(answer) else { return keep(key) }
    }

    private mutating func keep(_ key: Int) {
        if !left.contains(key) { left.append(key) }
    }

    /// Whether an answer means that the event does not exist. Other rejections do not.
    private func isGone(_ answer: DialectAnswer) -> Bool {
        switch (answer.status, codec.dialect.gone) {
        case (404, _), (410, _): true
        case (200..<300, .emptySuccess), (400, .badRequest): answer.isEmpty
        default: false
        }
    }

    /// A key may have been misread: its event is deleted only if it is marked, or is on the probe's resource and days without any
    /// text.
    mutating func deleteIfOurs(_ key: Int) async {
        looked.insert(key)
        guard let answer = await asked(.event(.get, key, accepted: [500, 501]), reserving: 1) else { return keep(key) }
        if isGone(answer) { return }
        guard answer.isSuccess, let event = answer.document, event.members != nil else { return keep(key) }
        let wire = EventWire(event)
        if ProbeMark.isMarked(wire) || wire.remarkTexts.isEmpty && isOnADay(wire) { await delete(key) }
    }

    private func isOnADay(_ wire: EventWire) -> Bool {
        // Where a PUT replaces, one with only start and end removes the event's resource as well as its mark.
        guard wire.resources.isEmpty || wire.resources.contains(resource.value), let bounds = codec.bounds(of: wire) else {
            return false
        }
        return days.contains { abs(bounds.start.day(in: codec.zone).ordinal - $0.ordinal) <= 1 }
    }

    enum Search {
        case found
        /// Lists show events of that day, and none of a probe.
        case absent
        /// Lists show nothing of that day: they may hide one.
        case hidden
        case failed
    }

    /// Deletes every marked event that lists show around a day.
    mutating func deleteMarked(on day: CalendarDay) async -> Search {
        let bounds = ProbeEvent(half: .first, day: day, hours: nil).bounds(in: codec.zone)
        var refusal: SyncError?
        var isAnswered = false
        var isDayShown = false
        for isByName in Self.lists(codec.dialect) {
            let query = EventListQuery(
                from: bounds.start.adding(seconds: -Self.day), to: bounds.end.adding(seconds: Self.day),
                resources: [.integer(resource.value)], isByName: isByName, page: nil, pageSize: 0)
            guard let answer = await asked(.list(query, codec), reserving: 1) else { return .failed }
            guard let page = answer.page else {
                let what = PlanningSubject.probeEvents
                refusal =
                    answer.isSuccess ? PlanningPMEFailure.unreadable(what) : PlanningPMEFailure.refused(answer.status, what)
                // A brand may only know one of the two forms.
                if answer.status == 400 { continue }
                failure = failure ?? refusal
                return .failed
            }
            isAnswered = true
            let wires = page.items.map(EventWire.init)
            let marked = wires.filter(ProbeMark.isMarked).compactMap(\.key)
            for key in marked where looked.insert(key).inserted { await delete(key) }
            if !marked.isEmpty { return .found }
            isDayShown = isDayShown || wires.contains { codec.bounds(of: $0).map { $0.start >= bounds.start } ?? false }
            if wires.contains(where: { codec.kind(of: $0) == .unavailability }) { break }
        }
        if !isAnswered { failure = failure ?? refusal }
        return isAnswered ? isDayShown ? .absent : .hidden : .failed
    }
}
