import Foundation
import Testing

@testable import PostgresClient

/// Handles connections as PgBouncer does, on a loopback port before the tests' server: its clients never see a server session's own
/// process id, and in `transaction` mode they share one server session, transaction by transaction.
final class Pooler: Sendable {
    enum Mode: String, CaseIterable {
        case session, transaction
    }

    struct Broken: Error {}

    let port: Int
    private let mode: Mode
    private let listening: Int32
    private let login: [(String, String)]
    private let socketPath: String
    /// In `transaction` mode: the one server session, and its current user.
    private let shared: ServerSession?
    private let turn = NSLock()

    private struct ServerSession: Sendable {
        let descriptor: Int32
        /// As the server sent them at start-up.
        let parameters: [UInt8]
    }

    /// - Parameter conninfo: of a server on a Unix socket that asks for no password.
    init(to conninfo: String, _ mode: Mode) throws {
        let values = try ConnectionParameters(conninfo: conninfo).values
        socketPath = "\(values["host"] ?? "/var/run/postgresql")/.s.PGSQL.\(values["port"] ?? "5432")"
        login = [("user", values["user"] ?? "postgres"), ("database", values["dbname"] ?? "postgres")]
        self.mode = mode
        (listening, port) = try Loopback.bind()
        shared = mode == .transaction ? try Self.connect(socketPath, login) : nil
        try #require(Foundation.listen(listening, 64) == 0)
        Thread { [self] in acceptAll() }.start()
    }

    func conninfo(from original: String) -> String {
        "\(original) host=127.0.0.1 port=\(port) sslmode=disable gssencmode=disable"
    }

    /// The first value of a statement's answer, on the shared session.
    func answer(to sql: String) throws -> String {
        guard let shared else { throw Broken() }
        return try turn.withLock {
            try Self.send(shared.descriptor, Self.message("Q", Array(sql.utf8) + [0]))
            var found: [UInt8] = []
            while true {
                let message = try Self.receiveMessage(shared.descriptor)
                // A row: kind, length, the number of columns, the length of the first, its text.
                if message[0] == UInt8(ascii: "D") { found = Array(message[11...]) }
                if message[0] == UInt8(ascii: "Z") { return String(decoding: found, as: UTF8.self) }
            }
        }
    }

    func close() {
        shutdown(listening, Int32(SHUT_RDWR))
        Foundation.close(listening)
        if let shared { shutdown(shared.descriptor, Int32(SHUT_RDWR)) }
    }

    private func acceptAll() {
        while true {
            let client = accept(listening, nil, nil)
            guard client >= 0 else { return }
            Thread { [self] in
                try? serve(client)
                shutdown(client, Int32(SHUT_RDWR))
                Foundation.close(client)
            }.start()
        }
    }

    private func serve(_ client: Int32) throws {
        _ = try Self.receive(client, Self.length(of: try Self.receive(client, 4)) - 4)
        let server = try shared ?? Self.connect(socketPath, login)
        defer { if shared == nil { Foundation.close(server.descriptor) } }
        // Logged in; the server's parameters; its own process id and key; ready.
        let key = (0..<8).map { _ in UInt8.random(in: 1...127) }
        try Self.send(
            client,
            Self.message("R", [0, 0, 0, 0]) + server.parameters + Self.message("K", key) + Self.message("Z", Array("I".utf8)))
        var hasTurn = false
        defer { if hasTurn { endTurn(server) } }
        while true {
            var batch: [UInt8] = []
            var kind: UInt8 = 0
            repeat {
                let message = try Self.receiveMessage(client)
                kind = message[0]
                if kind == UInt8(ascii: "X") { return }
                batch += message
            } while kind != UInt8(ascii: "Q") && kind != UInt8(ascii: "S")
            if !hasTurn, mode == .transaction {
                turn.lock()
                hasTurn = true
            }
            try Self.send(server.descriptor, batch)
            while true {
                let answer = try Self.receiveMessage(server.descriptor)
                // The turn ends before the client is answered: the next one may come at once.
                let isReady = answer[0] == UInt8(ascii: "Z")
                if isReady, answer[5] == UInt8(ascii: "I"), mode == .transaction {
                    hasTurn = false
                    turn.unlock()
                }
                try Self.send(client, answer)
                if isReady { break }
            }
        }
    }

    /// A client disconnected inside a transaction.
    private func endTurn(_ server: ServerSession) {
        if (try? Self.send(server.descriptor, Self.message("Q", Array("rollback".utf8) + [0]))) != nil {
            while let answer = try? Self.receiveMessage(server.descriptor), answer[0] != UInt8(ascii: "Z") {}
        }
        turn.unlock()
    }

    // MARK: The protocol

    private static func connect(_ path: String, _ login: [(String, String)]) throws -> ServerSession {
        guard let descriptor = Loopback.connect(unixSocket: path) else { throw Broken() }
        var pairs: [UInt8] = []
        for (name, value) in login { pairs += Array(name.utf8) + [0] + Array(value.utf8) + [0] }
        pairs.append(0)
        try send(descriptor, bytes(of: pairs.count + 8) + bytes(of: 196_608) + pairs)
        var parameters: [UInt8] = []
        while true {
            let message = try receiveMessage(descriptor)
            if message[0] == UInt8(ascii: "S") { parameters += message }
            if message[0] == UInt8(ascii: "E") { throw Broken() }
            if message[0] == UInt8(ascii: "Z") { return ServerSession(descriptor: descriptor, parameters: parameters) }
        }
    }

    private static func message(_ kind: Unicode.Scalar, _ body: [UInt8]) -> [UInt8] {
        [UInt8(ascii: kind)] + bytes(of: body.count + 4) + body
    }

    private static func bytes(of number: Int) -> [UInt8] { (0..<4).map { UInt8(number >> (24 - 8 * $0) & 255) } }
    private static func length(of bytes: [UInt8]) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

    private static func receiveMessage(_ descriptor: Int32) throws -> [UInt8] {
        let head = try receive(descriptor, 5)
        return head + (try receive(descriptor, length(of: Array(head[1...])) - 4))
    }

    private static func receive(_ descriptor: Int32, _ count: Int) throws -> [UInt8] {
        var received: [UInt8] = []
        while received.count < count {
            var buffer = [UInt8](repeating: 0, count: count - received.count)
            let read = read(descriptor, &buffer, buffer.count)
            guard read > 0 else { throw Broken() }
            received += buffer[..<read]
        }
        return received
    }

    private static func send(_ descriptor: Int32, _ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Broken() }
            sent += count
        }
    }
}
