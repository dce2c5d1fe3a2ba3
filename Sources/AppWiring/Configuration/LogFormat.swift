/// How log lines look on standard error.
public enum LogFormat: String, Sendable, Hashable, CaseIterable {
    case text
    case json
}
