import Foundation
import Logging
package import PostgresClient

/// A database for one test.
package struct TestDatabase: Sendable {
    package let name: String
    /// A superuser's connection string.
    package let conninfo: String
    /// A superuser's pool: it sees every tenant's rows.
    package let superuser: PostgresPool

    /// Another pool on this database, for the length of `body`.
    /// - Parameter role: nil for the superuser.
    package func withPool<Result: Sendable>(
        as role: TestRole?, connections: Int = 4, _ body: (PostgresPool) async throws -> Result
    ) async throws -> Result {
        try await PostgresTestKit.withPool(conninfo, role: role?.rawValue, connections: connections, body)
    }

    /// A new login of the server and a pool of its own, for the length of `body`.
    /// - Parameters:
    ///   - roles: granted to it.
    ///   - acting: the role that its connections set; nil for none.
    package func withLogin<Result: Sendable>(
        in roles: [TestRole], as acting: TestRole? = nil, _ body: (_ login: String, PostgresPool) async throws -> Result
    ) async throws -> Result {
        let login = "person_" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(16)
        func run(_ sql: String) async throws {
            try await superuser.withConnection { try await $0.executeScript(sql) }
        }
        try await run("create role \(login) login")
        do {
            for role in roles { try await run("grant \(role.rawValue) to \(login)") }
            let own = try TestServer.conninfo(database: name, login: login)
            let result = try await PostgresTestKit.withPool(own, role: acting?.rawValue, connections: 2) { pool in
                try await body(login, pool)
            }
            try await run("drop role \(login)")
            return result
        } catch {
            try? await run("drop role \(login)")
            throw error
        }
    }
}

/// Passes `body` a new migrated database, and a pool whose connections act as `passerelle_worker`. It is dropped afterwards.
package func withTestDatabase<Result: Sendable>(
    _ body: (_ database: TestDatabase, _ worker: PostgresPool) async throws -> Result
) async throws -> Result {
    try await withEmptyDatabase(template: true) { database in
        try await database.withPool(as: .worker) { worker in try await body(database, worker) }
    }
}

/// Passes `body` a database that was never migrated. It is dropped afterwards.
/// - Parameter encoding: nil for the server's own.
package func withEmptyDatabase<Result: Sendable>(
    encoding: String? = nil, _ body: (TestDatabase) async throws -> Result
) async throws -> Result {
    try await withEmptyDatabase(
        options: encoding.map { "template template0 encoding '\($0)' lc_collate 'C' lc_ctype 'C'" } ?? "", template: false, body)
}

private func withEmptyDatabase<Result: Sendable>(
    options: String = "", template: Bool, _ body: (TestDatabase) async throws -> Result
) async throws -> Result {
    await TestSlots.shared.take()
    do {
        let result = try await withClone(options, template: template, body)
        await TestSlots.shared.giveBack()
        return result
    } catch {
        await TestSlots.shared.giveBack()
        throw error
    }
}

private func withClone<Result: Sendable>(
    _ options: String, template: Bool, _ body: (TestDatabase) async throws -> Result
) async throws -> Result {
    if template { try await TemplateDatabase.make() }
    let name = "passerelle_test_" + UUID().uuidString.lowercased().replacing("-", with: "")
    return try await withPool(TestServer.conninfo(), role: nil, connections: 1) { server in
        try await server.withConnection { connection in
            let template = template ? "template \(TemplateDatabase.name)" : ""
            try await connection.executeScript("create database \(name) \(template) \(options)")
        }
        func drop() async throws {
            try await server.withConnection { try await $0.executeScript("drop database \(name) with (force)") }
        }
        do {
            let conninfo = try TestServer.conninfo(database: name)
            let result = try await withPool(conninfo, role: nil, connections: 2) { superuser in
                try await body(TestDatabase(name: name, conninfo: conninfo, superuser: superuser))
            }
            try await drop()
            return result
        } catch {
            try? await drop()
            throw error
        }
    }
}
