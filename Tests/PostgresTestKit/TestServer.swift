import Foundation

/// The server that tests use. They create and drop databases on it and touch nothing else, except the group roles.
package enum TestServer {
    package static let variable = "PASSERELLE_TEST_DATABASE_URL"

    /// A superuser's connection string. - Throws: `TestServerMissing`.
    package static func conninfo() throws -> String {
        guard let url = ProcessInfo.processInfo.environment[variable], !url.isEmpty else { throw TestServerMissing() }
        return url
    }

    /// The same server, another database.
    /// - Parameter login: nil for the superuser; another one needs a server that asks for no password.
    static func conninfo(database: String, login: String? = nil) throws -> String {
        let base = try conninfo()
        guard base.hasPrefix("postgresql://") || base.hasPrefix("postgres://") else {
            return "\(base) dbname=\(database)" + (login.map { " user=\($0)" } ?? "")
        }
        guard var components = URLComponents(string: base) else { throw TestServerMissing() }
        components.path = "/\(database)"
        if let login { components.user = login }
        return components.string ?? base
    }
}

package struct TestServerMissing: Error, CustomStringConvertible {
    package var description: String {
        """
        \(TestServer.variable) does not name a PostgreSQL server. Run the tests with ops/test, which starts a private one, or set it \
        to a superuser's connection string of a server that holds nothing else.
        """
    }
}
