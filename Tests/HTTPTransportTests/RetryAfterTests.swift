import HTTPTestKit
import SyncCore
import Testing

@testable import HTTPTransport

@Suite("RetryAfter")
struct RetryAfterTests {
    private func seconds(_ value: String?, date: String? = nil) -> Double? {
        var headers: [(name: String, value: String)] = []
        if let value { headers.append(("retry-after", value)) }
        if let date { headers.append(("DATE", date)) }
        return RetryAfter.seconds(HTTPResponse(status: 429, headers: headers), now: StandingTime.start)
    }

    @Test(arguments: [("0", 0.0), ("1", 1), (" 30 ", 30), ("2.5", 2.5), ("999999999", 86_400), ("86400", 86_400)])
    func secondsAreRead(_ text: String, _ expected: Double) {
        #expect(seconds(text) == expected)
    }

    @Test(arguments: [
        ("Tue, 01 Dec 2026 00:00:20 GMT", 20.0), ("Tue, 01 Dec 2026 00:00:00 GMT", 0), ("Mon, 30 Nov 2026 00:00:00 GMT", 0),
        ("tue, 1 dec 2026 01:00:00 gmt", 3600), ("Sat, 01 Jan 2050 00:00:00 GMT", 86_400),
    ])
    func aDateIsReadAgainstOurClock(_ text: String, _ expected: Double) {
        #expect(seconds(text) == expected)
    }

    @Test func aDateIsReadAgainstTheRemotesOwnClockIfShown() {
        #expect(seconds("Tue, 01 Dec 2026 05:00:20 GMT", date: "Tue, 01 Dec 2026 05:00:00 GMT") == 20)
    }

    @Test(arguments: [
        "", "soon", "-5", "nan", "inf", "0x10", "1e999", "Tue, 41 Dec 2026 00:00:20 GMT", "Tue, 01 Foo 2026 00:00:20 GMT",
    ])
    func whatCannotBeReadSaysNothing(_ text: String) {
        #expect(seconds(text) == nil)
    }

    @Test func withoutTheHeaderItSaysNothing() {
        #expect(seconds(nil) == nil)
    }

    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199), ("Fri, 01 Mar 2024 00:00:00 GMT", 1_709_251_200),
    ])
    func aDateIsACountOfSeconds(_ text: String, _ expected: Int) {
        #expect(HTTPDate.instant(text) == Instant(secondsSince1970: expected))
    }
}
