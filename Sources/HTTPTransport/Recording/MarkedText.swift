import SyncCore
import SyncEngine

/// A text taken apart into what the connector marks events with and what stands around that.
enum MarkedText {
    enum Part: Equatable {
        case mark
        case reference(EventReference)
        case plain(String)
    }

    private static let opening = "[lucca:"
    /// Longer than any reference that is one.
    private static let longest = 512

    static func parts(of text: String) -> [Part] {
        let bytes = Array(text.utf8)
        var parts: [Part] = []
        var plainStart = 0
        var position = 0
        func close(at end: Int) {
            if plainStart < end { parts.append(.plain(String(decoding: bytes[plainStart..<end], as: UTF8.self))) }
        }
        while let start = bytes[position...].firstIndex(of: UInt8(ascii: "[")) {
            guard let (part, end) = marker(in: bytes, at: start) else {
                position = start + 1
                continue
            }
            close(at: start)
            parts.append(part)
            (plainStart, position) = (end, end)
        }
        close(at: bytes.count)
        return parts
    }

    private static func marker(in bytes: [UInt8], at start: Int) -> (Part, end: Int)? {
        if bytes[start...].starts(with: ProbePlan.mark.utf8) { return (.mark, start + ProbePlan.mark.utf8.count) }
        let window = bytes[start..<min(bytes.count, start + longest)]
        guard let closing = window.firstIndex(of: UInt8(ascii: "]")), closing - start > opening.utf8.count else { return nil }
        let candidate = String(decoding: bytes[start...closing], as: UTF8.self)
        return EventReference(parsing: candidate).map { (.reference($0), closing + 1) }
    }
}
