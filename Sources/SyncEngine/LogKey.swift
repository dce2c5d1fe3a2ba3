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
    /// Of a worker process.
    public static let loop = "loop"
    public static let until = "until"
}
