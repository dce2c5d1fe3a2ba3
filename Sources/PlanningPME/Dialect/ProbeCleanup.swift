import HTTPTransport
import JSONText
import SyncCore
import SyncEngine

/// Deletes a probe's events.
struct ProbeCleanup: Sendable {
    /// Were read back as the probe's own.
    let seen: [Int]
    /// Answers or lists named them: they are looked at first.
    let unseen: [Int]
    /// One more was sent whose key is not known.
    let hasLost: Bool
    let plan: ProbePlan
    let codec: EventCodec
    let ask: DialectAsk

    /// - Returns: the keys of what is still there, and how many requests it took.
    func run() async -> (left: [Int], requests: Int) {
        var removal = ProbeRemoval(resource: plan.resource, days: [plan.day, plan.otherDay], codec: codec, ask: ask)
        for key in seen { await removal.delete(key) }
        for key in unseen { await removal.deleteIfOurs(key) }
        if hasLost { await removal.deleteMarked() }
        return (removal.left, removal.requests)
    }
}

/// Removes marked events one by one; an error leaves the event, and the others go on.
struct ProbeRemoval {
    private static let day = 86_400

    let resource: ResourceKey
    let days: [CalendarDay]
    let codec: EventCodec
    let ask: DialectAsk
    private(set) var left: [Int] = []
    private(set) var requests = 0
    private(set) var failure: (any Error)?

    init(resource: ResourceKey, days: [CalendarDay], codec: EventCodec, ask: @escaping DialectAsk) {
        self.resource = resource
        self.days = days
        self.codec = codec
        self.ask = ask
    }

    private mutating func asked(_ call: DialectCall) async -> DialectAnswer? {
        requests += 1
        do {
            return try await ask(call)
        } catch {
            failure = error
            return nil
        }
    }

    mutating func delete(_ key: Int) async {
        let answer = await asked(.event(.delete, key))
        guard let answer, answer.isSuccess || answer.status == 404 || answer.status == 410 || isEmptyRefusal(answer) else {
            if !left.contains(key) { left.append(key) }
            return
        }
    }

    /// How a brand may say that there is nothing to delete.
    private func isEmptyRefusal(_ answer: DialectAnswer) -> Bool {
        answer.status == 400 && answer.isEmpty && codec.dialect.gone == .badRequest
    }

    /// A key may have been understood wrongly: what it leads to is deleted only if it is marked, or lies on the probe's days without
    /// a word of anybody's.
    mutating func deleteIfOurs(_ key: Int) async {
        guard let answer = await asked(.event(.get, key, accepted: [500, 501])) else {
            left.append(key)
            return
        }
        guard answer.isSuccess, let event = answer.document, event.members != nil else { return }
        let wire = EventWire(event)
        if ProbeMark.isMarked(wire) || wire.remarkTexts.isEmpty && isOnADay(wire) { await delete(key) }
    }

    private func isOnADay(_ wire: EventWire) -> Bool {
        guard let bounds = codec.bounds(of: wire) else { return false }
        return days.contains { abs(bounds.start.day(in: codec.zone).ordinal - $0.ordinal) <= 1 }
    }

    /// Deletes every marked event that lists show around the days.
    mutating func deleteMarked(except known: Set<Int> = []) async {
        var deleted = known
        for day in days {
            let bounds = ProbeEvent(half: .first, day: day, hours: nil).bounds(in: codec.zone)
            for isByName in codec.dialect.list == .byName ? [true, false] : [false] {
                let query = EventListQuery(
                    from: bounds.start.adding(seconds: -Self.day), to: bounds.end.adding(seconds: Self.day),
                    resources: [.integer(resource.value)], isByName: isByName, page: nil, pageSize: 0)
                let answer = await asked(.list(query, codec))
                guard let page = answer?.page else { continue }
                let marked = page.items.map(EventWire.init).filter(ProbeMark.isMarked).compactMap(\.key)
                for key in marked where deleted.insert(key).inserted { await delete(key) }
                if !marked.isEmpty || isByName == false { break }
            }
        }
    }
}
