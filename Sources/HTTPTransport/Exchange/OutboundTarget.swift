/// Where a request may go: its URL after the outbound policy's first look.
struct OutboundTarget {
    let url: String
    /// The `Host` header when it differs from the URL's host.
    let hostHeader: String?
    /// The name that was looked up, and what it stands for; nil for what needs no look-up.
    let name: String?
    let addresses: [IPAddress]

    /// Lists of ids make addresses of requests long; no server takes a head of more.
    private static let longest = 16_384

    /// - Throws: `ExchangeFailure` `invalidRequest`, `refusedAddress`, or the resolver's.
    init(_ url: String, policy: OutboundPolicy, resolver: any NameResolver) async throws {
        guard let parsed = try? PastedURL(url, longest: Self.longest), let scheme = parsed.scheme else {
            throw ExchangeFailure(.invalidRequest, mayHaveBeenReceived: false, detail: "not an absolute URL")
        }
        let refused = ExchangeFailure(.refusedAddress, mayHaveBeenReceived: false, detail: "outbound policy")
        switch parsed.host {
        case .literal(let address):
            guard policy.allows(address), scheme == "https" || address.isLoopback else { throw refused }
            (self.url, hostHeader, self.name, self.addresses) = (url, nil, nil, [])
        case .name(let name) where LoopbackName.matches(name):
            guard policy.allowLoopback else { throw refused }
            // No resolver is needed to know what these mean, and not every one knows. Over TLS the name must stay.
            guard scheme == "http" else {
                (self.url, hostHeader, self.name, self.addresses) = (url, nil, nil, [])
                return
            }
            let authority = name + (parsed.port.map { ":\($0)" } ?? "")
            let rest = url.dropFirst("http://".count).drop { $0 != "/" && $0 != "?" && $0 != "#" }
            (self.url, hostHeader) = ("http://127.0.0.1" + (parsed.port.map { ":\($0)" } ?? "") + rest, authority)
            (self.name, self.addresses) = (nil, [])
        case .name(let name):
            guard scheme == "https" else { throw refused }
            let addresses = try await resolver.addresses(of: name)
            guard addresses.allSatisfy(policy.allows) else { throw refused }
            (self.url, hostHeader, self.name, self.addresses) = (url, nil, name, addresses)
        }
    }
}
