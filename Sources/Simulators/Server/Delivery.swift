/// How an answer leaves.
enum Delivery: Sendable {
    case whole(SimulatedAnswer)
    /// The whole body is announced, half of it sent, and the connection closed.
    case cut(SimulatedAnswer)
    /// That many bytes of JSON, streamed.
    case huge(Int)
    /// The connection is closed without an answer.
    case dropped

    mutating func add(_ headers: [String: String]) {
        switch self {
        case .whole(var answer):
            answer.headers.merge(headers) { $1 }
            self = .whole(answer)
        case .cut(var answer):
            answer.headers.merge(headers) { $1 }
            self = .cut(answer)
        case .huge, .dropped: break
        }
    }
}
