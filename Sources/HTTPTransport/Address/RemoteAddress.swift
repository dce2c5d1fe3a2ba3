import SyncCore

/// A tenant's address at a remote system, checked against the outbound policy. What its name stands for is checked again by
/// the exchange, each time it connects.
public struct RemoteAddress: Sendable, Hashable {
    /// With the scheme and a slash at the end: `https://acme.ilucca.net/`, `https://api.planningpme.com/acme/`.
    public let baseURL: String
    /// In lower case, without port: `acme.ilucca.net`.
    public let host: String
    /// Scheme, host and port: `https://acme.ilucca.net`.
    public let origin: String

    /// The first label of the host, which names a Lucca account: `acme`.
    public var account: String { String(host.prefix { $0 != "." }) }

    /// - Parameter segments: of the path, already in characters that a URL takes as they are.
    private init(_ place: Place, segments: [String]) {
        host = place.host
        origin = place.origin
        baseURL = "\(place.origin)/" + segments.map { "\($0)/" }.joined()
    }

    /// Understands what people paste: with or without scheme, path, query, trailing slash, in capitals, with spaces around.
    /// - Throws: `SyncError` `address_refused`.
    public static func lucca(pasted: String, policy: OutboundPolicy) throws -> RemoteAddress {
        let refusal = Refusal(system: .lucca)
        let place = try Place(refusal.parse(pasted), policy: policy, refusal)
        guard place.isLoopback || isLuccaHost(place.host) else {
            throw refusal.because(.hostNotLuccas(host: ShownText(place.host)))
        }
        return RemoteAddress(place, segments: [])
    }

    /// The same for PlanningPME's `https://api.planningpme.com/{brand}/`, and for the brand key alone.
    /// - Throws: `SyncError` `address_refused`.
    public static func planningPME(pasted: String, policy: OutboundPolicy) throws -> RemoteAddress {
        let refusal = Refusal(system: .planningPME)
        let url = try refusal.parse(pasted)
        // The brand key alone is what PlanningPME's own settings page shows.
        if url.scheme == nil, url.port == nil, url.segments.isEmpty, case .name(let brand) = url.host, !brand.contains("."),
            brand != "localhost"
        {
            return RemoteAddress(Place(host: planningPMEHosts[0]), segments: [brand])
        }
        let place = try Place(url, policy: policy, refusal)
        // Behind the brand come the pages and calls below it, when someone copied the address of one.
        let tail = url.segments.dropFirst().firstIndex { ["api", "token", "doc"].contains($0.lowercased()) }
        var segments = Array(url.segments[..<(tail ?? url.segments.count)])
        if planningPMEHosts.contains(place.host) { segments = segments.prefix(1).map { $0.lowercased() } }
        guard !segments.isEmpty else { throw refusal.because(.brandMissing) }
        guard segments.allSatisfy(isPlainSegment) else {
            throw refusal.because(.pathInvalid)
        }
        return RemoteAddress(place, segments: segments)
    }

    /// Whether PlanningPME itself answers there; other hosts may stand in for it.
    public static func isPlanningPMEOrigin(_ origin: String) -> Bool {
        planningPMEHosts.contains { origin == "https://\($0)" }
    }

    private static let planningPMEHosts = ["api.planningpme.com", "try.planningpme.com"]

    private static let luccaDomains = [
        "ilucca.net", "ilucca-test.net", "ilucca-demo.net", "ilucca.ch", "ilucca-test.ch", "ilucca-demo.ch",
    ]

    /// `{account}.ilucca.net` and its sisters, or `{account}-{sandbox}.sandbox.{server}.luccasoftware.com`, label by label.
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
    /// Scheme, host and port that the policy lets through.
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
            // 443 is what https means anyway.
            guard url.port == nil || url.port == 443 else { throw refusal.because(.port) }
            let name = host
            guard name.contains("."), !Self.privateSuffixes.contains(where: { name.hasSuffix($0) }) else {
                throw refusal.because(.hostNotPublic(host: ShownText(name)))
            }
            origin = "https://\(host)"
        }

        /// Names that mean something inside one network only.
        private static let privateSuffixes = [
            ".local", ".internal", ".intranet", ".lan", ".home", ".corp", ".private", ".localdomain", ".arpa", ".onion",
        ]
    }

    /// Writes the error. The pasted text is not repeated: it may hold a password.
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
