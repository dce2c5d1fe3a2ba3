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
