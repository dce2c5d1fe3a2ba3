/// Which addresses Passerelle may talk to: public ones over https, and in development the machine's own.
public struct OutboundPolicy: Sendable, Hashable {
    /// Accepts loopback addresses, there also `http://` and any port. Every other private address stays refused.
    public let allowLoopback: Bool

    public init(allowLoopback: Bool = false) {
        self.allowLoopback = allowLoopback
    }

    func allows(_ address: IPAddress) -> Bool {
        address.isPublic || (allowLoopback && address.isLoopback)
    }
}
