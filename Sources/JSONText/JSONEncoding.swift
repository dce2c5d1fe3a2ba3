extension JSONValue {
    /// Encodes a value to a tree: members in encoding order, null for nil. `departmentID` and `luccaURL` become `departmentId`
    /// and `luccaUrl`; a dictionary's members are sorted by name.
    package init(encoding value: some Encodable) {
        let node = Node()
        do {
            try node.take(value)
            self = node.json
        } catch {
            self = .unreadable
        }
    }
}

extension JSONValue: Encodable {
    /// Only `JSONValue(encoding:)` can encode it: no other encoder keeps numbers as written.
    package func encode(to encoder: any Encoder) throws {
        guard let tree = encoder as? TreeEncoder else {
            throw EncodingError.invalidValue(self, .init(codingPath: encoder.codingPath, debugDescription: "no tree"))
        }
        tree.node.become(self)
    }
}

/// A node of the tree under construction.
private final class Node {
    private enum Content {
        case value(JSONValue)
        case list([Node])
        case object([(name: String, node: Node)])
    }

    private var content = Content.value(.null)

    var json: JSONValue {
        switch content {
        case .value(let value): value
        case .list(let nodes): .list(JSONList(nodes.map(\.json)))
        case .object(let members): .object(JSONObject(members.map { JSONObject.Member($0.name, $0.node.json) }))
        }
    }

    var count: Int {
        if case .list(let nodes) = content { nodes.count } else { 0 }
    }

    func become(_ value: JSONValue) { content = .value(value) }

    func beginObject() {
        if case .object = content { return }
        content = .object([])
    }

    func beginList() {
        if case .list = content { return }
        content = .list([])
    }

    func member(_ name: String) -> Node {
        let node = Node()
        if case .object(var members) = content {
            members.append((Self.spelling(of: name), node))
            content = .object(members)
        }
        return node
    }

    func element() -> Node {
        let node = Node()
        if case .list(var nodes) = content {
            nodes.append(node)
            content = .list(nodes)
        }
        return node
    }

    func take(_ value: some Encodable) throws {
        switch value {
        case let value as String: content = .value(.text(value))
        case let value as Bool: content = .value(.bool(value))
        case let value as any BinaryInteger & Encodable: content = .value(.number(String(value)))
        case let value as any BinaryFloatingPoint & Encodable: content = .value(.number("\(value)"))
        case let value as [String: String]:
            content = .object([])
            for (name, text) in value.sorted(by: { $0.key < $1.key }) { try member(name).take(text) }
        default: try value.encode(to: TreeEncoder(node: self))
        }
    }

    private static func spelling(of name: String) -> String {
        for (acronym, word) in [("ID", "Id"), ("IDs", "Ids"), ("URL", "Url")] where name.hasSuffix(acronym) {
            return name.dropLast(acronym.count) + word
        }
        return name
    }
}

private struct TreeEncoder: Encoder {
    let node: Node
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        node.beginObject()
        return KeyedEncodingContainer(Members(node: node))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        node.beginList()
        return Elements(node: node)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(node: node) }
}

private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: Node
    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil(forKey key: Key) { _ = node.member(key.stringValue) }

    mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        try node.member(key.stringValue).take(value)
    }

    mutating func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws { try present(value, key) }
    // For these types the protocol's default implementations leave out nil.
    mutating func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try present(value, key) }
    mutating func encodeIfPresent(_ value: String?, forKey key: Key) throws { try present(value, key) }
    mutating func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try present(value, key) }
    mutating func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try present(value, key) }

    private func present(_ value: (some Encodable)?, _ key: Key) throws {
        let member = node.member(key.stringValue)
        if let value { try member.take(value) }
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        TreeEncoder(node: node.member(key.stringValue)).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        TreeEncoder(node: node.member(key.stringValue)).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { TreeEncoder(node: node.member("super")) }
    mutating func superEncoder(forKey key: Key) -> any Encoder { TreeEncoder(node: node.member(key.stringValue)) }
}

private struct Elements: UnkeyedEncodingContainer {
    let node: Node
    var codingPath: [any CodingKey] { [] }
    var count: Int { node.count }

    mutating func encodeNil() { _ = node.element() }
    mutating func encode<Value: Encodable>(_ value: Value) throws { try node.element().take(value) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        TreeEncoder(node: node.element()).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        TreeEncoder(node: node.element()).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { TreeEncoder(node: node.element()) }
}

private struct Single: SingleValueEncodingContainer {
    let node: Node
    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil() {}
    mutating func encode<Value: Encodable>(_ value: Value) throws { try node.take(value) }
}
