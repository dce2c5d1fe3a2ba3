/// Why bytes did not become a `JSONValue`.
public enum JSONReadFailure: Error, Hashable, Sendable {
    /// The bytes are not one JSON document.
    case notJSON
    /// More values and names than were allowed.
    case tooManyNodes(limit: Int)
    /// The task was cancelled in the midst of it.
    case cancelled
}
