/// What opens the two systems to one tenant. All of it comes from the seed.
public struct TenantCredentials: Codable, Hashable, Sendable {
    /// The UUID of the header `Authorization: lucca application=…`.
    public let luccaKey: String
    /// The value of the header `X-APPKEY`.
    public let appKey: String
    /// For the form `grant_type=password`.
    public let username: String
    /// For the form `grant_type=password`.
    public let password: String
    /// For the form `grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer`.
    public let authToken: String

    init(seed: UInt64, index: Int, slug: String) {
        var random = SeededGenerator(seed: seed, tenant: index, purpose: 1)
        luccaKey = random.uuid()
        appKey = random.hexadecimal(32)
        username = "connecteur@\(slug).example"
        password = "Mdp-" + random.hexadecimal(12) + "é&="
        authToken = "eyJ" + random.hexadecimal(60)
    }
}
