/// Replaces the digits of dates, times and `ClockNumbers` by zeroes: `since,2026-12-24T10:00:00Z` becomes
/// `since,0000-00-00T00:00:00Z`. The form stays: a time with a zone differs from one without.
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

    /// The end of a date, a date with a time, or a time that begins here.
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

    /// - Parameter pattern: `d` matches a digit. No other digit may follow.
    /// - Returns: the end of the match.
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

/// Numbers that the program derives from its clock. A probe identifies its events by the milliseconds since 1970, so answers
/// contain the sent number instead of the recorded one.
///
/// A recorder keeps no other number with this many digits.
struct ClockNumbers: Sendable {
    /// The digits of milliseconds since 1970, until 2286. More may follow.
    static let length = 13

    /// By the recorded number.
    private var current: [[UInt8]: [UInt8]] = [:]

    /// - Parameters:
    ///   - recorded: the recorded request used for the other one.
    ///   - sent: a request that only differs in dates, times and such numbers.
    mutating func learn(recorded: RequestShape, sent: RequestShape) {
        for (old, new) in zip(recorded.texts, sent.texts) where old != new {
            for (old, new) in zip(Self.numbers(in: Array(old.utf8)), Self.numbers(in: Array(new.utf8))) { current[old] = new }
        }
    }

    /// `bytes` with the current numbers.
    func replaced(in bytes: [UInt8]) -> [UInt8] {
        guard !current.isEmpty else { return bytes }
        var bytes = bytes
        for start in Self.starts(in: bytes) {
            let range = start..<start + Self.length
            if let new = current[Array(bytes[range])] { bytes.replaceSubrange(range, with: new) }
        }
        return bytes
    }

    private static func numbers(in bytes: [UInt8]) -> [[UInt8]] {
        starts(in: bytes).map { Array(bytes[$0..<$0 + length]) }
    }

    /// The starts of sequences of at least this many digits.
    private static func starts(in bytes: [UInt8]) -> [Int] {
        var starts: [Int] = []
        var count = 0
        for (index, byte) in bytes.enumerated() {
            count = (48...57).contains(byte) ? count + 1 : 0
            if count == length { starts.append(index + 1 - length) }
        }
        return starts
    }
}

/// The fields and members that hold credentials in the requests of a recording. It shows `****` instead, which matches any value.
struct CredentialNames: Sendable {
    static let hidden = "****"
    /// Of queries and forms, in lower case.
    private var fields: Set<String> = []
    /// Of documents, in lower case.
    private var members: Set<String> = []

    init(in requests: [RequestShape]) {
        for request in requests {
            learn(request.query)
            switch request.body {
            case .form(let fields): learn(fields)
            case .json(let value): learn(value)
            case .empty, .bytes: break
            }
        }
    }

    private mutating func learn(_ items: [QueryItem]) {
        for item in items where item.value == Self.hidden { fields.insert(item.name) }
    }

    private mutating func learn(_ value: JSONValue) {
        switch value {
        case .object(let list):
            for member in list {
                if member.value.text == Self.hidden { members.insert(member.name.lowercased()) }
                learn(member.value)
            }
        case .array(let elements): for element in elements { learn(element) }
        default: break
        }
    }

    /// The request as the recording shows it.
    func hiding(_ request: RequestShape) -> RequestShape {
        request.replacing(
            field: { fields.contains($0.name) ? QueryItem(name: $0.name, value: Self.hidden) : $0 }, document: hidden)
    }

    private func hidden(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let list):
            .object(
                list.map { member in
                    let isCredential = members.contains(member.name.lowercased()) && member.value != .null
                    return JSONValue.Member(member.name, isCredential ? .string(Self.hidden) : hidden(member.value))
                })
        case .array(let elements): .array(elements.map(hidden))
        default: value
        }
    }
}
