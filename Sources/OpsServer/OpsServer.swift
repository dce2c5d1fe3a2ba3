import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
package import SyncCore
package import SyncEngine

/// Serves health, readiness and metrics over HTTP, without authentication: no secrets, no tenant names (unless metrics per tenant
/// are enabled), and nothing that changes state.
package struct OpsServer: Sendable {
    private let address: OpsAddress
    private let handler: OpsHandler
    private let limits: OpsLimits
    private let logger: Logger

    package init(
        address: OpsAddress, registry: MetricsRegistry, readings: any OpsReadings, limits: OpsLimits = OpsLimits(), logger: Logger
    ) {
        self.init(
            address: address, registry: registry, readings: readings, limits: limits, clock: ContinuousClock(), logger: logger)
    }

    init(
        address: OpsAddress, registry: MetricsRegistry, readings: any OpsReadings, limits: OpsLimits, clock: any Clock<Duration>,
        logger: Logger
    ) {
        self.address = address
        self.limits = limits
        self.logger = logger
        handler = OpsHandler(registry: registry, readings: readings, limits: limits, clock: clock)
    }

    /// Serves until the task is cancelled, then closes every connection.
    /// - Parameter onListening: called with the address, including the port that the system chose for port 0.
    /// - Throws: `SyncError` `ops_address_unusable` if listening fails, or the listener ends by itself.
    package func run(onListening: @escaping @Sendable (OpsAddress) -> Void = { _ in }) async throws {
        let (handler, address) = (handler, address)
        // The library logs connections that its own shutdown cancels as errors; relevant errors are thrown.
        var silent = logger
        silent.logLevel = .critical
        let server = Server(
            childChannelSetup: HTTP1Channel(
                responder: { request, writer, _ in try await Self.respond(request, writer, handler) },
                configuration: .init(
                    idleTimeout: .seconds(Int64(limits.idleSeconds)),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes, maxHeaderFieldCount: 64))),
            configuration: ServerConfiguration(
                address: .hostname(address.host, port: address.port), backlog: 128,
                availableConnectionsDelegate: .maximum(limits.connections, logger: silent)),
            onServerRunning: { channel in
                onListening(OpsAddress(host: address.host, port: channel.localAddress?.port ?? address.port))
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: silent)
        do {
            try await server.run()
        } catch {
            try Task.checkCancellation()
            throw unusable(error)
        }
        try Task.checkCancellation()
        throw unusable(nil)
    }

    private func unusable(_ error: (any Error)?) -> SyncError {
        SyncError(
            .process(.opsAddressUnusable(address: ShownText("\(address)"))),
            detail: error.map { ($0 as? IOError).map { "errno \($0.errnoCode)" } ?? String(reflecting: type(of: $0)) } ?? "")
    }

    @concurrent
    private static func respond(_ request: Request, _ writer: consuming ResponseWriter, _ handler: OpsHandler) async throws {
        let answer = await handler.answer(method: request.method.rawValue, target: request.head.path ?? "/")
        var fields: HTTPFields = [
            .contentType: answer.contentType, .contentLength: "\(answer.body.count)", .cacheControl: "no-store",
        ]
        fields[.allow] = answer.allow
        // The connection is closed after a request with a body.
        let sendsBody = request.headers[.contentLength].map { $0 != "0" } ?? false || request.headers[.transferEncoding] != nil
        if sendsBody { fields[.connection] = "close" }
        let head = HTTPResponse(status: .init(code: answer.status), headerFields: fields)
        if request.method == .head {
            try await writer.writeResponse(head)
        } else {
            try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
        }
        if sendsBody { throw BodySent() }
    }

    private struct BodySent: Error {}
}

/// Where health and metrics are served: `127.0.0.1:9464`, `[::1]:9464`, `ops.internal:9464`. The system chooses the port for port
/// 0.
package struct OpsAddress: Sendable, Hashable, CustomStringConvertible {
    package let host: String
    package let port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// - Throws: `invalid_input` if the text is not `HOST:PORT`.
    package init(_ text: String) throws(SyncError) {
        guard let colon = text.lastIndex(of: ":"), let port = Self.port(text[text.index(after: colon)...]),
            let host = Self.host(text[..<colon])
        else {
            throw SyncError(.process(.opsAddressInvalid))
        }
        self.init(host: host, port: port)
    }

    private static func port(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(text) else { return nil }
        return Int(port)
    }

    private static func host(_ text: Substring) -> String? {
        if text.hasPrefix("["), text.hasSuffix("]") {
            let inside = text.dropFirst().dropLast()
            return inside.contains(":") && inside.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." } ? String(inside) : nil
        }
        let isName = text.utf8.allSatisfy { byte in
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || (0x30...0x39).contains(byte) || byte == 0x2d || byte == 0x2e
        }
        return !text.isEmpty && text.utf8.count <= 253 && isName ? String(text) : nil
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// Limits of requests for health and metrics.
package struct OpsLimits: Sendable, Hashable {
    /// For all database reads of an answer.
    package var readDeadline: Duration
    /// Open at the same time; further ones wait to be accepted.
    package var connections: Int
    /// An idle connection is closed after this time.
    package var idleSeconds: Int
    /// Of a request's header fields in total.
    package var headerBytes: Int

    package init(readDeadline: Duration = .seconds(2), connections: Int = 64, idleSeconds: Int = 20, headerBytes: Int = 8_192) {
        self.readDeadline = readDeadline
        self.connections = connections
        self.idleSeconds = idleSeconds
        self.headerBytes = headerBytes
    }
}
