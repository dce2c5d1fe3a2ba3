import Foundation
import SyncEngine
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The operating system's resolver, on its own threads. A lookup blocks its thread as long as a name server does not answer, and
/// cannot be stopped. So each host has at most one lookup in progress, callers wait for a limited time, and hosts whose last
/// lookup was slow never use more than half of the threads.
final class SystemNameResolver: NameResolver {
    /// One per process, because it has threads.
    static let shared = SystemNameResolver()

    private static let mostThreads = 64
    private static let mostSlowThreads = mostThreads / 2
    /// The seconds after which a caller stops waiting and a host counts as slow.
    private static let patience = 10.0

    private typealias Waiter = AsyncThrowingStream<[IPAddress], any Error>.Continuation

    private struct State {
        /// By host: the callers waiting for its lookup.
        var waiters: [String: [UInt64: Waiter]] = [:]
        var running: Set<String> = []
        var queued: [String] = []
        var slow: Set<String> = []
        var nextNumber: UInt64 = 0
    }

    private let state = Mutex(State())
    private let lookUp: @Sendable (String) throws -> [IPAddress]
    private let clock: SteadyClock

    /// - Parameter lookUp: blocks.
    init(
        clock: SteadyClock = .system,
        lookUp: @escaping @Sendable (String) throws -> [IPAddress] = SystemNameResolver.ask
    ) {
        self.clock = clock
        self.lookUp = lookUp
    }

    func addresses(of host: String) async throws -> [IPAddress] {
        let (answers, waiter) = AsyncThrowingStream<[IPAddress], any Error>.makeStream()
        let number = enter(waiter, host)
        return try await withThrowingTaskGroup(of: [IPAddress]?.self) { group in
            group.addTask {
                for try await addresses in answers { return addresses }
                throw CancellationError()
            }
            group.addTask {
                try await self.clock.sleep(seconds: Self.patience)
                return nil
            }
            defer {
                group.cancelAll()
                leave(number, host)
            }
            guard let first = try await group.next(), let addresses = first else {
                markSlow(host)
                throw ExchangeFailure(.resolve, mayHaveBeenReceived: false, detail: "no answer of the name service")
            }
            return addresses
        }
    }

    func markSlow(_ host: String) {
        state.withLock { _ = $0.slow.insert(host) }
    }

    private func enter(_ waiter: Waiter, _ host: String) -> UInt64 {
        let (number, started) = state.withLock { state in
            state.nextNumber += 1
            if state.waiters[host, default: [:]].isEmpty, !state.running.contains(host), !state.queued.contains(host) {
                state.queued.append(host)
            }
            state.waiters[host, default: [:]][state.nextNumber] = waiter
            return (state.nextNumber, Self.startable(&state))
        }
        for host in started { start(host) }
        return number
    }

    private func leave(_ number: UInt64, _ host: String) {
        state.withLock { state in
            state.waiters[host]?.removeValue(forKey: number)
            guard state.waiters[host]?.isEmpty ?? false else { return }
            state.waiters.removeValue(forKey: host)
            state.queued.removeAll { $0 == host }
        }
    }

    /// The hosts that may be looked up now, in order; they count as running from here on.
    private static func startable(_ state: inout State) -> [String] {
        var started: [String] = []
        var place = 0
        while place < state.queued.count, state.running.count < mostThreads {
            let host = state.queued[place]
            if state.slow.contains(host), state.running.intersection(state.slow).count >= mostSlowThreads {
                place += 1
                continue
            }
            state.queued.remove(at: place)
            state.running.insert(host)
            started.append(host)
        }
        return started
    }

    private func start(_ host: String) {
        Thread.detachNewThread { [self] in
            let start = ContinuousClock.now
            let result = Result { try lookUp(host) }
            let isSlow = ContinuousClock.now - start > .seconds(Self.patience / 2)
            let (waiters, started) = state.withLock { state in
                state.running.remove(host)
                if isSlow { state.slow.insert(host) } else { state.slow.remove(host) }
                return (state.waiters.removeValue(forKey: host) ?? [:], Self.startable(&state))
            }
            for waiter in waiters.values {
                waiter.yield(with: result)
                waiter.finish()
            }
            for host in started { self.start(host) }
        }
    }

    /// glibc's EAI_NODATA, which its header only defines for GNU programs: the name exists and has no address.
    private static let noAddressForName: Int32 = -5

    @Sendable static func ask(_ host: String) throws -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        #if canImport(Glibc)
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
        hints.ai_socktype = SOCK_STREAM
        #endif
        var first: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &first)
        defer { if let first { freeaddrinfo(first) } }
        guard status == 0 else {
            let isUnknown = status == EAI_NONAME || status == noAddressForName
            throw ExchangeFailure(
                isUnknown ? .unknownHost : .resolve, mayHaveBeenReceived: false, detail: "getaddrinfo \(status)")
        }
        var found: [IPAddress] = []
        var next = first
        while let entry = next {
            if let address = IPAddress(entry.pointee.ai_addr, family: entry.pointee.ai_family) { found.append(address) }
            next = entry.pointee.ai_next
        }
        guard !found.isEmpty else { throw ExchangeFailure(.unknownHost, mayHaveBeenReceived: false, detail: "no address") }
        return found
    }
}

extension IPAddress {
    init?(_ address: UnsafeMutablePointer<sockaddr>?, family: Int32) {
        guard let address else { return nil }
        switch family {
        case AF_INET:
            self.init(
                bytes: address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { four in
                    withUnsafeBytes(of: four.pointee.sin_addr) { Array($0) }
                })
        case AF_INET6:
            self.init(
                bytes: address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { six in
                    withUnsafeBytes(of: six.pointee.sin6_addr) { Array($0) }
                })
        default: return nil
        }
    }
}

protocol NameResolver: Sendable {
    /// Every address of the name.
    /// - Throws: `ExchangeFailure` `unknownHost` or `resolve`; `CancellationError`.
    func addresses(of host: String) async throws -> [IPAddress]
}
