import SyncCore
import Testing

@Suite("RetryPolicy")
struct RetryPolicyTests {
    private let policy = RetryPolicy(attempts: 6, firstDelay: .seconds(1), longestDelay: .seconds(10))

    @Test func delaysDoubleUpToTheLongest() {
        #expect((1...5).map { policy.delay(afterAttempt: $0, random: 1) } == [1, 2, 4, 8, 10].map { Duration.seconds($0) })
    }

    @Test func chanceTakesUpToHalf() {
        #expect(policy.delay(afterAttempt: 2, random: 0) == .seconds(1))
        #expect(policy.delay(afterAttempt: 2, random: 0.5) == .milliseconds(1500))
        #expect(policy.delay(afterAttempt: 2, random: .nan) == .seconds(1))
        #expect(policy.delay(afterAttempt: 2, random: 99) == .seconds(2))
    }

    @Test func theLastAttemptIsTheLast() {
        #expect(policy.delay(afterAttempt: 6, random: 1) == nil)
        #expect(RetryPolicy(attempts: 0, firstDelay: .zero, longestDelay: .zero).delay(afterAttempt: 1, random: 1) == nil)
    }

    @Test func manyAttemptsDoNotOverflow() {
        let patient = RetryPolicy(attempts: .max, firstDelay: .nanoseconds(1), longestDelay: .seconds(3600))
        #expect(patient.delay(afterAttempt: .max - 1, random: 1) == .seconds(3600))
        #expect(
            RetryPolicy(attempts: .max, firstDelay: .zero, longestDelay: .seconds(1)).delay(afterAttempt: .max - 1, random: 1)
                == .zero)
        #expect(policy.delay(afterAttempt: .min, random: 1) == .seconds(1))
    }
}
