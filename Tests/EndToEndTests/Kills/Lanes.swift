import Synchronization

/// How many processes these tests run at once.
private let lanes = 3

/// Runs `body` for 0..<count, a few at a time. The first error ends it all.
func inLanes(_ count: Int, _ body: @escaping @Sendable (Int) async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<min(lanes, count) { group.addTask { try await body(index) } }
        var next = min(lanes, count)
        while try await group.next() != nil {
            guard next < count else { continue }
            let index = next
            next += 1
            group.addTask { try await body(index) }
        }
    }
}

/// How often each thing happened, for the line that a test prints.
final class Tally: Sendable, CustomStringConvertible {
    private let counts = Mutex<[String: Int]>([:])

    func add(_ what: String, _ count: Int = 1) { counts.withLock { $0[what, default: 0] += count } }
    subscript(_ what: String) -> Int { counts.withLock { $0[what] ?? 0 } }

    var description: String {
        counts.withLock { $0.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ") }
    }
}
