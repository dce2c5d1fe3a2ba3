/// Numbers that the program took from its clock. A probe marks its events with the milliseconds since 1970 and recognizes them by that,
/// so answers hold the number that was sent in place of the recorded one.
///
/// A recorder keeps no other number of so many digits.
struct ClockNumbers: Sendable {
    /// Digits of milliseconds since 1970, until 2286. More may follow.
    static let length = 13

    /// By the recorded number.
    private var current: [[UInt8]: [UInt8]] = [:]

    /// - Parameters:
    ///   - recorded: the request that answers for the other one.
    ///   - sent: one that differs in dates, times and such numbers alone.
    mutating func learn(recorded: RequestShape, sent: RequestShape) {
        for (old, new) in zip(recorded.texts, sent.texts) where old != new {
            for (old, new) in zip(Self.numbers(in: Array(old.utf8)), Self.numbers(in: Array(new.utf8))) { current[old] = new }
        }
    }

    /// The same with today's numbers.
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

    /// Where digits begin that are at least as many.
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
