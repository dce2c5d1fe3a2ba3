import Logging
import NIOCore
import NIOPosix
import SyncEngine

@testable import OpsServer

/// A running server, and a client that shows the raw answer.
struct OpsStage: Sendable {
    struct Reply: Sendable {
        let status: Int
        let headers: [String: String]
        let body: String
    }

    let address: OpsAddress
    let registry: MetricsRegistry

    /// Runs a server around `body`, then waits for its end.
    static func run(
        _ readings: any OpsReadings, limits: OpsLimits = OpsLimits(readDeadline: .seconds(60)),
        clock: any Clock<Duration> = ContinuousClock(), _ body: @Sendable (OpsStage) async throws -> Void
    ) async throws {
        let registry = MetricsRegistry()
        let server = OpsServer(
            address: OpsAddress(host: "127.0.0.1", port: 0), registry: registry, readings: readings, limits: limits, clock: clock,
            logger: Logger(label: "ops") { _ in SwiftLogNoOpLogHandler() })
        let (listening, signal) = AsyncStream<OpsAddress>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do { try await server.run { signal.yield($0) } } catch is CancellationError {}
                signal.finish()
            }
            for await address in listening {
                try await body(OpsStage(address: address, registry: registry))
                break
            }
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    func get(_ target: String) async throws -> Reply { try await send("GET", target) }

    func send(_ method: String, _ target: String, headers: String = "", body: String = "") async throws -> Reply {
        try await raw("\(method) \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(headers)\r\n\(body)")
    }

    /// Sends these bytes and reads until the server closes.
    func raw(_ request: String) async throws -> Reply {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: address.host, port: address.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let bytes = try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            var bytes: [UInt8] = []
            for try await buffer in inbound { bytes += Array(buffer.readableBytesView) }
            return bytes
        }
        return Self.parse(String(decoding: bytes, as: UTF8.self))
    }

    private static func parse(_ text: String) -> Reply {
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        var lines = (parts.first ?? "").split(separator: "\r\n")
        let status = lines.isEmpty ? "" : lines.removeFirst()
        var headers: [String: String] = [:]
        for line in lines {
            let pair = line.split(separator: ":", maxSplits: 1)
            headers[pair[0].lowercased()] = pair.count > 1 ? pair[1].trimmingPrefix(" ").description : ""
        }
        return Reply(
            status: Int(status.split(separator: " ").dropFirst().first ?? "") ?? 0, headers: headers,
            body: parts.count > 1 ? String(parts[1]) : "")
    }
}
