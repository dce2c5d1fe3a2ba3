/// Damages finished answers.
enum AnswerDamage {
    /// Replaces members' values, by name or for the default names.
    static func replace(
        _ body: [UInt8], member: String?, everywhere: Bool, with change: (JSONValue) -> JSONValue
    ) -> [UInt8] {
        guard var value = JSONValue.parse(body) else { return body }
        var isDone = false
        let names = member.map { [$0.lowercased()] } ?? ["id", "key", "access_token"]
        walk(&value, names, everywhere, &isDone, change)
        return value.bytes
    }

    /// A value of an unexpected type.
    static func otherType(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null: .array([])
        case .bool: .string("peut-être")
        case .number: .string("n/a")
        case .string: .object([.init("value", value)])
        case .array: .string("")
        case .object: .number("12345")
        }
    }

    /// Inserts JSON, as written, into a member of one row or of every row.
    static func plant(_ body: [UInt8], member: String, row: Int?, json: String) -> [UInt8] {
        guard var value = JSONValue.parse(body) else { return body }
        plant(&value, member, row.map { String($0) }, .number(json))
        return value.bytes
    }

    private static func plant(_ value: inout JSONValue, _ member: String, _ row: String?, _ planted: JSONValue) {
        switch value {
        case .array(var elements):
            for position in elements.indices { plant(&elements[position], member, row, planted) }
            value = .array(elements)
        case .object(var members):
            let id = value["id"] ?? value["key"]
            let name = id?.integer.map { String($0) } ?? id?.text
            if let name, row == nil || row == name {
                var isDone = false
                walk(&value, [member.lowercased()], false, &isDone) { _ in planted }
                if !isDone { value.set(member, to: planted) }
                return
            }
            for position in members.indices { plant(&members[position].value, member, row, planted) }
            value = .object(members)
        default: break
        }
    }

    /// Makes the answer's first text begin with bytes that are invalid UTF-8.
    static func invalidUTF8(_ body: [UInt8]) -> [UInt8] {
        let mark: [UInt8] = [58, 34]
        guard let found = body.firstRange(of: mark) else { return body + [0xFF] }
        return Array(body[..<found.upperBound]) + [0xFF, 0xC3, 0x28] + Array(body[found.upperBound...])
    }

    private static func walk(
        _ value: inout JSONValue, _ names: [String], _ everywhere: Bool, _ isDone: inout Bool, _ change: (JSONValue) -> JSONValue
    ) {
        switch value {
        case .array(var elements):
            for position in elements.indices where everywhere || !isDone {
                walk(&elements[position], names, everywhere, &isDone, change)
            }
            value = .array(elements)
        case .object(var members):
            for position in members.indices where everywhere || !isDone {
                if names.contains(members[position].name.lowercased()) {
                    members[position].value = change(members[position].value)
                    isDone = true
                } else {
                    walk(&members[position].value, names, everywhere, &isDone, change)
                }
            }
            value = .object(members)
        default: break
        }
    }
}
