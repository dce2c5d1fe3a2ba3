internal import Foundation
internal import Synchronization

/// The connection candidates: every address of every host, in libpq's order. libpq only limits the time per address when it
/// blocks, so this client lists the addresses itself and times each.
struct ConnectionTargets {
    /// As in libpq's lists: a host without an address is a socket directory.
    struct Target: Hashable {
        var host: String
        var address: String
        var port: String

        /// In libpq's format for a connection in progress: without the interface of a link-local address, and with the address as
        /// the host if none was given.
        var key: String { "\(host.isEmpty ? address : host) \(address.prefix { $0 != "%" }) \(port)" }

        /// For messages.
        var name: String {
            let shown = host.isEmpty ? address : host
            let behind = host.isEmpty || address.isEmpty || host == address ? "" : " (\(address))"
            return "\(shown)\(behind), port \(port)"
        }
    }

    private(set) var targets: [Target]
    /// Why other hosts are missing: one sentence each, without its full stop.
    private(set) var failures: [String] = []

    private init(_ targets: [Target]) { self.targets = targets }

    /// Parsed like libpq's lists: a host may have its own address; a single port applies to every host, an empty one is 5432.
    static func written(in values: [String: String]) -> ConnectionTargets {
        func list(_ keyword: String) -> [String] {
            guard let value = values[keyword], !value.isEmpty else { return [] }
            return value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let (hosts, addresses, ports) = (list("host"), list("hostaddr"), list("port"))
        let targets = (0..<max(hosts.count, addresses.count)).map { index in
            let port = ports.count == 1 ? ports[0] : (index < ports.count ? ports[index] : "")
            return Target(
                host: index < hosts.count ? hosts[index] : "", address: index < addresses.count ? addresses[index] : "",
                port: port.isEmpty ? "5432" : port)
        }
        return ConnectionTargets(targets)
    }

    /// Replaces every name by its addresses. A name without addresses, or not resolved in time, is removed.
    /// - Parameter look: finds a name's addresses.
    /// - Throws: `cancelled`.
    mutating func resolve(_ look: (String) -> HostLookup.Outcome) throws(PostgresError) {
        var resolved: [Target] = []
        for target in targets {
            // Sockets: a directory, or an abstract name that begins with @.
            guard target.address.isEmpty, !target.host.isEmpty, !"/@".contains(target.host.prefix(1)) else {
                var numeric = target
                numeric.address = HostLookup.canonical(target.address)
                resolved.append(numeric)
                continue
            }
            switch look(target.host) {
            case .addresses(let addresses):
                resolved += addresses.map { Target(host: target.host, address: $0, port: target.port) }
            case .failed(let reason):
                failures.append("could not translate host name \"\(target.host)\" to address: \(reason)")
            case .timedOut:
                failures.append("the address of host name \"\(target.host)\" was not found in time")
            case .cancelled:
                throw PostgresError(.cancelled, phase: .connect, "Connecting to PostgreSQL was cancelled.")
            }
        }
        targets = resolved
    }

    /// Removes the target that did not answer.
    mutating func leave(_ silent: Target) {
        failures.append("\(silent.name) did not answer in time")
        targets.removeAll { $0.key == silent.key }
    }

    /// libpq's text with the host name added to each address: it only has the address.
    func naming(_ text: String) -> String {
        targets.filter { !$0.host.isEmpty && !$0.address.isEmpty && $0.host != $0.address }.reduce(text) { text, target in
            text.replacing(
                "at \"\(target.address)\", port \(target.port)",
                with: "at \"\(target.host)\" (\(target.address)), port \(target.port)")
        }
    }

    /// Moves recently silent targets to the end, so that opening ten connections waits for a dead host only once.
    mutating func putLast(_ isSilent: (Target) -> Bool) {
        targets = targets.filter { !isSilent($0) } + targets.filter(isSilent)
    }
}

/// The targets that gave this process no answer within the last minute.
final class SilentTargets: Sendable {
    static let shared = SilentTargets()

    private let until = Locked<[String: Deadline]>([:])

    func note(_ target: ConnectionTargets.Target) { until.withLock { $0[target.key] = .after(.seconds(60)) } }
    func forget(_ target: ConnectionTargets.Target) { until.withLock { $0[target.key] = nil } }
    func holds(_ target: ConnectionTargets.Target) -> Bool {
        until.withLock { $0[target.key].map { !$0.hasPassed } ?? false }
    }
}

/// Resolves a name on its own thread: the call cannot be cancelled, and may hang for longer than any caller waits.
enum HostLookup {
    enum Outcome {
        /// Numeric, in the system's order of preference.
        case addresses([String])
        /// The system's error text.
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

    /// An address in the system's notation, `127.0.0.1` for `127.1`; other text is unchanged.
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
