/// How an answer leaves.
enum Delivery: Sendable {
    case whole(SimulatedAnswer)
    /// The whole body is announced, half of it sent, and the connection closed.
    case cut(SimulatedAnswer)
    /// An opening, that many bytes of a piece again and again, and a closing, streamed.
    case flood(opening: String, piece: String, closing: String, bytes: Int)
    /// The connection is closed without an answer.
    case dropped

    mutating func add(_ headers: [String: String]) {
        change { $0.headers.merge(headers) { $1 } }
    }

    mutating func gossip(_ text: String) {
        change { $0.gossip(text) }
    }

    private mutating func change(_ body: (inout SimulatedAnswer) -> Void) {
        switch self {
        case .whole(var answer):
            body(&answer)
            self = .whole(answer)
        case .cut(var answer):
            body(&answer)
            self = .cut(answer)
        case .flood, .dropped: break
        }
    }
}
