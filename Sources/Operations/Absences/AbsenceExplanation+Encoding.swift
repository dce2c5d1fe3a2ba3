import SyncCore
public import SyncEngine

extension ExplainedHalfDay: Encodable {
    private enum CodingKeys: CodingKey {
        case halfDay, leavePeriodID, leaveAccountID, status, seconds, counts
    }

    public func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(halfDay, forKey: .halfDay)
        try members.encode(periodID, forKey: .leavePeriodID)
        try members.encode(accountID, forKey: .leaveAccountID)
        try members.encode(status.code, forKey: .status)
        try members.encodeIfPresent(seconds, forKey: .seconds)
        try members.encode(counts, forKey: .counts)
    }
}

extension ExplainedAbsence: Encodable {
    private enum CodingKeys: CodingKey {
        case reference, start, end, leave, state, rule, besides, event, problem, nextRun
    }

    public func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(reference, forKey: .reference)
        try members.encode(start, forKey: .start)
        try members.encode(end, forKey: .end)
        try members.encode(leave.rawValue, forKey: .leave)
        try members.encode(state.rawValue, forKey: .state)
        try members.encode(rule.code, forKey: .rule)
        try members.encodeIfPresent(besides?.code, forKey: .besides)
        try members.encodeIfPresent(event, forKey: .event)
        try members.encodeIfPresent(problem, forKey: .problem)
        try members.encode(nextRun, forKey: .nextRun)
    }
}

extension ExplainedEvent: Encodable {
    private enum CodingKeys: CodingKey {
        case key, found, reference, resourceKey, type, start, end, openWrite, now
    }

    /// What is on the planning in place of what was written.
    private struct Now: Encodable {
        let resourceKeys: [ResourceKey]
        let type: UnavailabilityTypeKey?
        let start: Instant
        let end: Instant
    }

    public func encode(to encoder: any Encoder) throws {
        var now: Now?
        if case .changed(let changed) = found {
            now = Now(resourceKeys: changed.resources, type: changed.type, start: changed.start, end: changed.end)
        }
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encodeIfPresent(key, forKey: .key)
        try members.encode(found.code, forKey: .found)
        try members.encode(reference, forKey: .reference)
        try members.encode(resource, forKey: .resourceKey)
        try members.encode(type, forKey: .type)
        try members.encode(start, forKey: .start)
        try members.encode(end, forKey: .end)
        try members.encodeIfPresent(openIntent?.rawValue, forKey: .openWrite)
        try members.encodeIfPresent(now, forKey: .now)
    }
}

extension RecordedProblem: Encodable {
    private enum CodingKeys: CodingKey {
        case code, run, at
    }

    public func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(code, forKey: .code)
        try members.encode(run, forKey: .run)
        try members.encodeIfPresent(at, forKey: .at)
    }
}

extension NextRun: Encodable {
    private enum CodingKeys: CodingKey {
        case action, code, withheldBy, resourceKey, type, start, end
    }

    public func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(action.rawValue, forKey: .action)
        try members.encode(reason.rawValue, forKey: .code)
        try members.encodeIfPresent(withheldBy, forKey: .withheldBy)
        try members.encodeIfPresent(target?.resource.key, forKey: .resourceKey)
        try members.encodeIfPresent(target?.type.key, forKey: .type)
        try members.encodeIfPresent(target?.start, forKey: .start)
        try members.encodeIfPresent(target?.end, forKey: .end)
    }
}

extension HalfDayLeave.Status {
    fileprivate var code: String {
        switch self {
        case .approved: "approved"
        case .pending: "pending"
        case .cancelled: "cancelled"
        }
    }
}

extension ResourceReference {
    fileprivate var key: ResourceKey? {
        if case .existing(let key) = self { key } else { nil }
    }
}

extension TypeReference {
    fileprivate var key: UnavailabilityTypeKey? {
        if case .existing(let key) = self { key } else { nil }
    }
}
