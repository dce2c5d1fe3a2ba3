package import Logging
import Synchronization

/// Checks the audit log from a worker, and writes its last entry to the process's own log: whoever rewrites the database does not
/// reach the journal of every server.
package final class AuditWatch: Sendable {
    private struct State {
        var last: AuditAnchor?
        var reading: AuditReading?
    }

    private let log: any AuditLog
    private let logger: Logger
    private let state = Mutex(State())

    package init(log: any AuditLog, logger: Logger) {
        self.log = log
        self.logger = logger
    }

    /// Of the last check; nil before the first one.
    package var reading: AuditReading? { state.withLock { $0.reading } }

    /// Checks every entry, also against what this process saw last.
    /// - Throws: `SyncError` if the log could not be read. A broken log is no error: it is logged and shown in the metrics.
    package func check() async throws {
        let seen = state.withLock { $0.last }
        let verdict = try await log.verify(against: seen.map { [$0] } ?? [])
        var isBroken = false
        switch verdict.finding {
        case .whole: break
        case .restored(let number, let lost):
            logger.warning(
                "The database was restored: the audit log lacks its last entries",
                metadata: [LogKey.entry: "\(number)", LogKey.count: "\(lost)"])
        case .broken(let number, let fault):
            isBroken = true
            logger.critical(
                "The audit log is broken", metadata: [LogKey.entry: "\(number)", LogKey.reasons: "\(fault.rawValue)"])
        }
        if verdict.unrelated > 0 {
            isBroken = true
            logger.critical("The audit log has nothing of the database that was checked before")
        }
        // After a fault the older anchor is kept: the next check finds the fault again.
        state.withLock { state in
            state.reading = AuditReading(entries: verdict.entries, isBroken: isBroken)
            if !isBroken { state.last = verdict.last }
        }
        if !isBroken { logger.notice("The audit log is whole", metadata: [LogKey.anchor: "\(verdict.last)"]) }
    }
}
