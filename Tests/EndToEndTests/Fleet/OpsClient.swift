import NIOCore
import NIOPosix
import Testing

/// Queries a server on this machine, such as a worker's health and metrics, and shows the raw answer.
enum OpsClient {
    struct Answer {
        let status: Int
        let body: String
        /// As received, headers included.
        let text: String
    }

    /// The address of a worker started with `--ops-address 127.0.0.1:0`, once its log shows it.
    static func port(_ log: () -> String) async throws -> Int {
        for _ in 0..<6000 {
            if let found = try /Serving health and metrics.*?127\.0\.0\.1:(\d+)/.firstMatch(in: log()) {
                return try #require(Int(found.output.1))
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw NoAddress(log: log())
    }

    struct NoAddress: Error, CustomStringConvertible {
        let log: String
        var description: String { "the worker named no address for health and metrics: \(log.suffix(2000))" }
    }

    /// - Parameter headers: whole lines, added to those of every request.
    static func ask(_ path: String, port: Int, headers: [String] = []) async throws -> Answer {
        let head = ["GET \(path) HTTP/1.1", "Host: localhost", "Connection: close"] + headers
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let text = try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: head.joined(separator: "\r\n") + "\r\n\r\n"))
            var bytes: [UInt8] = []
            for try await buffer in inbound { bytes += Array(buffer.readableBytesView) }
            return String(decoding: bytes, as: UTF8.self)
        }
        let status = try #require(try /^HTTP\/1\.1 (\d{3})[^\r]*\r\n/.firstMatch(in: text), "\(text)")
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1)
        return Answer(status: try #require(Int(status.output.1)), body: String(parts.last ?? ""), text: text)
    }

    /// Asks again until the answer is whole: on a busy machine, what the database tells comes too late for the first ones.
    static func ask(_ path: String, port: Int, until isWhole: (Answer) -> Bool) async throws -> Answer {
        var answer = try await ask(path, port: port)
        try await eventually("a whole answer to \(path)") {
            if isWhole(answer) { return true }
            answer = try await ask(path, port: port)
            return false
        }
        return answer
    }

    static func metrics(port: Int) async throws -> Answer {
        try await ask("/metrics", port: port) {
            $0.body.contains("\npasserelle_workers_live ") && !$0.body.contains("\npasserelle_database_up 0\n")
        }
    }
}
