extension PlanningRoutes {
    /// `api/do`, but for its list.
    func events(_ request: SimulatedRequest, _ parts: [Substring]) throws -> SimulatedAnswer {
        if parts.count == 2, request.method == "POST" { return try create(try body(request)) }
        guard parts.count == 3, let key = Int(parts[2]) else { throw PlanningError.notFound }
        switch request.method {
        case "GET":
            return try planning.withState { state in
                guard let found = state.events[key] else { throw NothingThere() }
                return .done(EventWriter(behaviour, state).single(found), subject: subject(found))
            }
        case "PUT": return try update(key, try body(request))
        case "DELETE":
            return try planning.withState { state in
                guard let found = state.events[key] else { throw NothingThere() }
                try refuseHeld(found)
                _ = state.events.remove(key)
                return .done([], status: 204, subject: subject(found))
            }
        default: throw PlanningError.methodNotAllowed
        }
    }

    private func create(_ body: JSONValue) throws -> SimulatedAnswer {
        try planning.withState { state in
            let draft = try EventReader(behaviour).event(body, over: nil, state)
            try refuseOverlap(draft, state)
            let made = state.events.add { draft.keyed($0) }
            return created(made.key, path: "api/do", subject: subject(made)) { EventWriter(behaviour, state).single(made) }
        }
    }

    private func update(_ key: Int, _ body: JSONValue) throws -> SimulatedAnswer {
        try planning.withState { state in
            guard let old = state.events[key] else { throw NothingThere() }
            try refuseHeld(old)
            let changed = try EventReader(behaviour).event(body, over: old, state)
            try refuseOverlap(changed, state)
            _ = state.events.replace(key, with: changed)
            return updated(subject: subject(changed)) { EventWriter(behaviour, state).single(changed) }
        }
    }

    private func refuseHeld(_ event: SimulatedEvent) throws {
        guard event.isHeld else { return }
        throw PlanningError(status: behaviour.lockedStatus, message: "This event can't be changed.")
    }

    private func refuseOverlap(_ event: SimulatedEvent, _ state: PlanningState) throws {
        guard let status = behaviour.overlapStatus else { return }
        let overlaps = state.events.items.contains {
            $0.key != event.key && $0.start < event.end && event.start < $0.end
                && !Set($0.resources).isDisjoint(with: event.resources)
        }
        if overlaps { throw PlanningError(status: status, message: "This resource is not available then.") }
    }

    private func subject(_ event: SimulatedEvent) -> String {
        event.reference.map { "\(event.key) \($0)" } ?? String(event.key)
    }
}

extension PlanningRoutes {
    /// `api/do/list`.
    func list(_ request: SimulatedRequest) throws -> SimulatedAnswer {
        let body = try body(request)
        let clock = PlanningClock(behaviour)
        guard let from = body["dateFrom"]?.text.flatMap(clock.moment), let to = body["dateTo"]?.text.flatMap(clock.moment) else {
            throw PlanningError(
                status: 400, message: "The request is invalid.", errors: [("dateFrom", "dateFrom and dateTo are required.")])
        }
        let kind = try kind(body["results"])
        let resources = Set(body["resources"]?.elements?.compactMap(\.integer) ?? [])
        let view = visiblePeriod(clock)
        return planning.withState { state in
            let wanted = state.events.items.filter { event in
                event.start < to && event.end > from && kind.map { event.kind == $0 } ?? true
                    && (resources.isEmpty || event.resources.contains { resources.contains($0) })
                    && (view.map { event.start < $0.upperBound && event.end > $0.lowerBound } ?? true)
                    && (state.masked.isEmpty || !event.resources.allSatisfy { state.masked.contains($0) })
            }
            var writer = EventWriter(behaviour, state)
            return page(wanted, index: body["pageIndex"]?.integer, size: body["pageSize"]?.integer) { writer.row($0, into: &$1) }
        }
    }

    /// The kind that is asked for; nil for every one.
    private func kind(_ results: JSONValue?) throws -> String? {
        switch behaviour.listForm {
        case .byName: return try PlanningEnumerations(behaviour).results(results)
        case .ignored: return nil
        case .refused:
            guard results == nil || results == .null else {
                throw PlanningError(status: 400, message: "The request is invalid.", errors: [("results", "Not supported.")])
            }
            return nil
        }
    }

    /// What lists show when the user's view is limited; nil when it is whole.
    private func visiblePeriod(_ clock: PlanningClock) -> Range<Int>? {
        guard let days = behaviour.viewDays else { return nil }
        let first = clock.clocks.utc(fromLocal: today.adding(-days).ordinal * 86_400)
        return first..<max(first, clock.clocks.utc(fromLocal: today.adding(days + 1).ordinal * 86_400))
    }
}
