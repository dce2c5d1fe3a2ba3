extension Tenant {
    /// Where a secret of that kind goes, by the address that is stored.
    public func credentialHost(of kind: CredentialKind) -> CredentialHost {
        CredentialHost(kind.system, url: kind.system == .lucca ? luccaURL : planningPMEURL)
    }

    /// The kinds of secrets that were given for a host of `old` which is another one here: they must not be sent to the new host.
    /// Another brand on one host is no other host.
    public func credentialsOfOtherHosts(than old: Tenant) -> Set<CredentialKind> {
        Set(CredentialKind.allCases.filter { credentialHost(of: $0) != old.credentialHost(of: $0) })
    }
}
