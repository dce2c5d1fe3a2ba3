import SyncCore
import Testing

@Suite("TrustWindow")
struct TrustWindowTests {
    private let start = ContinuousClock.now

    private func window() -> TrustWindow<ContinuousClock.Instant> {
        TrustWindow(ttl: .seconds(60), margin: .seconds(15))
    }

    private func after(_ seconds: Int) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }

    @Test func nothingIsTrustedBeforeTheClaim() {
        #expect(!window().isTrusted(at: start))
        #expect(window().renewAt == nil)
    }

    @Test func trustLastsFromSendingForTheLeaseLessTheMargin() {
        var window = window()
        window.granted(sentAt: start)
        #expect(window.isTrusted(at: after(44)))
        #expect(!window.isTrusted(at: after(45)))
        #expect(window.renewAt == after(15))
    }

    @Test func aSlowRenewalDoesNotExtendTrustBeyondWhenItWasSent() {
        var window = window()
        window.granted(sentAt: start)
        // Sent at 10, answered at 50: 10 counts.
        window.granted(sentAt: after(10))
        #expect(window.trustedUntil == after(55))
    }

    @Test func answersMayComeInAnyOrder() {
        var window = window()
        window.granted(sentAt: after(20))
        window.granted(sentAt: after(10))
        #expect(window.trustedUntil == after(65))
    }

    @Test func aLostLeaseIsLostForGood() {
        var window = window()
        window.granted(sentAt: start)
        window.lose()
        #expect(!window.isTrusted(at: start))
        window.granted(sentAt: after(1))
        #expect(!window.isTrusted(at: after(1)))
        #expect(window.isLost)
    }

    @Test func aMarginAsLongAsTheLeaseTrustsNothing() {
        var window = TrustWindow<ContinuousClock.Instant>(ttl: .seconds(10), margin: .seconds(10))
        window.granted(sentAt: start)
        #expect(!window.isTrusted(at: start))
    }
}
