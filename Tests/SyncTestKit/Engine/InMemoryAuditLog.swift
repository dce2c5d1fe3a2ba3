package import SyncCore
package import SyncEngine
import Synchronization

/// `AuditLog` in memory. It only has what is recorded: entries of changes are PostgreSQL's own work.
package struct InMemoryAuditLog: AuditLog {
    package static let login = "test"
    private static let life = "1.1.1.00000001"
    private let database: InMemoryDatabase
    private let audit: AuditContext?

    package init(_ database: InMemoryDatabase, audit: AuditContext? = nil) {
        self.database = database
        self.audit = audit
    }

    package func record(_ note: AuditNote) async throws {
        let now = database.now
        // Not counted as a write: what only looks still leaves everything as it was.
        try database.state.withLock { state throws(SyncError) in
            try state.requireReachable()
            let run = note.object.run.flatMap { state.live[$0]?.run ?? state.ended[$0]?.run }
            let tenant = (note.object.tenant ?? run?.tenant)?.value
            let operation = audit?.operation
            let actor = audit?.session.flatMap { state.consoleSession($0, at: now) }
            let login = actor?.login ?? Self.login
            let again = state.audit.last { entry in
                entry.kind == .read && note.kind == .read && entry.operation == operation && entry.login == login
                    && entry.claimed == (actor == nil ? audit?.claimed : "console \(Self.login)")
                    && entry.object == note.object.kind.rawValue && entry.run == note.object.run
                    && entry.subject == note.object.subject && entry.tenant == tenant
                    && entry.at >= now.adding(seconds: -60)
            }
            guard again == nil else { return }
            state.audit.append(
                AuditEntry(
                    number: state.audit.count + 1, at: now, login: login,
                    claimed: actor == nil ? audit?.claimed : "console \(Self.login)", kind: note.kind,
                    operation: audit?.operation, object: note.object.kind.rawValue,
                    tenant: tenant, run: note.object.run, code: note.code,
                    release: audit?.release, reason: audit?.reason, subject: note.object.subject))
        }
    }

    /// Makes the entry of a change, as PostgreSQL's triggers do.
    package func noteChange(
        of run: RunID, _ operation: String, by login: String, isProven: Bool = true, reason: String? = nil, _ changes: String
    ) throws {
        let now = database.now
        try database.state.withLock { state throws(SyncError) in
            try state.requireReachable()
            state.audit.append(
                AuditEntry(
                    number: state.audit.count + 1, at: now, login: login, kind: .change, operation: operation, object: "run",
                    tenant: (state.live[run]?.run ?? state.ended[run]?.run)?.tenant.value, run: run, reason: reason,
                    changes: changes, isProven: isProven))
        }
    }

    /// The changes of a run that was queued or begun, and of one whose deletions were rejected, as entries have them.
    package static let started = #"[{"object": "run", "action": "insert", "after": {"trigger": "manual"}, "before": null}]"#
    package static let rejected = """
        [{"object": "run", "action": "update", "before": {"rejected_at": null}, "after": {"rejected_at": "2026-12-01T06:00:00+00:00"}}]
        """

    package func list(_ filter: AuditFilter) async throws -> [AuditEntry] {
        try database.read { state throws(SyncError) in
            let found = state.audit.reversed().filter { entry in
                let names = [entry.login, entry.claimed, entry.claimed?.split(separator: "@").first.map(String.init)]
                return (filter.tenant == nil || entry.tenant == filter.tenant?.value)
                    && (filter.actor == nil || names.contains(filter.actor))
                    && entry.at >= filter.since ?? entry.at && filter.until.map { entry.at < $0 } ?? true
                    && filter.before.map { entry.number < $0 } ?? true
            }
            return Array(found.prefix(filter.limit))
        }
    }

    package func changes(of run: RunID) async throws -> [AuditEntry] {
        try database.read { state throws(SyncError) in state.audit.filter { $0.run == run && $0.kind == .change } }
    }

    package func verify(against anchors: [AuditAnchor]) async throws -> AuditVerdict {
        try database.read { state throws(SyncError) in
            let count = state.audit.count
            let last = AuditAnchor(number: count, hash: Self.hash(count), life: Self.life)
            let own = anchors.filter { $0.isOfDatabase(in: [Self.life]) }
            let unrelated = anchors.count - own.count
            let strange = own.filter { $0.number > count || $0.hash != Self.hash($0.number) }
            guard let first = strange.min(by: { $0.number < $1.number }) else {
                return AuditVerdict(.whole, entries: count, last: last, unrelated: unrelated)
            }
            guard first.life == Self.life else {
                return AuditVerdict(
                    .restored(number: 0, lost: first.number), entries: count, last: last, unrelated: unrelated)
            }
            let finding: AuditVerdict.Finding =
                first.number > count
                ? .broken(number: count + 1, .truncated) : .broken(number: first.number, .rewritten)
            return AuditVerdict(finding, entries: count, last: last, unrelated: unrelated)
        }
    }

    /// One for each number: nobody changes this log.
    private static func hash(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 64 - digits.count) + digits
    }
}
