import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import SyncCore
import SyncEngine
import Synchronization

/// Exchanges over AsyncHTTPClient. One per process, because it holds the connections. No redirects, compression, cookies, proxies
/// or retries.
///
/// A host's addresses are checked twice. Before anything is sent, all addresses of its name must be allowed; connections go to
/// one of those. Each new connection is checked by its actual peer address before the first request is written.
package final class AsyncHTTPExchange: HTTPExchange {
    private let clients: HostClients
    private let board: FlightBoard
    private let policy: OutboundPolicy
    private let resolver: any NameResolver
    private let agent: String
    private let clock: SteadyClock

    /// - Parameter agent: the `User-Agent` of requests.
    package convenience init(policy: OutboundPolicy, agent: String = Release.userAgent) {
        self.init(policy: policy, peerPolicy: policy, resolver: SystemNameResolver.shared, agent: agent)
    }

    /// - Parameters:
    ///   - peerPolicy: checks the peer address of a connection.
    ///   - roots: a PEM file of the certificates to trust; nil for the operating system's.
    ///   - clock: for deadlines.
    ///   - connectSeconds: for a connection to the only address of a host, and to one of several.
    init(
        policy: OutboundPolicy, peerPolicy: OutboundPolicy, resolver: any NameResolver, agent: String = Release.userAgent,
        trusting roots: String? = nil, clock: SteadyClock = .system, connectSeconds: (alone: Int64, ofSeveral: Int64) = (10, 4)
    ) {
        let board = FlightBoard()
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: .seconds(connectSeconds.alone)), decompression: .disabled)
        // Servers drop idle connections; a create sent on a dropped one has an unknown outcome, so close them first.
        configuration.connectionPool.idleTimeout = .seconds(15)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        // Older versions are not confidential, and requests contain keys and passwords.
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let roots { tls.trustRoots = .file(roots) }
        configuration.tlsConfiguration = tls
        configuration.tracing.tracer = nil
        configuration.http1_1ConnectionDebugInitializer = { channel in
            Self.prepare(channel, peerPolicy: peerPolicy, board: board)
        }
        let common = configuration
        clients = HostClients { place in
            var configuration = common
            if !place.host.isEmpty { configuration.dnsOverride = [place.host: place.address] }
            if place.hasOthers { configuration.timeout.connect = .seconds(connectSeconds.ofSeveral) }
            return HTTPClient(
                eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton), configuration: configuration)
        }
        self.board = board
        self.policy = policy
        self.resolver = resolver
        self.agent = agent
        self.clock = clock
    }

    deinit {
        // Clients must be shut down explicitly.
        clients.shutdownSoon()
    }

    /// Closes every connection; exchanges in progress fail. The exchange cannot be used afterwards.
    package func shutdown() async {
        await clients.shutdown()
    }

    @concurrent
    package func exchange(_ request: HTTPRequest, limits: ExchangeLimits) async throws -> HTTPResponse {
        let flight = Flight(limits)
        do {
            try Task.checkCancellation()
            return try await withThrowingTaskGroup(of: HTTPResponse?.self) { group in
                group.addTask { try await self.perform(request, flight, limits) }
                group.addTask {
                    try await self.clock.sleep(seconds: limits.deadline)
                    return nil
                }
                defer { group.cancelAll() }
                guard let first = try await group.next(), let response = first else {
                    throw ExchangeFailure(.deadline, mayHaveBeenReceived: flight.mayHaveBeenReceived)
                }
                return response
            }
        } catch {
            throw ExchangeFailure(translating: error, mayHaveBeenReceived: flight.mayHaveBeenReceived)
        }
    }

    private func perform(_ request: HTTPRequest, _ flight: Flight, _ limits: ExchangeLimits) async throws -> HTTPResponse {
        let target = try await OutboundTarget(request.url, policy: policy, resolver: resolver)
        var outgoing = HTTPClientRequest(url: target.url)
        outgoing.method = .RAW(value: request.method.rawValue)
        outgoing.headers = try Self.headers(of: request)
        outgoing.headers.add(name: "User-Agent", value: agent)
        if let host = target.hostHeader { outgoing.headers.replaceOrAdd(name: "Host", value: host) }
        switch request.body {
        case .clear(let data): outgoing.body = .bytes(ByteBuffer(bytes: data))
        case .secret(let secret): outgoing.body = .bytes(ByteBuffer(bytes: secret.revealBytes { $0 }))
        case nil: break
        }
        let number = board.enter(flight)
        defer { board.leave(number) }
        outgoing.headers.add(name: FlightBoard.header, value: number)

        var places = target.name.map { clients.places(of: $0, target.addresses) } ?? [.anywhere]
        while true {
            let place = places.removeFirst()
            do {
                return try await send(outgoing, to: place, limits)
            } catch
                where !places.isEmpty && !flight.mayHaveBeenReceived
                && ExchangeFailure(translating: error, mayHaveBeenReceived: false).code == .connect
            {
                continue
            }
        }
    }

    private func send(
        _ request: HTTPClientRequest, to place: HostClients.Place, _ limits: ExchangeLimits
    ) async throws -> HTTPResponse {
        let client = try clients.enter(place)
        defer { clients.leave(place) }
        // Our own deadline also covers the body: the client's ends with the answer's head.
        let answer = try await client.execute(request, deadline: .distantFuture)
        clients.answered(place)
        let (body, leave) = try await Self.read(answer, limits)
        return HTTPResponse(
            status: Int(answer.status.code), headers: answer.headers.map { (name: $0.name, value: $0.value) }, body: body,
            leave: leave)
    }

    private static func headers(of request: HTTPRequest) throws -> HTTPHeaders {
        var headers = HTTPHeaders()
        func add(_ name: String, _ value: String) throws {
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else {
                throw ExchangeFailure(.invalidRequest, mayHaveBeenReceived: false, detail: "control character in header \(name)")
            }
            headers.add(name: name, value: value)
        }
        for header in request.headers { try add(header.name, header.value) }
        for header in request.secretHeaders { try header.value.reveal { value in try add(header.name, value) } }
        return headers
    }

    private static func read(
        _ answer: HTTPClientResponse, _ limits: ExchangeLimits
    ) async throws -> (body: Data, leave: LargeAnswer?) {
        let bodyLimit = limits.bodyLimit
        if let encoding = answer.headers.first(name: "Content-Encoding"), encoding.lowercased() != "identity" {
            throw ExchangeFailure(.garbled, mayHaveBeenReceived: true, detail: "compressed answer that was not asked for")
        }
        let tooLarge = ExchangeFailure(.bodyTooLarge, mayHaveBeenReceived: true, detail: "limit \(bodyLimit) bytes")
        var body = Data()
        var leave: LargeAnswer?
        let length = answer.headers.first(name: "Content-Length").flatMap { Int($0) }
        if let length {
            guard length <= bodyLimit else { throw tooLarge }
            body.reserveCapacity(min(max(length, 0), ReadingMemory.smallAnswer))
        }
        for try await chunk in answer.body {
            guard chunk.readableBytes <= bodyLimit - body.count else { throw tooLarge }
            if leave == nil, body.count + chunk.readableBytes > ReadingMemory.smallAnswer {
                // Nothing more is read from the connection until then.
                leave = try await limits.memory.admitLargeAnswer()
                // Once, because growing would hold the old and the new bytes at the same time.
                body.reserveCapacity(length ?? bodyLimit)
            }
            chunk.withUnsafeReadableBytes { body.append(contentsOf: $0) }
        }
        // A cancelled stream just ends: a partial answer must not be returned as complete.
        try Task.checkCancellation()
        return (body, leave)
    }

    private static func prepare(_ channel: any Channel, peerPolicy: OutboundPolicy, board: FlightBoard) -> EventLoopFuture<Void> {
        guard let peer = channel.remoteAddress.flatMap({ IPAddress($0) }), peerPolicy.allows(peer) else {
            // Closed after the pool knows that this connection failed.
            channel.eventLoop.execute { channel.close(promise: nil) }
            return channel.eventLoop.makeFailedFuture(
                ExchangeFailure(
                    .refusedAddress, mayHaveBeenReceived: false, detail: "connected to an address that is not allowed"))
        }
        return channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let encoder = try pipeline.handler(type: HTTPRequestEncoder.self)
            try pipeline.addHandler(SendGate(board: board), position: .after(encoder))
        }
    }
}

extension IPAddress {
    init?(_ address: SocketAddress) {
        switch address {
        case .v4(let four): self.init(bytes: withUnsafeBytes(of: four.address.sin_addr) { Array($0) })
        case .v6(let six): self.init(bytes: withUnsafeBytes(of: six.address.sin6_addr) { Array($0) })
        case .unixDomainSocket: return nil
        }
    }
}

/// The target of a request: its URL after the outbound policy's first check.
struct OutboundTarget {
    let url: String
    /// The `Host` header if it differs from the URL's host.
    let hostHeader: String?
    /// The resolved name and its addresses; nil if nothing needs resolving.
    let name: String?
    let addresses: [IPAddress]

    /// Lists of ids make URLs long; no server accepts a longer head.
    private static let longest = 16_384

    /// - Throws: `ExchangeFailure` `invalidRequest`, `refusedAddress`, or the resolver's.
    init(_ url: String, policy: OutboundPolicy, resolver: any NameResolver) async throws {
        guard let parsed = try? PastedURL(url, longest: Self.longest), let scheme = parsed.scheme else {
            throw ExchangeFailure(.invalidRequest, mayHaveBeenReceived: false, detail: "not an absolute URL")
        }
        let refused = ExchangeFailure(.refusedAddress, mayHaveBeenReceived: false, detail: "outbound policy")
        switch parsed.host {
        case .literal(let address):
            guard policy.allows(address), scheme == "https" || address.isLoopback else { throw refused }
            (self.url, hostHeader, self.name, self.addresses) = (url, nil, nil, [])
        case .name(let name) where LoopbackName.matches(name):
            guard policy.allowLoopback else { throw refused }
            // These need no resolver, and not every resolver knows them. Over TLS the name must stay.
            guard scheme == "http" else {
                (self.url, hostHeader, self.name, self.addresses) = (url, nil, nil, [])
                return
            }
            let authority = name + (parsed.port.map { ":\($0)" } ?? "")
            let rest = url.dropFirst("http://".count).drop { $0 != "/" && $0 != "?" && $0 != "#" }
            (self.url, hostHeader) = ("http://127.0.0.1" + (parsed.port.map { ":\($0)" } ?? "") + rest, authority)
            (self.name, self.addresses) = (nil, [])
        case .name(let name):
            guard scheme == "https" else { throw refused }
            let addresses = try await resolver.addresses(of: name)
            guard addresses.allSatisfy(policy.allows) else { throw refused }
            (self.url, hostHeader, self.name, self.addresses) = (url, nil, name, addresses)
        }
    }
}

/// One exchange in progress, known to its connection.
final class Flight: Sendable {
    let mayStillBeSent: @Sendable () async -> Bool
    let maySendNow: @Sendable () -> Bool
    private let written = Atomic(false)

    init(_ limits: ExchangeLimits) {
        mayStillBeSent = limits.mayStillBeSent
        maySendNow = limits.maySendNow
    }

    /// From here on the remote may have received the request.
    func wasWritten() { written.store(true, ordering: .sequentiallyConsistent) }
    var mayHaveBeenReceived: Bool { written.load(ordering: .sequentiallyConsistent) }
}

/// The exchanges in progress, by a number in a request header, which the connection's `SendGate` removes: the HTTP client offers
/// no other way to tell which request a connection was given.
final class FlightBoard: Sendable {
    static let header = "passerelle-flight"
    private let flights = Mutex<(next: UInt64, under: [String: Flight])>((0, [:]))

    func enter(_ flight: Flight) -> String {
        flights.withLock { flights in
            flights.next += 1
            let number = String(flights.next)
            flights.under[number] = flight
            return number
        }
    }

    func leave(_ number: String) {
        flights.withLock { _ = $0.under.removeValue(forKey: number) }
    }

    func flight(in headers: HTTPHeaders) -> Flight? {
        headers.first(name: Self.header).flatMap { number in flights.withLock { $0.under[number] } }
    }
}
