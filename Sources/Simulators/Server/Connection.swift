import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// Converts between Hummingbird's requests and the simulated ones.
enum Connection {
    /// Thrown to make the server close the connection.
    private struct Closed: Error {}

    @concurrent
    static func respond(
        _ request: Request, _ writer: consuming ResponseWriter, _ answer: (SimulatedRequest) async throws -> Delivery
    ) async throws {
        switch try await answer(try await read(request)) {
        case .whole(let answer):
            try await writer.write(response: head(answer), body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
        case .cut(let answer):
            var body = try await writer.writeHead(head(answer))
            try await body.write(ByteBuffer(bytes: answer.body.prefix(answer.body.count / 2)))
            throw Closed()
        case .flood(let opening, let piece, let closing, let bytes):
            var body = try await writer.writeHead(HTTPResponse(status: .ok, headerFields: [.contentType: "application/json"]))
            try await body.write(ByteBuffer(string: opening))
            let block = ByteBuffer(string: String(repeating: piece, count: max(1, 65_536 / max(1, piece.utf8.count))))
            var left = bytes
            while left > 0 {
                try await body.write(left >= block.readableBytes ? block : ByteBuffer(string: piece))
                left -= left >= block.readableBytes ? block.readableBytes : max(1, piece.utf8.count)
            }
            try await body.write(ByteBuffer(string: closing))
            try await body.finish(nil)
        case .dropped:
            throw Closed()
        }
    }

    private static func read(_ request: Request) async throws -> SimulatedRequest {
        let target = request.head.path ?? "/"
        var size = target.utf8.count + 12
        var authorization = ""
        var appKey = ""
        var agent = ""
        var contentType = ""
        var apiVersion: String?
        for field in request.headers {
            size += field.name.rawName.utf8.count + field.value.utf8.count + 4
            switch field.name.canonicalName {
            case "authorization": authorization = field.value
            case "x-appkey": appKey = field.value
            case "user-agent": agent = field.value
            case "content-type": contentType = field.value
            case "api-version": apiVersion = field.value
            default: break
            }
        }
        let body = request.method == .get ? [] : [UInt8](buffer: try await request.body.collect(upTo: 16 << 20))
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let authority = request.head.authority ?? ""
        return SimulatedRequest(
            method: request.method.rawValue, target: target, path: halves.first ?? "/",
            query: halves.count > 1 ? QueryItem.parse(halves[1]) : [],
            authority: authority, authorization: authorization, appKey: appKey, agent: agent, contentType: contentType,
            apiVersion: apiVersion, headSize: size + authority.utf8.count + 8, body: body)
    }

    private static func head(_ answer: SimulatedAnswer) -> HTTPResponse {
        var fields: HTTPFields = [:]
        if answer.status != 204 {
            fields[.contentType] = answer.contentType
            fields[.contentLength] = String(answer.body.count)
        }
        fields[.retryAfter] = answer.retryAfter
        fields[.location] = answer.location
        for (name, value) in answer.headers {
            if let name = HTTPFields.Element.Name(name) { fields[name] = value }
        }
        return HTTPResponse(status: .init(code: answer.status), headerFields: fields)
    }
}

/// The open ports of one server, on 127.0.0.1.
actor Listeners {
    /// In the requested order; empty before they are opened and after they are closed.
    private(set) var ports: [Int] = []
    private let logger: Logger
    private var tasks: [Task<Void, Never>] = []

    init(logger: Logger? = nil) {
        self.logger = logger ?? Logger(label: "simulator") { _ in SwiftLogNoOpLogHandler() }
    }

    /// - Parameter wanted: 0 for a free one.
    /// - Throws: `SimulatorError.notStarted`, with nothing left open, if a port is taken or some are already open.
    func open(
        _ wanted: [Int], answering answer: @escaping @Sendable (SimulatedRequest) async throws -> Delivery
    ) async throws -> [Int] {
        guard tasks.isEmpty else { throw SimulatorError.notStarted("it is already running.") }
        do {
            for port in wanted { ports.append(try await listen(on: port, answer)) }
        } catch {
            await close()
            throw SimulatorError.notStarted("\(error)")
        }
        return ports
    }

    /// Also ends every connection, even in the middle of an answer.
    func close() async {
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        tasks = []
        ports = []
    }

    /// Waits until they are closed.
    func wait() async {
        for task in tasks { await task.value }
    }

    private func listen(
        on port: Int, _ answer: @escaping @Sendable (SimulatedRequest) async throws -> Delivery
    ) async throws -> Int {
        let (running, signal) = AsyncThrowingStream<Int, any Error>.makeStream()
        let server = Server(
            childChannelSetup: HTTP1Channel { request, writer, _ in
                try await Connection.respond(request, writer, answer)
            },
            configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: port), backlog: 1024),
            onServerRunning: { channel in signal.yield(channel.localAddress?.port ?? 0) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
        tasks.append(
            Task {
                do {
                    try await server.run()
                    signal.finish()
                } catch {
                    signal.finish(throwing: error)
                }
            })
        for try await chosen in running { return chosen }
        throw SimulatorError.notStarted("the listener ended at once.")
    }
}
