import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The operating system's resolver, on threads that may block.
struct SystemNameResolver: NameResolver {
    func addresses(of host: String) async throws -> [IPAddress] {
        // A stream, because the wait for it ends at once when the task is cancelled, which getaddrinfo does not.
        let answers = AsyncThrowingStream<[IPAddress], any Error> { continuation in
            NIOThreadPool.singleton.submit { _ in
                continuation.yield(with: Result { try Self.lookUp(host) })
                continuation.finish()
            }
        }
        for try await addresses in answers { return addresses }
        throw CancellationError()
    }

    /// glibc's EAI_NODATA, which its header shows to GNU programs only: the name exists and has no address.
    private static let noAddressForName: Int32 = -5

    private static func lookUp(_ host: String) throws -> [IPAddress] {
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
