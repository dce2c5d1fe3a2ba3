import Foundation
import NIOCore
import NIOPosix
import SyncCore
import Testing

@testable import Console

@Suite("The console over HTTP", .timeLimit(.minutes(2)))
struct ServerTests {
    /// Runs a server around `body`, and waits for its end.
    private func serve(
        _ address: ConsoleAddress = .loopback(host: "127.0.0.1", port: 0), limits: ConsoleLimits = ConsoleLimits(),
        _ body: @Sendable (ConsoleAddress) async throws -> Void
    ) async throws {
        let stage = try ConsoleStage()
        let server = try ConsoleServer(address: address, ports: stage.ports, limits: limits)
        let (listening, signal) = AsyncStream<ConsoleAddress>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { signal.finish() }
                try await server.run { signal.yield($0) }
            }
            for await address in listening {
                try await body(address)
                break
            }
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    /// Sends these bytes and reads until the server closes.
    private static func raw(_ request: String, to address: ConsoleAddress) async throws -> String {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        let wrap: @Sendable (any Channel) -> EventLoopFuture<NIOAsyncChannel<ByteBuffer, ByteBuffer>> = { channel in
            channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
        }
        let channel =
            switch address {
            case .loopback(let host, let port): try await bootstrap.connect(host: host, port: port, channelInitializer: wrap)
            case .socket(let path): try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: wrap)
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            var bytes: [UInt8] = []
            // A connection that the server resets ends too.
            do { for try await buffer in inbound { bytes += Array(buffer.readableBytesView) } } catch {}
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    private static func get(_ target: String, _ fields: String = "") -> String {
        "GET \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\(fields)\r\n"
    }

    @Test func aPageComesWithItsLengthAndTheGuards() async throws {
        try await serve { address in
            let answer = try await Self.raw(Self.get("/signin"), to: address)
            #expect(answer.hasPrefix("HTTP/1.1 200"))
            let lower = answer.lowercased()
            for field in ["content-length: ", "content-security-policy: default-src 'none'", "cache-control: no-store"] {
                #expect(lower.contains(field), "\(field)")
            }
            #expect(answer.contains("passerelle console open"))
        }
    }

    @Test func headHasNoBody() async throws {
        try await serve { address in
            let answer = try await Self.raw(
                "HEAD /signin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", to: address)
            #expect(answer.hasPrefix("HTTP/1.1 200") && answer.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func whatIsTooLongIsNotRead() async throws {
        try await serve { address in
            let long = String(repeating: "a", count: 20_000)
            let target = try await Self.raw(Self.get("/\(long.prefix(3000))"), to: address)
            #expect(target.hasPrefix("HTTP/1.1 413"))
            let form = try await Self.raw(
                "POST /signin HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                    + "Content-Length: 20000\r\n\r\n\(long)", to: address)
            #expect(form.hasPrefix("HTTP/1.1 413"))
            #expect(try await !Self.raw(Self.get("/signin", "X-Long: \(long)\r\n"), to: address).hasPrefix("HTTP/1.1 200"))
            // It still answers others.
            #expect(try await Self.raw(Self.get("/signin"), to: address).hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func aProxyReachesItOverASocketUnderAnyName() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "pc-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "console.sock").path()
        try await serve(.socket(path: path)) { address in
            #expect(address == .socket(path: path))
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o660)
            let answer = try await Self.raw(
                "GET /signin HTTP/1.1\r\nHost: passerelle.example\r\nConnection: close\r\n\r\n", to: address)
            #expect(answer.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func anAddressInUseIsSaid() async throws {
        try await serve { address in
            let other = try ConsoleServer(address: address, ports: try ConsoleStage().ports)
            let error = await #expect(throws: SyncError.self) { try await other.run() }
            #expect(error?.code == .consoleAddressUnusable)
        }
    }
}
