/// What a remote's answers say about the interface itself: that it will end, or that it holds something unknown to this release.
/// Never a text of the answer.
package struct APINotice: Hashable, Sendable, Codable {
    /// The raw values are what JSON and the store hold.
    package enum Code: String, Sendable, Hashable, Codable, CaseIterable {
        /// `Deprecation` or `Sunset` announces the endpoint's end.
        case sunset = "api_sunset"
        /// One of these headers, in a form that can't be read.
        case headerUnreadable = "api_header_unreadable"
        /// A value beside the known ones: a status, a half of the day.
        case valueUnknown = "api_value_unknown"
        /// A value of another form: an object instead of a text, a text that is no date.
        case shapeUnknown = "api_shape_unknown"
    }

    /// What notices are counted by.
    package struct Key: Hashable, Sendable, Codable {
        package let code: Code
        package let endpoint: APIEndpoint
        /// The header or the property of the answer; empty for `sunset`.
        package let property: String

        /// A property that can't be a name of an interface is stored as `other`.
        package init(_ code: Code, _ endpoint: APIEndpoint, property: String = "") {
            self.code = code
            self.endpoint = endpoint
            self.property = Self.isName(property) ? property : "other"
        }

        private static func isName(_ property: String) -> Bool {
            property.utf8.count <= 60 && !property.hasPrefix("-")
                && property.utf8.allSatisfy {
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) || $0 == UInt8(ascii: "-")
                }
        }
    }

    package let key: Key
    /// Of `sunset`: answers; of the others: headers or values.
    package var count: Int
    /// Since when the endpoint is deprecated, or from when; nil if the answer does not say.
    package var deprecatedAt: Instant?
    /// When it ends; nil if the answer does not say.
    package var sunsetAt: Instant?

    package var code: Code { key.code }
    package var endpoint: APIEndpoint { key.endpoint }
    package var property: String { key.property }

    package init(_ key: Key, count: Int = 1, deprecatedAt: Instant? = nil, sunsetAt: Instant? = nil) {
        self.key = key
        self.count = count
        self.deprecatedAt = deprecatedAt
        self.sunsetAt = sunsetAt
    }

    /// Of two announcements the earlier end counts.
    package mutating func add(_ other: APINotice) {
        count = count.addingReportingOverflow(other.count).overflow ? .max : count + other.count
        deprecatedAt = [deprecatedAt, other.deprecatedAt].compactMap { $0 }.min()
        sunsetAt = [sunsetAt, other.sunsetAt].compactMap { $0 }.min()
    }
}

extension APINotice.Key: Comparable {
    package static func < (left: APINotice.Key, right: APINotice.Key) -> Bool {
        if left.endpoint != right.endpoint { return left.endpoint < right.endpoint }
        return (left.code.rawValue, left.property) < (right.code.rawValue, right.property)
    }
}

/// A notice as the store keeps it, for one tenant.
package struct KeptAPINotice: Hashable, Sendable, Codable {
    /// With the counts of everything that met it.
    package let notice: APINotice
    package let firstSeenAt: Instant
    package let lastSeenAt: Instant

    package init(_ notice: APINotice, firstSeenAt: Instant, lastSeenAt: Instant) {
        self.notice = notice
        self.firstSeenAt = firstSeenAt
        self.lastSeenAt = lastSeenAt
    }

    /// One that was not met for longer shows nothing that is to be done: the tenant may use other endpoints since.
    package static let recentDays = 7
}
