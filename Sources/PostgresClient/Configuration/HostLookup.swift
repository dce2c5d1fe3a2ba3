internal import Foundation
internal import Synchronization

/// Asks the system for the addresses of a name, from a thread of its own: the question can't be taken back, and may hang for longer
/// than anybody waits.
enum HostLookup {
    enum Outcome {
        /// Numeric, in the order in which the system wants them tried.
        case addresses([String])
        /// In the words of the system.
        case failed(String)
        case timedOut
        case cancelled
    }

    static func addresses(of host: String, within limit: Duration, wake: WakePipe, interrupt: Interrupt) -> Outcome {
        let answer = Locked<Outcome?>(nil)
        let thread = Thread {
            let found = ask(host)
            answer.withLock { $0 = found }
            wake.wake()
        }
        thread.name = "postgres-lookup"
        thread.stackSize = 1 << 18
        thread.start()
        let deadline = Deadline.after(limit)
        var polled = pollfd(fd: wake.readEnd, events: Int16(POLLIN), revents: 0)
        while true {
            if let found = answer.withLock({ $0 }) { return found }
            if interrupt.isRequested { return .cancelled }
            if deadline.hasPassed { return .timedOut }
            if poll(&polled, 1, deadline.pollTimeout) > 0 { wake.drain() }
        }
    }

    /// An address as the system writes it, `127.0.0.1` for `127.1`; what is none stays as it is.
    static func canonical(_ address: String) -> String {
        guard !address.isEmpty, case .addresses(let found) = ask(address, Int32(AI_NUMERICHOST)) else { return address }
        return found[0]
    }

    private static func ask(_ host: String, _ flags: Int32 = 0) -> Outcome {
        var hints = addrinfo()
        hints.ai_flags = flags
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &list)
        guard status == 0 else { return .failed(String(cString: gai_strerror(status))) }
        defer { freeaddrinfo(list) }
        var found: [String] = []
        var entry = list
        while let current = entry {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let named = getnameinfo(
                current.pointee.ai_addr, current.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
            let address = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if named == 0, !found.contains(address) { found.append(address) }
            entry = current.pointee.ai_next
        }
        return found.isEmpty ? .failed("it has no address") : .addresses(found)
    }
}
