/// A JSON value, read from a remote or built to be sent. A read value is accessed in place: a list or object creates its values
/// on access.
package enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// As written: ids may exceed any number type.
    case number(String)
    /// A bare word that is neither a number nor a literal, such as `NaN`, a value nested too deeply, or a text of more than a
    /// mebibyte. It affects only its own member, and is never written.
    case unreadable
    /// Half of a surrogate pair, NUL, an unknown escape and bytes that are not UTF-8 are U+FFFD.
    case text(String)
    case list(JSONList)
    case object(JSONObject)

    package static func integer(_ number: Int) -> JSONValue { .number(String(number)) }
}

extension JSONValue {
    /// The member of exactly this name. Of several, the first that is not null.
    /// - Returns: nil if this is not an object or has no such member.
    package subscript(_ name: String) -> JSONValue? {
        if case .object(let object) = self { object[name] } else { nil }
    }

    /// The member of this name, ignoring case. Of several, the first that is not null.
    /// - Returns: nil if this is not an object or has no such member.
    package subscript(_ name: JSONName) -> JSONValue? {
        if case .object(let object) = self { object[name] } else { nil }
    }

    package var string: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// A text, or a number as written.
    package var text: String? {
        switch self {
        case .text(let text), .number(let text): text
        default: nil
        }
    }

    package var elements: [JSONValue]? {
        if case .list(let list) = self { list.values } else { nil }
    }

    package var members: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }
}

/// The members of a JSON object, in order. Of several with one name, the first that is not null counts.
package struct JSONObject: Sendable {
    package struct Member: Sendable, Equatable {
        package let name: String
        package let value: JSONValue

        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    enum Storage: Sendable {
        case read(JSONTape, node: Int)
        case built([Member])
    }

    private(set) var storage: Storage

    init(_ tape: JSONTape, node: Int) {
        storage = .read(tape, node: node)
    }

    package init(_ members: [Member] = []) {
        storage = .built(members)
    }

    /// In order, duplicate names included.
    package var members: [Member] {
        switch storage {
        case .built(let members): return members
        case .read(let tape, let node):
            var members: [Member] = []
            tape.forEachMember(of: node) { members.append(Member(tape.text(at: $0), tape.value(at: $0 + 1))) }
            return members
        }
    }

    package var names: [String] { members.map(\.name) }

    /// The member of exactly this name; setting it replaces every member of the name, and nil removes them.
    package subscript(_ name: String) -> JSONValue? {
        get {
            switch storage {
            case .read(let tape, let node): return tape.value(of: node, named: name)
            case .built(let members):
                var found: JSONValue?
                for member in members where Self.isSame(member.name, name) {
                    if member.value != .null { return member.value }
                    found = .null
                }
                return found
            }
        }
        set {
            var members = members
            let place = members.firstIndex { Self.isSame($0.name, name) } ?? members.endIndex
            members.removeAll { Self.isSame($0.name, name) }
            if let newValue { members.insert(Member(name, newValue), at: place) }
            storage = .built(members)
        }
    }

    /// The member of this name, ignoring case.
    package subscript(_ name: JSONName) -> JSONValue? {
        switch storage {
        case .read(let tape, let node): return tape.value(of: node, named: name)
        case .built(let members):
            var found: JSONValue?
            for member in members where JSONName(member.name) == name {
                if member.value != .null { return member.value }
                found = .null
            }
            return found
        }
    }

    /// Calls `body` with the members of these names, ignoring case, in one pass: the first of each name that is not null, and
    /// nothing for a missing one.
    /// - Parameters:
    ///   - body: gets the index within `names`, and the value.
    package func forEachValue(named names: JSONNames, _ body: (Int, JSONValue) -> Void) {
        switch storage {
        case .read(let tape, let node): tape.forEachValue(of: node, named: names, body)
        case .built:
            for (place, name) in names.names.enumerated() {
                if let value = self[name], value != .null { body(place, value) }
            }
        }
    }

    /// By bytes: the composed and the decomposed é are different names.
    private static func isSame(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
}

extension JSONObject: Equatable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool { left.members == right.members }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral members: (String, JSONValue)...) {
        self.init(members.map { Member($0.0, $0.1) })
    }
}

/// The elements of a JSON list.
package struct JSONList: Sendable {
    enum Storage: Sendable {
        case read(JSONTape, node: Int)
        case built([JSONValue])
    }

    let storage: Storage

    init(_ tape: JSONTape, node: Int) {
        storage = .read(tape, node: node)
    }

    package init(_ values: [JSONValue]) {
        storage = .built(values)
    }

    package var values: [JSONValue] {
        switch storage {
        case .built(let values): return values
        case .read(let tape, let node):
            var values: [JSONValue] = []
            values.reserveCapacity(tape.count(of: node))
            tape.forEachElement(of: node) { values.append(tape.value(at: $0)) }
            return values
        }
    }

    package var count: Int {
        switch storage {
        case .built(let values): values.count
        case .read(let tape, let node): tape.count(of: node)
        }
    }
}

extension JSONList: Equatable {
    package static func == (left: JSONList, right: JSONList) -> Bool {
        left.count == right.count && left.values == right.values
    }
}

extension JSONList: ExpressibleByArrayLiteral {
    package init(arrayLiteral values: JSONValue...) {
        self.init(values)
    }
}

/// A member's name for lookups that ignore case, for ASCII letters only.
package struct JSONName: Sendable, Hashable {
    let folded: [UInt8]

    package init(_ name: String) {
        folded = name.utf8.map(Self.fold)
    }

    /// - Parameter spelling: without quotes and escapes.
    @inline(__always)
    func isSpelled(_ spelling: UnsafeRawBufferPointer) -> Bool {
        folded.withUnsafeBufferPointer { Self.isFolded(spelling, to: $0) }
    }

    @inline(__always)
    static func isFolded(_ spelling: UnsafeRawBufferPointer, to folded: UnsafeBufferPointer<UInt8>) -> Bool {
        guard spelling.count == folded.count else { return false }
        for place in folded.indices where fold(spelling[place]) != folded[place] { return false }
        return true
    }

    @inline(__always)
    private static func fold(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }
}

/// Names that are looked up together, in one pass over an object.
package struct JSONNames: Sendable {
    let names: [JSONName]
    /// All of them, one after the other.
    private let folded: [UInt8]
    private let ends: [Int]

    /// - Parameter names: at most 64, without duplicates.
    package init(_ names: [String]) {
        precondition(names.count <= 64, "a row is asked for at most 64 names at once")
        self.names = names.map(JSONName.init)
        var (folded, ends): ([UInt8], [Int]) = ([], [])
        for name in self.names {
            folded += name.folded
            ends.append(folded.count)
        }
        (self.folded, self.ends) = (folded, ends)
    }

    /// - Parameter body: gets the number of names, and what gives the bytes of each.
    @inline(__always)
    func withFolded(_ body: (Int, (Int) -> UnsafeBufferPointer<UInt8>) -> Void) {
        folded.withUnsafeBufferPointer { folded in
            ends.withUnsafeBufferPointer { ends in
                body(ends.count) { place in
                    let start = place == 0 ? 0 : ends[place - 1]
                    return UnsafeBufferPointer(rebasing: folded[start..<ends[place]])
                }
            }
        }
    }
}
