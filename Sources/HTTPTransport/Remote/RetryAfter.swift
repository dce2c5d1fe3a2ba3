import SyncCore

/// How long an answer asks us to stay away.
enum RetryAfter {
    private static let longest = 86_400.0

    /// Seconds, at most a day; nil when the answer does not say, or not so that it could be understood.
    static func seconds(_ response: HTTPResponse, now: Instant) -> Double? {
        guard let text = response.header("Retry-After")?.trimming() else { return nil }
        if let seconds = Double(text), seconds.isFinite, seconds >= 0, text.utf8.allSatisfy({ $0 != UInt8(ascii: "x") }) {
            return min(seconds, longest)
        }
        guard let until = HTTPDate.instant(text) else { return nil }
        // Its own clock where it tells it: ours may be set otherwise.
        let origin = response.header("Date").flatMap { HTTPDate.instant($0.trimming()) } ?? now
        let milliseconds = until.millisecondsSince1970 - origin.millisecondsSince1970
        return min(max(Double(milliseconds) / 1000, 0), longest)
    }
}

extension String {
    fileprivate func trimming() -> String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
