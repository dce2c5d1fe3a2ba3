import Foundation
import Testing

@testable import PostgresClient

/// A loopback port in front of the test's server that can fall silent or cut its connections, as networks do.
final class Relay: Sendable {
    private struct State {
        var descriptors: [Int32] = []
        var isSilent = false
    }

    let port: Int
    private let listening: Int32
    private let socketPath: String
    private let state = Locked(State())
    private let silencingText = Locked<[UInt8]?>(nil)

    /// - Parameter conninfo: of a server on a Unix socket.
    /// - Parameter isListening: false for a server that is away until `listen`.
    init(to conninfo: String, isListening: Bool = true) throws {
        let values = try ConnectionParameters(conninfo: conninfo).values
        socketPath = "\(values["host"] ?? "/var/run/postgresql")/.s.PGSQL.\(values["port"] ?? "5432")"
        (listening, port) = try Loopback.bind()
        if isListening { try listen() }
    }

    func listen() throws {
        try #require(Foundation.listen(listening, 64) == 0)
        Thread { [self] in acceptAll() }.start()
    }

    /// Connection string through the relay.
    func conninfo(from original: String) -> String {
        // In libpq the last of two equal keywords wins.
        "\(original) host=127.0.0.1 port=\(port) sslmode=disable gssencmode=disable"
    }

    /// From now on nothing passes in either direction; connections stay open.
    func fallSilent() { state.withLock { $0.isSilent = true } }

    /// Cuts every connection at the moment a client sends `text`, after the server got it and before the client gets the answer.
    func cutAfterClientSends(_ text: String) { silencingText.withLock { $0 = Array(text.utf8) } }

    /// Cuts every connection.
    func cut() {
        state.withLock { state in
            for descriptor in state.descriptors { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    func close() {
        cut()
        shutdown(listening, Int32(SHUT_RDWR))
        Foundation.close(listening)
    }

    private func acceptAll() {
        while true {
            let client = accept(listening, nil, nil)
            guard client >= 0 else { return }
            guard let server = Loopback.connect(unixSocket: socketPath) else {
                Foundation.close(client)
                continue
            }
            state.withLock { $0.descriptors += [client, server] }
            Thread { [self] in pump(from: client, to: server, isClient: true) }.start()
            Thread { [self] in pump(from: server, to: client, isClient: false) }.start()
        }
    }

    /// Descriptors stay open until the process ends, so that none is reused.
    private func pump(from source: Int32, to target: Int32, isClient: Bool) {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(source, &buffer, buffer.count)
            if state.withLock({ $0.isSilent }) {
                if count > 0 { continue }
                return
            }
            guard count > 0 else {
                shutdown(target, Int32(SHUT_RDWR))
                return
            }
            let chunk = buffer[..<count]
            let cuts = silencingText.withLock { text in
                guard isClient, let wanted = text, chunk.firstRange(of: wanted) != nil else { return false }
                text = nil
                return true
            }
            // The client's side first, so that no answer gets through.
            if cuts { shutdown(source, Int32(SHUT_RDWR)) }
            _ = buffer.withUnsafeBytes { send(target, $0.baseAddress, count, Int32(MSG_NOSIGNAL)) }
            if cuts {
                shutdown(target, Int32(SHUT_WR))
                return
            }
        }
    }
}
