/// A JSON value as a remote sent it, or as we build it to be sent. What was read is looked at in place: a list or an object holds
/// no value of its own until it is asked for one.
public enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// As written: ids may be longer than any number type holds.
    case number(String)
    /// A bare word that is neither a number nor a literal, such as `NaN`, what is nested too deeply to be read, or a text of
    /// more than a mebibyte. It spoils its own member and nothing else, and is never written.
    case unreadable
    /// Half of a surrogate pair, NUL, an unknown escape and bytes that are no UTF-8 have become U+FFFD.
    case text(String)
    case list(JSONList)
    case object(JSONObject)

    public static func integer(_ number: Int) -> JSONValue { .number(String(number)) }
}

extension JSONValue {
    /// The member of exactly this name. Of several, the first that is not null.
    /// - Returns: nil when this is not an object or has no such member.
    public subscript(_ name: String) -> JSONValue? {
        if case .object(let object) = self { object[name] } else { nil }
    }

    /// The member of this name in any letter case. Of several, the first that is not null.
    /// - Returns: nil when this is not an object or has no such member.
    public subscript(_ name: JSONName) -> JSONValue? {
        if case .object(let object) = self { object[name] } else { nil }
    }

    /// A text; nothing else.
    public var string: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// A text as it is; a number as it is written.
    public var text: String? {
        switch self {
        case .text(let text), .number(let text): text
        default: nil
        }
    }

    public var elements: [JSONValue]? {
        if case .list(let list) = self { list.values } else { nil }
    }

    public var members: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }
}

/// The members of a JSON object, in their order. Of a name that comes several times, the first member that is not null counts.
public struct JSONObject: Sendable {
    public struct Member: Sendable, Equatable {
        public let name: String
        public let value: JSONValue

        public init(_ name: String, _ value: JSONValue) {
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

    public init(_ members: [Member] = []) {
        storage = .built(members)
    }

    /// As they came, names that come several times included.
    public var members: [Member] {
        switch storage {
        case .built(let members): return members
        case .read(let tape, let node):
            var members: [Member] = []
            tape.forEachMember(of: node) { members.append(Member(tape.text(at: $0), tape.value(at: $0 + 1))) }
            return members
        }
    }

    public var names: [String] { members.map(\.name) }

    /// The member of exactly this name; setting it replaces every member of the name, and nil removes them.
    public subscript(_ name: String) -> JSONValue? {
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

    /// The member of this name in any letter case.
    public subscript(_ name: JSONName) -> JSONValue? {
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

    /// Hands out the members of these names, in any letter case, in one pass: of each name the first member that is not null, and
    /// none where there is no such member.
    /// - Parameters:
    ///   - names: at most 64, each once.
    ///   - body: gets the name's place among the names, and the value.
    public func forEachValue(named names: [JSONName], _ body: (Int, JSONValue) -> Void) {
        precondition(names.count <= 64, "a row is asked for at most 64 names at once")
        switch storage {
        case .read(let tape, let node): tape.forEachValue(of: node, named: names, body)
        case .built:
            for (place, name) in names.enumerated() {
                if let value = self[name], value != .null { body(place, value) }
            }
        }
    }

    /// By bytes: an é of one character and one of two are different names.
    private static func isSame(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
}

extension JSONObject: Equatable {
    public static func == (left: JSONObject, right: JSONObject) -> Bool { left.members == right.members }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral members: (String, JSONValue)...) {
        self.init(members.map { Member($0.0, $0.1) })
    }
}

/// The elements of a JSON list.
public struct JSONList: Sendable {
    enum Storage: Sendable {
        case read(JSONTape, node: Int)
        case built([JSONValue])
    }

    let storage: Storage

    init(_ tape: JSONTape, node: Int) {
        storage = .read(tape, node: node)
    }

    public init(_ values: [JSONValue]) {
        storage = .built(values)
    }

    public var values: [JSONValue] {
        switch storage {
        case .built(let values): return values
        case .read(let tape, let node):
            var values: [JSONValue] = []
            values.reserveCapacity(tape.count(of: node))
            tape.forEachElement(of: node) { values.append(tape.value(at: $0)) }
            return values
        }
    }

    public var count: Int {
        switch storage {
        case .built(let values): values.count
        case .read(let tape, let node): tape.count(of: node)
        }
    }
}

extension JSONList: Equatable {
    public static func == (left: JSONList, right: JSONList) -> Bool {
        left.count == right.count && left.values == right.values
    }
}

extension JSONList: ExpressibleByArrayLiteral {
    public init(arrayLiteral values: JSONValue...) {
        self.init(values)
    }
}

/// A member's name that is looked up in any letter case. Letters beyond ASCII count as they are.
public struct JSONName: Sendable, Hashable {
    let folded: [UInt8]

    public init(_ name: String) {
        folded = name.utf8.map(Self.fold)
    }

    /// - Parameter spelling: without quotes and escapes.
    @inline(__always)
    func isSpelled(_ spelling: UnsafeRawBufferPointer) -> Bool {
        folded.withUnsafeBufferPointer { folded in
            guard spelling.count == folded.count else { return false }
            for place in folded.indices where Self.fold(spelling[place]) != folded[place] { return false }
            return true
        }
    }

    @inline(__always)
    private static func fold(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }
}
