/// The properties that a `fields` list names, as a tree: `department[id,name]` and `department.id` both work. What is unknown
/// is silently left out by whoever reads the tree.
struct FieldSelection: Sendable, Hashable {
    /// Lower-case name → what is wanted inside; an empty tree means everything inside.
    private(set) var children: [String: FieldSelection] = [:]

    init() {}

    init(_ text: String) {
        var position = text.utf8.startIndex
        self = Self.list(text.utf8, &position)
    }

    subscript(_ name: String) -> FieldSelection? { children[name.lowercased()] }

    var isEmpty: Bool { children.isEmpty }

    private static func list(_ text: String.UTF8View, _ position: inout String.Index) -> FieldSelection {
        var result = FieldSelection()
        var path: [String] = []
        var name: [UInt8] = []
        func finish(_ inside: FieldSelection) {
            let last = String(decoding: name, as: UTF8.self).lowercased()
            if !last.isEmpty { path.append(last) }
            if !path.isEmpty { result.insert(path[...], inside) }
            path = []
            name = []
        }
        while position < text.endIndex {
            let byte = text[position]
            position = text.index(after: position)
            switch byte {
            case UInt8(ascii: ","): finish(FieldSelection())
            case UInt8(ascii: "."):
                path.append(String(decoding: name, as: UTF8.self).lowercased())
                name = []
            case UInt8(ascii: "["): finish(list(text, &position))
            case UInt8(ascii: "]"):
                finish(FieldSelection())
                return result
            case UInt8(ascii: " "): break
            default: name.append(byte)
            }
        }
        finish(FieldSelection())
        return result
    }

    private mutating func insert(_ path: ArraySlice<String>, _ inside: FieldSelection) {
        guard let first = path.first else {
            for (name, tree) in inside.children { insert([name], tree) }
            return
        }
        var child = children[first] ?? FieldSelection()
        child.insert(path.dropFirst(), inside)
        children[first] = child
    }
}
