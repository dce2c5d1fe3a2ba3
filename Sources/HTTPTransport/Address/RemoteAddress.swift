import Foundation
import SyncCore

/// A tenant's address at a remote system, checked against the outbound policy. The exchange checks the resolved IP addresses
/// again on each connection.
package struct RemoteAddress: Sendable, Hashable {
    /// With the scheme and a trailing slash: `https://acme.ilucca.net/`, `https://api.planningpme.com/acme/`.
    package let baseURL: String
    /// In lower case, without port: `acme.ilucca.net`.
    package let host: String
    /// Scheme, host and port: `https://acme.ilucca.net`.
    package let origin: String

    /// The first label of the host, which identifies a Lucca account: `acme`.
    package var account: String { String(host.prefix { $0 != "." }) }

    /// - Parameter segments: of the path, already percent-encoded.
    private init(_ place: Place, segments: [String]) {
        host = place.host
        origin = place.origin
        baseURL = "\(place.origin)/" + segments.map { "\($0)/" }.joined()
    }

    /// Accepts what people paste: with or without scheme, path, query, trailing slash, capitals and surrounding spaces.
    /// - Throws: `SyncError` `address_refused`.
    package static func lucca(pasted: String, policy: OutboundPolicy) throws -> RemoteAddress {
        let refusal = Refusal(system: .lucca)
        let place = try Place(refusal.parse(pasted), policy: policy, refusal)
        guard place.isLoopback || isLuccaHost(place.host) else {
            throw refusal.because(.hostNotLuccas(host: ShownText(place.host)))
        }
        return RemoteAddress(place, segments: [])
    }

    /// Where Lucca gives tokens: an address of our own, never one that a person or a remote gave.
    /// - Returns: the host, and the path there.
    /// - Throws: `SyncError` `address_refused`.
    package static func luccaToken(url: String, policy: OutboundPolicy) throws -> (address: RemoteAddress, path: String) {
        let refusal = Refusal(system: .lucca)
        let parsed = try refusal.parse(url)
        guard !parsed.segments.isEmpty, parsed.segments.allSatisfy(isPlainSegment) else { throw refusal.because(.pathInvalid) }
        let place = try Place(parsed, policy: policy, refusal)
        return (RemoteAddress(place, segments: []), parsed.segments.joined(separator: "/"))
    }

    /// The same for PlanningPME's `https://api.planningpme.com/{brand}/`, and for the brand key alone.
    /// - Throws: `SyncError` `address_refused`.
    package static func planningPME(pasted: String, policy: OutboundPolicy) throws -> RemoteAddress {
        let refusal = Refusal(system: .planningPME)
        let url = try refusal.parse(pasted)
        // PlanningPME's own settings page shows the brand key alone.
        if url.scheme == nil, url.port == nil, url.segments.isEmpty, case .name(let brand) = url.host, !brand.contains("."),
            brand != "localhost"
        {
            return RemoteAddress(Place(host: planningPMEHosts[0]), segments: [brand])
        }
        let place = try Place(url, policy: policy, refusal)
        // A pasted address of a page or call contains more segments after the brand.
        let tail = url.segments.dropFirst().firstIndex { ["api", "token", "doc"].contains($0.lowercased()) }
        var segments = Array(url.segments[..<(tail ?? url.segments.count)])
        if planningPMEHosts.contains(place.host) { segments = segments.prefix(1).map { $0.lowercased() } }
        guard !segments.isEmpty else { throw refusal.because(.brandMissing) }
        guard segments.allSatisfy(isPlainSegment) else {
            throw refusal.because(.pathInvalid)
        }
        return RemoteAddress(place, segments: segments)
    }

    /// Whether the origin is PlanningPME itself; other hosts may replace it.
    package static func isPlanningPMEOrigin(_ origin: String) -> Bool {
        planningPMEHosts.contains { origin == "https://\($0)" }
    }

    private static let planningPMEHosts = ["api.planningpme.com", "try.planningpme.com"]

    private static let luccaDomains = [
        "ilucca.net", "ilucca-test.net", "ilucca-demo.net", "ilucca.ch", "ilucca-test.ch", "ilucca-demo.ch",
    ]

    /// `{account}.ilucca.net` and the other Lucca domains, or `{account}-{sandbox}.sandbox.{server}.luccasoftware.com`, label by
    /// label.
    private static func isLuccaHost(_ host: String) -> Bool {
        let labels = host.split(separator: ".")
        if labels.count == 3 { return luccaDomains.contains(labels.dropFirst().joined(separator: ".")) }
        return labels.count == 5 && labels[1] == "sandbox" && labels[3] == "luccasoftware" && labels[4] == "com"
    }

    private static func isPlainSegment(_ segment: String) -> Bool {
        segment != "." && segment != ".." && PercentEncoding.encode(segment, keeping: "") == segment
    }
}

extension RemoteAddress {
    /// Scheme, host and port that the policy allows.
    private struct Place {
        let host: String
        let origin: String
        let isLoopback: Bool

        init(host: String) {
            self.host = host
            origin = "https://\(host)"
            isLoopback = false
        }

        init(_ url: PastedURL, policy: OutboundPolicy, _ refusal: Refusal) throws {
            switch url.host {
            case .literal(let address): (host, isLoopback) = (address.isIPv4 ? "\(address)" : "[::1]", address.isLoopback)
            case .name(let name): (host, isLoopback) = (name, LoopbackName.matches(name))
            }
            if isLoopback {
                guard policy.allowLoopback else {
                    throw refusal.because(.thisMachine)
                }
                let scheme = url.scheme ?? "http"
                origin = "\(scheme)://\(host)" + (url.port.map { ":\($0)" } ?? "")
                return
            }
            if case .literal = url.host { throw refusal.because(.numeric) }
            guard url.scheme != "http" else { throw refusal.because(.notEncrypted) }
            // 443 is the default port of https.
            guard url.port == nil || url.port == 443 else { throw refusal.because(.port) }
            let name = host
            guard name.contains("."), !Self.privateSuffixes.contains(where: { name.hasSuffix($0) }) else {
                throw refusal.because(.hostNotPublic(host: ShownText(name)))
            }
            origin = "https://\(host)"
        }

        /// Suffixes of names that only exist inside one network.
        private static let privateSuffixes = [
            ".local", ".internal", ".intranet", ".lan", ".home", ".corp", ".private", ".localdomain", ".arpa", ".onion",
        ]
    }

    /// Makes the error. The pasted text is not repeated: it may contain a password.
    private struct Refusal {
        let system: RemoteSystem

        func parse(_ pasted: String) throws -> PastedURL {
            do throws(PastedURL.Refusal) {
                return try PastedURL(pasted)
            } catch {
                switch error {
                case .empty: throw because(.empty)
                case .unreadable: throw because(.unreadable)
                case .userInfo: throw because(.userInfo)
                case .scheme(let name): throw because(.scheme(name: ShownText(name)))
                }
            }
        }

        func because(_ flaw: Failure.AddressFlaw) -> SyncError {
            SyncError(.remote(.addressRejected(flaw: flaw), system))
        }
    }
}

/// The parts of an address as pasted, parsed strictly: ambiguous text is rejected.
struct PastedURL: Equatable {
    enum Refusal: Error, Equatable {
        case empty
        case unreadable
        case userInfo
        case scheme(String)
    }

    enum Host: Equatable {
        /// In lower case, without the trailing dot.
        case name(String)
        case literal(IPAddress)
    }

    /// `https`, `http`, or nil if the text has none.
    let scheme: String?
    let host: Host
    let port: Int?
    /// Path segments as pasted; query and fragment are dropped.
    let segments: [String]

    /// - Parameter longest: in bytes.
    init(_ pasted: String, longest: Int = 2048) throws(Refusal) {
        var rest = Substring(pasted.trimmingCharacters(in: .whitespacesAndNewlines))
        guard !rest.isEmpty else { throw .empty }
        guard rest.utf8.count <= longest, rest.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7f && $0 != "\\" })
        else {
            throw .unreadable
        }
        if let end = rest.range(of: "://"), !rest[..<end.lowerBound].contains(where: { "/?#@".contains($0) }) {
            let name = rest[..<end.lowerBound].lowercased()
            guard name == "https" || name == "http" else { throw .scheme(String(name.filter { $0.isASCII }.prefix(20))) }
            scheme = name
            rest = rest[end.upperBound...]
        } else {
            scheme = nil
            if rest.hasPrefix("//") { rest = rest.dropFirst(2) }
        }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else { throw .userInfo }
        let path = rest.dropFirst(authority.count).prefix { $0 != "?" && $0 != "#" }
        segments = path.split(separator: "/").map(String.init)

        let hostText: Substring
        if authority.hasPrefix("[") {
            guard let bracket = authority.firstIndex(of: "]") else { throw .unreadable }
            hostText = authority[...bracket]
        } else {
            hostText = authority.prefix { $0 != ":" }
        }
        let portText = authority.dropFirst(hostText.count)
        if portText.isEmpty {
            port = nil
        } else {
            let digits = portText.dropFirst()
            guard portText.first == ":", digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits),
                (1...65535).contains(number)
            else { throw .unreadable }
            port = number
        }
        guard let host = Self.host(hostText) else { throw .unreadable }
        self.host = host
    }

    private static func host(_ text: Substring) -> Host? {
        if text.hasPrefix("[") {
            // A zone (`%eth0`) names an interface of this machine: inet_pton rejects it.
            return IPAddress(canonical: String(text.dropFirst().dropLast())).map { Host.literal($0) }
        }
        var name = text.lowercased()
        if name.hasSuffix(".") { name.removeLast() }
        guard !name.isEmpty, name.utf8.count <= 253 else { return nil }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.allSatisfy(isLabel), let last = labels.last else { return nil }
        // As browsers do: a name that ends in a number is an IPv4 address in some spelling, or invalid.
        if last.allSatisfy(\.isNumber) || last.hasPrefix("0x") {
            return IPAddress(anyIPv4Spelling: name).map { Host.literal($0) }
        }
        return .name(name)
    }

    /// ASCII only: a name with other letters may imitate one of Lucca's.
    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-")
            }
    }
}

/// Which addresses Passerelle may connect to: public ones over https, and in development the machine's own.
package struct OutboundPolicy: Sendable, Hashable {
    /// Accepts loopback addresses, and for them `http://` and any port. Every other private address is still rejected.
    package let allowLoopback: Bool
    /// Also accepts the private networks that an operator's own servers are in.
    private let allowPrivate: Bool

    package init(allowLoopback: Bool = false) {
        self.init(allowLoopback: allowLoopback, allowPrivate: false)
    }

    private init(allowLoopback: Bool, allowPrivate: Bool) {
        self.allowLoopback = allowLoopback
        self.allowPrivate = allowPrivate
    }

    /// For an address in the configuration of this process, which no tenant can set.
    package static let ofOperator = OutboundPolicy(allowLoopback: true, allowPrivate: true)

    func allows(_ address: IPAddress) -> Bool {
        address.isPublic || (allowLoopback && address.isLoopback) || (allowPrivate && address.isPrivate)
    }
}

/// `localhost` and its subdomains, which always mean this machine (RFC 6761).
enum LoopbackName {
    static func matches(_ name: String) -> Bool {
        name == "localhost" || name.hasSuffix(".localhost")
    }
}
