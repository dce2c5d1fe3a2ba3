import SyncCore

/// Who is signed in to the web console. The store knows hashes of the secrets only. Every method throws `SyncError`.
package protocol ConsoleSessionStore: Sendable {
    /// Notes a link with which the login of this process may sign in once, within `ConsoleSession.linkSeconds`.
    /// - Returns: the login.
    /// - Throws: `right_missing` for a login without any right.
    func open(_ link: ConsoleSecret) async throws -> String
    /// Uses a link, and begins a session.
    /// - Returns: false if the link is unknown, used or too old.
    func redeem(_ link: ConsoleSecret, for session: ConsoleSecret) async throws -> Bool
    /// Begins a session of a login that a reverse proxy names.
    /// - Returns: false if it is no operator's.
    /// - Throws: `right_missing` unless this process may name people.
    func vouch(for login: String, _ session: ConsoleSecret) async throws -> Bool
    /// Whose session it is, and what that person may do at this moment.
    /// - Returns: nil if it ended or never began.
    func enter(_ session: ConsoleSecret) async throws -> ConsoleSession?
    /// - Returns: false if there was no such session.
    func leave(_ session: ConsoleSecret) async throws -> Bool
}

/// A session of a signed-in person.
package struct ConsoleSession: Sendable, Hashable {
    package let person: LoginFacts
    /// Forms of the session carry it, so that no other site can send one.
    package let formKey: String

    package init(person: LoginFacts, formKey: String) {
        self.person = person
        self.formKey = formKey
    }

    /// How long a link may be used. The SQL functions repeat the numbers.
    package static let linkSeconds = 300
    /// A session ends after that time without a request.
    package static let idleSeconds = 1800
    /// The longest a session lasts.
    package static let longestSeconds = 43_200
}

/// 256 random bits, in a link or a cookie. It never prints itself.
package struct ConsoleSecret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// 64 hexadecimal digits.
    package let text: String

    /// A new one.
    package init() {
        var random = SystemRandomNumberGenerator()
        text = (0..<4).map { _ in
            let digits = String(random.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// - Returns: nil unless it has the form of one.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 64,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) })
        else { return nil }
        self.text = String(text)
    }

    package var description: String { "secret" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
