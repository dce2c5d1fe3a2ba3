/// Which addresses Passerelle may talk to: public ones over https, and in development the machine's own.
public struct OutboundPolicy: Sendable, Hashable {
    /// Accepts `http://` and any port on loopback addresses. Every other private address stays refused.
    public let allowLoopback: Bool

    public init(allowLoopback: Bool = false) {
        self.allowLoopback = allowLoopback
    }
}
