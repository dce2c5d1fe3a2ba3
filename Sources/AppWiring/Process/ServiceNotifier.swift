import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Tells systemd how the service fares (sd_notify(3)): one datagram to the socket that it named. Without one, nothing is told.
///
/// A datagram that can't be sent is not an error of the service: what systemd does not hear, it acts on itself.
package struct ServiceNotifier: Sendable {
    package enum Message: Sendable, Hashable {
        /// The service has begun its work.
        case ready
        case stopping
        /// The service is alive.
        case watchdog

        var text: String {
            switch self {
            case .ready: "READY=1"
            case .stopping: "STOPPING=1"
            case .watchdog: "WATCHDOG=1"
            }
        }
    }

    /// A path, or a name in the abstract namespace behind an `@`.
    private let socketName: String?
    /// How often `watchdog` is to be said: half of the time after which systemd ends the service. nil: no watchdog.
    package let watchdogInterval: Duration?

    /// - Parameter processID: a watchdog that is meant for another process is none.
    package init(environment: [String: String], processID: Int32) {
        let name = environment["NOTIFY_SOCKET"] ?? ""
        socketName = name.hasPrefix("/") || (name.hasPrefix("@") && name.count > 1) ? name : nil
        let isForUs = environment["WATCHDOG_PID"].map { Int32($0) == processID } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int($0) } ?? 0
        watchdogInterval = socketName != nil && isForUs && microseconds > 0 ? .microseconds(max(1, microseconds / 2)) : nil
    }

    /// - Returns: whether the datagram was taken.
    @discardableResult
    package func tell(_ messages: Message...) -> Bool {
        guard let socketName else { return false }
        return send(messages.map(\.text).joined(separator: "\n"), to: socketName)
    }

    /// Tells `watchdog` for as long as `isAlive` says so, and returns when the task is cancelled. A process that is stuck says
    /// nothing, and systemd replaces it.
    package func keepWatch(clock: any Clock<Duration> = ContinuousClock(), while isAlive: @Sendable () -> Bool) async {
        guard let watchdogInterval else { return }
        while !Task.isCancelled {
            if isAlive() { tell(.watchdog) }
            do { try await clock.sleep(for: watchdogInterval) } catch { return }
        }
    }

    private func send(_ text: String, to name: String) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // An abstract name starts with a zero byte, and has none at its end.
        let isAbstract = name.hasPrefix("@")
        let path = isAbstract ? [0] + Array(name.utf8.dropFirst()) : Array(name.utf8)
        guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        let length = socklen_t(offset + path.count + (isAbstract ? 0 : 1))

        #if canImport(Darwin)
        let descriptor = socket(AF_UNIX, SOCK_DGRAM, 0)
        #else
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        #endif
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        let sent = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                // A manager that does not read must not hold up the service: what has no room is not told.
                sendto(descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT), $0, length)
            }
        }
        return sent == bytes.count
    }
}
