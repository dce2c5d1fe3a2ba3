import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("A process's own count of a budget")
struct SteadyBudgetTests {
    private static let lucca = BudgetScope(name: "lucca:acme.ilucca.net", limit: 40, windowSeconds: 62)

    /// A budget for all processes that forgets everything when its clock jumps.
    private actor Counted: RequestBudget {
        private var wait: Double?
        private var failure: SyncError?
        private(set) var asked = 0
        private(set) var blocked: [Double] = []

        func answer(_ wait: Double?, _ failure: SyncError? = nil) { (self.wait, self.failure) = (wait, failure) }
        func take(_ scope: BudgetScope, _ count: Int, givingBack unused: Int) throws -> BudgetAnswer {
            asked += 1
            if let failure { throw failure }
            return wait.map { .wait(seconds: $0) } ?? .taken(count)
        }
        func block(_ scope: BudgetScope, seconds: Double) { blocked.append(seconds) }
    }

    private let truth = ManualClock()
    private let counted = Counted()
    private let budget: SteadyBudget

    init() {
        budget = SteadyBudget(counted, clock: SteadyClock(truth))
    }

    @Test("Whatever the store forgets, no window of true time exceeds the limit") func limit() async throws {
        var random = SplitMix64(seed: 7)
        var sent: [Double] = []
        var now = 0.0
        for _ in 0..<3000 {
            let step = Double(Int.random(in: 0...2000, using: &random)) / 1000
            truth.advance(by: .seconds(step))
            now += step
            if let wait = try await budget.take(Self.lucca) {
                #expect(wait > 0 && wait <= 63)
            } else {
                sent.append(now)
            }
        }
        for (first, last) in zip(sent, sent.dropFirst(40)) { #expect(last - first > 62) }
        #expect(sent.count > 1500)
    }

    @Test("Neither do several requests at once, whatever is given back of them") func several() async throws {
        var random = SplitMix64(seed: 8)
        var sent: [Double] = []
        var (now, unused) = (0.0, 0)
        for _ in 0..<3000 {
            let step = Double(Int.random(in: 0...3000, using: &random)) / 1000
            truth.advance(by: .seconds(step))
            now += step
            let answer = try await budget.take(Self.lucca, Int.random(in: 1...8, using: &random), givingBack: unused)
            guard case .taken(let count) = answer else {
                unused = 0
                continue
            }
            let used = Int.random(in: 1...count, using: &random)
            sent += Array(repeating: now, count: used)
            unused = count - used
        }
        for (first, last) in zip(sent, sent.dropFirst(40)) { #expect(last - first > 62) }
        #expect(sent.count > 1500)
    }

    @Test("After the reported wait there is room, and another scope has its own") func room() async throws {
        for _ in 0..<40 { #expect(try await budget.take(Self.lucca) == nil) }
        let wait = try #require(try await budget.take(Self.lucca))
        #expect(await counted.asked == 40, "the store is not queried in vain")
        #expect(try await budget.take(BudgetScope(name: "planningpme:x", limit: 1, windowSeconds: 3600)) == nil)
        truth.advance(by: .seconds(wait))
        for _ in 0..<40 { #expect(try await budget.take(Self.lucca) == nil) }
    }

    @Test("What the store does not grant is not counted") func notGranted() async throws {
        let failure = SyncError(.databaseUnreachable, failureClass: .transient)
        for _ in 0..<50 {
            await counted.answer(3)
            #expect(try await budget.take(Self.lucca) == 3)
            await counted.answer(nil, failure)
            await #expect(throws: failure) { try await budget.take(Self.lucca) }
        }
        await counted.answer(nil)
        for _ in 0..<40 { #expect(try await budget.take(Self.lucca) == nil) }
        #expect(try await budget.take(Self.lucca) != nil)
    }

    @Test("Concurrent callers never exceed the limit") func atOnce() async throws {
        let budget = budget
        let taken = try await withThrowingTaskGroup(of: Double?.self) { group in
            for _ in 0..<200 { group.addTask { try await budget.take(Self.lucca) } }
            return try await group.reduce(into: 0) { count, wait in if wait == nil { count += 1 } }
        }
        #expect(taken == 40)
    }

    @Test("A block is passed to the store") func block() async throws {
        try await budget.block(Self.lucca, seconds: 5)
        #expect(await counted.blocked == [5])
    }
}
