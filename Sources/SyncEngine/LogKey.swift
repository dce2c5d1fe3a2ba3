public import Logging
public import SyncCore

/// The metadata keys of the engine's log lines. No value is a name, a label, an e-mail or a secret.
public enum LogKey {
    public static let run = "run"
    public static let tenant = "tenant"
    public static let attempt = "attempt"
    public static let worker = "worker"
    public static let phase = "phase"
    public static let state = "state"
    public static let reference = "reference"
    public static let action = "action"
    public static let count = "count"
    public static let reasons = "reasons"
    public static let errorCode = "error_code"
    public static let errorDetail = "error_detail"
    public static let dialectPoint = "dialect_point"
    /// Of a worker process.
    public static let loop = "loop"
    /// In seconds.
    public static let delay = "delay"
}

extension Logger {
    /// Each of its lines names the run, the tenant and the attempt.
    public func naming(_ run: Run) -> Logger {
        var logger = self
        logger[metadataKey: LogKey.run] = "\(run.id)"
        logger[metadataKey: LogKey.tenant] = "\(run.tenant)"
        logger[metadataKey: LogKey.attempt] = "\(run.attempt)"
        return logger
    }
}
