package import Foundation

extension JSONValue {
    /// Reads one document. It uses the bytes and sixteen more for each node.
    ///
    /// An unreadable value affects only itself: see `unreadable` and `text`. Invalid documents are rejected: truncated ones,
    /// unquoted names, extra commas, a bare word alone.
    /// - Parameter nodes: the limit of values and names in total.
    package static func reading(_ bytes: Data, nodes limit: Int = Int(UInt32.max)) throws(JSONReadFailure) -> JSONValue {
        guard bytes.count < Int(UInt32.max) else { throw .notJSON }
        let result = bytes.withUnsafeBytes { buffer -> Result<[JSONTape.Node], JSONReadFailure> in
            var reader = JSONReader(bytes: buffer, limit: limit)
            do throws(JSONReadFailure) {
                try reader.document()
                return .success(reader.nodes)
            } catch {
                return .failure(error)
            }
        }
        return JSONTape(bytes: bytes, nodes: try result.get()).value(at: 0)
    }

    /// nil unless the bytes are one document.
    package static func read(_ bytes: Data) -> JSONValue? { try? reading(bytes) }

    /// nil unless the text is one document.
    package static func read(_ text: String) -> JSONValue? { try? reading(Data(text.utf8)) }
}

/// Records the bytes' content, node after node.
private struct JSONReader {
    /// Levels of lists and objects.
    private static let deepest = 48
    /// In bytes, of a text or number.
    private static let longestText = 1 << 20
    /// Bytes between two cancellation checks.
    private static let stride = 65_536

    private let bytes: UnsafeRawBufferPointer
    private let limit: Int
    private var position = 0
    private var nextLook = stride
    private(set) var nodes: [JSONTape.Node] = []

    init(bytes: UnsafeRawBufferPointer, limit: Int) {
        self.bytes = bytes
        self.limit = limit
        nodes.reserveCapacity(min(limit, bytes.count / 8 + 1))
    }

    mutating func document() throws(JSONReadFailure) {
        // Some servers begin with a byte order mark.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        try value(depth: 0)
        skipSpace()
        // A bare word alone comes from some proxy, not the remote.
        guard position == bytes.count, nodes.first?.kind != .unreadable else { throw .notJSON }
    }

    @inline(__always)
    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    @inline(__always)
    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    @inline(__always)
    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    @inline(__always)
    private mutating func append(_ node: JSONTape.Node) throws(JSONReadFailure) {
        guard nodes.count < limit else { throw .tooManyNodes(limit: limit) }
        if position >= nextLook {
            nextLook = position + Self.stride
            if Task.isCancelled { throw .cancelled }
        }
        nodes.append(node)
    }

    private mutating func value(depth: Int) throws(JSONReadFailure) {
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): depth < Self.deepest ? try object(depth: depth) : try skipNested()
        case UInt8(ascii: "["): depth < Self.deepest ? try list(depth: depth) : try skipNested()
        case UInt8(ascii: "\""):
            try text()
            let node = nodes[nodes.count - 1]
            // No remote writes such a text, and each access would decode it again.
            if node.end - node.start > Self.longestText { nodes[nodes.count - 1] = JSONTape.Node(kind: .unreadable) }
        default: try word()
        }
    }

    private mutating func list(depth: Int) throws(JSONReadFailure) {
        let place = nodes.count
        position += 1
        try append(JSONTape.Node(kind: .list))
        var count: UInt32 = 0
        if !take(UInt8(ascii: "]")) {
            repeat {
                try value(depth: depth + 1)
                count += 1
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "]")) else { throw .notJSON }
        }
        nodes[place].count = count
        nodes[place].end = UInt32(nodes.count)
    }

    private mutating func object(depth: Int) throws(JSONReadFailure) {
        let place = nodes.count
        position += 1
        try append(JSONTape.Node(kind: .object))
        var count: UInt32 = 0
        if !take(UInt8(ascii: "}")) {
            repeat {
                skipSpace()
                guard current == UInt8(ascii: "\"") else { throw .notJSON }
                try text()
                guard take(UInt8(ascii: ":")) else { throw .notJSON }
                try value(depth: depth + 1)
                count += 1
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "}")) else { throw .notJSON }
        }
        nodes[place].count = count
        nodes[place].end = UInt32(nodes.count)
    }

    private mutating func text() throws(JSONReadFailure) {
        let (start, isPlain) = try skipText()
        try append(
            JSONTape.Node(kind: isPlain ? .plain : .escaped, start: UInt32(start), end: UInt32(position - 1)))
    }

    /// Skips a text. - Returns: the start of its content, and whether it needs no unescaping.
    private mutating func skipText() throws(JSONReadFailure) -> (start: Int, isPlain: Bool) {
        let start = position + 1
        var end = start
        var isPlain = true
        while end < bytes.count {
            switch bytes[end] {
            case UInt8(ascii: "\""):
                position = end + 1
                return (start, isPlain)
            case UInt8(ascii: "\\"):
                isPlain = false
                end += 2
            case 0..<0x20:
                isPlain = false
                end += 1
            default: end += 1
            }
        }
        throw .notJSON
    }

    /// Skips a list or object that is nested too deeply.
    private mutating func skipNested() throws(JSONReadFailure) {
        var closings: [UInt8] = []
        repeat {
            guard let byte = current else { throw .notJSON }
            switch byte {
            case UInt8(ascii: "\""): _ = try skipText()
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                closings.append(byte + 2)
                position += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                guard closings.popLast() == byte else { throw .notJSON }
                position += 1
            default: position += 1
            }
            if position >= nextLook {
                nextLook = position + Self.stride
                if Task.isCancelled { throw .cancelled }
            }
        } while !closings.isEmpty
        try append(JSONTape.Node(kind: .unreadable))
    }

    /// A number or a literal; anything else makes its own member unreadable.
    private mutating func word() throws(JSONReadFailure) {
        let start = position
        while position < bytes.count, Self.isWord(bytes[position]) { position += 1 }
        guard position > start else { throw .notJSON }
        let word = UnsafeRawBufferPointer(rebasing: bytes[start..<position])
        if word.count <= Self.longestText, Self.isNumber(word) {
            try append(JSONTape.Node(kind: .number, start: UInt32(start), end: UInt32(position)))
        } else {
            try append(JSONTape.Node(kind: Self.literal(word)))
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "#"):
            true
        default: false
        }
    }

    private static func literal(_ word: UnsafeRawBufferPointer) -> JSONTape.Kind {
        func reads(_ literal: StaticString) -> Bool {
            guard let start = word.baseAddress, word.count == literal.utf8CodeUnitCount else { return false }
            return memcmp(start, literal.utf8Start, word.count) == 0
        }
        if reads("null") { return .null }
        if reads("true") { return .yes }
        if reads("false") { return .no }
        return .unreadable
    }

    /// By the grammar of RFC 8259.
    private static func isNumber(_ word: UnsafeRawBufferPointer) -> Bool {
        var position = 0
        func digits() -> Int {
            let start = position
            while position < word.count, word[position] &- UInt8(ascii: "0") < 10 { position += 1 }
            return position - start
        }
        if word[0] == UInt8(ascii: "-") { position = 1 }
        let first = position
        let whole = digits()
        guard whole == 1 || whole > 1 && word[first] != UInt8(ascii: "0") else { return false }
        if position < word.count, word[position] == UInt8(ascii: ".") {
            position += 1
            guard digits() > 0 else { return false }
        }
        if position < word.count, word[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < word.count, word[position] == UInt8(ascii: "+") || word[position] == UInt8(ascii: "-") { position += 1 }
            guard digits() > 0 else { return false }
        }
        return position == word.count
    }
}

/// Why bytes could not be read as a `JSONValue`.
package enum JSONReadFailure: Error, Hashable, Sendable {
    /// The bytes are not one JSON document.
    case notJSON
    /// More values and names than allowed.
    case tooManyNodes(limit: Int)
    /// The task was cancelled while reading.
    case cancelled
}

/// Unescapes the text between quotes.
enum JSONEscapes {
    /// Half of a surrogate pair, NUL, an unknown escape and bytes that are not UTF-8 each become U+FFFD, as they are no storable
    /// characters.
    static func text(_ spelling: UnsafeRawBufferPointer) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(spelling.count)
        var position = 0
        while position < spelling.count {
            let byte = spelling[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\\"): bytes.append(contentsOf: escape(spelling, &position))
            case 0: bytes.append(contentsOf: replacement)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let replacement: [UInt8] = Array("\u{FFFD}".utf8)

    private static func escape(_ spelling: UnsafeRawBufferPointer, _ position: inout Int) -> [UInt8] {
        guard position < spelling.count else { return replacement }
        let byte = spelling[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            guard let unit = codeUnit(spelling, &position) else { return replacement }
            var code = unit
            if (0xD800..<0xDC00).contains(unit), position + 1 < spelling.count, spelling[position] == UInt8(ascii: "\\"),
                spelling[position + 1] == UInt8(ascii: "u")
            {
                var after = position + 2
                if let low = codeUnit(spelling, &after), (0xDC00..<0xE000).contains(low) {
                    code = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
                    position = after
                }
            }
            guard code != 0, let scalar = Unicode.Scalar(code) else { return replacement }
            return Array(String(Character(scalar)).utf8)
        default:
            // Do not split a multi-byte character.
            if byte >= 0x80 { position -= 1 }
            return replacement
        }
    }

    /// nil unless four hexadecimal digits follow; then the input is read as it is.
    private static func codeUnit(_ spelling: UnsafeRawBufferPointer, _ position: inout Int) -> UInt32? {
        guard position + 4 <= spelling.count else { return nil }
        var unit: UInt32 = 0
        for byte in spelling[position..<position + 4] {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: return nil
            }
            unit = unit << 4 | UInt32(digit)
        }
        position += 4
        return unit
    }
}
