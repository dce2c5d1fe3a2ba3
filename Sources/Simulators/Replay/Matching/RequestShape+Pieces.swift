extension RequestShape {
    /// What it says, piece by piece: the fewer of them differ, the nearer two requests are to each other.
    var pieces: Set<String> {
        var pieces = Set(query.map { "query \($0.name)=\($0.value)" })
        switch body {
        case .empty: break
        case .json(let value): Self.collect(value, "body ", into: &pieces)
        case .form(let fields): pieces.formUnion(fields.map { "form \($0.name)=\($0.value)" })
        case .bytes(let count): pieces.insert("bytes \(count)")
        }
        return pieces
    }

    private static func collect(_ value: JSONValue, _ path: String, into pieces: inout Set<String>) {
        switch value {
        case .object(let members): for member in members { collect(member.value, "\(path).\(member.name)", into: &pieces) }
        case .array(let elements): for element in elements { collect(element, "\(path)[]", into: &pieces) }
        default: pieces.insert("\(path)=\(value.serialized)")
        }
    }
}
