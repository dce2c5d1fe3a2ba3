import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A server on a real socket that answers exactly what a test wants, HTTP or not.
final class LoopbackServer: Sendable {
    enum Answer: Sendable {
        case reply(String)
        case replyAndHangUp(String)
        case silence
        case hangUp
        /// This head, then bytes until the other side closes.
        case endless(String)
    }

    enum Event: Sendable {
        case request(String)
        case closed(bytesWritten: Int)
    }

    /// This machine's own addresses: IPv4, and IPv6 where available.
    static let addresses = ["127.0.0.1"] + (hasIPv6 ? ["::1"] : [])
    private static var hasIPv6: Bool {
        (try? String(contentsOfFile: "/proc/net/if_inet6", encoding: .utf8))?.contains("00000000000000000000000000000001 ")
            ?? false
    }

    private let address: String
    /// As spelled in a URL.
    var host: String { address.contains(":") ? "[\(address)]" : address }
    let port: Int
    let events: AsyncStream<Event>
    private let channel: any Channel
    private let received: Requests

    final class Requests: Sendable {
        private let texts = Mutex<[String]>([])
        var all: [String] { texts.withLock { $0 } }
        func append(_ text: String) { texts.withLock { $0.append(text) } }
    }

    /// Whole requests as received.
    var requests: [String] { received.all }

    private init(_ answer: @escaping @Sendable (String) -> Answer, greeting: String, address: String) async throws {
        let (events, continuation) = AsyncStream<Event>.makeStream()
        let received = Requests()
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    try child.pipeline.syncOperations.addHandler(
                        Connection(answer: answer, greeting: greeting, requests: received, events: continuation))
                }
            }
            .bind(host: address, port: 0).get()
        self.address = address
        port = channel.localAddress?.port ?? 0
        self.events = events
        self.received = received
    }

    /// - Parameter greeting: written on each new connection before anything is read.
    static func run<Result>(
        answering answer: @escaping @Sendable (String) -> Answer, greeting: String = "",
        on address: String = "127.0.0.1", _ body: (LoopbackServer) async throws -> Result
    ) async throws -> Result {
        let server = try await LoopbackServer(answer, greeting: greeting, address: address)
        do {
            let result = try await body(server)
            try await server.channel.close()
            return result
        } catch {
            try? await server.channel.close()
            throw error
        }
    }

    /// Waits for the next request.
    func nextRequest() async -> String? {
        for await event in events { if case .request(let text) = event { return text } }
        return nil
    }

    /// Waits until either side closes a connection, and returns how many bytes were written to it.
    func nextClose() async -> Int? {
        for await event in events { if case .closed(let bytes) = event { return bytes } }
        return nil
    }

    private final class Connection: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let answer: @Sendable (String) -> Answer
        private let greeting: String
        private let requests: Requests
        private let events: AsyncStream<Event>.Continuation
        private var pending = ""
        private var written = 0
        private var isEndless = false

        init(
            answer: @escaping @Sendable (String) -> Answer, greeting: String, requests: Requests,
            events: AsyncStream<Event>.Continuation
        ) {
            self.answer = answer
            self.greeting = greeting
            self.requests = requests
            self.events = events
        }

        func channelActive(context: ChannelHandlerContext) {
            if !greeting.isEmpty { write(greeting, context) }
            context.fireChannelActive()
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            pending += String(buffer: unwrapInboundIn(data))
            guard let end = pending.firstRange(of: "\r\n\r\n") else { return }
            let length =
                pending[..<end.lowerBound].split(separator: "\r\n").lazy.map { $0.lowercased() }
                .first { $0.hasPrefix("content-length: ") }.flatMap { Int($0.dropFirst(16)) } ?? 0
            guard pending[end.upperBound...].utf8.count >= length else { return }
            let request = pending
            pending = ""
            requests.append(request)
            events.yield(.request(request))
            switch answer(request) {
            case .reply(let text): write(text, context)
            case .replyAndHangUp(let text):
                write(text, context)
                context.close(promise: nil)
            case .silence: break
            case .hangUp: context.close(promise: nil)
            case .endless(let head):
                write(head, context)
                isEndless = true
                pour(context)
            }
        }

        func channelWritabilityChanged(context: ChannelHandlerContext) {
            if isEndless { pour(context) }
            context.fireChannelWritabilityChanged()
        }

        func channelInactive(context: ChannelHandlerContext) {
            events.yield(.closed(bytesWritten: written))
            context.fireChannelInactive()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        private func write(_ text: String, _ context: ChannelHandlerContext) {
            written += text.utf8.count
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        }

        private func pour(_ context: ChannelHandlerContext) {
            let megabyte = String(repeating: "x", count: 1 << 20)
            while context.channel.isActive, context.channel.isWritable, written < 200 << 20 { write(megabyte, context) }
        }
    }
}
