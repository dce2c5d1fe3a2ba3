import JSONText
package import SyncCore
package import SyncEngine

extension PlanningPMETarget {
    private static let path = PlanningPMEAssumptions.Path.events

    // MARK: Reading

    package func unavailabilities(from: Instant, to: Instant, resources: [ResourceKey]?) async throws -> [Unavailability] {
        if let resources, resources.isEmpty { return [] }
        let rows = try await rows(from: from, to: to, resources: resources)
        let codec = try await understanding(rows)
        return EventRows(rows, codec).unavailabilities(from: from, to: to)
    }

    package func events(from: Instant, to: Instant, resources: [ResourceKey]?) async throws -> [Unavailability] {
        if let resources, resources.isEmpty { return [] }
        let rows = try await rows(from: from, to: to, resources: resources, isByName: false)
        let codec = try await understanding(rows)
        return EventRows(rows, codec).unavailabilities(from: from, to: to)
    }

    /// - Parameter isByName: whether only unavailabilities are requested; nil for the dialect's way.
    private func rows(from: Instant, to: Instant, resources: [ResourceKey]?, isByName: Bool? = nil) async throws -> [EventWire] {
        try await api.events(
            from: from, to: to,
            resources: resources.map { $0.map { .integer($0.value) } } ?? PlanningPMEAssumptions.allResources,
            pageSize: PlanningPMEAssumptions.eventPage, isByName: isByName, zone: codec.zone, .events)
    }

    package func unavailability(_ key: EventKey) async throws -> Unavailability? {
        let what = PlanningSubject.event(key: key)
        guard let read = try await api.thing(Self.path, key: key.value, what) else { return nil }
        let wire = EventWire(.object(read))
        guard let event = try await understanding([wire]).unavailability(wire) else {
            throw PlanningPMEFailure.unreadable(what)
        }
        return event
    }

    /// The codec with the enumerations needed for these events. They are read once if kinds come as numbers, which are the
    /// brand's own.
    private func understanding(_ wires: [EventWire]) async throws -> EventCodec {
        var codec = codec
        codec.enumerations = api.notes.enumerations
        if wires.contains(where: codec.needsEnumerations) { codec.enumerations = try await enumerations() }
        for wire in wires { api.notes.note(codec.deviations(of: wire)) }
        return codec
    }

    private func enumerations() async throws -> Enumerations {
        if let known = api.notes.enumerations { return known }
        let read = try await api.enumerations() ?? Enumerations()
        api.notes.enumerations = read
        return read
    }

    // MARK: Writing

    /// A key from an answer is accepted once its event shows our reference, or nothing that contradicts it.
    package func create(_ draft: EventFacts) async throws -> WrittenEvent {
        let change = codec.created(draft)
        let expected = EventExpectation(draft, dialect, named: change.named, isApproved: true)
        var row: EventRow?
        let made = try await api.create(Self.path, change.body, .newEvent) {
            row = try await find(draft)
            return row?.key
        }
        let key = EventKey(made.key)
        let sight: EventSight
        do {
            if let row {
                let comparison = try await compare(row.object, with: expected, isRow: true)
                // A row that omits what was sent proves little.
                let isWhole = comparison.compared.isSuperset(of: expected.status == nil ? [.reason] : [.reason, .status])
                if isWhole, comparison.disagreement == nil { return WrittenEvent(key: key, compared: comparison.compared) }
            }
            if let comparison = try await agreement(made.answer, of: key, with: expected) {
                return WrittenEvent(key: key, compared: comparison.compared.union([.createdKey]))
            }
            sight = try await self.sight(of: key)
            if case .event(let read) = sight, row != nil || references(of: read).contains(draft.reference) {
                return try await created(key, read, expected)
            }
        } catch let error as SyncError {
            guard !error.isOwn else { throw error.markedAmbiguous() }
            return WrittenEvent(key: key, isVerified: false)
        }
        if sight == .unknown { return WrittenEvent(key: key, isVerified: false) }
        return try await elsewhere(key, sight, draft, expected)
    }

    /// The result of a create if the event under the answer's key does not show our reference.
    private func elsewhere(
        _ key: EventKey, _ sight: EventSight, _ draft: EventFacts, _ expected: EventExpectation
    ) async throws -> WrittenEvent {
        do {
            if let found = try await find(draft)?.key, found != key.value {
                return WrittenEvent(
                    key: EventKey(found),
                    disagreement: Disagreement(point: .createdKey, sent: .event(key: key), found: .event(key: EventKey(found))),
                    compared: [.createdKey])
            }
            switch sight {
            case .event(let read) where isLikely(read, draft): return try await created(key, read, expected)
            case .event, .unknown: break
            case .gone:
                return WrittenEvent(
                    key: key, disagreement: Disagreement(point: .createdKey, sent: .event(key: key), found: .noSuchEvent),
                    compared: [.createdKey])
            }
        } catch let error as SyncError {
            throw error.markedAmbiguous()
        }
        throw PlanningPMEFailure.unreadable(.newEvent, because: .otherEvent(key: key), isAmbiguous: true)
    }

    private func created(_ key: EventKey, _ read: JSONObject, _ expected: EventExpectation) async throws -> WrittenEvent {
        let comparison = try await compare(read, with: expected)
        return WrittenEvent(
            key: key, disagreement: comparison.disagreement, compared: comparison.compared.union([.createdKey]))
    }

    private func references(of read: JSONObject) -> [EventReference] {
        EventReference.all(in: codec.texts(of: EventWire(.object(read))))
    }

    /// Whether an event without our reference can be the draft's, because the planning lost or truncated it: it has the draft's
    /// times, perhaps in another zone, and no text that was not sent.
    private func isLikely(_ read: JSONObject, _ draft: EventFacts) -> Bool {
        let wire = EventWire(.object(read))
        func plain(_ text: String) -> String { text.filter { !$0.isWhitespace } }
        guard EventReference.all(in: codec.texts(of: wire)).isEmpty, !wire.isRecurring,
            plain("\(draft.reference)").hasPrefix(plain(codec.texts(of: wire))),
            wire.resources.contains(draft.resource.value), let bounds = codec.bounds(of: wire)
        else { return false }
        let widest = 26 * 3600
        return bounds.start.adding(seconds: -widest) < draft.end && draft.start < bounds.end.adding(seconds: widest)
    }

    /// The row of an event that may have been created, also if its times were interpreted differently, or it became a task. The
    /// first page that shows it is enough.
    private func find(_ draft: EventFacts) async throws -> EventRow? {
        let day = 86_400
        let isWanted = { @Sendable [codec] (row: EventRow) in
            row.key != nil && !row.wire.isRecurring
                && EventReference.all(in: codec.texts(of: row.wire)).contains(draft.reference)
        }
        for isByName in dialect.list == .byName ? [nil, false] : [nil] {
            let rows = try await api.events(
                from: draft.start.adding(seconds: -day), to: draft.end.adding(seconds: day),
                resources: [.integer(draft.resource.value)], pageSize: PlanningPMEAssumptions.eventPage, isByName: isByName,
                zone: codec.zone, .events, until: isWanted)
            if let first = rows.filter(isWanted).min(by: { ($0.key ?? 0) < ($1.key ?? 0) }) { return first }
        }
        return nil
    }

    /// An event that no longer has a reference of this Lucca account is the planners': it counts as gone.
    package func update(_ key: EventKey, to draft: EventFacts, replacing: EventReference) async throws -> WrittenEvent? {
        try await update(key, to: draft, replacing: replacing, orUnmarkedAt: nil)
    }

    package func rewrite(
        _ key: EventKey, to draft: EventFacts, replacing: EventReference, standing row: LedgerEntry
    ) async throws -> WrittenEvent? {
        try await update(key, to: draft, replacing: replacing, orUnmarkedAt: row)
    }

    private func update(
        _ key: EventKey, to draft: EventFacts, replacing: EventReference, orUnmarkedAt row: LedgerEntry?
    ) async throws -> WrittenEvent? {
        let what = PlanningSubject.event(key: key)
        guard let (read, codec) = try await ours(key, what, orUnmarkedAt: row) else { return nil }
        guard let change = codec.changed(read, to: draft, replacing: replacing) else {
            // Nothing was sent, so nothing shows the planning's interpretation; but the event may still be wrong.
            let expected = EventExpectation(draft, dialect, isApproved: row != nil)
            return WrittenEvent(key: key, disagreement: try await compare(read, with: expected).disagreement)
        }
        let expected = EventExpectation(draft, dialect, named: change.named, isApproved: row != nil, before: read)
        return try await written(change, to: key, expected, what)
    }

    @discardableResult
    package func release(_ key: EventKey) async throws -> Bool {
        let what = PlanningSubject.event(key: key)
        guard let (read, codec) = try await ours(key, what) else { return false }
        guard let event = codec.unavailability(EventWire(.object(read))) else { throw PlanningPMEFailure.unreadable(what) }
        let change = codec.released(read, event)
        let expected = EventExpectation(released: event, named: change.named, before: read)
        guard let written = try await written(change, to: key, expected, what) else { return false }
        if let disagreement = written.disagreement { throw PlanningPMEFailure.disagrees(what, disagreement) }
        guard written.isVerified else { throw PlanningPMEFailure.unreadable(what, isAmbiguous: true) }
        return true
    }

    /// An event that no longer has a reference of this Lucca account is the planners': it stays, and counts as gone.
    @discardableResult
    package func delete(_ key: EventKey) async throws -> Bool {
        try await delete(key, orUnmarkedAt: nil)
    }

    package func withdraw(_ key: EventKey, standing row: LedgerEntry) async throws -> Bool {
        try await delete(key, orUnmarkedAt: row)
    }

    private func delete(_ key: EventKey, orUnmarkedAt row: LedgerEntry?) async throws -> Bool {
        let what = PlanningSubject.event(key: key)
        guard try await ours(key, what, orUnmarkedAt: row) != nil else { return false }
        guard case .done = try await api.delete(Self.path, key: key.value, what) else { return false }
        guard try await isStillThere(key, what) else { return true }
        throw PlanningPMEFailure.disagrees(what, Disagreement(point: .deletion, sent: .deletion, found: .stillThere))
    }

    private func isStillThere(_ key: EventKey, _ what: PlanningSubject) async throws -> Bool {
        do {
            return try await api.thing(Self.path, key: key.value, what) != nil
        } catch let error as SyncError {
            // An answer that means neither an existing nor a missing event for this brand.
            guard [.planningPMEUnreadable, .planningPMERejected].contains(error.code) else { throw error.markedAmbiguous() }
            throw PlanningPMEFailure.disagrees(
                what, Disagreement(point: .gone, sent: .deletion, found: .notSaidGone))
        }
    }

    // MARK: Parts

    /// An event of ours; nil if it is gone, or the planners'.
    /// - Parameter row: also accepts one without any reference, if it is where this row says.
    /// - Throws: if its remark is unreadable, so that its owner is unknown.
    private func ours(
        _ key: EventKey, _ what: PlanningSubject, orUnmarkedAt row: LedgerEntry? = nil
    ) async throws -> (read: JSONObject, codec: EventCodec)? {
        guard let read = try await api.thing(Self.path, key: key.value, what) else { return nil }
        let wire = EventWire(.object(read))
        guard let isOurs = codec.isOurs(wire) else { throw PlanningPMEFailure.unreadable(what) }
        guard isOurs || row.map({ isUnmarked(wire, at: $0) }) == true else { return nil }
        return (read, try await understanding([wire]))
    }

    private func isUnmarked(_ wire: EventWire, at row: LedgerEntry) -> Bool {
        guard EventReference.all(in: codec.texts(of: wire)).isEmpty, !wire.isRecurring,
            wire.resources.contains(row.resource.value), let bounds = codec.bounds(of: wire)
        else { return false }
        return bounds.start < row.end && row.start < bounds.end
    }

    /// Sends a change, and compares the result. - Returns: nil if the event is gone.
    private func written(
        _ change: EventChange, to key: EventKey, _ expected: EventExpectation, _ what: PlanningSubject
    ) async throws -> WrittenEvent? {
        guard case .done(let answer) = try await api.change(Self.path, key: key.value, change.body, what, isHeld: true) else {
            return nil
        }
        do {
            if let comparison = try await agreement(answer, of: key, with: expected) {
                return WrittenEvent(key: key, compared: comparison.compared)
            }
            switch try await sight(of: key) {
            case .gone: return nil
            case .unknown: return WrittenEvent(key: key, isVerified: false)
            case .event(let read):
                let comparison = try await compare(read, with: expected)
                return WrittenEvent(key: key, disagreement: comparison.disagreement, compared: comparison.compared)
            }
        } catch let error as SyncError {
            guard !error.isOwn else { throw error.markedAmbiguous() }
            return WrittenEvent(key: key, isVerified: false)
        }
    }

    /// What a GET shows of a written event.
    private enum EventSight: Equatable {
        case event(JSONObject)
        case gone
        /// It was rejected, or has no usable content.
        case unknown
    }

    private func sight(of key: EventKey) async throws -> EventSight {
        do {
            guard let read = try await api.thing(Self.path, key: key.value, .event(key: key)) else { return .gone }
            return EventWire(.object(read)).isEvent ? .event(read) : .unknown
        } catch let error as SyncError where !error.isOwn {
            return .unknown
        }
    }

    /// The comparison with an answer that contains the event, unless it disagrees: it may be an incomplete confirmation.
    private func agreement(
        _ answer: JSONValue?, of key: EventKey, with expected: EventExpectation
    ) async throws -> EventComparison? {
        guard let answered = answer?.members else { return nil }
        let wire = EventWire(.object(answered))
        guard wire.isEvent, wire.key == nil || wire.key == key.value else { return nil }
        let comparison = try await compare(answered, with: expected)
        return comparison.disagreement == nil ? comparison : nil
    }

    /// - Parameter isRow: it comes from a list.
    private func compare(
        _ found: JSONObject, with expected: EventExpectation, isRow: Bool = false
    ) async throws -> EventComparison {
        var codec = try await understanding([EventWire(.object(found))])
        if codec.needsEnumerations(toCompare: found, with: expected) {
            do {
                codec.enumerations = try await enumerations()
            } catch let error as SyncError where !error.isOwn {
                // The status's meaning is unknown then, and everything else is compared.
            }
        }
        return codec.compare(found, with: expected, isRow: isRow)
    }
}

extension SyncError {
    /// An error of the run itself, not an answer of PlanningPME's.
    fileprivate var isOwn: Bool { failureClass == .cancelled || failureClass == .leaseLost }
}
