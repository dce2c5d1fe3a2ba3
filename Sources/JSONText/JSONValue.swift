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
