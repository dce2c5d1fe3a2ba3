import Dispatch
import SyncEngine
import Synchronization
import Testing

@testable import HTTPTransport

@Suite("Name look-ups")
struct SystemNameResolverTests {
    /// A name service that does not answer for some hosts until released.
    private final class Service: Sendable {
        private let gate = DispatchSemaphore(value: 0)
        private let asked = Mutex<[String: Int]>([:])
        private let silent = Mutex(true)

        func lookUp(_ host: String) throws -> [IPAddress] {
            asked.withLock { $0[host, default: 0] += 1 }
            if host.hasPrefix("dead"), silent.withLock({ $0 }) {
                gate.wait()
                throw ExchangeFailure(.resolve, mayHaveBeenReceived: false)
            }
            return [IPAddress(canonical: "192.0.2.7")].compactMap { $0 }
        }

        func count(_ host: String) -> Int { asked.withLock { $0[host, default: 0] } }
        var hosts: Int { asked.withLock { $0.count } }

        func answer() {
            silent.withLock { $0 = false }
            for _ in 0..<1000 { gate.signal() }
        }
    }

    private static let never = SteadyClock(elapsed: { .zero }) { _ in try await Task.sleep(for: .seconds(86_400)) }

    @Test(arguments: [26, 60]) func nameServersThatNeverAnswerHinderNobodyElse(dead: Int) async throws {
        let service = Service()
        let resolver = SystemNameResolver(clock: Self.never) { try service.lookUp($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<dead {
                // Several calls of one tenant wait together.
                for _ in 0..<3 { group.addTask { _ = try? await resolver.addresses(of: "dead\(number)") } }
            }
            while service.hosts < dead { await Task.yield() }
            #expect(try await resolver.addresses(of: "healthy").count == 1)
            for number in 0..<dead { #expect(service.count("dead\(number)") == 1) }
            service.answer()
            try await group.waitForAll()
        }
    }

    /// Also for hosts by the hundred, once they are known to hang.
    @Test func hostsThatAreKnownToBeSlowNeverTakeEveryThread() async throws {
        let service = Service()
        // Callers without patience fail at once.
        let impatient = SystemNameResolver(clock: SteadyClock(elapsed: { .zero }) { _ in }) { try service.lookUp($0) }
        for number in 0..<300 {
            let failure = try await exchangeFailure { try await impatient.addresses(of: "dead\(number)") }
            #expect(failure.code == .resolve && !failure.mayHaveBeenReceived)
        }
        // 64 hang; the others were never looked up, since no caller waits for them.
        #expect(service.hosts <= 64)
        service.answer()
        // With patience: the slow ones come first, but leave threads free.
        let again = Service()
        let resolver = SystemNameResolver(clock: Self.never) { try again.lookUp($0) }
        for number in 0..<300 { resolver.markSlow("dead\(number)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<300 { group.addTask { _ = try? await resolver.addresses(of: "dead\(number)") } }
            while again.hosts < 32 { await Task.yield() }
            #expect(try await resolver.addresses(of: "healthy").count == 1)
            #expect(again.hosts == 33)
            again.answer()
            try await group.waitForAll()
        }
    }

    @Test func whoeverIsCancelledWaitsNoLonger() async throws {
        let service = Service()
        let resolver = SystemNameResolver(clock: Self.never) { try service.lookUp($0) }
        let waiting = Task { try await resolver.addresses(of: "dead") }
        while service.hosts == 0 { await Task.yield() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { _ = try await waiting.value }
        service.answer()
    }

    @Test func loopbackIsKnownToTheSystem() async throws {
        #expect(try await SystemNameResolver().addresses(of: "localhost").contains { $0.isLoopback })
    }
}
