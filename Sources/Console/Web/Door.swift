import SyncEngine

/// Who gets in: where a request comes from, and what of it proves a session.
struct Door: Sendable {
    /// In which a reverse proxy names the signed-in person, in lower case; nil for none.
    let trustedHeader: String?
    /// Behind a proxy, whose configuration names the hosts. Else only this machine's names are answered, so that no other site's name
    /// can be pointed here.
    let acceptsAnyHost: Bool

    init(trustedHeader: String?, acceptsAnyHost: Bool) {
        self.trustedHeader = trustedHeader?.lowercased()
        self.acceptsAnyHost = acceptsAnyHost
    }

    /// Browsers keep a cookie with this prefix only if it is Secure, for the whole site and for this host alone; they treat
    /// http://localhost and http://127.0.0.1 as secure, except Safari.
    static let cookie = "__Host-passerelle"

    func secret(in request: ConsoleRequest) -> ConsoleSecret? { request.cookie(Self.cookie).flatMap { ConsoleSecret($0) } }

    /// Lax: a link in a mail opens the page; a form of another site does not get the cookie.
    static func begin(_ session: ConsoleSecret) -> String {
        "\(cookie)=\(session.text); Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=\(ConsoleSession.longestSeconds)"
    }

    static let end = "\(cookie)=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"

    func isKnown(host: String?) -> Bool {
        guard let host else { return false }
        if acceptsAnyHost { return true }
        let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
        return ["localhost", "127.0.0.1", "[::1]"].contains(name.lowercased())
    }

    /// Whether a form was sent by a page of this console. One of the two fields comes from every browser of the last years. As pages
    /// tell no one their address (`no-referrer`), their forms come from the origin `null`: then only the other field says it.
    func isFromHere(_ request: ConsoleRequest) -> Bool {
        let site = request.field("sec-fetch-site")
        let origin = request.field("origin")
        if let site, site != "same-origin" { return false }
        guard let origin, site == nil || origin != "null" else { return site != nil }
        guard let host = request.field("host")?.lowercased(), !host.isEmpty else { return false }
        return ["http://\(host)", "https://\(host)"].contains(origin.lowercased())
    }

    /// Whom the proxy names.
    enum Named: Sendable, Hashable {
        /// There is no proxy to believe.
        case notAsked
        case nobody
        case login(String)
    }

    func named(in request: ConsoleRequest) -> Named {
        guard let trustedHeader else { return .notAsked }
        let values = request.all(trustedHeader)
        // Several: not what one proxy sets.
        guard values.count == 1, let login = values.first?[...].trimmed, !login.isEmpty, login.utf8.count <= 63 else {
            return .nobody
        }
        return .login(login)
    }
}
