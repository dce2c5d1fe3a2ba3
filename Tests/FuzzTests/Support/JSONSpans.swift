/// Where the parts of a JSON document lie in its bytes, so that a mutation cuts at joints and most of the document stays JSON.
struct JSONSpans: Sendable {
    /// Members' names, quotes included.
    private(set) var names: [Range<Int>] = []
    /// Texts that are values, quotes included.
    private(set) var texts: [Range<Int>] = []
    private(set) var numbers: [Range<Int>] = []
    /// Every value, from the whole document down.
    private(set) var values: [Range<Int>] = []
    /// A member or an element of a list with the comma that belongs to it.
    private(set) var entries: [Range<Int>] = []

    /// Recursion takes stack, also here.
    private static let deepest = 100

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    /// Of what is not JSON, or too deep, the spans up to there.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        _ = value()
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func value() -> Bool {
        guard depth < Self.deepest else { return false }
        depth += 1
        defer { depth -= 1 }
        skipSpace()
        let start = position
        switch current {
        case UInt8(ascii: "{"): guard entries(end: UInt8(ascii: "}"), isObject: true) else { return false }
        case UInt8(ascii: "["): guard entries(end: UInt8(ascii: "]"), isObject: false) else { return false }
        case UInt8(ascii: "\""):
            guard string() else { return false }
            texts.append(start..<position)
        default:
            while let byte = current, isWordByte(byte) { position += 1 }
            guard position > start else { return false }
            if bytes[start] != UInt8(ascii: "t"), bytes[start] != UInt8(ascii: "f"), bytes[start] != UInt8(ascii: "n") {
                numbers.append(start..<position)
            }
        }
        values.append(start..<position)
        return true
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    private mutating func string() -> Bool {
        position += 1
        while let byte = current {
            position += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "\"") { return true }
        }
        return false
    }

    private mutating func entries(end: UInt8, isObject: Bool) -> Bool {
        position += 1
        skipSpace()
        if current == end {
            position += 1
            return true
        }
        while true {
            skipSpace()
            let start = position
            if isObject {
                guard current == UInt8(ascii: "\""), string() else { return false }
                names.append(start..<position)
                skipSpace()
                guard current == UInt8(ascii: ":") else { return false }
                position += 1
            }
            guard value() else { return false }
            skipSpace()
            switch current {
            case UInt8(ascii: ","):
                position += 1
                entries.append(start..<position)
            case end:
                entries.append(start..<position)
                position += 1
                return true
            default: return false
            }
        }
    }
}

/// A document as recorded, with its joints.
struct FuzzDocument: Sendable {
    let bytes: [UInt8]
    let spans: JSONSpans

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        spans = JSONSpans(bytes)
    }
}
