import Foundation

/// A parsed document: its bytes, and sixteen bytes for each value and each name.
final class JSONTape: Sendable {
    enum Kind: UInt8 {
        case null, yes, no, number, unreadable
        /// A text or a member's name that needs no unescaping.
        case plain
        /// A text or a name with escapes or control characters.
        case escaped
        case list, object
    }

    struct Node {
        let kind: Kind
        /// Of a list or object: the number of elements or members.
        var count: UInt32 = 0
        /// Of a text or number: the offset of its bytes.
        var start: UInt32 = 0
        /// Of a text or number: the end of its bytes. Of a list or object: the node after its last one.
        var end: UInt32 = 0
    }

    private let bytes: Data
    private let nodes: [Node]

    init(bytes: Data, nodes: [Node]) {
        self.bytes = bytes
        self.nodes = nodes
    }

    func count(of node: Int) -> Int { Int(nodes[node].count) }

    func value(at index: Int) -> JSONValue { bytes.withUnsafeBytes { value(at: index, $0) } }

    /// Of a text, a name or a number.
    func text(at index: Int) -> String { bytes.withUnsafeBytes { Self.text(nodes[index], $0) } }

    private func value(at index: Int, _ bytes: UnsafeRawBufferPointer) -> JSONValue {
        let node = nodes[index]
        return switch node.kind {
        case .null: .null
        case .yes: .bool(true)
        case .no: .bool(false)
        case .number: .number(Self.text(node, bytes))
        case .unreadable: .unreadable
        case .plain, .escaped: .text(Self.text(node, bytes))
        case .list: .list(JSONList(self, node: index))
        case .object: .object(JSONObject(self, node: index))
        }
    }

    private static func text(_ node: Node, _ bytes: UnsafeRawBufferPointer) -> String {
        let spelling = spelling(of: node, bytes)
        return node.kind == .escaped ? JSONEscapes.text(spelling) : String(decoding: spelling, as: UTF8.self)
    }

    /// The bytes between the quotes, or of the number.
    private static func spelling(of node: Node, _ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[Int(node.start)..<Int(node.end)])
    }

    private func next(after index: Int) -> Int {
        switch nodes[index].kind {
        case .list, .object: Int(nodes[index].end)
        default: index + 1
        }
    }

    func forEachElement(of list: Int, _ body: (Int) -> Void) {
        let end = Int(nodes[list].end)
        var index = list + 1
        while index < end {
            body(index)
            index = next(after: index)
        }
    }

    /// - Parameter body: gets the node of the name; its value is the next node.
    func forEachMember(of object: Int, _ body: (Int) -> Void) {
        let end = Int(nodes[object].end)
        var index = object + 1
        while index < end {
            body(index)
            index = next(after: index + 1)
        }
    }

    /// The first member that matches and is not null; null if all matching ones are.
    ///
    /// The bytes are accessed once, because that costs more than comparing a name.
    @inline(__always)
    private func value(of object: Int, where fits: (Node, UnsafeRawBufferPointer) -> Bool) -> JSONValue? {
        bytes.withUnsafeBytes { bytes in
            let end = Int(nodes[object].end)
            var index = object + 1
            var found: Int?
            while index < end {
                if fits(nodes[index], bytes) {
                    found = index + 1
                    if nodes[index + 1].kind != .null { break }
                }
                index = next(after: index + 1)
            }
            return found.map { value(at: $0, bytes) }
        }
    }

    func value(of object: Int, named name: JSONName) -> JSONValue? {
        value(of: object) { Self.isNamed($0, name, $1) }
    }

    /// Calls `body` with the first member of each name that is not null, in one pass.
    ///
    /// Half-days come by the ten thousand: everything is read through pointers, which spares counting references and checking bounds.
    func forEachValue(of object: Int, named names: JSONNames, _ body: (Int, JSONValue) -> Void) {
        bytes.withUnsafeBytes { bytes in
            nodes.withUnsafeBufferPointer { nodes in
                names.withFolded { count, folded in
                    let end = Int(nodes[object].end)
                    var index = object + 1
                    var found: UInt64 = 0
                    // Members mostly come in the requested order.
                    var place = 0
                    while index < end {
                        let (name, value) = (nodes[index], nodes[index + 1])
                        let spelling = Self.spelling(of: name, bytes)
                        for _ in 0..<count {
                            if Self.isNamed(name, spelling, folded(place)) {
                                if value.kind != .null, found & 1 << place == 0 {
                                    found |= 1 << place
                                    body(place, self.value(at: index + 1, bytes))
                                }
                                place = place + 1 == count ? 0 : place + 1
                                break
                            }
                            place = place + 1 == count ? 0 : place + 1
                        }
                        index = value.kind == .list || value.kind == .object ? Int(value.end) : index + 2
                    }
                }
            }
        }
    }

    @inline(__always)
    private static func isNamed(
        _ node: Node, _ spelling: UnsafeRawBufferPointer, _ folded: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        if node.kind != .escaped { return JSONName.isFolded(spelling, to: folded) }
        var text = JSONEscapes.text(spelling)
        return text.withUTF8 { JSONName.isFolded(UnsafeRawBufferPointer($0), to: folded) }
    }

    @inline(__always)
    private static func isNamed(_ node: Node, _ name: JSONName, _ bytes: UnsafeRawBufferPointer) -> Bool {
        let spelling = spelling(of: node, bytes)
        if node.kind != .escaped { return name.isSpelled(spelling) }
        var text = JSONEscapes.text(spelling)
        return text.withUTF8 { name.isSpelled(UnsafeRawBufferPointer($0)) }
    }

    func value(of object: Int, named name: String) -> JSONValue? {
        var name = name
        return name.withUTF8 { wanted in
            value(of: object) { node, bytes in
                let spelling = Self.spelling(of: node, bytes)
                if node.kind == .escaped { return JSONEscapes.text(spelling).utf8.elementsEqual(wanted) }
                return spelling.count == wanted.count && spelling.elementsEqual(wanted)
            }
        }
    }
}
