package import Foundation

extension JSONValue {
    /// As JSON. Numbers are written as read, and members in order, each name once. Unreadable values are omitted from an object,
    /// and null in a list.
    /// an object, and null in a list.
    package func written() -> Data {
        var writer = JSONWriter()
        writer.value(self)
        return Data(writer.bytes)
    }
}

private struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    mutating func value(_ value: JSONValue) {
        switch value {
        case .null, .unreadable: bytes.append(contentsOf: "null".utf8)
        case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .number(let spelling): bytes.append(contentsOf: spelling.utf8)
        case .text(let text): self.text(text)
        case .list(let list):
            bytes.append(UInt8(ascii: "["))
            for (place, element) in list.values.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                self.value(element)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object): self.object(object)
        }
    }

    private mutating func object(_ object: JSONObject) {
        let members = object.members
        // Of the members with one name, the first that is not null counts, else the first.
        var winners: [[UInt8]: Int] = [:]
        for (place, member) in members.enumerated() where member.value != .unreadable {
            let name = Array(member.name.utf8)
            guard let earlier = winners[name] else {
                winners[name] = place
                continue
            }
            if members[earlier].value == .null, member.value != .null { winners[name] = place }
        }
        bytes.append(UInt8(ascii: "{"))
        var isFirst = true
        for (place, member) in members.enumerated() where winners[Array(member.name.utf8)] == place {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            text(member.name)
            bytes.append(UInt8(ascii: ":"))
            value(member.value)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func text(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0x0A: bytes.append(contentsOf: "\\n".utf8)
            case 0x0D: bytes.append(contentsOf: "\\r".utf8)
            case 0x09: bytes.append(contentsOf: "\\t".utf8)
            case 0..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                for digit in [byte >> 4, byte & 15] {
                    bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
                }
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
