import Foundation
import PostgresTestKit
import Simulators
import Testing

/// The database's first address accepts and never answers; the next one is used, in every form in which libpq takes hosts.
@Suite("A database host that does not answer", .timeLimit(.minutes(15)))
struct SilentHostTests {
    /// Each form: its name, the connection string and the environment.
    private static func forms(
        _ port: Int, _ database: String, service: String
    ) -> [(name: String, url: String, environment: [String: String])] {
        let login = "user=postgres dbname=\(database)"
        let both = "127.0.0.2,127.0.0.1"
        return [
            ("a list of hosts", "\(login) host=\(both) port=\(port)", [:]),
            ("a list of addresses", "\(login) hostaddr=\(both) port=\(port)", [:]),
            ("names with addresses", "\(login) host=a.example,b.example hostaddr=\(both) port=\(port)", [:]),
            ("a URI", "postgresql://postgres@127.0.0.2:\(port),127.0.0.1:\(port)/\(database)", [:]),
            ("PGHOST", login, ["PGHOST": both, "PGPORT": "\(port)"]),
            ("PGHOSTADDR", login, ["PGHOSTADDR": both, "PGPORT": "\(port)"]),
            ("a service", "service=silent \(login)", ["PGSERVICEFILE": service]),
            ("PGSERVICE", login, ["PGSERVICEFILE": service, "PGSERVICE": "silent"]),
        ]
    }

    @Test func theNextAddressIsTakenInEveryForm() async throws {
        let silent = try SilentListener()
        defer { silent.close() }
        try await PrivatePostgres.with(["listen_addresses": "127.0.0.1", "port": "\(silent.port)"]) { server in
            let world = SimulatorConfiguration(seed: 303, tenants: 1, employees: 4)
            try await Installation.with(world, on: server.conninfo() + " port=\(silent.port)") { installation in
                let service = installation.path("services")
                try "[silent]\nhost=127.0.0.2,127.0.0.1\nport=\(silent.port)\n".write(
                    toFile: service, atomically: true, encoding: .utf8)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for form in Self.forms(silent.port, installation.database, service: service) {
                        group.addTask {
                            let environment = form.environment.merging([
                                "PASSERELLE_DATABASE_URL": form.url, "PASSERELLE_LOG_LEVEL": "warning",
                            ]) { $1 }
                            let result = try await installation.command(["db", "status"], environment: environment)
                            #expect(result.status == 0, "\(form.name): \(result.stderr)")
                            #expect(
                                result.stderr.contains("did not answer in time"), "\(form.name): the silent one was tried first")
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }
    }

    /// Accepts on 127.0.0.2 and never answers.
    private struct SilentListener {
        let port: Int
        private let descriptor: Int32

        init() throws {
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0002).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let descriptor = descriptor
            let isBound = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0 && listen(descriptor, 64) == 0
                }
            }
            try #require(isBound)
            port = Int(UInt16(bigEndian: address.sin_port))
        }

        func close() { Foundation.close(descriptor) }
    }
}
