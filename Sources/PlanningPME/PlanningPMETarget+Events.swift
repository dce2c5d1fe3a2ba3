import JSONText
public import SyncCore
public import SyncEngine

extension PlanningPMETarget {
    private static let path = PlanningPMEAssumptions.Path.events

    // MARK: Reading

    public func unavailabilities(from: Instant, to: Instant, resources: [ResourceKey]?) async throws -> [Unavailability] {
        if let resources, resources.isEmpty { return [] }
        let rows = try await rows(from: from, to: to, resources: resources)
        let codec = try await understanding(rows)
        return EventRows(rows, codec).unavailabilities(from: from, to: to)
    }

    /// - Parameter isByName: whether unavailabilities alone are asked for; nil as the dialect has it.
    private func rows(from: Instant, to: Instant, resources: [ResourceKey]?, isByName: Bool? = nil) async throws -> [EventWire] {
        try await api.events(
            from: from, to: to,
            resources: resources.map { $0.map { .integer($0.value) } } ?? PlanningPMEAssumptions.allResources,
            pageSize: PlanningPMEAssumptions.eventPage, isByName: isByName, zone: codec.zone, "the events")
    }

    public func unavailability(_ key: EventKey) async throws -> Unavailability? {
        let what = "event \(key)"
        guard let read = try await api.thing(Self.path, key: key.value, what) else { return nil }
        let wire = EventWire(.object(read))
        guard let event = try await understanding([wire]).unavailability(wire) else {
            throw PlanningPMEFailure.unreadable(what)
        }
        return event
    }

    /// The codec with what it takes to understand these. Kinds that came as numbers are the brand's own: they are asked for once.
    private func understanding(_ wires: [EventWire]) async throws -> EventCodec {
        var codec = codec
        codec.unavailabilityNumbers = api.notes.unavailabilityNumbers
        if wires.contains(where: codec.needsEnumerations) {
            let numbers = try await api.enumerations()?.unavailabilityNumbers ?? []
            api.notes.unavailabilityNumbers = numbers
            codec.unavailabilityNumbers = numbers
        }
        for wire in wires { api.notes.note(codec.deviations(of: wire)) }
        return codec
    }

    // MARK: Writing

    public func create(_ draft: UnavailabilityDraft) async throws -> WrittenEvent {
        let change = codec.created(draft)
        let expected = EventExpectation(draft, dialect, named: change.named)
        var row: EventWire?
        let made = try await api.create(Self.path, change.body, "a new event") {
            row = try await find(draft)
            return row?.key
        }
        let key = EventKey(made.key)
        // A row that does not show the type proves little.
        if let row, let comparison = agreement(try await understanding([row]).compare(row: row, with: expected)),
            comparison.compared.contains(.reason)
        {
            return WrittenEvent(key: key, compared: comparison.compared)
        }
        do {
            guard let comparison = try await comparison(of: key, with: expected, answer: made.answer) else {
                return WrittenEvent(
                    key: key, disagreement: Disagreement(point: .createdKey, sent: "event \(key)", found: "no such event"),
                    compared: [.createdKey])
            }
            return WrittenEvent(
                key: key, disagreement: comparison.disagreement, compared: comparison.compared.union([.createdKey]))
        } catch let error as SyncError {
            throw error.markedAmbiguous()
        }
    }

    /// The row of an event that may have been made: also where its times were understood otherwise, or where it became a task.
    private func find(_ draft: UnavailabilityDraft) async throws -> EventWire? {
        let day = 86_400
        for isByName in dialect.list == .byName ? [nil, false] : [nil] {
            let rows = try await rows(
                from: draft.start.adding(seconds: -day), to: draft.end.adding(seconds: day), resources: [draft.resource],
                isByName: isByName)
            let found = rows.filter { wire in
                wire.key != nil && !wire.isRecurring
                    && EventReference.all(in: codec.texts(of: wire)).contains(draft.reference)
            }
            if let first = found.min(by: { ($0.key ?? 0) < ($1.key ?? 0) }) { return first }
        }
        return nil
    }

    /// An event that no longer carries a reference of this Lucca account has become the planners': it counts as gone.
    public func update(_ key: EventKey, to draft: UnavailabilityDraft, replacing: EventReference) async throws -> WrittenEvent? {
        try await update(key, to: draft, replacing: replacing, orUnmarked: false)
    }

    public func rewrite(_ key: EventKey, to draft: UnavailabilityDraft, replacing: EventReference) async throws -> WrittenEvent? {
        try await update(key, to: draft, replacing: replacing, orUnmarked: true)
    }

    private func update(
        _ key: EventKey, to draft: UnavailabilityDraft, replacing: EventReference, orUnmarked: Bool
    ) async throws -> WrittenEvent? {
        let what = "event \(key)"
        guard let (read, codec) = try await ours(key, what, orUnmarked: orUnmarked) else { return nil }
        guard let change = codec.changed(read, to: draft, replacing: replacing) else { return WrittenEvent(key: key) }
        let expected = EventExpectation(draft, dialect, named: change.named, before: read)
        guard let comparison = try await written(change, to: key, expected, what) else { return nil }
        return WrittenEvent(key: key, disagreement: comparison.disagreement, compared: comparison.compared)
    }

    @discardableResult
    public func release(_ key: EventKey) async throws -> Bool {
        let what = "event \(key)"
        guard let (read, codec) = try await ours(key, what, orUnmarked: false) else { return false }
        guard let event = codec.unavailability(EventWire(.object(read))) else { throw PlanningPMEFailure.unreadable(what) }
        let change = codec.released(read, event)
        let expected = EventExpectation(released: event, named: change.named, before: read)
        guard let comparison = try await written(change, to: key, expected, what) else { return false }
        if let disagreement = comparison.disagreement { throw PlanningPMEFailure.disagrees(what, disagreement) }
        return true
    }

    /// An event that no longer carries a reference of this Lucca account has become the planners': it stays, and counts as gone.
    @discardableResult
    public func delete(_ key: EventKey) async throws -> Bool {
        try await delete(key, orUnmarked: false)
    }

    public func withdraw(_ key: EventKey) async throws -> Bool {
        try await delete(key, orUnmarked: true)
    }

    private func delete(_ key: EventKey, orUnmarked: Bool) async throws -> Bool {
        let what = "event \(key)"
        guard try await ours(key, what, orUnmarked: orUnmarked) != nil else { return false }
        guard case .done = try await api.delete(Self.path, key: key.value, what) else { return false }
        guard try await isStillThere(key, what) else { return true }
        throw PlanningPMEFailure.disagrees(what, Disagreement(point: .deletion, sent: "a deletion", found: "the event"))
    }

    private func isStillThere(_ key: EventKey, _ what: String) async throws -> Bool {
        do {
            return try await api.thing(Self.path, key: key.value, what) != nil
        } catch let error as SyncError {
            // What is neither there nor gone in the way of this brand.
            guard [.planningPMEUnreadable, .planningPMERejected].contains(error.code) else { throw error.markedAmbiguous() }
            throw PlanningPMEFailure.disagrees(
                what, Disagreement(point: .gone, sent: "a deletion", found: "an answer that does not say that it is gone"))
        }
    }

    // MARK: Parts

    /// An event of ours; nil when it is gone, or the planners'.
    /// - Parameter orUnmarked: also one that carries no reference at all.
    /// - Throws: when its remark can't be read: it may be anybody's.
    private func ours(
        _ key: EventKey, _ what: String, orUnmarked: Bool
    ) async throws -> (read: JSONObject, codec: EventCodec)? {
        guard let read = try await api.thing(Self.path, key: key.value, what) else { return nil }
        let wire = EventWire(.object(read))
        guard let isOurs = codec.isOurs(wire) else { throw PlanningPMEFailure.unreadable(what) }
        let isUnmarked = orUnmarked && EventReference.all(in: codec.texts(of: wire)).isEmpty
        return isOurs || isUnmarked ? (read, try await understanding([wire])) : nil
    }

    /// Sends a change, and compares what then is there. - Returns: nil when the event is gone.
    private func written(
        _ change: EventChange, to key: EventKey, _ expected: EventExpectation, _ what: String
    ) async throws -> EventComparison? {
        guard case .done(let answer) = try await api.change(Self.path, key: key.value, change.body, what, isHeld: true) else {
            return nil
        }
        do {
            return try await comparison(of: key, with: expected, answer: answer)
        } catch let error as SyncError {
            throw error.markedAmbiguous()
        }
    }

    /// Compares a written event with what was sent: by the answer where that is the event and agrees, else by what a GET says.
    /// - Returns: nil when there is no such event.
    private func comparison(
        of key: EventKey, with expected: EventExpectation, answer: JSONValue?
    ) async throws -> EventComparison? {
        if let answered = answer?.members {
            let wire = EventWire(.object(answered))
            if wire.isEvent, wire.key == nil || wire.key == key.value,
                let agreement = agreement(try await understanding([wire]).compare(answered, with: expected))
            {
                return agreement
            }
        }
        guard let read = try await api.thing(Self.path, key: key.value, "event \(key)") else { return nil }
        return try await understanding([EventWire(.object(read))]).compare(read, with: expected)
    }

    /// The comparison unless it disagrees.
    private func agreement(_ comparison: EventComparison) -> EventComparison? {
        comparison.disagreement == nil ? comparison : nil
    }
}
