/// An endpoint of a remote system, as a template: `GET /api/v3/users`. It has no host, no query and no id.
package struct APIEndpoint: Hashable, Sendable, Codable {
    package let system: RemoteSystem
    /// Method and path, such as `GET /api/resource/{id}`.
    package let name: String

    /// Whatever is no word of an interface in the path becomes `{id}`: only letters and hyphens, and versions such as `v3`, stay.
    /// - Parameter path: below the address's base, without a leading slash and without a query.
    package init(_ system: RemoteSystem, _ method: String, path: String) {
        self.system = system
        name = path.split(separator: "/").reduce(into: "\(method) ") { name, segment in
            name += Self.isWord(segment) ? "/\(segment)" : "/{id}"
        }
    }

    /// As it was stored.
    package init(_ system: RemoteSystem, stored name: String) {
        self.system = system
        self.name = name
    }

    private static func isWord(_ segment: Substring) -> Bool {
        let letters = segment.utf8.drop { $0 == UInt8(ascii: "v") }
        let isVersion = letters.count == segment.utf8.count - 1 && !letters.isEmpty
        if isVersion, letters.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) { return true }
        return segment.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) || $0 == UInt8(ascii: "-")
        }
    }
}

extension APIEndpoint: Comparable {
    package static func < (left: APIEndpoint, right: APIEndpoint) -> Bool {
        (left.system.rawValue, left.name) < (right.system.rawValue, right.name)
    }
}

extension APIEndpoint {
    /// Of Lucca's second generation, with its tokens.
    package var isSecondGeneration: Bool {
        system == .lucca && (name.contains(" /lucca-api/") || name.hasSuffix(" /connect/token"))
    }
}
