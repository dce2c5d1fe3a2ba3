import Synchronization
import Testing

@testable import HTTPTransport

@Suite("Memory for reading answers")
struct ReadingMemoryTests {
    /// Enough for three large answers at a time.
    private let memory = ReadingMemory(bytes: 512 << 20)

    @Test func largeAnswersAreReadAFewAtATime() async throws {
        var held: [LargeAnswer] = []
        for _ in 0..<3 { held.append(try await memory.admitLargeAnswer()) }
        let fourth = Task { [memory] in try await memory.admitLargeAnswer() }
        while memory.waitingCount == 0 { await Task.yield() }
        held.removeFirst()
        let leave = try await fourth.value
        #expect(memory.waitingCount == 0)
        _ = (held, leave)
    }

    @Test func whoeverIsCancelledWaitsNoLonger() async throws {
        var held: [LargeAnswer] = []
        for _ in 0..<3 { held.append(try await memory.admitLargeAnswer()) }
        let fourth = Task { [memory] in try await memory.admitLargeAnswer() }
        while memory.waitingCount == 0 { await Task.yield() }
        fourth.cancel()
        await #expect(throws: CancellationError.self) { _ = try await fourth.value }
        let fifth = Task { [memory] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await memory.admitLargeAnswer()
        }
        await #expect(throws: CancellationError.self) { _ = try await fifth.value }
        held.removeAll()
        // Cancelled waiters lost no memory.
        for _ in 0..<3 { held.append(try await memory.admitLargeAnswer()) }
    }

    /// However many take all they get, a new small request finds room.
    @Test(arguments: [1, 2, 8, 31, 200]) func listsWithoutEndLeaveRoomForOthers(hogs: Int) {
        let page = 1 << 16
        var held = [Int](repeating: 0, count: hogs)
        var isGrowing = true
        while isGrowing {
            isGrowing = false
            for hog in held.indices where memory.takeRows(page, held: held[hog]) {
                held[hog] += page
                isGrowing = true
            }
        }
        #expect(held.allSatisfy { $0 > 0 })
        #expect(held.reduce(0, +) < memory.rowBytes)
        #expect(memory.takeRows(page, held: 0))
        // All of it is free again afterwards.
        memory.giveBackRows(held.reduce(0, +) + page)
        #expect(memory.takeRows(memory.rowBytes / 2, held: 0))
    }

    @Test func oneAloneGetsThreeQuarters() {
        #expect(memory.takeRows(memory.rowBytes * 3 / 4, held: 0))
        #expect(!memory.takeRows(1 << 20, held: memory.rowBytes * 3 / 4))
    }

    // MARK: a run's own share

    private func reading(_ change: (inout ReadLimits) -> Void = { _ in }) -> RunReading {
        var limits = ReadLimits.standard
        change(&limits)
        return RunReading(limits, memory)
    }

    @Test func rowsOfAllListsTogetherHaveAnEnd() throws {
        let reading = reading { $0.rows = 10 }
        try reading.keep(rows: 4, bytes: 100, of: "employees", isFirst: true)
        try reading.keep(rows: 6, bytes: 100, of: "absences", isFirst: true)
        #expect(throws: RunReading.Excess.rows) { try reading.keep(rows: 1, bytes: 1, of: "absences", isFirst: false) }
    }

    @Test func pagesAndTimeHaveAnEnd() throws {
        let pages = reading { $0.pages = 2 }
        try pages.begin()
        try pages.begin()
        #expect(throws: RunReading.Excess.pages) { try pages.begin() }
        let time = reading { $0.seconds = 60 }
        try time.begin()
        time.spend(seconds: 59)
        try time.begin()
        time.spend(seconds: 1)
        #expect(throws: RunReading.Excess.time) { try time.begin() }
    }

    @Test func whatAListThatBeginsAgainHeldIsGivenBackAndSoIsAllAtTheEnd() throws {
        let most = memory.rowBytes * 3 / 4
        do {
            let reading = reading()
            for _ in 0..<5 { try reading.keep(rows: 0, bytes: most, of: "absences", isFirst: true) }
            #expect(throws: RunReading.Excess.memory) {
                try reading.keep(rows: 0, bytes: 1 << 20, of: "absences", isFirst: false)
            }
            #expect(throws: RunReading.Excess.memory) {
                try reading.keep(rows: 0, bytes: most, of: "employees", isFirst: true)
            }
        }
        #expect(memory.takeRows(most, held: 0))
    }

    // MARK: the total

    @Test(
        arguments: [
            ("0::/system.slice/x.service\n", ["/sys/fs/cgroup/system.slice/x.service/memory.max": "536870912\n"], 536_870_912),
            ("0::/system.slice/x.service\n", ["/sys/fs/cgroup/system.slice/memory.max": "1000\n"], 1000),
            ("0::/x\n", ["/sys/fs/cgroup/x/memory.max": "max\n"], 1 << 30),
            ("0::/\n", ["/sys/fs/cgroup/memory.max": "4096"], 4096),
            ("9:cpu:/a\n4:memory:/a/b\n", ["/sys/fs/cgroup/memory/a/b/memory.limit_in_bytes": "8192"], 8192),
            ("4:memory:/a\n", ["/sys/fs/cgroup/memory/a/memory.limit_in_bytes": "9223372036854771712"], 1 << 30),
            ("4:memory:/a\n", ["/sys/fs/cgroup/memory/memory.limit_in_bytes": "2048"], 2048),
            ("", [:], 1 << 30), ("nonsense\n:\n", [:], 1 << 30),
        ] as [(String, [String: String], Int)])
    func theSmallestLimitOfItsGroupsCounts(groups: String, files: [String: String], limit: Int) {
        #expect(ProcessMemory.smallest(groups: groups, machine: 1 << 30) { files[$0] } == limit)
    }

    @Test func thisProcessHasMemory() {
        #expect(ProcessMemory.limit > 0)
    }
}
