import Foundation
import SyncTestKit
import Synchronization
import Testing

@testable import AppWiring

@Suite("ServiceNotifier")
struct ServiceNotifierTests {
    private func notifier(_ environment: [String: String]) -> ServiceNotifier {
        ServiceNotifier(environment: environment, processID: 42)
    }

    @Test func aManagerThatDoesNotReadHoldsNobodyUp() throws {
        let socket = try DatagramSocket(isAbstract: true)
        let notifier = notifier(["NOTIFY_SOCKET": socket.name])
        var told = 0
        while notifier.send(.watchdog), told < 100_000 { told += 1 }
        #expect(told < 100_000, "notifications without room are dropped")
        #expect(socket.receive() == "WATCHDOG=1")
    }

    @Test(arguments: [false, true])
    func messagesArriveAsOneDatagram(_ isAbstract: Bool) throws {
        let socket = try DatagramSocket(isAbstract: isAbstract)
        let notifier = notifier(["NOTIFY_SOCKET": socket.name])
        #expect(notifier.send(.ready, .watchdog))
        #expect(socket.receive() == "READY=1\nWATCHDOG=1")
        #expect(notifier.send(.stopping))
        #expect(socket.receive() == "STOPPING=1")
    }

    @Test(arguments: ["", "relative/path", "@", "/\(String(repeating: "x", count: 200))", "/nonexistent/socket"])
    func withoutASocketNothingIsSentAndNothingFails(_ name: String) {
        #expect(!notifier(["NOTIFY_SOCKET": name]).send(.ready))
        #expect(!notifier([:]).send(.ready))
    }

    @Test func theWatchdogIsFedAtHalfItsTime() {
        let socket = ["NOTIFY_SOCKET": "/run/notify", "WATCHDOG_USEC": "30000000"]
        #expect(notifier(socket).watchdogInterval == .seconds(15))
        #expect(notifier(socket.merging(["WATCHDOG_PID": "42"]) { $1 }).watchdogInterval == .seconds(15))
        #expect(notifier(socket.merging(["WATCHDOG_PID": "43"]) { $1 }).watchdogInterval == nil)
        #expect(notifier(["WATCHDOG_USEC": "30000000"]).watchdogInterval == nil)
        for wrong in ["", "x", "0", "-5"] {
            #expect(notifier(socket.merging(["WATCHDOG_USEC": wrong]) { $1 }).watchdogInterval == nil)
        }
    }

    @Test func theWatchdogIsFedOnlyWhileTheLoopsAreAlive() async throws {
        let socket = try DatagramSocket(isAbstract: false)
        let notifier = notifier(["NOTIFY_SOCKET": socket.name, "WATCHDOG_USEC": "20000000"])
        let clock = ManualClock()
        let isAlive = Aliveness()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await notifier.keepWatch(clock: clock) { isAlive.value.load(ordering: .sequentiallyConsistent) } }
            await clock.waitForSleepers(1)
            #expect(socket.receive() == "WATCHDOG=1")
            clock.advance(by: .seconds(10))
            await clock.waitForSleepers(1)
            #expect(socket.receive() == "WATCHDOG=1")
            isAlive.value.store(false, ordering: .sequentiallyConsistent)
            clock.advance(by: .seconds(10))
            await clock.waitForSleepers(1)
            #expect(socket.receive() == nil)
            group.cancelAll()
        }
    }
}

/// What the loops report.
private final class Aliveness: Sendable {
    let value = Atomic(true)
}

/// A socket such as systemd listens on.
private final class DatagramSocket: Sendable {
    struct Failure: Error { let number: Int32 }

    /// As NOTIFY_SOCKET spells it.
    let name: String
    private let descriptor: Int32

    init(isAbstract: Bool) throws {
        let unique = "passerelle-notify-\(UInt64.random(in: 0 ... .max))"
        name = isAbstract ? "@\(unique)" : "/tmp/\(unique)"
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = isAbstract ? [0] + Array(name.utf8.dropFirst()) : Array(name.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard bound == 0 else { throw Failure(number: errno) }
    }

    deinit {
        close(descriptor)
        if !name.hasPrefix("@") { unlink(name) }
    }

    /// A datagram that has already arrived: sending is finished when `tell` returns. nil when there is none.
    func receive() -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count < 0 ? nil : String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}
