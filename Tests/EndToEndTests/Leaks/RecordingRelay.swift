import NIOCore
import NIOPosix
import Synchronization

/// A host in front of the simulators, or a third host: keeps every byte that it gets, and passes it on if it has a target.
final class RecordingRelay: Sendable {
    let port: Int
    private let channel: any Channel
    private let heard = Heard()

    final class Heard: Sendable {
        private let state = Mutex<(bytes: [UInt8], connections: Int)>(([], 0))
        var bytes: [UInt8] { state.withLock { $0.bytes } }
        var connections: Int { state.withLock { $0.connections } }
        func connected() { state.withLock { $0.connections += 1 } }
        func hear(_ buffer: ByteBuffer) { state.withLock { $0.bytes += buffer.readableBytesView } }
    }

    var bytes: [UInt8] { heard.bytes }
    var connections: Int { heard.connections }

    /// - Parameter target: the port on this machine to pass everything on to; nil for a host that only listens.
    private init(to target: Int?) async throws {
        let heard = heard
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            // Nothing is read before the target is set.
            .childChannelOption(.autoRead, value: target == nil)
            .childChannelInitializer { child in
                heard.connected()
                guard let target else {
                    return child.eventLoop.makeCompletedFuture {
                        try child.pipeline.syncOperations.addHandler(Pipe(to: nil, heard))
                    }
                }
                return ClientBootstrap(group: child.eventLoop)
                    .channelInitializer { peer in
                        peer.eventLoop.makeCompletedFuture { try peer.pipeline.syncOperations.addHandler(Pipe(to: child, nil)) }
                    }
                    .connect(host: "127.0.0.1", port: target)
                    .flatMap { peer in
                        child.eventLoop.makeCompletedFuture {
                            try child.pipeline.syncOperations.addHandler(Pipe(to: peer, heard))
                        }
                    }
                    .flatMap { child.setOption(.autoRead, value: true) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    static func run<Result>(to target: Int?, _ body: (RecordingRelay) async throws -> Result) async throws -> Result {
        let relay = try await RecordingRelay(to: target)
        do {
            let result = try await body(relay)
            try await relay.channel.close()
            return result
        } catch {
            try? await relay.channel.close()
            throw error
        }
    }

    private final class Pipe: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let peer: (any Channel)?
        private let heard: Heard?

        init(to peer: (any Channel)?, _ heard: Heard?) {
            self.peer = peer
            self.heard = heard
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let buffer = unwrapInboundIn(data)
            heard?.hear(buffer)
            peer?.writeAndFlush(buffer, promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            peer?.close(promise: nil)
            context.fireChannelInactive()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
