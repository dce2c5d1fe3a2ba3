/// What a recorded request or answer carried.
enum RecordedBody: Hashable, Sendable {
    case empty
    case json(JSONValue)
    case form([QueryItem])
    /// The length of what is neither.
    case bytes(Int)

    /// A body is kept in memory, and a longer one than this is in no recording.
    private static let longest = 1 << 28

    /// nil when it is none of the four.
    init?(reading value: JSONValue?) {
        switch value {
        case .null: self = .empty
        case .object(let members) where members.count == 1:
            let member = members[0]
            switch member.name {
            case "json": self = .json(member.value)
            case "form":
                guard let fields = RecordedExchange.fields(member.value) else { return nil }
                self = .form(fields)
            case "bytes":
                guard let count = member.value.integer, (0...Self.longest).contains(count) else { return nil }
                self = .bytes(count)
            default: return nil
            }
        default: return nil
        }
    }
}
