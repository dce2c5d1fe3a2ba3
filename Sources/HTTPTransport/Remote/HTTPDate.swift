import SyncCore

/// The dates of HTTP headers in the one form that servers still send: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
enum HTTPDate {
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    static func instant(_ text: String) -> Instant? {
        let words = text.split(separator: " ").map { $0.lowercased() }
        guard words.count == 6, words[0].hasSuffix(","), words[5] == "gmt" || words[5] == "utc",
            let date = number(words[1], 1...31), let month = months.firstIndex(of: words[2]),
            let year = number(words[3], 1970...9999), let day = CalendarDay(year: year, month: month + 1, day: date)
        else { return nil }
        let time = words[4].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard time.count == 3, let hour = number(time[0], 0...23), let minute = number(time[1], 0...59),
            let second = number(time[2], 0...60)
        else { return nil }
        return Instant(secondsSince1970: day.ordinal * 86_400 + hour * 3600 + minute * 60 + second)
    }

    private static func number(_ text: String, _ range: ClosedRange<Int>) -> Int? {
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int(text),
            range.contains(number)
        else { return nil }
        return number
    }
}
