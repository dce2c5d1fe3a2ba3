import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
import NIOPosix
import SyncCore
public import SyncEngine

/// Tells health, readiness and metrics over HTTP, to whoever can reach its address: no secret, no tenant's name (unless metrics
/// per tenant were asked for), nothing that changes anything.
public struct OpsServer: Sendable {
    private let address: OpsAddress
    private let desk: OpsDesk
    private let limits: OpsLimits
    private let logger: Logger

    public init(
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
        desk = OpsDesk(registry: registry, readings: readings, limits: limits, clock: clock)
    }

    /// Answers until the task is cancelled, then closes every connection.
    /// - Parameter onListening: told of the address, with the port that the system chose for port 0.
    /// - Throws: `SyncError` `ops_address_unusable` when the address can't be listened on, or the listener ends by itself.
    public func run(onListening: @escaping @Sendable (OpsAddress) -> Void = { _ in }) async throws {
        let (desk, address) = (desk, address)
        // The library tells of connections that its own end cancels as errors; what matters here comes as an error that is thrown.
        var silent = logger
        silent.logLevel = .critical
        let server = Server(
            childChannelSetup: HTTP1Channel(
                responder: { request, writer, _ in try await Self.respond(request, writer, desk) },
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
    private static func respond(_ request: Request, _ writer: consuming ResponseWriter, _ desk: OpsDesk) async throws {
        let answer = await desk.answer(method: request.method.rawValue, target: request.head.path ?? "/")
        var fields: HTTPFields = [
            .contentType: answer.contentType, .contentLength: "\(answer.body.count)", .cacheControl: "no-store",
        ]
        fields[.allow] = answer.allow
        // Whoever sends a body is not listened to any further.
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
