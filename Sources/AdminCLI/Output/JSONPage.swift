import JSONText
import SyncCore

extension JSONValue {
    /// For a terminal or a file: indented by two spaces, with a newline at the end.
    var page: String {
        var text = ""
        write(into: &text, indent: 0)
        return text + "\n"
    }

    private func write(into text: inout String, indent: Int) {
        switch self {
        case .object(let object):
            let members = object.members
            Self.write(members.count, between: "{}", into: &text, indent) { index, text in
                text += Self.quoted(members[index].name) + ": "
                members[index].value.write(into: &text, indent: indent + 2)
            }
        case .list(let list):
            let values = list.values
            Self.write(values.count, between: "[]", into: &text, indent) { values[$0].write(into: &$1, indent: indent + 2) }
        case .text(let value): text += Self.quoted(value)
        case .number(let spelling): text += spelling
        case .bool(let value): text += value ? "true" : "false"
        case .null, .unreadable: text += "null"
        }
    }

    private static func write(
        _ count: Int, between brackets: String, into text: inout String, _ indent: Int, _ item: (Int, inout String) -> Void
    ) {
        guard count > 0 else {
            text += brackets
            return
        }
        text += brackets.prefix(1) + "\n"
        for index in 0..<count {
            text += String(repeating: " ", count: indent + 2)
            item(index, &text)
            text += index == count - 1 ? "\n" : ",\n"
        }
        text += String(repeating: " ", count: indent) + brackets.suffix(1)
    }

    /// Escapes everything that could control a terminal; JSON parsers accept it.
    private static func quoted(_ value: String) -> String {
        var result = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if scalar.isHarmless {
                    result.unicodeScalars.append(scalar)
                } else {
                    for unit in String(scalar).utf16 {
                        let digits = String(unit, radix: 16)
                        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                    }
                }
            }
        }
        return result + "\""
    }
}
