import SyncCore
import SyncEngine

extension ExplainedHalfDay {
    var facts: Facts {
        [
            "halfDay": halfDay, "leavePeriodId": periodID, "leaveAccountId": accountID, "status": status.code, "seconds": seconds,
            "counts": counts,
        ]
    }
}

extension ExplainedAbsence {
    var facts: Facts {
        [
            "reference": reference, "start": start, "end": end, "leave": leave.rawValue, "state": state.rawValue,
            "rule": rule.code, "besides": besides?.code, "event": event?.facts, "problem": problem?.facts,
            "nextRun": nextRun.facts,
        ]
    }
}

extension ExplainedEvent {
    fileprivate var facts: Facts {
        var now: Facts?
        if case .changed(let changed) = found {
            now = ["resourceKeys": changed.resources, "type": changed.type, "start": changed.start, "end": changed.end]
        }
        return [
            "key": key, "found": found.code, "reference": reference, "resourceKey": resource, "type": type, "start": start,
            "end": end, "openWrite": openIntent?.rawValue, "now": now,
        ]
    }
}

extension RecordedProblem {
    fileprivate var facts: Facts { ["code": code, "run": run, "at": at] }
}

extension NextRun {
    fileprivate var facts: Facts {
        [
            "action": action.rawValue, "code": reason.rawValue, "withheldBy": withheldBy,
            "resourceKey": target?.resource.key, "type": target?.type.key, "start": target?.start, "end": target?.end,
        ]
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
