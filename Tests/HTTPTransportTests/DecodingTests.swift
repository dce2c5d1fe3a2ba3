import Foundation
import HTTPTestKit
import JSONText
import Logging
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import HTTPTransport

@Suite("Decoding")
struct DecodingTests {
    private static func thread() -> UInt { UInt(pthread_self()) }

    @Test("Decoding runs on two threads of its own, also after a wait, and never on those of health and leases")
    func decodingHasThreadsOfItsOwn() async throws {
        let own = try await withThrowingTaskGroup(of: [UInt].self) { group in
            for _ in 0..<16 {
                group.addTask {
                    try await Decoding.run {
                        let before = Self.thread()
                        await Task.yield()
                        return [before, Self.thread()]
                    }
                }
            }
            return try await group.reduce(into: Set<UInt>()) { $0.formUnion($1) }
        }
        let outside = await withTaskGroup(of: UInt.self) { group in
            for _ in 0..<64 { group.addTask { Self.thread() } }
            return await group.reduce(into: Set<UInt>()) { $0.insert($1) }
        }
        #expect(own.count <= 2 && own.isDisjoint(with: outside), "\(own), \(outside)")
    }

    private func client(_ limits: ReadLimits = .standard, _ exchange: any HTTPExchange) throws -> RemoteClient {
        let time = StandingTime()
        return RemoteClient(
            system: .planningPME, address: try RemoteAddress.planningPME(pasted: "acme", policy: OutboundPolicy()),
            exchange: exchange, budget: InMemoryBudget(time, latency: 0),
            scope: BudgetScope(name: "test", limit: 1_000_000, windowSeconds: 3600), limits: limits, pacing: time.pacing,
            logger: RecordingLog().logger)
    }

    private let page = RemoteRequest(.get, "api/resource", answer: .page)
    private let create = RemoteRequest(.post, "api/do")

    @Test func anAnswerOfMoreValuesThanItMayHoldIsRefused() async throws {
        var limits = ReadLimits.standard
        limits.page.nodes = 100
        limits.thing.nodes = 10
        let client = try client(limits, ScriptedExchange([.status(200)]))
        let fifty = HTTPResponse(status: 200, body: Data(("[" + String(repeating: "0,", count: 49) + "0]").utf8))
        #expect(try await client.document(fifty, to: page)?.elements?.count == 50)
        let error = try await callError { try await client.document(fifty, to: create) }
        #expect(error.code == .planningPMETooLarge && error.failureClass == .misconfigured && error.isAmbiguous)
        #expect(try await client.document(HTTPResponse(status: 200, body: Data("<html>".utf8)), to: page) == nil)
    }

    @Test("An answer is read on the threads for that, whoever asks for it")
    func anAnswerIsReadThere() async throws {
        let client = try client(.standard, ScriptedExchange([.status(200)]))
        let long = HTTPResponse(status: 200, body: Data(("[" + String(repeating: "0,", count: 500_000) + "0]").utf8))
        let alone = try DecodingTime.of { _ = try JSONValue.reading(long.body) }
        let before = try await DecodingTime.spent()
        #expect(try await client.document(long, to: page) != nil)
        #expect(try await DecodingTime.spent() - before > alone / 10)
    }

    @Test func cancellingReachesTheDecoding() async throws {
        let client = try client(.standard, ScriptedExchange([.status(200)]))
        let long = HTTPResponse(status: 200, body: Data(("[" + String(repeating: "0,", count: 500_000) + "0]").utf8))
        let request = page
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.document(long, to: request)
        }
        let error = try await callError { try await task.value }
        #expect(error.code == .cancelled && !error.isAmbiguous)
    }

    @Test func listsWithoutEndEnd() async throws {
        var limits = ReadLimits.standard
        limits.pages = 5
        let exchange = ScriptedExchange([.status(200)])
        let client = try client(limits, exchange)
        let error = try await callError { () async throws -> HTTPResponse in while true { _ = try await client.send(page) } }
        #expect(error.code == .planningPMETooLarge && error.failureClass == .misconfigured)
        #expect(error.message.contains("5 pages") && !error.remedy.isEmpty)
        #expect(exchange.requests.count == 5)
        // Other requests still go out: an event that was begun is settled.
        #expect(try await client.send(create).status == 200)
    }

    @Test func theBytesThatAreReadDependOnWhatIsAsked() async throws {
        let exchange = ScriptedExchange([.status(200)])
        let client = try client(.suspect, exchange)
        _ = try await client.send(page)
        _ = try await client.send(create)
        #expect(exchange.limits.map(\.bodyLimit) == [ReadLimits.suspect.page.bytes, ReadLimits.suspect.thing.bytes])
        #expect(ReadLimits.suspect.page.bytes < ReadLimits.standard.page.bytes)
    }

    /// More than a small answer: it needs a reservation, which ends with the answer.
    @Test func aLargeAnswerWaitsForItsTurn() async throws {
        let memory = ReadingMemory(bytes: 256 << 20)
        let body = String(repeating: "x", count: ReadingMemory.smallAnswer + 1000)
        let exchange = AsyncHTTPExchange(policy: OutboundPolicy(allowLoopback: true))
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        try await LoopbackServer.run(answering: { _ in .reply(answer) }) { server in
            var leave: LargeAnswer? = try await memory.admitLargeAnswer()
            let request = HTTPRequest(method: .get, url: "http://\(server.host):\(server.port)/x")
            // Only the size is kept: the reservation ends with the answer.
            let size = Task {
                try await exchange.exchange(
                    request, limits: ExchangeLimits(deadline: 600, bodyLimit: 32 << 20, memory: memory)
                ).body.count
            }
            while memory.waitingCount == 0 { await Task.yield() }
            #expect(leave != nil)
            leave = nil
            #expect(try await size.value == body.utf8.count)
            _ = try await memory.admitLargeAnswer()
        }
        await exchange.shutdown()
    }
}

/// The processor's time, which shows on which threads work was done.
private enum DecodingTime {
    static var ofThisThread: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The time so far of the two threads that read answers.
    static func spent() async throws -> Double {
        var threads: [UInt: Double] = [:]
        while threads.count < 2 {
            try await withThrowingTaskGroup(of: (UInt, Double).self) { group in
                for _ in 0..<16 { group.addTask { try await Decoding.run { (UInt(pthread_self()), ofThisThread) } } }
                for try await (thread, time) in group { threads[thread] = time }
            }
        }
        return threads.values.reduce(0, +)
    }

    static func of(_ work: () throws -> Void) rethrows -> Double {
        let before = ofThisThread
        try work()
        return ofThisThread - before
    }
}
