/// The name operators type for a tenant: `[a-z0-9-]{2,40}` (`contracts/cli.md`).
public struct TenantSlug: Hashable, Sendable, CustomStringConvertible {
    public let value: String

    /// - Throws: `SyncError` with code `invalid_slug`.
    public init(_ value: String) throws(SyncError) {
        let allowed = value.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        guard allowed, (2...40).contains(value.utf8.count) else {
            throw SyncError(.tenant(.slugInvalid))
        }
        self.value = value
    }

    public var description: String { value }
}

extension TenantSlug: Codable {
    public init(from decoder: any Decoder) throws { try self.init(decoder.singleValueContainer().decode(String.self)) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
