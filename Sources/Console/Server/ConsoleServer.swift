import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
package import Operations
import SyncCore

/// Serves the console over HTTP/1.1.
package struct ConsoleServer: Sendable {
    private let address: ConsoleAddress
    private let handler: ConsoleHandler
    private let limits: ConsoleLimits
    private let logger: Logger

    /// - Parameter trustedHeader: in which a reverse proxy names the signed-in person; nil for none.
    /// - Throws: `invalid_input` for a header on a listener that is not a Unix socket.
    package init(
        address: ConsoleAddress, ports: ConsolePorts, trustedHeader: String? = nil, limits: ConsoleLimits = ConsoleLimits()
    ) throws {
        if trustedHeader != nil, case .loopback = address { throw SyncError(.process(.consoleHeaderOverNetwork)) }
        self.address = address
        self.limits = limits
        logger = ports.logger
        handler = try ConsoleHandler(
            ports: ports, door: Door(trustedHeader: trustedHeader, acceptsAnyHost: address.isSocket), limits: limits)
    }

    /// Serves until the task is cancelled; requests that have begun are answered first.
    /// - Parameter onListening: called with the address, including the port that the system chose for port 0.
    /// - Throws: `SyncError` `console_address_unusable` if listening fails, or the listener ends by itself.
    package func run(onListening: @escaping @Sendable (ConsoleAddress) -> Void = { _ in }) async throws {
        let (handler, address, limits) = (handler, address, limits)
        // The library logs connections that its own shutdown ends as errors; relevant errors are thrown.
        var silent = logger
        silent.logLevel = .critical
        let server = Server(
            childChannelSetup: HTTP1Channel(
                responder: { request, writer, _ in try await Self.respond(request, writer, handler, limits) },
                configuration: .init(
                    idleTimeout: .seconds(Int64(limits.idleSeconds)),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes, maxHeaderFieldCount: 64))),
            configuration: ServerConfiguration(
                address: address.bound, backlog: 128,
                availableConnectionsDelegate: .maximum(limits.connections, logger: silent)),
            onServerRunning: { channel in
                onListening(address.listening(on: channel.localAddress?.port))
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: silent)
        // Its own task: cancelling this one lets requests end.
        let serving = Task { try await server.run() }
        do {
            try await withTaskCancellationHandler {
                try await serving.value
            } onCancel: {
                Task {
                    let alarm = Task {
                        try await Task.sleep(for: limits.grace)
                        serving.cancel()
                    }
                    try? await server.shutdownGracefully()
                    alarm.cancel()
                }
            }
        } catch {
            if Task.isCancelled { return }
            throw unusable(error)
        }
        if !Task.isCancelled { throw unusable(nil) }
    }

    private func unusable(_ error: (any Error)?) -> SyncError {
        SyncError(
            .process(.consoleAddressUnusable(address: ShownText("\(address)"))),
            detail: error.map { ($0 as? IOError).map { "errno \($0.errnoCode)" } ?? String(reflecting: type(of: $0)) } ?? "")
    }

    @concurrent
    private static func respond(
        _ request: Request, _ writer: consuming ResponseWriter, _ handler: ConsoleHandler, _ limits: ConsoleLimits
    ) async throws {
        var incoming = ConsoleRequest(
            method: request.method.rawValue, target: request.head.path ?? "/",
            fields: request.headers.map { ($0.name.canonicalName, $0.value) }
                + (request.head.authority.map { [("host", $0)] } ?? []))
        var isTooLong = false
        if request.method == .post {
            var read = 0
            for try await buffer in request.body {
                read += buffer.readableBytes
                if read <= limits.bodyBytes { incoming.body += Array(buffer: buffer) }
                // A little more is read, so that the answer arrives before the connection is closed.
                if read > 8 * limits.bodyBytes { break }
            }
            isTooLong = read > limits.bodyBytes
        }
        let answer = isTooLong ? await handler.tooLong(incoming) : await handler.answer(incoming)
        var fields = HTTPFields()
        for (name, value) in answer.fields {
            typealias Field = HTTPFields.Element
            if let name = Field.Name(name) { fields.append(Field(name: name, value: value)) }
        }
        fields[.contentLength] = "\(answer.body.count)"
        // What was not read is not taken for the next request.
        let isUnread = isTooLong || request.method != .post && request.hasBody
        if isUnread { fields[.connection] = "close" }
        let head = HTTPResponse(status: .init(code: answer.status), headerFields: fields)
        if request.method == .head {
            try await writer.writeResponse(head)
        } else {
            try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
        }
        if isUnread { throw Unread() }
    }

    private struct Unread: Error {}
}

extension Request {
    fileprivate var hasBody: Bool {
        headers[.contentLength].map { $0 != "0" } ?? false || headers[.transferEncoding] != nil
    }
}

extension ConsoleAddress {
    fileprivate var isSocket: Bool { if case .socket = self { true } else { false } }

    fileprivate var bound: BindAddress {
        switch self {
        case .loopback(let host, let port): .hostname(host, port: port)
        case .socket(let path): .unixDomainSocket(path: path)
        }
    }

    fileprivate func listening(on port: Int?) -> ConsoleAddress {
        switch self {
        case .loopback(let host, let wanted): return .loopback(host: host, port: port ?? wanted)
        case .socket(let path):
            // The proxy's group may write to it; the unit's umask and folder decide who is in it.
            try? FileManager.default.setAttributes([.posixPermissions: 0o660], ofItemAtPath: path)
            return self
        }
    }
}
