import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Notifies systemd of the service's state (sd_notify(3)): one datagram to the socket that systemd named. Without a socket,
/// nothing is sent.
///
/// A failed datagram is not an error of the service: systemd acts on missing notifications itself.
package struct ServiceNotifier: Sendable {
    package enum Message: Sendable, Hashable {
        /// The service has started.
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

    /// A path, or an abstract name after an `@`.
    private let socketName: String?
    /// How often to send `watchdog`: half of the time after which systemd ends the service. nil: no watchdog.
    package let watchdogInterval: Duration?

    /// - Parameter processID: a watchdog for another process is ignored.
    package init(environment: [String: String], processID: Int32) {
        let name = environment["NOTIFY_SOCKET"] ?? ""
        socketName = name.hasPrefix("/") || (name.hasPrefix("@") && name.count > 1) ? name : nil
        let isForUs = environment["WATCHDOG_PID"].map { Int32($0) == processID } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int($0) } ?? 0
        watchdogInterval = socketName != nil && isForUs && microseconds > 0 ? .microseconds(max(1, microseconds / 2)) : nil
    }

    /// - Returns: whether the datagram was sent.
    @discardableResult
    package func send(_ messages: Message...) -> Bool {
        guard let socketName else { return false }
        return send(messages.map(\.text).joined(separator: "\n"), to: socketName)
    }

    /// Sends `watchdog` while `isAlive` returns true, and returns when the task is cancelled. A stuck process sends nothing, so
    /// systemd restarts it.
    package func keepWatch(clock: any Clock<Duration> = ContinuousClock(), while isAlive: @Sendable () -> Bool) async {
        guard let watchdogInterval else { return }
        while !Task.isCancelled {
            if isAlive() { send(.watchdog) }
            do { try await clock.sleep(for: watchdogInterval) } catch { return }
        }
    }

    private func send(_ text: String, to name: String) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // An abstract name starts with a zero byte, and does not end with one.
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
                // A manager that does not read must not block the service: a message that does not fit is dropped.
                sendto(descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT), $0, length)
            }
        }
        return sent == bytes.count
    }
}
