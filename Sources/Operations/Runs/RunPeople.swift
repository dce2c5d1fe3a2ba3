import SyncCore
package import SyncEngine

/// Who started a run, and who decided about what it withheld, by the audit log.
package struct RunPeople: Sendable {
    /// nil for a run of the schedule.
    package let starter: AuditEntry?
    /// Who approved or rejected; nil while no one has, and where nothing was withheld.
    package let decider: AuditEntry?

    static func of(_ run: Run, _ review: RunReview?, in log: any AuditLog) async throws -> RunPeople {
        let acts = try await log.changes(of: run.id)
        let decider: AuditEntry? =
            switch review {
            case .rejected: acts.last { $0.rows.contains(where: \.isRejection) }
            // An approval is a run of its own: who started that one approved.
            case .approved(let other, only: _): starter(try await log.changes(of: other))
            case .open, .superseded, nil: nil
            }
        return RunPeople(starter: starter(acts), decider: decider)
    }

    private static func starter(_ acts: [AuditEntry]) -> AuditEntry? {
        acts.first { $0.rows.contains { $0.object == "run" && $0.action == .insert } }
    }
}

extension RunPeople {
    /// Members of a run in JSON.
    package var facts: Facts { ["startedBy": starter.map(Self.facts), "decidedBy": decider.map(Self.facts)] }

    private static func facts(_ act: AuditEntry) -> Facts {
        ["login": act.login, "claimed": act.claimed, "isProven": act.isProven, "at": act.at, "reason": act.reason]
    }
}

extension AuditedChange {
    fileprivate var isRejection: Bool { object == "run" && after["rejected_at"].map { $0 != .none } ?? false }
}
