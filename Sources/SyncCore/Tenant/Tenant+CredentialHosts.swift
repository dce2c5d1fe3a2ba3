extension Tenant {
    /// The kinds of secrets that were given for a host of `old` which is another one here: they must not be sent to the new host.
    /// A port, a brand or another name of this machine make no other host.
    public func credentialsOfOtherHosts(than old: Tenant) -> Set<CredentialKind> {
        var kinds: Set<CredentialKind> = []
        if Self.host(luccaURL) != Self.host(old.luccaURL) { kinds.insert(.luccaAPIKey) }
        if Self.host(planningPMEURL) != Self.host(old.planningPMEURL) {
            kinds.formUnion(CredentialKind.allCases.filter { $0 != .luccaAPIKey })
        }
        return kinds
    }

    /// Of an address as it is stored: scheme, host, perhaps a port, a path.
    private static func host(_ url: String) -> String {
        let authority = url.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first ?? ""
        let end = authority.hasPrefix("[") ? authority.firstIndex(of: "]") : authority.firstIndex(of: ":")
        let host = authority[..<(end ?? authority.endIndex)].lowercased()
        let isThisMachine = host == "localhost" || host.hasSuffix(".localhost") || host.hasPrefix("127.") || host == "[::1"
        return isThisMachine ? "localhost" : host
    }
}
