package import Logging
package import SyncCore

/// The metadata keys of the engine's log lines. No value is a name, a label, an e-mail or a secret.
package enum LogKey {
    package static let run = "run"
    package static let tenant = "tenant"
    /// A queued operation, and its kind.
    package static let operation = "operation"
    package static let kind = "kind"
    package static let attempt = "attempt"
    package static let worker = "worker"
    package static let phase = "phase"
    package static let state = "state"
    package static let reference = "reference"
    package static let action = "action"
    package static let count = "count"
    package static let reasons = "reasons"
    package static let errorCode = "error_code"
    package static let errorDetail = "error_detail"
    package static let dialectPoint = "dialect_point"
    /// Of a worker process.
    package static let loop = "loop"
    /// In seconds.
    package static let delay = "delay"
    /// Of the audit log: what is kept of its last entry outside the database.
    package static let anchor = "anchor"
    package static let entry = "entry"
}

extension Logger {
    /// Adds the run, the tenant and the attempt to each line.
    package func naming(_ run: Run) -> Logger {
        var logger = self
        logger[metadataKey: LogKey.run] = "\(run.id)"
        logger[metadataKey: LogKey.tenant] = "\(run.tenant)"
        logger[metadataKey: LogKey.attempt] = "\(run.attempt)"
        return logger
    }
}
