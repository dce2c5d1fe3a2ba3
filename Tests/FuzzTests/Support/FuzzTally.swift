import Synchronization
import Testing

/// How many calls took what they were given: where all is refused, nothing else was tried.
final class FuzzTally: Sendable {
    @TaskLocal static var current: FuzzTally?

    private let counts = Mutex((taken: 0, refused: 0))

    func took() { counts.withLock { $0.taken += 1 } }
    func refused() { counts.withLock { $0.refused += 1 } }

    /// - Returns: what part of the calls took their input; nil when the target has no such calls.
    func expectBoth(_ target: String) -> String? {
        let (taken, refused) = counts.withLock { $0 }
        guard taken + refused > 0 else { return nil }
        #expect(taken * 50 > refused, "\(target): \(taken) calls took their input, \(refused) refused it")
        #expect(refused > 0, "\(target): nothing was refused")
        return "\(taken * 100 / (taken + refused)) % taken"
    }
}
