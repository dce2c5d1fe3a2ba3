/// Texts with the digits of their dates, times and `ClockNumbers` as zeroes: `since,2026-12-24T10:00:00Z` becomes
/// `since,0000-00-00T00:00:00Z`. The form stays: a time with a zone is no time without one.
enum MomentMask {
    static func masked(_ text: String) -> String {
        var bytes = Array(text.utf8)
        var position = 0
        while position < bytes.count {
            guard isDigit(bytes[position]) else {
                position += 1
                continue
            }
            if let end = end(of: bytes, from: position) {
                for index in position..<end where isDigit(bytes[index]) { bytes[index] = UInt8(ascii: "0") }
                position = end
            } else {
                let end = bytes[position...].firstIndex { !isDigit($0) } ?? bytes.count
                if end - position >= ClockNumbers.length { bytes.replaceSubrange(position..<end, with: zeroes(end - position)) }
                position = end
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func zeroes(_ count: Int) -> [UInt8] { Array(repeating: UInt8(ascii: "0"), count: count) }

    /// Where a date, a date with a time, or a time ends that begins here.
    private static func end(of bytes: [UInt8], from start: Int) -> Int? {
        guard let day = matched("dddd-dd-dd", bytes, start) else { return time(bytes, start) }
        guard day < bytes.count, bytes[day] == UInt8(ascii: "T") || bytes[day] == UInt8(ascii: " ") else { return day }
        guard let time = time(bytes, day + 1) else { return day }
        guard time < bytes.count, bytes[time] == UInt8(ascii: "+") || bytes[time] == UInt8(ascii: "-") else { return time }
        return matched("dd:dd", bytes, time + 1) ?? matched("dddd", bytes, time + 1) ?? time
    }

    private static func time(_ bytes: [UInt8], _ start: Int) -> Int? {
        guard let seconds = matched("dd:dd:dd", bytes, start) else { return matched("dd:dd", bytes, start) }
        guard seconds + 1 < bytes.count, bytes[seconds] == UInt8(ascii: "."), isDigit(bytes[seconds + 1]) else { return seconds }
        return bytes[(seconds + 1)...].firstIndex { !isDigit($0) } ?? bytes.count
    }

    /// - Parameter pattern: `d` stands for a digit. No other digit may follow.
    /// - Returns: where it ends.
    private static func matched(_ pattern: String, _ bytes: [UInt8], _ start: Int) -> Int? {
        let end = start + pattern.utf8.count
        guard end <= bytes.count, end == bytes.count || !isDigit(bytes[end]) else { return nil }
        let fits = zip(pattern.utf8, bytes[start..<end]).allSatisfy { wanted, byte in
            wanted == UInt8(ascii: "d") ? isDigit(byte) : wanted == byte
        }
        return fits ? end : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
